"""HTTP shapes of messages."""

from datetime import datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from wasteflow.people.schemas import Language, Line, Shape, Word
from workers.messages.model import Sending, Subscription, What
from workers.messages.queries import Set

Hour = Annotated[int | None, Field(ge=0, le=23, description="Hour of a daily summary; without it one is told at once.")]


class Hours(Shape):
    """When and how one is told."""

    language: Language
    time_zone: Word = "Asia/Shanghai"
    quiet_from: Annotated[time | None, Field(description="Nothing is sent from here ...")] = None
    quiet_to: Annotated[time | None, Field(description="... to here; it is sent then.")] = None
    urgent: Annotated[bool, Field(description="A suspected crime is told during quiet hours too.")] = False


class NewContact(Hours):
    """A mail address or webhook of mine."""

    channel: Literal["mail", "webhook"]
    address: Line


class NewSubscription(Shape):
    """What I want to be told there."""

    what: What
    severity: Annotated[int, Field(ge=1, le=4, description="Of cases: this grave or graver.")] = 1
    at_hour: Hour = None
    attach: Annotated[bool, Field(description="Of reports, by mail: the file comes with it.")] = False


class Confirmation(Shape):
    """The code of the test message."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]


class SubscriptionOut(BaseModel):
    id: UUID
    what: What
    severity: int
    at_hour: int | None
    attach: bool = False

    @classmethod
    def of(cls, one: Subscription) -> "SubscriptionOut":
        return cls(id=one.id, what=one.what, severity=one.severity, at_hour=one.at_hour, attach=one.attach)


class ContactOut(BaseModel):
    """A contact with its subscriptions."""

    id: UUID
    channel: str
    address: str
    language: str
    time_zone: str
    quiet_from: time | None
    quiet_to: time | None
    urgent: bool
    confirmed_at: datetime | None
    subscriptions: list[SubscriptionOut]

    @classmethod
    def of(cls, one: Set) -> "ContactOut":
        values = {name: getattr(one.contact, name) for name in cls.model_fields if name != "subscriptions"}
        return cls(**values, subscriptions=[SubscriptionOut.of(s) for s in one.subscriptions])


class SendingOut(BaseModel):
    """One mail or request; `said` is what the other side answered last."""

    id: UUID
    contact: UUID
    due_at: datetime
    state: str
    tries: int
    said: str
    ended_at: datetime | None
    messages: int

    @classmethod
    def of(cls, one: Sending) -> "SendingOut":
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class SendingPage(BaseModel):
    items: list[SendingOut]
    next: str | None


class FailedOut(BaseModel):
    """What could not be delivered; what it says is its owner's."""

    id: UUID
    account: UUID
    person: str
    channel: str
    due_at: datetime
    tries: int
    said: str
    ended_at: datetime


class Made(BaseModel):
    """The id of what was made."""

    id: UUID
