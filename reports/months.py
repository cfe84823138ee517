"""The figures of a city's month, read from the roll-ups."""

from datetime import date, datetime

from msgspec.structs import replace

from reports import queries
from reports.model import (
    BAY,
    HAZARDOUS,
    STREAMS,
    Beside,
    Category,
    Method,
    Month,
    Monthly,
    Place,
    Quality,
    Span,
    Stream,
)
from reports.refusals import WrongReportMonth
from wasteflow.catalog.book import Book
from wasteflow.core.clock import begins
from wasteflow.core.db import Connection
from wasteflow.core.i18n import LANGUAGES, text
from wasteflow.core.months import months, months_before, next_month

EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


async def load(
    conn: Connection,
    book: Book,
    *,
    city: str,
    month: date,
    now: datetime,
    public_url: str,
    beside: Beside | None = None,
    first: date | None = None,
    against: Span | None = None,
) -> Monthly:
    """The facts of a city's month (BAY: of all eleven), given as its first day; from `first` on of several months.
    Run it in one repeatable-read transaction.

    Compared it is with `against`, else with as many months right before.

    Raises NoSuchJurisdiction for a city the catalogue does not know.
    """
    span = Span(first or month, month)
    compared = against or span.before
    against = compared if span.months > 1 or compared != span.before else None
    places = [Place(j.code6, j.names, *j.tile) for j in book.jurisdictions.values() if j.tile]
    everywhere = sorted(place.code for place in places)
    cities = everywhere if city == BAY else [book.jurisdiction(city).code6]
    names = {x: text("reports.month.bay", x) for x in LANGUAGES} if city == BAY else book.jurisdiction(city).names
    scopes = [f"city:{code}" for code in cities]
    since, until = (begins(day) for day in (span.first, next_month(month)))
    behind = await queries.behind(conn, cities=cities, span=span, streams=STREAMS)
    wastes = await queries.wastes(conn, cities=cities, span=span, before=compared)
    return Monthly(
        city=city,
        names=names,
        month=month,
        places=tuple(sorted(places, key=lambda place: place.code)),
        streams=tuple([await _stream(conn, book, cities, everywhere, name, span, against) for name in STREAMS]),
        alerts=tuple(await queries.alerts(conn, scopes=scopes, since=since, until=until)),
        loads=behind.loads,
        data_at=behind.data_at,
        provisional=now < until,
        public_url=public_url,
        watermark=behind.watermark,
        wastes=tuple(replace(x, names=book.stream(x.stream).names) for x in wastes),
        cities=tuple(await queries.city_rates(conn, cities=everywhere, stream=HAZARDOUS, span=span)),
        methods=tuple(
            [_treated(book, x) for x in await queries.methods(conn, cities=cities, span=span, streams=STREAMS)]
        ),
        matters=tuple(await queries.matters(conn, scopes=scopes, since=since, until=min(now, until))),
        quality=Quality(behind.loads, behind.late, behind.latest_days),
        beside=beside or Beside(),
        first=span.first if span.months > 1 else None,
        against=against,
    )


def month_of(written: str, field: str = "month") -> date:
    """The first day of a month as it is written: 2026-10. Raises WrongReportMonth; the ends of the calendar have no
    months before and after them, and are none."""
    try:
        month = datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        month = date.min
    if not EARLIEST <= month <= LATEST:
        raise WrongReportMonth(field, month=written[:20])
    return month


def _treated(book: Book, method: Method) -> Method:
    known = book.treatment(method.method)
    return replace(method, names=known.names if known else dict.fromkeys(LANGUAGES, ""))


async def _stream(
    conn: Connection,
    book: Book,
    cities: list[str],
    everywhere: list[str],
    stream: str,
    span: Span,
    against: Span | None,
) -> Stream:
    last, earliest = span.last, min(span.first, months_before(span.last, 11))
    found = await queries.months(conn, cities=cities, stream=stream, first=earliest, last=last)
    region = await queries.total(conn, cities=everywhere, stream=stream, span=span) if len(cities) == 1 else None
    rows = await queries.categories(conn, cities=cities, stream=stream, span=span)
    return Stream(
        stream=stream,
        months=_series(found, last),
        opening=await queries.opening(conn, cities=cities, stream=stream, month=span.first),
        shares=tuple(await queries.shares(conn, cities=cities, stream=stream, span=span)),
        categories=tuple(_named(book, row, last) for row in rows),
        routes=tuple(await queries.routes(conn, cities=cities, stream=stream, span=span)),
        region=region.rate if region else None,
        total=await queries.total(conn, cities=cities, stream=stream, span=span) if span.months > 1 else None,
        compared=await queries.total(conn, cities=cities, stream=stream, span=against) if against else None,
    )


def _named(book: Book, row: Category, month: date) -> Category:
    known = book.category(row.scheme, row.code, month)
    return replace(row, names=known.names if known else dict.fromkeys(LANGUAGES, ""))


def _series(found: list[Month], last: date) -> tuple[Month, ...]:
    """Every month from the first that is known (at least six) to the last."""
    known = {month.month: month for month in found}
    first = min([*known, months_before(last, 5)])
    return tuple(known.get(month, Month(month)) for month in months(first, last))
