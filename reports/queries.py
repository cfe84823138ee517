"""SQL behind the documents: the figures of a month, what a label needs, which documents there are."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import asyncpg

from reports.model import Alerts, Category, Month, Place, Route, Share
from wasteflow.core.db import Connection

PLACES = """
select code6, level, name_zh_hans, name_zh_hant, name_en, name_pt, tile_column, tile_row
  from jurisdiction where tile_column is not null order by tile_row, tile_column
"""


async def places(conn: Connection) -> list[Place]:
    """The eleven cities, as the tile map has them."""
    rows = await conn.fetch(PLACES)
    return [Place(r["code6"], _names(r), r["tile_column"], r["tile_row"]) for r in rows]


MONTHS = """
select month,
       coalesce(sum(kg) filter (where measure = 'generated'), 0) as generated,
       coalesce(sum(kg) filter (where measure = 'used'), 0) as used,
       coalesce(sum(kg) filter (where measure = 'used' and origin_month < month), 0) as from_stock,
       coalesce(sum(kg) filter (where measure = 'disposed'), 0) as disposed,
       coalesce(sum(kg) filter (where measure = 'other_treatment'), 0) as other
  from rollup_cell
 where city = any($1::text[]) and stream = $2 and month between $3 and $4
 group by month order by month
"""


async def months(conn: Connection, *, cities: Sequence[str], stream: str, first: date, last: date) -> list[Month]:
    """What the cities' waste did, month by month; a month without a load is missing."""
    return [Month(**dict(r)) for r in await conn.fetch(MONTHS, cities, stream, first, last)]


OPENING = """
select coalesce(sum(case when measure = 'generated' then kg
                         when measure in ('used', 'disposed', 'other_treatment') then -kg end), 0)
  from rollup_cell where city = $1 and stream = $2 and month < $3
"""


async def opening(conn: Connection, *, city: str, stream: str, month: date) -> Decimal:
    """Kilograms generated before the month and not finally treated when it began."""
    return Decimal(await conn.fetchval(OPENING, city, stream, month))


SHARES = """
select basis, sum(kg) as kg, sum(loads)::bigint as loads from rollup_cell
 where city = $1 and stream = $2 and month = $3 and measure = 'generated'
 group by basis order by basis
"""


async def shares(conn: Connection, *, city: str, stream: str, month: date) -> list[Share]:
    """What the weights of the month rest on."""
    return [Share(**dict(r)) for r in await conn.fetch(SHARES, city, stream, month)]


CATEGORIES = """
select split_part(cell.code, ':', 1) as scheme, cell.category as code,
       coalesce(name_zh_hans, cell.category) as name_zh_hans, coalesce(name_zh_hant, cell.category) as name_zh_hant,
       coalesce(name_en, cell.category) as name_en, coalesce(name_pt, cell.category) as name_pt,
       coalesce(sum(kg) filter (where measure = 'generated' and month = $3), 0) as generated,
       coalesce(sum(kg) filter (where measure = 'used' and month = $3), 0) as used,
       coalesce(sum(kg) filter (where measure = 'disposed' and month = $3), 0) as disposed,
       coalesce(sum(kg) filter (where measure = 'other_treatment' and month = $3), 0) as other,
       coalesce(sum(case when measure = 'generated' then kg
                         when measure in ('used', 'disposed', 'other_treatment') then -kg end), 0) as closing
  from rollup_cell cell
  left join lateral (select * from waste_category c
                      where c.scheme = split_part(cell.code, ':', 1) and c.code = cell.category
                      order by edition desc limit 1) named on true
 where city = $1 and stream = $2 and month <= $3
 group by 1, 2, 3, 4, 5, 6
 order by generated desc, closing desc, 2
"""


async def categories(conn: Connection, *, city: str, stream: str, month: date) -> list[Category]:
    """The categories of a stream with the month's figures and what is left, the largest first."""
    rows = await conn.fetch(CATEGORIES, city, stream, month)
    return [
        Category(r["scheme"], r["code"], _names(r), r["generated"], r["used"], r["disposed"], r["other"], r["closing"])
        for r in rows
    ]


ROUTES = """
select category, measure, treat_city = city as here, sum(kg) as kg from rollup_cell
 where city = $1 and stream = $2 and month = $3 and measure in ('used', 'disposed', 'other_treatment')
 group by 1, 2, 3 order by 1, 2, 3
"""


async def routes(conn: Connection, *, city: str, stream: str, month: date) -> list[Route]:
    """How and where the month's waste found its end."""
    return [Route(**dict(r)) for r in await conn.fetch(ROUTES, city, stream, month)]


ALERTS = """
select rule, severity::int, count(*)::int as raised,
       (count(*) filter (where status in ('open', 'acknowledged')))::int as pending,
       (count(*) filter (where status = 'confirmed'))::int as confirmed,
       (count(*) filter (where status = 'dismissed'))::int as dismissed
  from alert where scopes @> array['city:' || $1::text] and happened_at >= $2 and happened_at < $3
 group by 1, 2 order by 2 desc, 3 desc, 1
"""


async def alerts(conn: Connection, *, city: str, since: datetime, until: datetime) -> list[Alerts]:
    """Alerts that concern the city, by rule and severity, gravest first."""
    return [Alerts(**dict(r)) for r in await conn.fetch(ALERTS, city, since, until)]


BEHIND = """
select count(*)::int as loads, max(e.received_at) as data_at
  from rollup_load l join custody_event e on e.subject = l.subject and e.seq = l.seq
 where l.city = $1 and l.month = $2 and l.stream = any($3::text[])
"""


async def behind(conn: Connection, *, city: str, month: date, streams: Sequence[str]) -> tuple[int, datetime | None]:
    """How many custody events the month's figures rest on, and when the latest of them arrived."""
    row = await conn.fetchrow(BEHIND, city, month, streams)
    assert row is not None
    return row["loads"], row["data_at"]


def _names(row: asyncpg.Record) -> dict[str, str]:
    return {
        "zh-Hans": row["name_zh_hans"],
        "zh-Hant": row["name_zh_hant"],
        "en": row["name_en"],
        "pt": row["name_pt"],
    }
