"""The figures of a value as they stood at one moment. Pure."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from manifests.life.model import Value


class Mark(Value, frozen=True):
    """Up to which custody event figures count; everything after it in commit order came later."""

    xid: int
    subject: UUID
    seq: int
    events: int  # counted so far
    at: datetime  # when the position last moved


class Side(Value, frozen=True, omit_defaults=True):
    """One amount of a value: above the line, below it, or of the base year."""

    figure: str
    value: Decimal
    source: str  # custody or statistics
    coverage: dict[str, Decimal] = {}  # of custody: share by what weights rest on
    loads: int = 0
    statistic: UUID | None = None


class Figures(Value, frozen=True, omit_defaults=True):
    """What people vouch for."""

    value: Decimal | None
    edition: str
    mark: Mark
    above: Side | None = None
    below: Side | None = None
    before: Side | None = None
    base: int | None = None
    statement: UUID | None = None  # of an indicator in words

    @property
    def sides(self) -> tuple[Side | None, ...]:
        return (self.above, self.below, self.before)

    def same(self, other: "Figures") -> bool:
        """Whether both say the same, wherever custody stands by now."""
        told = (self.value, self.base, self.statement, *map(_told, self.sides))
        return told == (other.value, other.base, other.statement, *map(_told, other.sides))


def _told(side: Side | None) -> tuple[object, ...]:
    return () if side is None else (side.figure, side.value, side.source)
