"""Which city and period a page of figures shows: what the address asks for, else the reader's own and this year."""

from datetime import date

from wasteflow.catalog.book import Book
from wasteflow.core import clock
from wasteflow.core.errors import Refusal
from wasteflow.web.console.page import Visit
from workers.statistics.model import Period, period

YEARS = 5
PROVINCE = "440000"


def place(visit: Visit, book: Book, city: str) -> str:
    """code6."""
    return city if city in book.jurisdictions else visit.me.city or PROVINCE


def day(typed: str) -> date | None:
    """A day as a date field writes it; null where it is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def year_or_month(written: str) -> Period:
    """This year where what is written is no period."""
    try:
        return period(written)
    except Refusal:
        return period(str(clock.local_date(clock.now()).year))


def periods(chosen: Period) -> list[str]:
    """The last years, and the months of the year that is looked at."""
    today: date = clock.local_date(clock.now())
    year = chosen.first.year
    months = [f"{year}-{month:02}" for month in range(1, 13) if date(year, month, 1) <= today]
    return [str(y) for y in range(today.year, today.year - YEARS, -1)] + list(reversed(months))
