"""A value of an indicator at one moment of its life. Pure."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from manifests.life.model import Value
from workers.values.figures import Figures


class Status(StrEnum):
    """How far people stand for it."""

    PROVISIONAL = "provisional"  # computed; may still move
    REVIEWED = "reviewed"  # one person stands for it
    PUBLISHED = "published"  # a second one released it
    REVISED = "revised"  # published once; what it rests on has moved since


class Released(Value, frozen=True, omit_defaults=True):
    """A version the public reads."""

    version: int
    figures: Figures
    by: UUID
    at: datetime
    reason: str = ""  # why it replaces the version before


class ValueState(Value, frozen=True, omit_defaults=True):
    """The fold of a value's events."""

    city: str
    period: str
    indicator: str
    status: Status  # without a default: it is stored, and a column reads it
    seq: int = 0
    version: int = 0  # counts the times somebody stood for it
    figures: Figures | None = None  # of that version
    reason: str = ""
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = None
    published: Released | None = None
    moved_at: datetime | None = None
    moved_to: Figures | None = None
    returned: str = ""  # what was wrong with it

    @classmethod
    def fresh(cls, city: str, period: str, indicator: str) -> "ValueState":
        """Nobody has looked at it."""
        return cls(city, period, indicator, Status.PROVISIONAL)

    @property
    def revised(self) -> bool:
        """Whether what was published is, or is about to be, made again."""
        return self.published is not None and (self.status is not Status.PUBLISHED or self.published.version > 1)
