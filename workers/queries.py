"""SQL for screens: indicators of a city. The loads behind a figure: `workers.lineage`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from wasteflow.core.db import Connection
from wasteflow.core.months import months, months_before
from workers.indicators.engine import IndicatorValue, Sum, Watermark, value_of
from workers.indicators.indicator import Indicator, all_indicators

# --- indicators ------------------------------------------------------------------------------------------

LAST_MONTH = "select max(month) from rollup_cell"
# $1-$3 places with the first and last month asked for, $4 streams, $5 and $6 the first and last month of all of them,
# for the planner. A province is the sum of its cities.
SUM_PERIODS = """
    select a.place, a.start, a.last, c.stream, c.category, c.measure, c.basis, c.origin_month < a.start as from_stock,
           sum(c.kg) as kg, sum(c.loads)::bigint as loads
    from unnest($1::text[], $2::date[], $3::date[]) a(place, start, last)
    cross join cities_of(a.place) as of_place(city)
    join rollup_cell c on c.city = of_place.city and c.month between a.start and a.last
    where c.stream = any($4) and c.month between $5 and $6
    group by a.place, a.start, a.last, c.stream, c.category, c.measure, c.basis, c.origin_month < a.start"""
SUM_MONTHS = """
    select month as start, stream, category, measure, basis, origin_month < month as from_stock,
           sum(kg) as kg, sum(loads)::bigint as loads
    from rollup_cell
    where city in (select * from cities_of($1)) and month between $2 and $3
      and stream = any($4)
    group by month, stream, category, measure, basis, origin_month < month"""
READ_WATERMARK = "select xid, counted as events, moved_at as at from rollup_watermark where name = 'custody'"
Months = tuple[str, date, date]  # a city or province, the first and the last month


async def sums(conn: Connection, asked: Sequence[Months], *, streams: Iterable[str]) -> dict[Months, list[Sum]]:
    """What was counted of several places, each in a period of whole months."""
    found: dict[Months, list[Sum]] = {one: [] for one in asked}
    places, firsts, lasts = zip(*found, strict=True)
    for row in await conn.fetch(SUM_PERIODS, places, firsts, lasts, list(streams), min(firsts), max(lasts)):
        values = dict(row)
        found[values.pop("place"), values["start"], values.pop("last")].append(Sum(**values))
    return found


async def watermark(conn: Connection) -> Watermark:
    """Up to where custody has been counted."""
    row = await conn.fetchrow(READ_WATERMARK)
    assert row is not None
    return Watermark(**dict(row))


async def indicator_values(conn: Connection, *, city: str, month: date) -> list[IndicatorValue]:
    """All indicators of a city (or province) in one month, given as any of its days."""
    month = month.replace(day=1)
    return await _values(conn, list(all_indicators().values()), (city, month, month))


async def indicator_value(conn: Connection, *, code: str, city: str, start: date, end: date) -> IndicatorValue:
    """One indicator over whole months; over a year, stock is what was there when the year began."""
    return (await _values(conn, [all_indicators()[code]], (city, start, end)))[0]


async def _values(conn: Connection, chosen: Sequence[Indicator], asked: Months) -> list[IndicatorValue]:
    city, start, end = asked
    found = (await sums(conn, [asked], streams={s for indicator in chosen for s in indicator.streams}))[asked]
    counted = await watermark(conn)
    return [value_of(one, found, city=city, start=start, end=end, watermark=counted) for one in chosen]


async def indicator_series(
    conn: Connection, *, code: str, city: str, start: date | None = None, end: date | None = None
) -> list[IndicatorValue]:
    """One indicator month by month, oldest first; without a period the twelve months up to the last counted one."""
    indicator = all_indicators()[code]
    if start is None or end is None:
        last = end or await last_month(conn)
        if last is None:
            return []
        start, end = start or months_before(last, 11), last
    by_month: dict[date, list[Sum]] = defaultdict(list)
    for row in await conn.fetch(SUM_MONTHS, city, start, end, list(indicator.streams)):
        by_month[row["start"]].append(Sum(**dict(row)))
    counted = await watermark(conn)
    return [
        value_of(indicator, by_month[month], city=city, start=month, end=month, watermark=counted)
        for month in months(start, end)
    ]


async def last_month(conn: Connection) -> date | None:
    """The latest month that anything was counted in; null where nothing was."""
    found: date | None = await conn.fetchval(LAST_MONTH)
    return found
