"""Values of a round: what is planned, what became of each call. No framework, no database, no clock."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from manifests.life.model import Code, Container, Party, Value, Weight


class RoundStatus(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"  # the first slip is filled in
    ARRIVED = "arrived"  # at the consignee's gate
    CLOSED = "closed"  # every load is accepted or refused
    CANCELLED = "cancelled"


class CallStatus(StrEnum):
    """How one call stands, read from its slip."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    FILLED = "filled"  # its slip has its number and waits for the producer's signature
    SIGNED = "signed"
    LOADED = "loaded"
    DELIVERED = "delivered"  # accepted, all or a part
    REFUSED = "refused"
    LAPSED = "lapsed"  # not signed in time
    CANCELLED = "cancelled"
    LOST = "lost"  # on the road


class Expected(Value, frozen=True):
    """What is to be collected at a call."""

    code: Code
    name: str
    form: str
    container: Container
    hazards: str = ""
    method: str | None = None
    weight: Weight | None = None  # as told beforehand
    batch: UUID | None = None  # where the producer has it in store already


class Call(Value, frozen=True):
    """One producer on the round; `slips`: the manifests filled in for it, the latest last."""

    producer: Party
    expected: Expected
    slips: tuple[UUID, ...] = ()
    lapsed: tuple[UUID, ...] = ()  # of its slips, those that nobody signed in time
    skipped: str | None = None  # why nobody called

    @property
    def slip(self) -> UUID | None:
        """The one that counts."""
        return self.slips[-1] if self.slips and self.slips[-1] not in self.lapsed else None


class Weighed(Value, frozen=True):
    """The vehicle on the weighbridge, full and empty."""

    gross: Decimal
    tare: Decimal
    at: datetime


class Round(Value, frozen=True):
    """One vehicle's round of one day."""

    id: UUID
    seq: int
    status: RoundStatus
    day: date
    stream: str
    carrier: UUID
    carrier_name: str
    plate: str
    driver: str
    consignee: Party
    calls: tuple[Call, ...]
    created_at: datetime
    last_at: datetime
    container: Container | None = None  # one for all that is collected; null: each producer's waste in its own
    weighed: Weighed | None = None
    reason: str = ""  # why it was called off

    @property
    def slips(self) -> tuple[UUID, ...]:
        """Those that count, in the order of the calls."""
        return tuple(call.slip for call in self.calls if call.slip)
