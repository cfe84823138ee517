"""The facts in the life of a notice, past tense. `internal` is for the own side alone: it never crosses a border."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from manifests.life.batch_events import Told, snake
from manifests.life.model import Value
from manifests.notices.model import Ending, Photo, Place, Tide

Text = Annotated[str, Meta(max_length=2000)]
City = Annotated[str, Meta(pattern="^[0-9]{6}$")]
Kind = Annotated[str, Meta(max_length=20)]


class NoticeEvent(Told, frozen=True, tag_field="kind", tag=snake):
    """What all of them share: a line for one's own files."""

    internal: Text = ""


class Reported(NoticeEvent, frozen=True, kw_only=True):
    """Litter was found, or a dumping seen; `occurred_at` is when. `receiver`: where it is thought to come from."""

    city: City
    receiver: City
    place: Place
    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1, max_length=10)]
    tide: Tide = Tide.UNKNOWN
    kg: Decimal | None = None
    remark: Text = ""
    suspected: Text = ""
    # filled in when it is recorded
    number: str = ""
    due: datetime | None = None


class Acknowledged(NoticeEvent, frozen=True, kw_only=True):
    """The asked authority has taken it up."""

    remark: Text = ""


class Forwarded(NoticeEvent, frozen=True, kw_only=True):
    """It concerns another authority, which is asked in the place of this one, with a time of its own."""

    receiver: City
    reason: Text
    due: datetime | None = None  # filled in when it is recorded


class Replied(NoticeEvent, frozen=True, kw_only=True):
    """What was found out, and what was done about it."""

    findings: Text
    measures: Text = ""


class Asked(NoticeEvent, frozen=True, kw_only=True):
    """The reply leaves something open; the clock runs anew."""

    question: Text
    due: datetime | None = None  # filled in when it is recorded


class Remarked(NoticeEvent, frozen=True, kw_only=True):
    """Either side adds what it learned; nothing is asked."""

    remark: Text


class Photographed(NoticeEvent, frozen=True, kw_only=True):
    """A picture was added. Recorded with its bytes, never proposed by itself."""

    photo: Photo
    remark: Text = ""


class PickedUp(NoticeEvent, frozen=True, kw_only=True):
    """It was cleared away and is a batch from here on. The other side learns the stream and the kilograms."""

    batch: UUID | None
    # filled in when it is recorded
    stream: str = ""
    kg: Decimal = Decimal(0)


class Closed(NoticeEvent, frozen=True, kw_only=True):
    """Who reported it ends it."""

    ending: Ending
    remark: Text = ""


Proposable = Reported | Acknowledged | Forwarded | Replied | Asked | Remarked | PickedUp | Closed
Fact = Proposable | Photographed


class Envelope(Value, frozen=True):
    """A fact with who, when and from where; `city` and `department` are the office of who recorded it."""

    notice: UUID
    seq: int
    id: UUID
    occurred_at: datetime
    received_at: datetime
    account: UUID | None
    city: str
    department: str
    fact: Fact


def kind_of(fact: Fact) -> str:
    """Its name in tables and words."""
    return str(fact.__struct_config__.tag)


def texts_shared(fact: Fact) -> list[tuple[str, str]]:
    """(field, text) of all that crosses the border."""
    fields = ((f.name, getattr(fact, f.name)) for f in msgspec.structs.fields(fact) if f.name != "internal")
    said = [(name, value) for name, value in fields if isinstance(value, str) and type(value) is str]
    return [*said, ("place.shore", fact.place.shore)] if isinstance(fact, Reported) else said
