"""By when a case is to be settled, and a question answered, read from `catalog/data/case_clocks.toml`."""

from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from wasteflow.catalog import law
from wasteflow.catalog.book import Book
from wasteflow.core import clock

ENDS = time(18, 0)  # of the last day


@cache
def _clocks() -> dict[str, Any]:
    return law.parse("case_clocks")


def settle_by(book: Book, place: str, severity: int, since: datetime) -> datetime:
    """The deadline of a case of this severity in a place (code6), by its law and its calendar of working days."""
    of = book.jurisdiction(place).law
    days = _clocks()["settle"].get(of, _clocks()["settle"]["default"])["days"][severity - 1]
    return _end(book, of, since, int(days))


def answer_by(book: Book, place: str, since: datetime) -> datetime:
    """Until when a company's answer is in time."""
    return _end(book, book.jurisdiction(place).law, since, int(_clocks()["answer"]["days"]))


def _end(book: Book, of: str, since: datetime, days: int) -> datetime:
    day = book.after_working_days(of, clock.local_date(since), days)
    return max(datetime.combine(day, ENDS, clock.BAY_AREA), since + timedelta(hours=1))
