"""SQL of a driver's work: the loads and rounds ahead of a company, its vehicles, where the sites lie."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from manifests.driving.view import Where
from manifests.life.model import Manifest
from manifests.rounds.model import Round
from wasteflow.core.db import Connection

MOST = 300

# Of the manifests that reach the company those drawn up since a key: the keys sort by time. The first to leave first.
LOADS = """
select m.state::text as state
  from reach r join manifest m on m.id = r.subject
 where r.scope = $1 and r.subject_kind = 'manifest' and r.subject >= $2
   and m.status in ('published', 'signed', 'in_transit', 'at_stop', 'in_temporary_storage', 'arrived')
   and exists (select from jsonb_array_elements(m.state->'carriers') c where c->>'org' = $3)
 order by m.state->'window'->>'first' nulls last, m.id limit $4
"""


async def loads(conn: Connection, *, org: UUID, since: UUID) -> list[Manifest]:
    """The loads that have not been taken in yet and that this company carries, carried or is to carry."""
    rows = await conn.fetch(LOADS, f"org:{org}", since, str(org), MOST)
    return [msgspec.json.decode(row["state"], type=Manifest) for row in rows]


ROUNDS = """
select t.state::text as state
  from reach r join round t on t.id = r.subject
 where r.scope = $1 and r.subject_kind = 'round' and t.status in ('planned', 'under_way', 'arrived')
   and t.state->>'carrier' = $2 and (t.state->>'day')::date between $3 and $4
 order by t.state->>'day', t.id limit $5
"""


async def rounds(conn: Connection, *, org: UUID, first: date, last: date) -> list[Round]:
    """The company's rounds of these days that are not closed."""
    rows = await conn.fetch(ROUNDS, f"org:{org}", str(org), first, last, MOST)
    return [msgspec.json.decode(row["state"], type=Round) for row in rows]


SEQS = "select id, seq from batch where id = any($1::uuid[])"


async def seqs(conn: Connection, *, batches: Sequence[UUID]) -> dict[UUID, int]:
    """How many events each batch has: a label that says less is older."""
    return {row["id"]: row["seq"] for row in await conn.fetch(SEQS, batches)}


SITES = "select id, name, address, lat, lon from site where id = any($1::uuid[])"


async def sites(conn: Connection, *, ids: Sequence[UUID]) -> dict[UUID, Where]:
    """Names and addresses of sites."""
    rows = await conn.fetch(SITES, ids)
    return {row["id"]: Where(row["name"], row["address"], row["lat"], row["lon"]) for row in rows}


VEHICLES = """
select plate from vehicle where org = $1 and (closed_on is null or closed_on > $2) order by plate limit 500
"""


async def plates(conn: Connection, *, org: UUID, on: date) -> list[str]:
    """The plates a company drives under."""
    return [row["plate"] for row in await conn.fetch(VEHICLES, org, on)]


KNOWN_AS = """
select o.name as company, array_remove(array_agg(d.name), null) as names
  from organisation o left join driver d on d.org = o.id and d.account = $1 where o.id = $2 group by o.name
"""


async def known_as(conn: Connection, *, account: UUID, org: UUID) -> tuple[str, set[str]]:
    """What a company is called, and how its register of drivers calls the person of an account."""
    row = await conn.fetchrow(KNOWN_AS, account, org)
    return row["company"], set(row["names"])
