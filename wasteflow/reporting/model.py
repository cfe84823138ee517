"""When a city's report is made by itself, and what became of one. Pure."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from wasteflow.core.months import months_before, next_month

BACK = 3  # months that are made up for, where no clock ran meanwhile
FIRST_DAY, LAST_DAY, LONGEST_WAIT = 1, 28, 60


class Schedule(Struct, frozen=True):
    """A city's, or the Bay Area's. `since`: what fell due before that day is not made up for."""

    city: str
    version: int
    active: bool
    day: int
    wait_days: int
    languages: tuple[str, ...]
    since: date
    set_by: UUID
    set_at: datetime


class Run(Struct, frozen=True):
    """The report of one month that was made by itself, or is being made."""

    city: str
    month: date
    languages: tuple[str, ...]
    reviewed: bool
    job: UUID
    begun_at: datetime
    documents: dict[str, UUID] = {}  # language -> document
    finished_at: datetime | None = None
    troubled_at: datetime | None = None


class Review(Struct, frozen=True):
    """How far people stand for the figures of a month: values there are, and those vouched for."""

    counted: int
    vouched: int

    @property
    def done(self) -> bool:
        """All of them, and there are some."""
        return 0 < self.counted <= self.vouched


def falls_due(schedule: Schedule, month: date) -> date:
    """From which day on the report of this month is made."""
    return next_month(month).replace(day=schedule.day)


def at_latest(schedule: Schedule, month: date) -> date:
    """The day on which it is made even where nobody reviewed its figures."""
    return falls_due(schedule, month) + timedelta(days=schedule.wait_days)


def due(schedule: Schedule, today: date) -> list[date]:
    """The months whose day has come, the oldest first; whether they were made is not asked here."""
    months: list[date] = []
    month = today.replace(day=1)
    for _ in range(BACK):
        month = months_before(month, 1)
        if schedule.active and schedule.since <= falls_due(schedule, month) <= today:
            months.insert(0, month)
    return months


def upcoming(schedule: Schedule, today: date) -> date:
    """The next day on which a report falls due."""
    month = today.replace(day=1)
    this = today.replace(day=schedule.day)
    return this if today < this else falls_due(schedule, month)
