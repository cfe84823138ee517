"""Signs at stores and facilities: their least sizes and colours, read from `data/signs.toml`."""

from decimal import Decimal
from functools import cache

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence

Rgb = tuple[int, int, int]


class SignForm(msgspec.Struct, frozen=True):
    """The least size of a sign that is read from up to `metres`; millimetres."""

    width: int
    height: int
    title: int
    text: int
    metres: Decimal | None = None
    triangle: int = 0
    inner: int = 0


class SignForms(msgspec.Struct, frozen=True):
    """All of signs.toml."""

    source: str
    confidence: Confidence
    citation: str
    colours: dict[str, Rgb]
    zone: tuple[SignForm, ...]
    facility: tuple[SignForm, ...]


@cache
def sign_forms() -> SignForms:
    """What is in force, each kind from the smallest up."""
    return msgspec.convert(law.parse("signs"), SignForms)
