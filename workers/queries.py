"""SQL for screens: indicators of a city. The loads behind a figure: `workers.lineage`."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from wasteflow.core.db import Connection
from wasteflow.core.months import months, months_before
from workers.indicators.engine import IndicatorValue, Sum, Watermark, value_of
from workers.indicators.indicator import all_indicators

# --- indicators ------------------------------------------------------------------------------------------

LAST_MONTH = "select max(month) from rollup_cell"
# A province is the sum of its cities.
SUM_PERIOD = """
    select $2::date as start, stream, category, measure, basis, origin_month < $2 as from_stock,
           sum(kg) as kg, sum(loads)::bigint as loads
    from rollup_cell
    where city in (select code6 from jurisdiction where code6 = $1 or province = $1) and month between $2 and $3
      and stream = any($4)
    group by stream, category, measure, basis, origin_month < $2"""
SUM_MONTHS = """
    select month as start, stream, category, measure, basis, origin_month < month as from_stock,
           sum(kg) as kg, sum(loads)::bigint as loads
    from rollup_cell
    where city in (select code6 from jurisdiction where code6 = $1 or province = $1) and month between $2 and $3
      and stream = any($4)
    group by month, stream, category, measure, basis, origin_month < month"""
READ_WATERMARK = "select xid, counted as events, moved_at as at from rollup_watermark where name = 'custody'"


async def sums(conn: Connection, *, city: str, start: date, end: date, streams: Sequence[str]) -> list[Sum]:
    """What was counted of a city (or province) in a period of whole months."""
    return [Sum(**dict(row)) for row in await conn.fetch(SUM_PERIOD, city, start, end, streams)]


async def watermark(conn: Connection) -> Watermark:
    """Up to where custody has been counted."""
    row = await conn.fetchrow(READ_WATERMARK)
    assert row is not None
    return Watermark(**dict(row))


async def indicator_values(conn: Connection, *, city: str, month: date) -> list[IndicatorValue]:
    """All indicators of a city (or province) in one month, given as any of its days."""
    month = month.replace(day=1)
    return [await indicator_value(conn, code=code, city=city, start=month, end=month) for code in all_indicators()]


async def indicator_value(conn: Connection, *, code: str, city: str, start: date, end: date) -> IndicatorValue:
    """One indicator over whole months; over a year, stock is what was there when the year began."""
    indicator = all_indicators()[code]
    found = await sums(conn, city=city, start=start, end=end, streams=indicator.streams)
    return value_of(indicator, found, city=city, start=start, end=end, watermark=await watermark(conn))


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
