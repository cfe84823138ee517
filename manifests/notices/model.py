"""A notice at one moment. Nothing in it is about a person: it is the part that both sides of a border see."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from manifests.life.model import Value


class NoticeStatus(StrEnum):
    REPORTED = "reported"  # the asked authority has not answered yet
    ACKNOWLEDGED = "acknowledged"  # it has taken it up
    REPLIED = "replied"
    CLOSED = "closed"


class Tide(StrEnum):
    """Which way the water went where it was found: tells where to look."""

    RISING = "rising"
    FALLING = "falling"
    HIGH = "high"
    LOW = "low"
    UNKNOWN = "unknown"


class Ending(StrEnum):
    """How a notice ended."""

    CLEARED = "cleared"
    SOURCE_STOPPED = "source_stopped"
    ORIGIN_UNKNOWN = "origin_unknown"
    WITHDRAWN = "withdrawn"  # reported by mistake


class Position(Value, frozen=True):
    """WGS 84, degrees."""

    lat: Decimal
    lon: Decimal


class Place(Value, frozen=True):
    """Where it lies: a position, a shore or sea area by its name, or both."""

    position: Position | None = None
    shore: str = ""


class Photo(Value, frozen=True):
    """A picture as it is kept: drawn anew from its pixels, without what the camera wrote beside them."""

    sha256: str  # of the bytes that are kept and shown
    size: int
    width: int
    height: int
    original_sha256: str  # of what was sent, so that who has the original can show that it is this one


class Carried(Value, frozen=True):
    """Litter that was picked up and is waste like other waste since."""

    stream: str
    kg: Decimal


class Notice(Value, frozen=True):
    """The fold of a notice's events."""

    id: UUID
    seq: int
    number: str
    status: NoticeStatus
    city: str  # whose shore or water it was found at
    department: str
    asked: tuple[str, ...]  # the authorities asked, in order; the last one is to answer
    found_at: datetime
    reported_at: datetime
    place: Place
    tide: Tide
    kinds: tuple[str, ...]  # codes of the list of marine litter
    kg: Decimal | None  # estimated; null: nobody could say
    remark: str
    suspected: str  # why it is thought to come from there
    due: datetime | None  # until when a reply is in time; null: none is waited for
    acknowledged_at: datetime | None = None
    replied_at: datetime | None = None
    late: bool = False  # a reply came after its time
    photos: tuple[Photo, ...] = ()
    carried: tuple[Carried, ...] = ()
    ending: Ending | None = None
    closed_at: datetime | None = None

    @property
    def receiver(self) -> str:
        """The place whose authority is to answer."""
        return self.asked[-1]

    def overdue(self, now: datetime) -> bool:
        """Whether a reply should have been here by now."""
        return self.due is not None and self.due < now
