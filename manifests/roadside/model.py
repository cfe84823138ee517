"""What is told at the road-side. Times aware, weights in kilograms."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class Road(StrEnum):
    """Where a load is, as far as control on the road cares."""

    NOT_LEFT = "not_left"
    UNDER_WAY = "under_way"
    STORED = "stored"  # at a storer's, on the way
    ARRIVED = "arrived"
    RECEIVED = "received"  # accepted, in whole or in part
    TURNED_AWAY = "turned_away"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    LOST = "lost"


class Item(Struct, frozen=True):
    """One line of the load."""

    code: str
    category: str
    name: str
    hazards: str
    form: str
    kg: Decimal
    basis: str
    packages: int
    label: str | None  # 37 characters


class Permit(Struct, frozen=True):
    """A permit as it stands at the moment of looking."""

    of: str  # carrier, consignee
    number: str
    kind: str
    valid_to: date
    valid: bool


class Open(Struct, frozen=True):
    """What is not settled: a difference somebody stated, or a correction that waits for an answer."""

    kind: str  # difference, correction, cancellation
    said: str
    since: datetime


class Leg(Struct, frozen=True):
    """The leg under way, and nothing of the journey before or after it."""

    leg: int  # from 1
    consignor: str
    consignor_city: str
    consignee: str
    consignee_city: str
    carrier: str
    plate: str | None
    driver: str | None  # only for who may see drivers
    departed_at: datetime | None
    lines: tuple[Item, ...]
    permits: tuple[Permit, ...]
    open: tuple[Open, ...]


class Told(Struct, frozen=True):
    """The answer about one manifest; `leg` only while it is under way."""

    manifest: UUID
    number: str | None
    seq: int
    stream: str
    road: Road
    since: datetime
    leg: Leg | None


class Stored(Struct, frozen=True):
    """A container that is known and on no manifest."""

    batch: UUID
    name: str
    status: str
    since: datetime


class Answer(Struct, frozen=True):
    """What a look-up found; with nothing found, the number of its attestation."""

    id: UUID
    at: datetime
    asked: str
    told: tuple[Told, ...]
    stored: tuple[Stored, ...]
    attestation: str | None


class Look(Struct, frozen=True):
    """One look, as it was written down. `person` only for auditors."""

    id: UUID
    at: datetime
    city: str | None
    department: str | None
    link: UUID | None
    asked: str
    purpose: str
    manifests: tuple[UUID, ...]
    attestation: str | None
    watermark: int
    person: str | None = None
    account: UUID | None = None


class Showing(Struct, frozen=True):
    """A link just made: `token` is told this once."""

    id: UUID
    token: str
    expires_at: datetime


class Link(Struct, frozen=True):
    """A link that works still."""

    id: UUID
    manifest: UUID
    expires_at: datetime
