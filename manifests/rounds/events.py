"""The facts of a round, past tense. What happens to a slip is on the slip; here stands what is the round's own."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from manifests.life.batch_events import snake
from manifests.life.model import Container, Party, Value
from manifests.rounds.model import Expected


class Event(Value, frozen=True, tag_field="kind", tag=snake):
    """What all facts of a round share: nothing but being one."""


class CallPlanned(Value, frozen=True):
    """A producer as written on the round, and what is to be collected there."""

    producer: Party
    expected: Expected


class RoundPlanned(Event, frozen=True):
    """The dispatcher chose producers, vehicle, driver and day."""

    day: date
    stream: str
    carrier: UUID
    carrier_name: str
    plate: str
    driver: str
    consignee: Party
    calls: tuple[CallPlanned, ...]
    container: Container | None = None


class CallAdded(Event, frozen=True):
    """One more producer, at the end of the round."""

    call: CallPlanned


class CallSkipped(Event, frozen=True):
    """Nobody called there, or there was nothing."""

    call: int  # from 1
    reason: str


class SlipFilled(Event, frozen=True):
    """The collector filled in the producer's manifest; from here its clock runs."""

    call: int
    manifest: UUID


class CallLoaded(Event, frozen=True):
    """A signed slip's load went on the vehicle.

    Its slip says so too; here it keeps loading and arrival in one order.
    """

    call: int


class SlipLapsed(Event, frozen=True):
    """The producer did not sign in time; written by wasteflow itself."""

    call: int
    manifest: UUID


class RoundArrived(Event, frozen=True):
    """The vehicle stands at the consignee's gate with what is on it."""


class RoundWeighed(Event, frozen=True):
    """The gate weighed the whole vehicle; each line has its share of the net."""

    gross: Decimal
    tare: Decimal


class RoundClosed(Event, frozen=True):
    """Every load that arrived is accepted or refused."""


class RoundCancelled(Event, frozen=True):
    """Called off while no slip counts."""

    reason: str


Fact = (
    RoundPlanned
    | CallAdded
    | CallSkipped
    | SlipFilled
    | CallLoaded
    | SlipLapsed
    | RoundArrived
    | RoundWeighed
    | RoundClosed
    | RoundCancelled
)


def kind_of(fact: Struct) -> str:
    """The fact's name in the table: `slip_filled`."""
    return str(type(fact).__struct_config__.tag)
