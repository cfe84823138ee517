"""What a person has set, and what is told. Pure."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct

from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, scopes
from wasteflow.places.identity import province_of

SUBSCRIBE = "message:subscribe"
MOST_CONTACTS = 6
MOST_TRIES = 5  # wrong codes before a new test is needed
BAY = "GBA"  # in place of a city: all of them
APART = 60.0  # seconds between two sendings to one contact: a flood is one mail a minute


class Channel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class What(StrEnum):
    """What may be subscribed to."""

    CASES = "cases"  # of one's department and jurisdiction
    MY_CASES = "my_cases"  # that one works on
    QUESTIONS = "questions"  # an authority's, to one's company
    REFUSED_EVENTS = "refused_events"  # of one's company's phones
    REPORTS = "reports"  # of one's jurisdiction, that were made by themselves
    FAILED_REPORTS = "failed_reports"


# Who may subscribe to it: whoever may look at it.
NEEDS: dict[What, str] = {
    What.CASES: "case:see",
    What.MY_CASES: "case:act",
    What.QUESTIONS: "case:answer",
    What.REFUSED_EVENTS: "refused:settle",
    What.REPORTS: "indicator:see",
    What.FAILED_REPORTS: "report:arrange",
}


class News(StrEnum):
    """What happened."""

    NEW = "new"
    GRAVER = "graver"
    AGAIN = "again"  # a settled one has a new alert
    JOINED = "joined"
    OVERDUE = "overdue"
    PASSED = "passed"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    REPORT_MADE = "report_made"
    REPORT_FAILS = "report_fails"
    TEST = "test"


def open_to(actor: Actor) -> list[What]:
    """What this person may subscribe to."""
    if not allowed(actor, SUBSCRIBE):
        return []
    return [what for what, action in NEEDS.items() if allowed(actor, action) and _whose(actor, what)]


def _whose(actor: Actor, what: What) -> bool:
    return actor.org is not None if what in (What.QUESTIONS, What.REFUSED_EVENTS) else True


def of_place(actor: Actor, city: str) -> bool:
    """Whether what happens in this city (GBA: in all of them) happens in this person's jurisdiction."""
    own = scopes(actor)
    return city == BAY or own is None or not set(scopes_of(city)).isdisjoint(own)


def scopes_of(city: str) -> tuple[str, ...]:
    """Whose jurisdiction this city is; none for GBA, which everybody may hear of."""
    return () if city == BAY else (f"city:{city}", f"province:{province_of(city)}")


class Contact(Struct, frozen=True):
    """Where a person is told things."""

    id: UUID
    account: UUID
    channel: Channel
    address: str
    language: str
    time_zone: str
    quiet_from: time | None
    quiet_to: time | None
    urgent: bool
    confirmed_at: datetime | None
    ended_at: datetime | None


class Subscription(Struct, frozen=True):
    """What they want to be told there."""

    id: UUID
    contact: UUID
    what: What
    severity: int
    at_hour: int | None
    attach: bool = False  # of reports: the file comes with the mail


class Message(Struct, frozen=True):
    """One thing told."""

    id: UUID
    news: News
    subject: UUID
    facts: dict[str, Any]
    severity: int
    at: datetime
    attach: bool = False


class Sending(Struct, frozen=True):
    """One mail or request, as its owner sees it."""

    id: UUID
    contact: UUID
    address: str
    due_at: datetime
    state: str
    tries: int
    said: str
    ended_at: datetime | None
    messages: int
