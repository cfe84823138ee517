"""SQL of the inspectors' pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.core.db import Connection, Pool

Reader = Connection | Pool

# Registered within the scopes (null: all), or with a site there; by name, from after the last one seen.
COMPANIES = """
select o.id, o.name, o.credit_code, o.jurisdiction as city, o.generates, o.carries, o.receives,
       o.closed_on is null as open,
       (select count(*)::int from site s where s.org = o.id and s.closed_on is null) as sites
  from organisation o
 where ($1::text[] is null or 'city:' || o.jurisdiction = any($1)
        or 'province:' || left(o.jurisdiction, 2) || '0000' = any($1)
        or exists (select from site s where s.org = o.id
                      and ('city:' || s.city = any($1) or 'province:' || left(s.city, 2) || '0000' = any($1))))
   and ($2::text is null or (o.name, o.id) > ($2, $3::uuid))
   and ($4::text is null or strpos(lower(o.name || ' ' || o.name_en || ' ' || o.credit_code), lower($4)) > 0)
   and ($5::text is null or ($5 = 'generates' and o.generates) or ($5 = 'carries' and o.carries)
        or ($5 = 'receives' and o.receives))
 order by o.name, o.id limit $6
"""


@dataclass(frozen=True)
class Company:
    """A company of the list."""

    id: UUID
    name: str
    credit_code: str
    city: str
    generates: bool
    carries: bool
    receives: bool
    open: bool
    sites: int


async def companies(
    conn: Reader,
    *,
    scopes: Sequence[str] | None,
    after: tuple[str, UUID] | None,
    q: str | None,
    part: str | None,
    limit: int,
) -> list[Company]:
    """Companies an inspector may look into; `part` is generates, carries or receives."""
    name, last = after or (None, None)
    return [Company(**dict(row)) for row in await conn.fetch(COMPANIES, scopes, name, last, q, part, limit)]


# What each company sent, took in or carried since `$2`; a load between two of them counts for both.
HISTORIES = """
with trip as (
    select s.org, t.manifest, t.sent_kg, t.gate_kg, t.status
      from site s join rollup_trip t on t.from_site = s.id where s.org = any($1) and t.departed_at >= $2
    union all
    select s.org, t.manifest, t.sent_kg, t.gate_kg, t.status
      from site s join rollup_trip t on t.to_site = s.id and t.from_site <> t.to_site
     where s.org = any($1) and t.departed_at >= $2
    union all
    select t.carrier, t.manifest, t.sent_kg, t.gate_kg, t.status
      from rollup_trip t where t.carrier = any($1) and t.departed_at >= $2
)
select o.id as org, o.name, count(distinct t.manifest)::int as loads, coalesce(sum(t.sent_kg), 0) as kg,
       (count(distinct t.manifest) filter (where t.status in ('refused', 'partly_accepted')))::int as turned_away,
       percentile_cont(0.5) within group (order by (100 * abs(t.gate_kg - t.sent_kg) / nullif(t.sent_kg, 0))::float)
           as gap
  from organisation o left join trip t on t.org = o.id
 where o.id = any($1) group by o.id, o.name order by o.name
"""


@dataclass(frozen=True)
class History:
    """What a company did in the last year: loads, kilograms, how many were turned away, the usual gap in percent."""

    org: UUID
    name: str
    loads: int
    kg: Decimal
    turned_away: int
    gap: Decimal | None


async def histories(conn: Reader, *, orgs: Sequence[UUID], since: datetime) -> list[History]:
    """Of each of these companies."""
    rows = await conn.fetch(HISTORIES, list(orgs), since)
    return [History(**{**dict(r), "gap": None if r["gap"] is None else Decimal(str(r["gap"]))}) for r in rows]
