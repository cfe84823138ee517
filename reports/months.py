"""The figures of a city's month, read from the roll-ups."""

from datetime import date, datetime, time

from msgspec.structs import replace

from reports import queries
from reports.model import STREAMS, Category, Month, Monthly, Place, Stream
from wasteflow.catalog.book import Book
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.db import Connection
from wasteflow.core.i18n import LANGUAGES


async def load(conn: Connection, book: Book, *, city: str, month: date, now: datetime, public_url: str) -> Monthly:
    """The facts of a city's month, given as its first day. Run it in one repeatable-read transaction.

    Raises NoSuchJurisdiction for a city the catalogue does not know.
    """
    names = book.jurisdiction(city).names
    places = [Place(j.code6, j.names, *j.tile) for j in book.jurisdictions.values() if j.tile]
    since, until = (datetime.combine(day, time(), BAY_AREA) for day in (month, _later(month, 1)))
    behind = await queries.behind(conn, city=city, month=month, streams=STREAMS)
    return Monthly(
        city=city,
        names=names,
        month=month,
        places=tuple(sorted(places, key=lambda place: place.code)),
        streams=tuple([await _stream(conn, book, city, name, month) for name in STREAMS]),
        alerts=tuple(await queries.alerts(conn, city=city, since=since, until=until)),
        loads=behind.loads,
        data_at=behind.data_at,
        watermark=behind.watermark,
        provisional=now < until,
        public_url=public_url,
    )


async def _stream(conn: Connection, book: Book, city: str, stream: str, month: date) -> Stream:
    found = await queries.months(conn, cities=[city], stream=stream, first=_later(month, -11), last=month)
    everywhere = [j.code6 for j in book.jurisdictions.values() if j.tile]
    region = await queries.months(conn, cities=everywhere, stream=stream, first=month, last=month)
    rows = await queries.categories(conn, city=city, stream=stream, month=month)
    return Stream(
        stream=stream,
        months=_series(found, month),
        opening=await queries.opening(conn, city=city, stream=stream, month=month),
        shares=tuple(await queries.shares(conn, city=city, stream=stream, month=month)),
        categories=tuple(_named(book, row, month) for row in rows),
        routes=tuple(await queries.routes(conn, city=city, stream=stream, month=month)),
        region=region[0].rate if region else None,
    )


def _named(book: Book, row: Category, month: date) -> Category:
    known = book.category(row.scheme, row.code, month)
    return replace(row, names=known.names if known else dict.fromkeys(LANGUAGES, ""))


def _series(found: list[Month], last: date) -> tuple[Month, ...]:
    """Every month from the first that is known (at least six) to the last."""
    known = {month.month: month for month in found}
    first = min([*known, _later(last, -5)])
    wanted, month = [], first
    while month <= last:
        wanted.append(known.get(month, Month(month)))
        month = _later(month, 1)
    return tuple(wanted)


def _later(month: date, count: int) -> date:
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)
