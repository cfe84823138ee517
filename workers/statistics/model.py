"""A city's figure of a period, in all its versions. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from wasteflow.core.months import months_before
from workers.statistics import refusals as no

_PERIOD = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
EARLIEST, LATEST = 2000, 2200  # years that can be asked for


class Status(StrEnum):
    """What became of an entry."""

    ENTERED = "entered"  # nobody has looked at it yet
    APPROVED = "approved"
    RETURNED = "returned"


@dataclass(frozen=True)
class Period:
    """A year, or one month of it: `2026`, `2026-10`."""

    written: str
    first: date
    last: date  # first day of the last month

    @property
    def is_year(self) -> bool:
        return len(self.written) == 4

    def year(self, year: int) -> "Period":
        """The same part of another year."""
        return period(f"{year}{self.written[4:]}")

    def back(self, count: int) -> "Period":
        """So many years before a year, or months before a month."""
        if self.is_year:
            year = self.first.year - count
            return Period(str(year), date(year, 1, 1), date(year, 12, 1))
        month = months_before(self.first, count)
        return Period(f"{month:%Y-%m}", month, month)


def period(written: str, today: date | None = None) -> Period:
    """Raises PeriodUnknown, and NotYet where it has not begun."""
    match = _PERIOD.fullmatch(written.strip())
    if match is None or not EARLIEST <= int(match[1]) <= LATEST:
        raise no.PeriodUnknown("period", text=written[:20])
    year, month = int(match[1]), match[2]
    first = date(year, int(month or 1), 1)
    if today is not None and first > today:
        raise no.NotYet("period", period=match[0])
    return Period(match[0], first, date(year, int(month or 12), 1))


@dataclass(frozen=True)
class Entry:
    """A figure as somebody enters it. `reason`: why it is changed, where it was approved before."""

    city: str
    figure: str
    period: str
    value: Decimal
    source: str
    reason: str = ""


@dataclass(frozen=True)
class Statistic:
    """One version of a figure, and what a second person said of it."""

    id: UUID
    city: str
    figure: str
    period: str
    version: int
    value: Decimal
    source: str
    reason: str
    file_name: str | None
    file_sha256: str | None
    entered_by: UUID
    entered_at: datetime
    verdict: str | None
    verdict_reason: str
    verdict_by: UUID | None
    verdict_at: datetime | None

    @property
    def status(self) -> Status:
        return Status(self.verdict) if self.verdict else Status.ENTERED
