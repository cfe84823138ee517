"""SQL of the console's own lists. One scope a person has (`people.permissions.scopes`); null: everything."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from manifests.life.model import Batch, BatchStatus, Manifest
from wasteflow.core.db import Connection, Pool
from workers.indicators.engine import Sum

Reader = Connection | Pool
COUNTED_TO = 1000  # "more than" is as good an answer beyond

# --- lists: the scope's own index gives the order, so a page costs what it shows ---------------------------

BATCHES_WITHIN = """
select b.state::text as state
  from reach r join batch b on b.id = r.subject
 where r.scope = $1 and r.subject_kind = 'batch' and ($2::uuid is null or r.subject < $2)
   and ($3::text is null or b.status = $3)
   and ($4::text is null or strpos(lower(concat(b.state->>'name', ' ', b.state->'code'->>'code', ' ',
                                                b.state->>'category', ' ', b.state->>'digital_code', ' ',
                                                b.state->>'batteries')), $4) > 0)
 order by r.subject desc limit $5
"""
BATCHES = """
select b.state::text as state
  from batch b
 where ($1::uuid is null or b.id < $1) and ($2::text is null or b.status = $2)
   and ($3::text is null or strpos(lower(concat(b.state->>'name', ' ', b.state->'code'->>'code', ' ',
                                                b.state->>'category', ' ', b.state->>'digital_code', ' ',
                                                b.state->>'batteries')), $3) > 0)
 order by b.id desc limit $4
"""


async def batches(
    conn: Reader, *, scope: str | None, before: UUID | None, status: str | None, q: str | None, limit: int
) -> list[Batch]:
    """Newest first; `q`: part of a name, code, category or digital code."""
    words = q.lower() if q else None
    if scope is None:
        rows = await conn.fetch(BATCHES, before, status, words, limit)
    else:
        rows = await conn.fetch(BATCHES_WITHIN, scope, before, status, words, limit)
    return [msgspec.json.decode(r["state"], type=Batch) for r in rows]


MANIFESTS_WITHIN = """
select m.state::text as state
  from reach r join manifest m on m.id = r.subject
 where r.scope = $1 and r.subject_kind = 'manifest' and ($2::uuid is null or r.subject < $2)
   and ($3::text[] is null or m.status = any($3))
   and ($4::text is null or strpos(lower(m.state::text), $4) > 0)
 order by r.subject desc limit $5
"""
MANIFESTS = """
select m.state::text as state
  from manifest m
 where ($1::uuid is null or m.id < $1) and ($2::text[] is null or m.status = any($2))
   and ($3::text is null or strpos(lower(m.state::text), $3) > 0)
 order by m.id desc limit $4
"""


async def manifests(
    conn: Reader,
    *,
    scope: str | None,
    before: UUID | None = None,
    statuses: Sequence[str] | None = None,
    q: str | None = None,
    limit: int,
) -> list[Manifest]:
    """Newest first; `q`: part of a number, a name, a plate or a code."""
    words = q.lower() if q else None
    if scope is None:
        rows = await conn.fetch(MANIFESTS, before, statuses, words, limit)
    else:
        rows = await conn.fetch(MANIFESTS_WITHIN, scope, before, statuses, words, limit)
    return [msgspec.json.decode(r["state"], type=Manifest) for r in rows]


# Under way; or turned away, on the vehicle still, and mine to send somewhere.
WAITING = """
select m.state::text as state
  from reach r join manifest m on m.id = r.subject
 where r.scope = 'org:' || $1::text and r.subject_kind = 'manifest'
   and (m.status = any($2)
        or (m.status in ('refused', 'partly_accepted') and m.state->'consignor'->>'org' = $1::text
            and exists (select from batch b where b.refused_by = m.id and b.status = 'refused')))
 order by r.subject desc limit $3
"""


async def waiting(conn: Reader, *, org: UUID, statuses: Sequence[str], limit: int) -> list[Manifest]:
    """Manifests in which something may be a company's to do, newest first."""
    rows = await conn.fetch(WAITING, str(org), statuses, limit)
    return [msgspec.json.decode(r["state"], type=Manifest) for r in rows]


STOCK = """
select count(*) as batches, coalesce(sum((b.state->'weight'->>'kg')::numeric), 0) as kg
  from batch b join site s on s.id = b.site
 where s.org = $1 and b.status = 'stored'
"""


async def stock(conn: Reader, *, org: UUID) -> tuple[int, Any]:
    """Batches and kilograms in store at a company's sites."""
    row = await conn.fetchrow(STOCK, org)
    assert row is not None
    return row["batches"], row["kg"]


TO_TREAT = """
select b.state::text as state
  from batch b join site s on s.id = b.site
 where s.org = $1 and b.status = 'stored' and b.state->>'arrived_by' is not null
 order by b.id limit $2
"""


async def to_treat(conn: Reader, *, org: UUID, limit: int) -> list[Batch]:
    """What was received and still waits for its treatment, oldest first."""
    return [msgspec.json.decode(r["state"], type=Batch) for r in await conn.fetch(TO_TREAT, org, limit)]


# --- figures of all cities at once -------------------------------------------------------------------------

SUM_CITIES = """
select city, $1::date as start, stream, category, measure, basis, origin_month < $1 as from_stock,
       sum(kg) as kg, sum(loads)::bigint as loads
  from rollup_cell
 where month = $1 and stream = any($2::text[])
 group by city, stream, category, measure, basis, origin_month < $1
"""


async def sums_of_cities(conn: Reader, *, month: date, streams: Sequence[str]) -> dict[str, list[Sum]]:
    """City (code6) -> what indicators are made of in one month (its first day)."""
    found: defaultdict[str, list[Sum]] = defaultdict(list)
    for row in await conn.fetch(SUM_CITIES, month, streams):
        values = dict(row)
        found[values.pop("city")].append(Sum(**values))
    return found


# --- names -----------------------------------------------------------------------------------------------

ORG_NAMES = "select id, name from organisation where id = any($1::uuid[])"


async def org_names(conn: Reader, *, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Company -> its name."""
    return {r["id"]: r["name"] for r in await conn.fetch(ORG_NAMES, ids)} if ids else {}


SITES_OF_ORG = """
select id, name, city from site where org = $1 and closed_on is null order by name, id limit 200
"""


@dataclass(frozen=True)
class SiteName:
    """A site to choose."""

    id: UUID
    name: str
    city: str


async def sites_of_org(conn: Reader, *, org: UUID) -> list[SiteName]:
    """A company's sites that are open."""
    return [SiteName(**dict(r)) for r in await conn.fetch(SITES_OF_ORG, org)]


LAST_WASTES = """
select distinct on (state->'code'->>'code', state->>'name') state::text as state
  from (select state from batch where (state->>'org')::uuid = $1 and id in
          (select subject from reach where scope = 'org:' || $1::text and subject_kind = 'batch'
            order by subject desc limit 100)) recent
 order by state->'code'->>'code', state->>'name', state->>'generated_at' desc
 limit 8
"""


async def last_wastes(conn: Reader, *, org: UUID) -> list[Batch]:
    """What a company generated lately, each waste once: to start a form from."""
    found = [msgspec.json.decode(r["state"], type=Batch) for r in await conn.fetch(LAST_WASTES, org)]
    return sorted(found, key=lambda b: b.generated_at, reverse=True)


# --- who may take it, who may carry it -------------------------------------------------------------------

RECEIVERS = """
with wanted as (select * from unnest($1::text[], $2::text[], $3::text[]) as w (scheme, code, category)),
     open_to as (select * from unnest($9::text[], $10::text[]) as y (city, scheme)),
     fitting as (
        select s.id,
               array_agg(distinct p.number) as permits, min(p.valid_to) as valid_to,
               array(select distinct m from permit p2 join permit_item i2 on i2.permit = p2.id,
                            unnest(i2.methods) m
                      where p2.org = s.org and (p2.site is null or p2.site = s.id) and p2.kind in ('operate', 'collect')
                        and exists (select from wanted w2 where w2.scheme = i2.scheme
                                       and i2.code in (w2.code, w2.category))) as methods
          from site s
          join organisation o on o.id = s.org and o.receives and o.closed_on is null
          left join permit p on p.org = s.org and (p.site is null or p.site = s.id) and p.kind in ('operate', 'collect')
               and $4::date between p.valid_from and least(p.valid_to, p.closed_on - 1)
         where s.closed_on is null and s.id <> $5
           and s.city in (select city from open_to)
           and not exists (
                select from wanted n join open_to y on y.city = s.city and y.scheme = n.scheme
                 where not exists (
                    select from permit q join permit_item i on i.permit = q.id
                     where q.org = s.org and (q.site is null or q.site = s.id) and q.kind in ('operate', 'collect')
                       and $4::date between q.valid_from and least(q.valid_to, q.closed_on - 1)
                       and i.scheme = n.scheme and i.code in (n.code, n.category)))
         group by s.id)
select s.id, s.name, o.name as org_name, s.city, f.permits, f.valid_to, f.methods
  from fitting f join site s on s.id = f.id join organisation o on o.id = s.org
 where ($6::text is null or strpos(lower(s.name || ' ' || o.name), $6) > 0)
 order by s.city <> $7, s.city, s.name, s.id limit $8
"""


@dataclass(frozen=True)
class Receiver:
    """A site that may take these wastes today."""

    id: UUID
    name: str
    org_name: str
    city: str
    permits: list[str]
    valid_to: date | None
    methods: list[str]  # scheme:code, as its permits name them for these wastes


async def receivers(
    conn: Reader,
    *,
    codes: Sequence[tuple[str, str, str]],
    today: date,
    sender: UUID,
    city: str,
    ways: Sequence[tuple[str, str]],
    q: str | None,
    limit: int,
) -> list[Receiver]:
    """Sites in the cities of `ways` whose permits cover every code named (scheme, code, category) of a list that is
    asked for there; the sender's city first."""
    schemes, names, categories = (list(part) for part in zip(*codes, strict=True)) if codes else ([], [], [])
    words, cities = q.lower() if q else None, [there for there, _ in ways]
    asked = [scheme for _, scheme in ways]
    rows = await conn.fetch(RECEIVERS, schemes, names, categories, today, sender, words, city, limit, cities, asked)
    return [
        Receiver(
            r["id"],
            r["name"],
            r["org_name"],
            r["city"],
            [p for p in r["permits"] if p],
            r["valid_to"],
            sorted(r["methods"]),
        )
        for r in rows
    ]


CITY_OF = "select city from site where id = $1"


async def city_of(conn: Reader, *, site: UUID | None) -> str | None:
    """The city of a site; null for waste that stands at none."""
    found: str | None = await conn.fetchval(CITY_OF, site) if site else None
    return found


CARRIERS = """
select o.id, o.name, o.jurisdiction as city,
       array(select v.plate from vehicle v where v.org = o.id and v.closed_on is null
              order by v.plate limit 50) as plates
  from organisation o
 where o.carries and o.closed_on is null
   and (not $1 or exists (select from permit p where p.org = o.id and p.kind = 'transport'
                             and $2::date between p.valid_from and least(p.valid_to, p.closed_on - 1)))
 order by o.jurisdiction <> $3, o.jurisdiction, o.name, o.id limit $4
"""


@dataclass(frozen=True)
class Carrier:
    """A company that may carry them today, with its vehicles."""

    id: UUID
    name: str
    city: str
    plates: list[str]


async def carriers(conn: Reader, *, hazardous: bool, today: date, city: str, limit: int) -> list[Carrier]:
    """Carriers, the sender's city first; for hazardous waste only those with a transport permit."""
    return [Carrier(**dict(r)) for r in await conn.fetch(CARRIERS, hazardous, today, city, limit)]


PLATES = "select plate from vehicle where org = $1 and closed_on is null order by plate limit 200"


async def plates(conn: Reader, *, org: UUID) -> list[str]:
    """A carrier's vehicles in service."""
    return [r["plate"] for r in await conn.fetch(PLATES, org)]


# What a manifest for this waste said the last time: where it went, by whom, how it was treated.
LAST_SUCH = """
select m.state::text as state
  from batch b, reach join manifest m on m.id = reach.subject
 where b.id = $2 and reach.scope = $1 and reach.subject_kind = 'manifest'
   and m.state->'consignor'->'site' = b.state->'holder_site' and m.state->'lines'->0->'code' = b.state->'code'
   and m.status <> 'cancelled' and m.state->>'onward_of' is null and m.state->>'gives_back' is null
 order by reach.subject desc limit 1
"""


async def last_such(conn: Reader, *, org: UUID, batch: UUID) -> Manifest | None:
    """The company's latest manifest from where this batch stands whose first line has its code."""
    state = await conn.fetchval(LAST_SUCH, f"org:{org}", batch)
    return msgspec.json.decode(state, type=Manifest) if state else None


ON_VEHICLE = "select state::text as state from batch where refused_by = $1 order by id"


async def on_vehicle(conn: Reader, *, manifest: UUID) -> list[Batch]:
    """What was turned away under this manifest and has no onward manifest yet."""
    rows = await conn.fetch(ON_VEHICLE, manifest)
    found = [msgspec.json.decode(r["state"], type=Batch) for r in rows]
    return [b for b in found if b.status is BatchStatus.REFUSED]


CHOSEN_BATCHES = """
select state::text as state from batch where id = any($1::uuid[]) and (state->>'holder_org')::uuid = $2
 order by id
"""


async def chosen_batches(conn: Reader, *, ids: Sequence[UUID], org: UUID) -> list[Batch]:
    """Batches by id, only those that this company holds."""
    return [msgspec.json.decode(r["state"], type=Batch) for r in await conn.fetch(CHOSEN_BATCHES, ids, org)]


BROUGHT_BY = """
select state::text as state from batch
 where site = $1 and status = 'stored' and state->>'arrived_by' = $2::uuid::text order by id
"""


async def brought_by(conn: Reader, *, manifest: UUID, site: UUID) -> list[Batch]:
    """What stands free in a site's store as this manifest brought it, parts that were split off since among it."""
    return [msgspec.json.decode(r["state"], type=Batch) for r in await conn.fetch(BROUGHT_BY, site, manifest)]


# --- what a scan of a label shows ------------------------------------------------------------------------

LABELLED = """
select b.state::text as state, o.name as unit
  from alias a join batch b on b.id = a.subject join organisation o on o.id = (b.state->>'org')::uuid
 where a.scheme = 'hj1276' and a.value = $1
"""


async def labelled(conn: Reader, *, code: str) -> tuple[Batch, str] | None:
    """The batch whose container carries this digital code, and the unit that made it."""
    row = await conn.fetchrow(LABELLED, code)
    return (msgspec.json.decode(row["state"], type=Batch), row["unit"]) if row else None
