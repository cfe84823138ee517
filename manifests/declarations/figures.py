"""What is declared: the sums of a site's ledger in a period, frozen and hashed. Pure."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from manifests.life.model import Value
from manifests.sites.balance import Amounts, Waste

MOVED = ("generated", "received", "returned", "sent", "used", "disposed", "corrected")


class Line(Value, frozen=True):
    """One waste; kilograms as plain text, so that the same figures are the same bytes."""

    stream: str
    scheme: str
    code: str
    category: str
    opening: str
    generated: str
    received: str
    returned: str
    sent: str
    used: str
    disposed: str
    corrected: str
    closing: str


class Figures(Value, frozen=True):
    """A declaration's figures. Opening, and what came less what went, is closing."""

    site: UUID
    duty: str
    first: date
    last: date
    lines: tuple[Line, ...]

    @property
    def nil(self) -> bool:
        """Whether nothing moved; what only stood in store is reported by nobody's asking."""
        return all(getattr(line, name) == "0" for line in self.lines for name in MOVED)

    @property
    def digest(self) -> str:
        """SHA-256 of the figures."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def figures_of(
    site: UUID, duty: str, first: date, last: date, sums: Mapping[Waste, Amounts], belongs: Callable[[str], bool]
) -> Figures:
    """The sums of the streams that belong into this declaration."""
    lines = [_line(waste, amounts) for waste, amounts in sorted(sums.items()) if belongs(waste[0])]
    return Figures(site, duty, first, last, tuple(lines))


def _line(waste: Waste, amounts: Amounts) -> Line:
    stream, scheme, code, category = waste
    kg = {name: plain(getattr(amounts, name)) for name in ("opening", *MOVED, "closing")}
    return Line(stream=stream, scheme=scheme, code=code, category=category, **kg)


def plain(kg: Decimal) -> str:
    """Digits without an exponent and without zeros that say nothing."""
    return format(kg.normalize() + 0, "f")
