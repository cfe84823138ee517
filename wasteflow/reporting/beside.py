"""What others of the house count for a month: indicators, capacity, carbon."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from reports.model import BAY, Beside, Carbon, CarbonAccount, HardToPlace, Score, Way
from wasteflow.catalog.book import Book
from wasteflow.catalog.indicators import indicator_set
from wasteflow.core.db import Connection
from wasteflow.core.i18n import LANGUAGES
from workers.capacity import board
from workers.capacity import queries as capacity
from workers.capacity.board import Row
from workers.capacity.hard import Hard
from workers.capacity.model import Stock
from workers.carbon import queries as carbon
from workers.indicators.city import SetValue
from workers.queries import months_before
from workers.statistics import queries as statistics
from workers.statistics import schemas
from workers.statistics.model import period
from workers.values import queries as values


async def beside(conn: Connection, book: Book, city: str, month: date, now: datetime) -> Beside:
    """What others of the house count for this month; the Bay Area has no indicator set of its own."""
    known = await capacity.capacity(conn, now=now)
    if city == BAY:
        return Beside(ways=_ways(book, known.rows), hard=_hard(book, known.hard, month))
    rows = [row for row in known.rows if row.licence.city == city]
    found = await carbon.carbon(conn, book, city=city, period=period(f"{month:%Y-%m}"))
    return Beside(
        scores=await _scores(conn, book, city, month),
        ways=_ways(book, rows),
        hard=_hard(book, [h for h in known.hard if _waits_in(known.stock, city, h.code)], month),
        carbon=_carbon(found),
    )


async def _scores(conn: Connection, book: Book, city: str, month: date) -> tuple[Score, ...]:
    this, last = f"{month:%Y-%m}", f"{months_before(month, 1):%Y-%m}"
    now = await statistics.city_set(conn, city=city, period=period(this, month))
    then = {v.id: v for v in await statistics.city_set(conn, city=city, period=period(last, month))}
    released = {v.indicator: v for v in await values.published(conn, cities=[city], period=this)}
    rows = {i.id: i for i in book.indicators}
    known = indicator_set()
    scores = []
    for value in now:
        row, published = rows.get(value.id), released.get(value.id)
        scores.append(
            Score(
                id=value.id,
                group=row.level1 if row else "",
                names={language: schemas.name(value.id, book, language) for language in LANGUAGES},
                unit=row.unit if row else "",
                mandatory=bool(row and row.mandatory),
                direction=known.indicators[value.id].direction,
                standing=value.standing,
                value=published.value if published else value.value,
                before=then[value.id].value if value.id in then else None,
                weighed=_weighed(value),
                version=published.version if published else 0,
            )
        )
    return tuple(scores)


def _weighed(value: SetValue) -> Decimal | None:
    covered = [x.coverage["weighed"] for x in (value.above, value.below) if x and "weighed" in x.coverage]
    return min(covered, default=None)


def _ways(book: Book, rows: Sequence[Row]) -> tuple[Way, ...]:
    found = []
    for way in board.by_method(rows):
        scheme, _, code = way.method.partition(":")
        treatment = book.treatment(scheme, code)
        found.append(Way(way.method, treatment.names if treatment else {}, way.licences, way.licensed, way.ahead))
    return tuple(found)


def _waits_in(stock: Sequence[Stock], city: str, code: str) -> bool:
    return any(lot.city == city and lot.code == code for lot in stock)


def _hard(book: Book, found: Sequence[Hard], month: date) -> tuple[HardToPlace, ...]:
    rows = []
    for one in found:
        if one.kg:
            category = book.category(one.scheme, one.category, month)
            names = category.names if category else {}
            rows.append(HardToPlace(one.code, names, one.kg, one.batches, one.oldest_days, one.outlets))
    return tuple(rows)


def _carbon(found: carbon.Carbon) -> Carbon:
    return Carbon(
        accounts=tuple(CarbonAccount(f, a.kg_co2e, a.covered, a.weighed) for f, a in found.accounts.items()),
        methane=found.methane.ch4_t,
        low=found.methane.low,
        high=found.methane.high,
        clean=found.moves.clean,
        known=found.moves.known,
    )
