"""The code on a traction battery, as `batteries.toml` says it is written."""

import re
import unicodedata
from functools import cache

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence
from wasteflow.core.errors import Refusal, Word


class BatteryCodeMalformed(Refusal):
    """{code} is not the code of a battery: its {part} is written {written}."""

    source = "battery"


class BatteryCodeLength(Refusal):
    """{code} has {length} characters; the code of a battery has {lengths}."""

    source = "battery"


class Segment(msgspec.Struct, frozen=True):
    """Part of a code: how it is written, as an expression and for people."""

    pattern: str
    written: str


class Form(msgspec.Struct, frozen=True):
    """One way in which a code is put together."""

    id: str
    segments: tuple[str, ...]
    source: str
    confidence: Confidence


@cache
def segments() -> dict[str, Segment]:
    """Name -> segment."""
    return msgspec.convert(law.parse("batteries")["segments"], dict[str, Segment])


@cache
def forms() -> dict[int, Form]:
    """Length of a code -> its form."""
    blocks = law.parse("batteries")["forms"]
    found = (msgspec.convert({"id": name, **block}, Form) for name, block in blocks.items())
    return {sum(map(_length, form.segments)): form for form in found}


def _length(segment: str) -> int:
    """How many characters a pattern of classes stands for."""
    pattern = segments()[segment].pattern
    counted = re.findall(r"\[[^]]*\](?:\{([0-9]+)\})?", pattern)
    return sum(int(count or 1) for count in counted)


def read(code: str, path: str) -> tuple[str, Form]:
    """A code as it is written, without spaces and in capitals, and its form. Raises a Refusal with `path`."""
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", code)).upper()
    form = forms().get(len(written))
    if form is None:
        lengths = ", ".join(map(str, forms()))
        raise BatteryCodeLength(path, code=written[:40], length=len(written), lengths=lengths)
    at = 0
    for name in form.segments:
        part = written[at : at + _length(name)]
        at += len(part)
        if not re.fullmatch(segments()[name].pattern, part):
            facts = {"part": Word(f"battery.{name}"), "written": segments()[name].written}
            raise BatteryCodeMalformed(path, code=written, **facts)
    return written, form
