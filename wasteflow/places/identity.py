"""Company numbers and vehicle plates: one spelling each, and whether they can be right. Pure.

The check of the unified social credit code follows GB 32100-2015; the other forms are data with their source and
confidence (`number_forms.toml`), because no official text of them is at hand.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from msgspec import Struct

from wasteflow.core.errors import Word
from wasteflow.places import refusals as no

# --- spelling ------------------------------------------------------------------------------------------------

_DROPPED = dict.fromkeys(map(ord, " \t\u00a0\u3000·•・‧∙⋅.-‐‑‒–—−_"))
_SIMPLIFIED = str.maketrans("粵滬雲遼魯蘇贛晉陝閩貴寧瓊掛學", "粤沪云辽鲁苏赣晋陕闽贵宁琼挂学")


def spelled(number: str) -> str:
    """One spelling: half width, upper case, without dots, dashes and spaces."""
    return unicodedata.normalize("NFKC", number).translate(_DROPPED).upper()


# --- forms that are data -------------------------------------------------------------------------------------


class NumberForm(Struct, frozen=True):
    """One form of number, with what we know about it."""

    name: str
    pattern: str
    example: str
    confidence: str
    source: str
    jurisdiction: str = ""  # first two digits of the city codes it belongs to

    def value(self, text: str) -> str | None:
        """The number's own part of `text`, without additions; None where it is not of this form."""
        match = re.fullmatch(self.pattern, text, re.ASCII)
        return match.groupdict().get("value", text) if match else None


@cache
def forms(kind: str) -> tuple[NumberForm, ...]:
    """The forms of `company` numbers or `plate`s, in the order to try them."""
    file = resources.files("wasteflow.places") / "number_forms.toml"
    tables: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))[kind]
    return tuple(NumberForm(name=name, **values) for name, values in tables.items())


# --- city codes ----------------------------------------------------------------------------------------------

# First two digits of the codes of provinces, and of Hong Kong and Macao (GB/T 2260).
_PROVINCES = frozenset((*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
_PROVINCES |= {71, 81, 82}


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 codes of the countries outside the three jurisdictions."""
    file = resources.files("wasteflow.places") / "number_forms.toml"
    return frozenset(tomllib.loads(file.read_text(encoding="utf-8"))["countries"]["codes"].split())


def city_code(path: str, code: str) -> str:
    """A GB/T 2260 code of six digits; of a place abroad the two letters of its country. Raises WrongCityCode."""
    if code in countries():
        return code
    if not re.fullmatch(r"\d{6}", code, re.ASCII) or int(code[:2]) not in _PROVINCES:
        raise no.WrongCityCode(path)
    return code


def province_of(city: str) -> str:
    """The code6 of the province a city lies in; Hong Kong, Macao and countries abroad are their own."""
    return city if city in countries() else city[:2] + "0000"


# --- company numbers -----------------------------------------------------------------------------------------

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_VALUES = {character: value for value, character in enumerate(CREDIT_ALPHABET)}
_LOOKALIKE = {"I": "1", "O": "0", "S": "5", "Z": "2"}


class CompanyNumber(Struct, frozen=True):
    """A company's number and which kind of number it is."""

    scheme: str  # cn_credit_code, hk_business_number, mo_company_number, foreign_number
    value: str


def company_number(path: str, text: str, *, jurisdiction: str) -> CompanyNumber:
    """The number of a company registered in `jurisdiction` (code6, or a country abroad: as its own register writes it,
    behind the country's letters; none where it has none).

    Raises WrongCreditCode, WrongCreditCharacter, WrongCheckDigit, WrongCompanyNumber.
    """
    number = spelled(text)
    if jurisdiction in countries():
        return CompanyNumber("foreign_number", f"{jurisdiction} {number}" if number else "")
    for form in forms("company"):
        if jurisdiction.startswith(form.jurisdiction):
            value = form.value(number)
            if value is None:
                place = Word("place.hong_kong" if form.jurisdiction == "81" else "place.macao")
                raise no.WrongCompanyNumber(path, place=place, example=form.example)
            return CompanyNumber(form.name, value)
    return CompanyNumber("cn_credit_code", credit_code(path, number))


def credit_code(path: str, text: str) -> str:
    """A unified social credit code in its one spelling.

    Raises WrongCreditCode (length), WrongCreditCharacter (which, where), WrongCheckDigit.
    """
    code = spelled(text)
    if len(code) != 18:
        raise no.WrongCreditCode(path, length=len(code))
    for place, character in enumerate(code, start=1):
        alphabet = "0123456789" if 3 <= place <= 8 else CREDIT_ALPHABET  # 3 to 8: the registering authority's code
        if character not in alphabet:
            expected = _LOOKALIKE.get(character, alphabet)
            raise no.WrongCreditCharacter(path, place=place, character=character, expected=expected)
    if code[17] != check_character(code[:17]):
        raise no.WrongCheckDigit(path)
    return code


def check_character(first17: str) -> str:
    """The 18th character that belongs to the first 17 (GB 32100-2015)."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


# --- plates --------------------------------------------------------------------------------------------------


class Plate(Struct, frozen=True):
    """A number plate in its one spelling, and its form."""

    value: str
    form: str  # ordinary, new_energy_small, new_energy_large, cross_boundary, hong_kong, macao


def plate_spelled(text: str) -> str:
    """How a plate is stored and searched: one spelling, Simplified characters."""
    return spelled(text).translate(_SIMPLIFIED)


def plate(path: str, text: str) -> Plate:
    """A plate of the mainland, Hong Kong or Macao. Raises WrongPlate."""
    if (read := _read_plate(text)) is None:
        raise no.WrongPlate(path, plate=text[:20], examples=", ".join(form.example for form in forms("plate")))
    return read


@lru_cache(maxsize=4096)  # the same vehicles come every day
def _read_plate(text: str) -> Plate | None:
    value = plate_spelled(text)
    return next((Plate(value, form.name) for form in forms("plate") if form.value(value) is not None), None)
