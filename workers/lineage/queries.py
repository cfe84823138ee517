"""SQL for screens: the cells and loads behind a value, who made it move."""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from wasteflow.core import paging
from wasteflow.core.db import Connection
from workers.lineage.behind import Behind
from workers.store import Position

By = Literal["city", "stream", "site"]
READ = 2000  # loads read at a time for a file

# $1 city or province, $2 and $3 first and last month, $4 streams, $5 categories left out, $6 measures, $7 measures of
# which only what was taken from earlier stock
LIST_CELLS = """
    select month, city, stream, measure, category, code, method, treat_city, origin_month, basis, kg, loads
    from rollup_cell
    where city in (select * from cities_of($1)) and month between $2 and $3
      and stream = any($4) and not category = any($5)
      and (measure = any($6) or (measure = any($7) and origin_month < $2))
    order by abs(kg) desc, city, month, stream, measure, code, method, origin_month, treat_city, basis limit $8"""
# $8-$10 page, $11 limit, $12-$14 only what came after this position in commit order
LIST_LOADS = """
    select l.subject as batch, l.seq, l.measure, l.city, l.month, l.origin_month, l.treat_city, l.stream, l.category,
           l.code, l.method, l.basis, l.kg, b.state->>'name' as name, b.state->>'digital_code' as digital_code,
           e.occurred_at, e.received_at, e.id as event, l.site, s.name as site_name, o.name as company
    from rollup_load l
    join batch b on b.id = l.subject
    join custody_event e on e.subject = l.subject and e.seq = l.seq
    left join site s on s.id = l.site
    left join organisation o on o.id = s.org
    where l.city in (select * from cities_of($1)) and l.month between $2 and $3
      and l.stream = any($4) and not l.category = any($5)
      and (l.measure = any($6) or (l.measure = any($7) and l.origin_month < $2))
      and ($8::uuid is null or (l.subject, l.seq, l.measure) > ($8, $9::int, $10::text))
      and ($12::bigint is null or (l.xid, l.subject, l.seq) > ($12, $13::uuid, $14::int))
    order by l.subject, l.seq, l.measure limit $11::bigint"""
SUM_BY_CITY_AND_STREAM = """
    select city, stream, sum(kg) as kg from rollup_cell
    where city in (select * from cities_of($1)) and month between $2 and $3
      and stream = any($4) and not category = any($5)
      and (measure = any($6) or (measure = any($7) and origin_month < $2))
    group by city, stream"""
SUM_BY_SITE = """
    select coalesce(l.site::text, '') as site, min(s.name) as name, min(o.name) as company, sum(l.kg) as kg
    from rollup_load l left join site s on s.id = l.site left join organisation o on o.id = s.org
    where l.city in (select * from cities_of($1)) and l.month between $2 and $3
      and l.stream = any($4) and not l.category = any($5)
      and (l.measure = any($6) or (l.measure = any($7) and l.origin_month < $2))
    group by l.site"""


@dataclass(frozen=True)
class CellRow:
    """One sum of the roll-up."""

    month: date
    city: str
    stream: str
    measure: str
    category: str
    code: str
    method: str
    treat_city: str
    origin_month: date
    basis: str
    kg: Decimal
    loads: int


@dataclass(frozen=True)
class LoadRow:
    """One load behind a figure: the event that was counted, with its batch and where that was made."""

    batch: UUID
    seq: int
    measure: str
    city: str
    month: date
    origin_month: date
    treat_city: str
    stream: str
    category: str
    code: str
    method: str
    basis: str
    kg: Decimal
    name: str
    digital_code: str | None
    occurred_at: datetime
    received_at: datetime
    event: UUID
    site: UUID | None
    site_name: str | None
    company: str | None

    @property
    def cursor(self) -> str:
        """Of the page that follows it."""
        return paging.cursor(self.batch, self.seq, self.measure)


def read_cursor(text: str | None) -> tuple[UUID, int, str] | None:
    """The load that a page follows; None for the first. Raises WrongCursor."""
    return paging.read(text or None, tuple[UUID, paging.Int4, str])


async def cells(
    conn: Connection, behind: Behind, *, city: str, start: date, end: date, limit: int = 500
) -> list[CellRow]:
    """The sums a side is made of, the largest first."""
    return [CellRow(**dict(row)) for row in await conn.fetch(LIST_CELLS, *_asked(behind, city, start, end), limit)]


async def loads(
    conn: Connection,
    behind: Behind,
    *,
    city: str,
    start: date,
    end: date,
    after: tuple[UUID, int, str] | None = None,
    since: Position | None = None,
    limit: int = 100,
) -> list[LoadRow]:
    """The loads a side is made of, as (batch, seq, measure); their kilograms add up to it. `since`: only those counted
    after this position."""
    page, position = after or (None, None, None), since or (None, None, None)
    asked = (*_asked(behind, city, start, end), *page, limit, *position)
    return [LoadRow(**dict(row)) for row in await conn.fetch(LIST_LOADS, *asked)]


async def all_loads(conn: Connection, behind: Behind, *, city: str, start: date, end: date) -> AsyncIterator[LoadRow]:
    """Every load, however many: read as they are taken, all as they stood at one moment."""
    nothing = (None, None, None)
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        asked = (*_asked(behind, city, start, end), *nothing, None, *nothing)
        async for row in conn.cursor(LIST_LOADS, *asked, prefetch=READ):
            yield LoadRow(**dict(row))


async def sums_by(
    conn: Connection, behind: Behind, *, by: By, city: str, start: date, end: date
) -> tuple[dict[str, Decimal], dict[str, str]]:
    """Key -> kilograms; and of sites key -> company and name."""
    asked = _asked(behind, city, start, end)
    if by == "site":
        rows = await conn.fetch(SUM_BY_SITE, *asked)
        names = {row["site"]: " ".join(x for x in (row["company"], row["name"]) if x) for row in rows}
        return {row["site"]: row["kg"] for row in rows}, names
    kg: dict[str, Decimal] = defaultdict(Decimal)
    for row in await conn.fetch(SUM_BY_CITY_AND_STREAM, *asked):
        kg[row[by]] += row["kg"]
    return dict(kg), {}


def _asked(behind: Behind, city: str, start: date, end: date) -> tuple[Any, ...]:
    return (
        city, start, end, list(behind.streams), list(behind.without_categories), list(behind.measures),
        list(behind.stock_measures),
    )  # fmt: skip
