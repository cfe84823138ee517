"""SQL for screens: the cells of all cities, and what the bay as a whole makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wasteflow.catalog.bay import BayArea, bay_area
from wasteflow.catalog.book import Book
from wasteflow.catalog.carbon import landfill
from wasteflow.core.db import Connection
from wasteflow.core.months import months, months_before
from workers.bay.readiness import CityReadiness, readiness
from workers.bay.whole import Amounts, Part, Place, Rate, amounts, ranking, rate, together
from workers.queries import last_month
from workers.statistics.model import Period

PARTS = """
    select city, month, stream, measure, basis, origin_month < $1 as from_stock, method = any($4) as landfilled,
           sum(kg) as kg
      from rollup_cell
     where month between $1 and $2 and stream = any($3)
       and measure in ('generated', 'used', 'disposed', 'other_treatment')
     group by 1, 2, 3, 4, 5, 6, 7"""
# By month: stock is what was there when the month began.
PARTS_BY_MONTH = """
    select city, month, stream, measure, basis, origin_month < month as from_stock, method = any($4) as landfilled,
           sum(kg) as kg
      from rollup_cell
     where month between $1 and $2 and stream = any($3)
       and measure in ('generated', 'used', 'disposed', 'other_treatment')
     group by 1, 2, 3, 4, 5, 6, 7"""
HISTORY = 24  # months that a forecast looks back


@dataclass(frozen=True)
class GroupWhole:
    """One group of waste over the bay."""

    group: str
    cities: Mapping[str, Amounts]
    nine: Amounts
    eleven: Amounts
    nine_rate: Rate | None
    eleven_rate: Rate | None
    rates: Mapping[str, Rate | None]
    ranking: Sequence[Place]


def cities_of(book: Book) -> list[str]:
    """The eleven, as the tile map has them."""
    return [code for code, place in book.jurisdictions.items() if place.tile]


async def whole(conn: Connection, book: Book, *, period: Period) -> list[GroupWhole]:
    """Every group in a year or month."""
    known = bay_area()
    parts = await _parts(conn, PARTS, known, period.first, period.last)
    eleven = cities_of(book)
    nine = [city for city in eleven if book.provinces.get(city)]
    found = []
    for group in known.groups.values():
        mine = amounts(parts, group, known)
        rates = {city: rate(mine[city], "used") if city in mine else None for city in eleven}
        of_nine, of_eleven = together(mine, nine), together(mine, eleven)
        found.append(
            GroupWhole(
                group=group.id,
                cities=mine,
                nine=of_nine,
                eleven=of_eleven,
                nine_rate=rate(of_nine, "used"),
                eleven_rate=rate(of_eleven, "used"),
                rates=rates,
                ranking=ranking(rates),
            )
        )
    return found


async def ready(conn: Connection, book: Book) -> list[CityReadiness]:
    """The commitment as of the last month counted: the nine cities, since it is theirs."""
    known = bay_area()
    last = await last_month(conn)
    nine = [city for city in cities_of(book) if book.provinces.get(city)]
    if last is None:
        return readiness({city: {} for city in nine}, {}, known.criteria, known.by)
    year = await _parts(conn, PARTS, known, months_before(last, 11), last)
    by_month = await _parts(conn, PARTS_BY_MONTH, known, months_before(last, HISTORY - 1), last)
    now: dict[str, dict[str, Decimal | None]] = {city: {} for city in nine}
    series: dict[str, dict[str, list[tuple[date, Decimal]]]] = {city: {} for city in nine}
    for id, criterion in known.criteria.items():
        group = known.groups[criterion.group]
        whole_year = amounts(year, group, known)
        for city in nine:
            found = rate(whole_year[city], criterion.share) if city in whole_year else None
            now[city][id] = found.value if found else None
        for month in months(months_before(last, HISTORY - 1), last):
            of_month = amounts([p for p in by_month if p.month == month], group, known)
            for city in nine:
                if city in of_month and (found := rate(of_month[city], criterion.share)) is not None:
                    series[city].setdefault(id, []).append((month, found.value))
    return readiness(now, series, known.criteria, known.by)


async def _parts(conn: Connection, statement: str, known: BayArea, first: date, last: date) -> list[Part]:
    streams = sorted({stream for group in known.groups.values() for stream in group.streams})
    return [Part(**dict(row)) for row in await conn.fetch(statement, first, last, streams, list(landfill().methods))]
