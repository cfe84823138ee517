"""SQL for screens: licences, intake, stock, refusals, the usual ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import anyio.to_thread
import msgspec

from wasteflow.catalog.book import Book
from wasteflow.catalog.law import approval_kinds_between
from wasteflow.catalog.transport import transport
from wasteflow.core.clock import begins, local_date
from wasteflow.core.db import Connection
from wasteflow.places.model import PermitItem
from wasteflow.places.queries import approvals_between
from workers.anomalies.queries import point
from workers.capacity.board import Row, first_month, rows
from workers.capacity.hard import Hard, hard
from workers.capacity.matching import Matching, World, match, surplus
from workers.capacity.model import GatePrice, Licence, Refused, Stock, Taken, Usual

_items = msgspec.json.Decoder(tuple[PermitItem, ...])

# A permit for the whole company speaks for the first of its sites.
LICENCES = """
    select p.id as permit, p.number, p.kind, s.id as site, s.name as site_name, o.id as org, o.name as org_name,
           s.city, s.lat, s.lon, p.yearly_t, least(p.valid_to, p.closed_on - 1) as valid_to,
           (select coalesce(jsonb_agg(jsonb_build_object('scheme', i.scheme, 'code', i.code, 'methods', i.methods)
                                      order by i.scheme, i.code), '[]')
              from permit_item i where i.permit = p.id)::text as items
      from permit p join organisation o on o.id = p.org
      join site s on s.id = coalesce(p.site, (select f.id from site f where f.org = p.org order by f.id limit 1))
     where p.kind in ('operate', 'collect') and p.valid_from <= $1 and least(p.valid_to, p.closed_on - 1) >= $1
       and s.closed_on is null and o.closed_on is null
     order by s.city, s.name, p.kind desc, p.number"""
TAKEN = """
    select site, scheme, code, category, null::date as month, kg from taken_in where year = $1 and site = any($2)
    union all
    select to_site, scheme, code, category, date_trunc('month', taken_at at time zone 'Asia/Shanghai')::date,
           sum(coalesce(gate_kg, sent_kg) - coalesce(given_back_kg, 0))
      from rollup_trip
     where to_site = any($2) and taken_at >= $3 and taken_at < $4 and status not in ('refused', 'cancelled')
       and not gives_back
     group by 1, 2, 3, 4, 5"""
STOCK = """
    select b.site, s.name as site_name, s.org, s.city, s.lat, s.lon, b.state->>'stream' as stream,
           b.state#>>'{code,scheme}' as scheme, b.state#>>'{code,code}' as code, b.state->>'category' as category,
           min(b.state->>'hazards') as hazards, sum((b.state#>>'{weight,kg}')::numeric) as kg, count(*) as batches,
           min(coalesce((b.state->>'stored_since')::timestamptz, (b.state->>'generated_at')::timestamptz)) as since
      from batch b join site s on s.id = b.site
     where b.status = 'stored' and b.state#>>'{code,scheme}' = any($1)
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"""
REFUSED = """
    with seen as (
        select to_site, scheme, code, min(category) as category, count(*) as loads,
               count(*) filter (where status in ('refused', 'partly_accepted')) as refused,
               coalesce(sum(sent_kg) filter (where status in ('refused', 'partly_accepted')), 0) as kg
          from rollup_trip where taken_at >= $1 and scheme = any($2) and not gives_back group by 1, 2, 3
    )
    select n.to_site as site, s.name as site_name, s.city, n.scheme, n.code, n.category, n.refused, n.loads, n.kg
      from seen n join site s on s.id = n.to_site where n.refused > 0"""
USUAL = """
    select t.from_site as site, t.scheme, t.code, t.to_site, s.lat, s.lon, sum(t.sent_kg) as kg
      from rollup_trip t join site s on s.id = t.to_site
     where t.from_site = any($1) and t.departed_at >= $2 and t.status not in ('refused', 'cancelled')
       and not t.gives_back and t.given_back_kg is null
     group by 1, 2, 3, 4, 5, 6"""
PRICES = """
    select id, site, scheme, code, price, currency, valid_from, valid_to, source, entered_at from gate_price
     where valid_from <= $1 and (valid_to is null or valid_to >= $1)"""
STATED = """
    select p.id, p.site, p.scheme, p.code, p.price, p.currency, p.valid_from, p.valid_to, p.source, p.entered_at
      from gate_price p join site s on s.id = p.site
     where s.org = $1 order by p.entered_at desc, p.id desc limit 200"""


def _placed(row: Any) -> dict[str, Any]:
    values = dict(row)
    return values | {"at": point(values.pop("lat"), values.pop("lon"))}


async def licences(conn: Connection, *, today: date) -> list[Licence]:
    """Permits to operate or collect that hold today, by city."""
    found = []
    for row in await conn.fetch(LICENCES, today):
        values = _placed(row)
        found.append(Licence(**{**values, "items": _items.decode(values["items"])}))
    return found


async def taken(
    conn: Connection, *, sites: Sequence[UUID], year: int, first: datetime, before: datetime
) -> tuple[list[Taken], list[Taken]]:
    """What these sites took in this year, and month by month between two moments."""
    found = [Taken(**dict(row)) for row in await conn.fetch(TAKEN, year, sites, first, before)]
    return [x for x in found if x.month is None], [x for x in found if x.month is not None]


async def stock(conn: Connection, *, schemes: Sequence[str]) -> list[Stock]:
    """What lies in stores of these lists of codes, by site and waste."""
    return [Stock(**_placed(row)) for row in await conn.fetch(STOCK, schemes)]


async def refused(conn: Connection, *, since: datetime, schemes: Sequence[str]) -> list[Refused]:
    """Who turned away which waste."""
    return [Refused(**dict(row)) for row in await conn.fetch(REFUSED, since, schemes)]


async def usual(conn: Connection, *, sites: Sequence[UUID], since: datetime) -> list[Usual]:
    """Where the waste of these sites went."""
    found = []
    for row in await conn.fetch(USUAL, sites, since):
        values = _placed(row)
        found.append(Usual(**{"to_at" if k == "at" else k: v for k, v in values.items()}))
    return found


async def prices(conn: Connection, *, today: date) -> list[GatePrice]:
    """Gate prices that hold today."""
    return [GatePrice(**dict(row)) for row in await conn.fetch(PRICES, today)]


async def stated(conn: Connection, *, org: UUID) -> list[GatePrice]:
    """Whatever a company stated of its gates, the latest first."""
    return [GatePrice(**dict(row)) for row in await conn.fetch(STATED, org)]


# --- put together ----------------------------------------------------------------------------------------

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Capacity:
    """The board as of a moment, with what waits and what was turned away."""

    rows: tuple[Row, ...]
    stock: tuple[Stock, ...]
    hard: tuple[Hard, ...]


async def capacity(conn: Connection, *, now: datetime) -> Capacity:
    """Everything the board shows: four statements, however many facilities there are."""
    today = local_date(now)
    found = await licences(conn, today=today)
    sites = sorted({x.site for x in found})
    edges = (begins(first_month(today)), begins(today.replace(day=1)))
    year, months = await taken(conn, sites=sites, year=today.year, first=edges[0], before=edges[1])
    board = rows(found, year, months, today)
    schemes = sorted({item.scheme for x in found for item in x.items})
    waiting = await stock(conn, schemes=schemes)
    away = await refused(conn, since=now - YEAR, schemes=schemes)
    return Capacity(tuple(board), tuple(waiting), tuple(hard(waiting, away, board, now)))


async def proposal(conn: Connection, book: Book, known: Capacity, *, now: datetime) -> Matching:
    """Who could take what waits where nobody may treat it."""
    today = local_date(now)
    lots = surplus(known.stock, known.rows)
    routes = [
        (lot.site, row.licence.site)
        for lot in lots
        for row in known.rows
        if approval_kinds_between(lot.city, row.licence.city)
        and row.licence.item(lot.scheme, lot.code, lot.category) is not None
    ]

    def class_of(method: str) -> str:
        treatment = book.treatment(method)
        return treatment.class_ if treatment else "other"

    world = World(
        approvals=await approvals_between(conn, routes=routes) if routes else {},
        prices=await prices(conn, today=today),
        usual=await usual(conn, sites=[lot.site for lot in lots], since=now - YEAR),
        transport=transport(),
        class_of=class_of,
        today=today,
    )
    return await anyio.to_thread.run_sync(match, lots, known.rows, world)
