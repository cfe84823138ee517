"""The rules for waste codes, in one place. The codes come in as a `Book`, the day as a value."""

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from wasteflow.catalog import law
from wasteflow.catalog.editions import holding, holds
from wasteflow.catalog.model import Scheme, WasteCode
from wasteflow.core.errors import Refusal, Warn

if TYPE_CHECKING:
    from wasteflow.catalog.book import Book


SCHEMES = law.schemes()
UNLISTED = "900-000-"  # identified as hazardous, but in no line of the catalogue


class NoSuchScheme(Refusal):
    """There is no list of waste codes called {scheme}; the lists are {known}."""


class WasteCodeMalformed(Refusal):
    """{code} is not written as the codes of {list} are: {written}."""


class WasteCodeOfOtherScheme(Refusal):
    """{code} looks like a code of {other} ({other_scheme}), not of {list} ({scheme})."""


class WasteCodeIsCategory(Refusal):
    """{code} is a whole category; give the full code of the waste, written {written}."""


class WasteCodeOfNoCategory(Refusal):
    """{code} names category {category}, which does not exist in {list}."""

    source = "hazardous-catalogue"


class UnknownWasteCode(Refusal):
    """{code} is not in {list}."""


class UnknownHazardousCode(Refusal):
    """{code} is not in the hazardous waste catalogue; waste identified as hazardous but not listed is written 900-000-{ending}."""  # noqa: E501

    source = "hazardous-catalogue"


class WasteCodeClosed(Refusal):
    """{code} could be used until {last_day} only."""


class WasteCodeNotYetValid(Refusal):
    """{code} may be used from {first_day} on."""


class UnknownHazards(Refusal):
    """Hazards are written with the letters T, C, I, R and In, as the catalogue does: "T", "T,I" or "T/C"."""

    source = "hazardous-catalogue"


class UnlistedHazardousCode(Warn):
    """{code} stands for waste identified as hazardous that fits no listed code; check that none fits."""

    source = "hazardous-catalogue"


class UnknownGeneralCode(Warn):
    """{code} is of the right form but not in the part of {list} that we hold; check it."""

    source = "general-list"


HAZARDS = re.compile(r"(In|[TCIR])([,/](In|[TCIR]))*")  # as the catalogue writes them: `T,I` is not `T/I`
HYPHENS = re.compile("[‐-―−－_]")  # what word processors and Chinese keyboards put in the hyphen's place


def normal(code: str) -> str:
    """A code as the lists write it: no spaces, plain hyphens, capital letters, hyphens where they were left out."""
    bare = unicodedata.normalize("NFKC", code).replace(" ", "").upper()
    plain = HYPHENS.sub("-", unicodedata.normalize("NFKC", bare))  # marks may have moved together
    if match := re.fullmatch(r"([0-9]{3})([0-9]{3})(S?[0-9]{2})", plain):
        return "-".join(match.groups())
    return plain


def category_of(scheme: str, code: str) -> str:
    """The category that a national code names by its last two digits; empty for other lists."""
    prefix = {"cn-hw": "HW", "cn-sw": "SW"}.get(scheme)
    return prefix + code[-2:] if prefix else ""


def check_code(book: "Book", scheme: str, code: str, on: date, path: str = "code") -> tuple[WasteCode, list[Warn]]:
    """The waste that `code` means in `scheme` on a day, and what is odd about it.

    Raises a Refusal with `path` where the law knows no such code on that day.
    """
    written = normal(code)
    chosen = _scheme_of(scheme, written, path)
    editions = book.code_editions(scheme, written)
    if found := holding(editions, on):
        return found, []
    if editions:
        raise _out_of_date(editions, on, written, path)
    category = category_of(scheme, written)
    if scheme == "cn-hw" and not book.category(scheme, category, on):
        raise WasteCodeOfNoCategory(path, code=written, category=category, list=chosen.names)
    if scheme == "cn-hw" and written.startswith(UNLISTED):
        return _unlisted(book, written, category, on), [UnlistedHazardousCode(path, code=written)]
    if scheme == "cn-hw":
        raise UnknownHazardousCode(path, code=written, ending=written[-2:])
    if chosen.unknown == "refuse":
        raise UnknownWasteCode(path, code=written, list=chosen.names)
    return _unknown(book, scheme, written, category, on), [UnknownGeneralCode(path, code=written, list=chosen.names)]


def _scheme_of(scheme: str, written: str, path: str) -> Scheme:
    chosen = SCHEMES.get(scheme)
    if chosen is None:
        raise NoSuchScheme(path.removesuffix("code") + "scheme", scheme=scheme[:40], known=", ".join(SCHEMES))
    if re.fullmatch(chosen.pattern, written):
        return chosen
    shown = written[:40]
    for other in SCHEMES.values():
        if re.fullmatch(other.pattern, written):
            facts = {"other": other.names, "other_scheme": other.id, "list": chosen.names, "scheme": scheme}
            raise WasteCodeOfOtherScheme(path, code=shown, **facts)
    if re.fullmatch(r"[HS]W[0-9]{2}", written):
        raise WasteCodeIsCategory(path, code=shown, written=chosen.written)
    raise WasteCodeMalformed(path, code=shown, list=chosen.names, written=chosen.written)


def _out_of_date(editions: tuple[WasteCode, ...], on: date, written: str, path: str) -> Refusal:
    past = [e.valid_to for e in editions if e.valid_to is not None and e.valid_to < on]
    if past:
        return WasteCodeClosed(path, code=written, last_day=max(past).isoformat())
    return WasteCodeNotYetValid(path, code=written, first_day=min(e.valid_from for e in editions).isoformat())


def _unlisted(book: "Book", written: str, category: str, on: date) -> WasteCode:
    group = book.category("cn-hw", category, on)
    assert group is not None
    return WasteCode(
        scheme="cn-hw",
        code=written,
        edition=group.edition,
        category=category,
        industry=None,
        hazards="",
        name_zh=f"经鉴别属于危险废物（{group.names['zh-Hans']}）",
        name_zh_hant=f"經鑑別屬於危險廢物（{group.names['zh-Hant']}）",
        name_en=f"Identified as hazardous, not listed ({group.names['en']})",
        name_pt=f"Identificado como perigoso, não listado ({group.names['pt']})",
        valid_from=group.valid_from,
        valid_to=group.valid_to,
        source=group.source,
        confidence=group.confidence,
        known=False,
    )


def _unknown(book: "Book", scheme: str, written: str, category: str, on: date) -> WasteCode:
    group = book.category(scheme, category, on)
    listed = [c for c in book.every_code(scheme) if holds(c, on)]
    return WasteCode(
        scheme=scheme,
        code=written,
        edition=group.edition if group else max((c.edition for c in listed), default=""),
        category=category or "CW-OTHER",
        industry=None,
        hazards="",
        name_zh=group.names["zh-Hans"] if group else written,
        name_zh_hant=group.names["zh-Hant"] if group else None,
        name_en=group.names["en"] if group else None,
        name_pt=group.names["pt"] if group else None,
        valid_from=group.valid_from if group else on,
        valid_to=None,
        source="the code as it was entered; our list is incomplete",
        confidence="assumed",
        known=False,
    )
