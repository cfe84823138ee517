"""SQL of the inspectors' pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from manifests.life.model import Manifest
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


# `$1` companies, sites and vehicles; of each its company, where something of that lies within `$2` (null: everywhere).
COMPANIES_OF = """
select x.id as subject, o.id as org, o.name
  from unnest($1::uuid[]) x (id)
  cross join lateral (select s.org from site s where s.id = x.id union all
                      select v.org from vehicle v where v.id = x.id union all select x.id) whose (org)
  join organisation o on o.id = whose.org
 where $2::text[] is null or 'city:' || o.jurisdiction = any($2)
       or 'province:' || left(o.jurisdiction, 2) || '0000' = any($2)
       or exists (select from site s where s.org = o.id
                     and ('city:' || s.city = any($2) or 'province:' || left(s.city, 2) || '0000' = any($2)))
"""


async def companies_of(
    conn: Reader, *, subjects: Sequence[UUID], scopes: Sequence[str] | None
) -> dict[UUID, tuple[UUID, str]]:
    """Company, site or vehicle -> whose it is, of those an inspector may look into: id and name."""
    return {row["subject"]: (row["org"], row["name"]) for row in await conn.fetch(COMPANIES_OF, subjects, scopes)}


# What each company sent, took in or carried since `$2`; a load between two of them counts for both.
HISTORIES = """
with trip as (
    select s.org, t.manifest, t.sent_kg, t.gate_kg, t.refused_kg
      from site s join rollup_trip t on t.from_site = s.id where s.org = any($1) and t.departed_at >= $2
    union all
    select s.org, t.manifest, t.sent_kg, t.gate_kg, t.refused_kg
      from site s join rollup_trip t on t.to_site = s.id and t.from_site <> t.to_site
     where s.org = any($1) and t.departed_at >= $2
    union all
    select l.carrier, t.manifest, t.sent_kg, t.gate_kg, t.refused_kg
      from (select distinct manifest, carrier from rollup_leg where carrier = any($1) and departed_at >= $2) l
      join rollup_trip t on t.manifest = l.manifest
)
select o.id as org, o.name, count(distinct t.manifest)::int as loads, coalesce(sum(t.sent_kg), 0) as kg,
       (count(distinct t.manifest) filter (where t.refused_kg > 0))::int as turned_away,
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


# --- the overview --------------------------------------------------------------------------------------------

# Unsettled cases as in the queue: `$2` rows of the permission table (null: cases of every kind), `$3` the reader's
# department, which also has what was passed on to it. One pass; everything the page counts is a sum of these.
OPEN_CASES = """
select c.state->'alerts'->0->>'rule' as rule, c.severity, c.department, c.status,
       width_bucket(extract(epoch from $4::timestamptz - (c.state->>'opened_at')::timestamptz) / 86400,
                    array[7, 30, 90]::numeric[]) as age,
       ((c.state->>'due')::timestamptz < $4)::bool as late, (c.state->>'escalated_at') is not null as escalated,
       count(*)::int as cases, min((c.state->>'opened_at')::timestamptz) as oldest
  from case_file c
 where c.status in ('open', 'in_hand', 'asked') and ($1::text[] is null or c.scopes && $1)
   and ($2::jsonb is null or c.department = $3 or exists (
         select from alert a where a.case_file = c.id and alert_of_kind(a, $2)))
   and ($5::text is null or 'city:' || $5 = any(c.scopes))
 group by 1, 2, 3, 4, 5, 6, 7
"""
OPEN_BY_CITY = """
select substr(s.scope, 6) as city, count(*)::int as cases, (count(*) filter (where c.severity >= 3))::int as serious
  from case_file c cross join lateral unnest(c.scopes) s (scope)
 where c.status in ('open', 'in_hand', 'asked') and ($1::text[] is null or c.scopes && $1) and s.scope like 'city:%'
   and ($2::jsonb is null or c.department = $3 or exists (
         select from alert a where a.case_file = c.id and alert_of_kind(a, $2)))
 group by 1
"""
PACE = """
select (count(*) filter (where (c.state->>'opened_at')::timestamptz >= $4))::int as opened,
       (count(*) filter (where (c.state->>'settled_at')::timestamptz >= $4))::int as settled,
       percentile_cont(0.5) within group (order by (extract(epoch from (c.state->>'settled_at')::timestamptz
                                                            - (c.state->>'opened_at')::timestamptz) / 86400)::float)
           filter (where (c.state->>'settled_at')::timestamptz >= $4) as days
  from case_file c
 where c.touched_at >= $4 and ($1::text[] is null or c.scopes && $1)
   and ($2::jsonb is null or c.department = $3 or exists (
         select from alert a where a.case_file = c.id and alert_of_kind(a, $2)))
   and ($5::text is null or 'city:' || $5 = any(c.scopes))
"""
VOLUMES = """
select stream, measure, coalesce(sum(kg) filter (where month = $2), 0) as kg,
       coalesce(sum(kg) filter (where month < $2), 0) as before
  from rollup_cell
 where ($1::text[] is null or city = any($1)) and month between $3 and $2
   and measure in ('generated', 'used', 'disposed')
 group by stream, measure
"""
# What falls due within a week, the soonest first; no more are counted than are worth counting.
FALLING_DUE = """
with soon as (
    select o.rule, o.subject, o.due_at from obligation o where o.due_at < $2::timestamptz + interval '7 days'
     order by o.due_at limit $4
)
select o.rule, (count(*) filter (where o.due_at < $2))::int as late,
       (count(*) filter (where o.due_at >= $2 and o.due_at < $2::timestamptz + interval '1 day'))::int as day,
       (count(*) filter (where o.due_at >= $2::timestamptz + interval '1 day'))::int as week, min(o.due_at) as first
  from soon o
 where $1::text[] is null or exists (select from reach r
        where r.scope = any($3) and r.subject_kind in ('batch', 'manifest', 'notice') and r.subject = o.subject)
 group by o.rule order by 2 desc, 3 desc, 1
"""
MOST_OBLIGATIONS = 20_000


@dataclass(frozen=True)
class Cell:
    """Unsettled cases that are alike in all that the page tells apart."""

    rule: str
    severity: int
    department: str  # empty: nobody's yet
    status: str
    age: int  # 0: a week at most, 1: a month, 2: a quarter, 3: longer
    late: bool
    escalated: bool
    cases: int
    oldest: datetime


@dataclass(frozen=True)
class Pace:
    """Cases begun and settled lately, and in how many days, as the middle one."""

    opened: int
    settled: int
    days: float | None


@dataclass(frozen=True)
class Volume:
    """Kilograms of a stream this month, and in the month before."""

    stream: str
    measure: str
    kg: Decimal
    before: Decimal


@dataclass(frozen=True)
class Due:
    """Clocks of a rule that run out: already, within a day, within a week."""

    rule: str
    late: int
    day: int
    week: int
    first: datetime


@dataclass(frozen=True)
class Whose:
    """Which cases count: the reader's scopes (null: all), kinds of alert (null: all), department."""

    scopes: Sequence[str] | None
    kinds: Any
    department: str


async def open_cases(conn: Reader, whose: Whose, *, now: datetime, city: str | None) -> list[Cell]:
    """All that is not settled, counted."""
    rows = await conn.fetch(OPEN_CASES, whose.scopes, whose.kinds, whose.department, now, city)
    return [Cell(**dict(row)) for row in rows]


async def open_by_city(conn: Reader, whose: Whose) -> dict[str, tuple[int, int]]:
    """City -> its unsettled cases, and how many of them are serious; one across a border counts on both sides."""
    rows = await conn.fetch(OPEN_BY_CITY, whose.scopes, whose.kinds, whose.department)
    return {row["city"]: (row["cases"], row["serious"]) for row in rows}


async def pace(conn: Reader, whose: Whose, *, since: datetime, city: str | None) -> Pace:
    """How many came and went since."""
    row = await conn.fetchrow(PACE, whose.scopes, whose.kinds, whose.department, since, city)
    assert row is not None
    return Pace(**dict(row))


async def volumes(conn: Reader, *, cities: Sequence[str] | None, month: date, before: date) -> list[Volume]:
    """Generated, used and disposed of by stream; null: of all cities."""
    return [Volume(**dict(row)) for row in await conn.fetch(VOLUMES, cities, month, before)]


async def falling_due(conn: Reader, *, scopes: Sequence[str] | None, now: datetime) -> list[Due]:
    """Clocks that have run out or will within a week."""
    rows = await conn.fetch(FALLING_DUE, scopes, now, scopes or [], MOST_OBLIGATIONS)
    return [Due(**dict(row)) for row in rows]


# --- loads that stand apart ----------------------------------------------------------------------------------

REACHED = """
select m.state::text as state from manifest m
 where m.id = any($2::uuid[]) and ($1::text[] is null or exists (
        select from reach r where r.scope = any($1) and r.subject_kind = 'manifest' and r.subject = m.id))
"""


async def reached(conn: Reader, *, scopes: Sequence[str] | None, ids: Sequence[UUID]) -> dict[UUID, Manifest]:
    """Those of these manifests that the reader's scopes reach."""
    rows = await conn.fetch(REACHED, scopes, list(ids))
    found = [msgspec.json.decode(row["state"], type=Manifest) for row in rows]
    return {manifest.id: manifest for manifest in found}
