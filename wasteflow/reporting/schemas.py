"""HTTP shapes of schedules and runs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from reports.model import Span
from reports.months import month_of
from wasteflow.reporting.model import Schedule, upcoming
from wasteflow.reporting.queries import Shown


class MonthlyWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Which report to make; `city` GBA: of the whole Bay Area. Without a language the reader's. `first`: of all months
    from there to `month`. `against`: beside another period than the one right before, which ends there and is as long,
    or begins at `against_first`."""

    city: str
    month: str
    language: str | None = None
    first: str | None = None
    against: str | None = None
    against_first: str | None = None

    def spans(self) -> tuple[date, date | None, Span | None]:
        """The last month, the first where it is another, and what it is compared with. Raises WrongReportMonth."""
        month = month_of(self.month)
        first = month_of(self.first, "first") if self.first else month
        if not self.against:
            return month, first, None
        last = month_of(self.against, "against")
        begins = self._since(last, Span(first, month))
        return month, first, Span(begins, last)

    def _since(self, last: date, own: Span) -> date:
        if self.against_first:
            return month_of(self.against_first, "against_first")
        return Span(last, last).back(own.months - 1)


class ScheduleWanted(msgspec.Struct, forbid_unknown_fields=True):
    """From which day of the next month, how long at most it waits for the review, in which languages."""

    day: int
    languages: list[str]
    wait_days: int = 10
    active: bool = True


class RunOut(msgspec.Struct, omit_defaults=True):
    """`standing`: open (with its share), made, failed. `documents`: language -> id, once it is made."""

    city: str
    month: str
    standing: str
    progress: float
    attempts: int
    reviewed: bool
    begun_at: datetime
    finished_at: datetime | None = None
    documents: dict[str, UUID] = {}


def schedule(one: Schedule, today: date) -> dict[str, Any]:
    """A schedule, with the day on which the next report falls due."""
    shown = {name: getattr(one, name) for name in one.__struct_fields__ if name != "set_by"}
    return shown | {"next": upcoming(one, today) if one.active else None}


def run(one: Shown) -> RunOut:
    """A run; what went wrong is for the people of the office, and stands on their page."""
    r = one.run
    return RunOut(
        r.city, f"{r.month:%Y-%m}", one.standing, round(one.progress, 2), one.attempts, r.reviewed, r.begun_at,
        r.finished_at, r.documents,
    )  # fmt: skip
