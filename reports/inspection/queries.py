"""SQL of an inspection sheet: what came and went, what stands there, how weights lie beside those of others."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection

# `$1` the sites, `$2` the company as a carrier (null: its carrying is not told), from `$3` until before `$4`. A load
# that goes on under other papers has left once; what came is what was accepted.
FLOWS = """
    with way as (
        select l.scheme, l.code, l.category, l.kg as made, 0::numeric as came, 0::numeric as sent,
               0::numeric as treated, 0::numeric as carried,
               case when l.basis = 'weighed' then l.kg else 0 end as weighed, 0 as loads
          from rollup_lot l where l.site = any($1) and l.generated_at >= $3 and l.generated_at < $4
        union all
        select t.scheme, t.code, t.category, 0, a.kg, 0, 0, 0,
               case when t.gate_basis = 'weighed' then a.kg else 0 end, 1
          from rollup_trip t join manifest m on m.id = t.manifest
               cross join lateral (select coalesce((m.state->'lines'->(t.line - 1)->>'accepted_kg')::numeric, 0)) a (kg)
         where t.to_site = any($1) and t.from_site <> t.to_site and t.taken_at >= $3 and t.taken_at < $4
        union all
        select t.scheme, t.code, t.category, 0, 0, t.sent_kg, 0, 0,
               case when t.sent_basis = 'weighed' then t.sent_kg else 0 end, 1
          from rollup_trip t join manifest m on m.id = t.manifest and m.state->>'onward_of' is null
         where t.from_site = any($1) and t.departed_at >= $3 and t.departed_at < $4
        union all
        select b.state->'code'->>'scheme', b.state->'code'->>'code', b.state->>'category', 0, 0, 0,
               (e.body->>'kg')::numeric, 0, 0, 0
          from batch b join custody_event e on e.subject = b.id and e.kind = 'treated'
         where b.site = any($1) and (e.body->>'final') is distinct from 'false'
           and e.occurred_at >= $3 and e.occurred_at < $4
        union all
        select t.scheme, t.code, t.category, 0, 0, 0, 0, t.sent_kg, 0, 1
          from rollup_trip t
         where t.manifest in (select manifest from rollup_leg
                               where carrier = $2 and departed_at >= $3 and departed_at < $4)
    )
    select scheme, code, min(category) as category, sum(made) as made, sum(came) as came, sum(sent) as left,
           sum(treated) as treated, sum(carried) as carried, sum(weighed) as weighed, sum(loads)::int as loads
      from way group by scheme, code
     order by sum(made) + sum(came) + sum(sent) + sum(carried) desc, scheme, code"""


async def flows(
    conn: Connection, *, sites: Sequence[UUID], carrier: UUID | None, first: datetime, after: datetime
) -> list[Any]:
    """A row for each waste, the most first."""
    return list(await conn.fetch(FLOWS, list(sites), carrier, first, after))


# Of the last year's loads, what was said to leave and what receivers' scales showed.
STOCK = """
    with held as (
        select b.state->'code'->>'scheme' as scheme, b.state->'code'->>'code' as code, b.state->>'category' as category,
               (b.state->'weight'->>'kg')::numeric as kg,
               coalesce(b.state->>'stored_since', b.state->>'generated_at')::timestamptz as since
          from batch b where b.site = any($1) and b.status in ('stored', 'assigned')
    ), stands as (
        select scheme, code, min(category) as category, sum(kg) as books, count(*)::int as containers,
               min(since) as oldest,
               coalesce(sum(kg) filter (where since < $2::timestamptz - interval '365 days'), 0) as long
          from held group by scheme, code
    ), shown as (
        select t.scheme, t.code, min(t.category) as category, sum(t.sent_kg - t.gate_kg) as scales
          from rollup_trip t
         where t.from_site = any($1) and t.from_site <> t.to_site and t.gate_basis = 'weighed'
           and t.departed_at >= $2::timestamptz - interval '365 days'
         group by t.scheme, t.code
    )
    select coalesce(s.scheme, w.scheme) as scheme, coalesce(s.code, w.code) as code,
           coalesce(s.category, w.category) as category, coalesce(s.books, 0) as books,
           coalesce(s.containers, 0) as containers, s.oldest, coalesce(s.long, 0) as long,
           coalesce(w.scales, 0) as scales
      from stands s full join shown w on w.scheme = s.scheme and w.code = s.code
     where s.books > 0 or w.scales <> 0
     order by coalesce(s.books, 0) desc, 1, 2"""


async def stock(conn: Connection, *, sites: Sequence[UUID], now: datetime) -> list[Any]:
    """A row for each waste that stands there or left."""
    return list(await conn.fetch(STOCK, list(sites), now))


# What was made this year of each waste that is planned, and of those that are not.
PLAN = """
    with planned as (
        select l.site, l.scheme, l.code, sum(l.tonnes) * 1000 as yearly
          from plan_line l where l.site = any($1) and l.year = $2 group by l.site, l.scheme, l.code
    ), made as (
        select l.site, l.scheme, l.code, sum(l.kg) as kg
          from rollup_lot l where l.site = any($1) and l.generated_at >= $3 and not l.residue
         group by l.site, l.scheme, l.code
    )
    select p.site, p.scheme, p.code, p.yearly, coalesce(m.kg, 0) as kg
      from planned p left join made m on m.site = p.site and m.scheme = p.scheme and m.code = p.code
     order by coalesce(m.kg, 0) / p.yearly desc, p.code"""


async def plan(conn: Connection, *, sites: Sequence[UUID], year: int, begun: datetime) -> list[Any]:
    """The lines of the year's plans, those used up most first."""
    return list(await conn.fetch(PLAN, list(sites), year, begun))


# Companies that do the same under the same law, between a third and three times as much of it in the period. A row for
# each figure; and for each bar of how the gate's scale differs from what was sent (`gap:` and its place).
COMPARED = """
    with trip as (
        select case $2::text when 'receives' then t.to_org when 'carries' then t.carrier else t.from_org end as org,
               t.manifest, sum(t.sent_kg) as sent,
               case when count(*) = count(*) filter (where t.gate_basis = 'weighed') then sum(t.gate_kg) end as gate,
               bool_and(t.sent_basis = 'weighed')::int as weighed,
               bool_or(m.state->>'refusal_reason' <> '')::int as refused
          from rollup_trip t join manifest m on m.id = t.manifest
         where t.departed_at >= $3 and t.departed_at < $4 and t.from_site <> t.to_site
         group by 1, 2
    ), load as (
        select *, 100 * (gate - sent) / nullif(sent, 0) as gap from trip
    ), company as (
        select l.org, count(*)::numeric as loads, sum(l.sent) as kg, avg(l.refused) as refused,
               coalesce(percentile_cont(0.5) within group (order by abs(l.gap)::float), 0)::numeric as gap,
               avg(l.weighed) as weighed
          from load l group by l.org
    ), own as (
        select * from company where org = $1
    ), peer as (
        select p.* from company p join own on p.org <> own.org and p.kg between own.kg / 3 and own.kg * 3
                                 join organisation o on o.id = p.org and left(o.jurisdiction, 2) = $5
    ), compared as (
        select v.name, v.value, v.its, c.mine
          from own
         cross join lateral (select own.*, true as mine union all select p.*, false from peer p) c
         cross join lateral (values ('loads', c.loads, own.loads), ('kg', c.kg, own.kg),
                                    ('refused', c.refused, own.refused), ('gap', c.gap, own.gap),
                                    ('weighed', c.weighed, own.weighed)) v (name, value, its)
    )
    select name, max(value) filter (where mine) as own, (count(*) filter (where not mine))::int as peers,
           percentile_cont(0.25) within group (order by value::float) filter (where not mine) as low,
           percentile_cont(0.5) within group (order by value::float) filter (where not mine) as middle,
           percentile_cont(0.75) within group (order by value::float) filter (where not mine) as high,
           avg((value < its)::int) filter (where not mine) as below
      from compared group by name
    union all
    select 'gap:' || width_bucket(l.gap, $6::numeric[]), count(*) filter (where l.org = $1),
           (count(*) filter (where l.org <> $1))::int, null, null, null, null
      from load l where l.gap is not null and (l.org = $1 or l.org in (select org from peer))
     group by 1"""


async def compared(
    conn: Connection, *, org: UUID, part: str, first: datetime, after: datetime, law: str, edges: Sequence[int]
) -> list[Any]:
    """Its figures and its bars, beside those of its peers; nothing where it moved nothing."""
    return list(await conn.fetch(COMPARED, org, part, first, after, law, [Decimal(e) for e in edges]))


TURNED_AWAY = """
    select m.id as manifest, coalesce(m.state->>'number', '') as number, (m.state->>'last_at')::timestamptz as at,
           coalesce(m.state->>'refusal_reason', '') as reason, m.state->'consignor'->>'name' as consignor,
           m.state->'consignee'->>'name' as consignee, m.state->'consignor'->>'city' as from_city,
           m.state->'consignee'->>'city' as to_city,
           case when m.state->'consignor'->>'org' = $1::text then 'consignor'
                when m.state->'consignee'->>'org' = $1::text then 'consignee' else 'carrier' end as side,
           (select sum(coalesce(l->>'refused_kg', case when m.status = 'refused' then l->'sent'->>'kg' end)::numeric)
              from jsonb_array_elements(m.state->'lines') l) as kg,
           array(select distinct l->'code'->>'code' from jsonb_array_elements(m.state->'lines') l order by 1) as codes
      from reach r join manifest m on m.id = r.subject
     where r.scope = 'org:' || $1::text and r.subject_kind = 'manifest' and m.state->>'refusal_reason' <> ''
       and (m.state->>'last_at')::timestamptz >= $2 and (m.state->>'last_at')::timestamptz < $3
     order by 3 desc, 1 limit $4"""


async def turned_away(conn: Connection, *, org: UUID, first: datetime, after: datetime, limit: int) -> list[Any]:
    """Loads of the company that were not taken, or in part, the latest first."""
    return list(await conn.fetch(TURNED_AWAY, str(org), first, after, limit))
