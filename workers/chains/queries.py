"""SQL for screens: over the roll-ups of trips, lots and loads. A province is the sum of its cities."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from wasteflow.catalog.chains import Chains, HeavyMetals
from wasteflow.core.clock import BAY_AREA, begins
from wasteflow.core.db import Connection
from wasteflow.core.months import next_month
from workers.chains.model import (
    Battery,
    Carried,
    Flow,
    Incident,
    Lying,
    Made,
    Plan,
    Site,
    Spoken,
    Tickets,
    Treated,
)
from workers.statistics.model import Period

# What left is followed over its latest way from the site that made it; a way back to that site is none. What was
# accepted there and given back is where it was made again.
FLOWS = """
    with lot as (
        select batch, city, site, stream, scheme || ':' || code as code, kg from rollup_lot
         where city in (select * from cities_of($1)) and stream = any($2) and generated_at >= $4 and generated_at < $5
        union all
        select batch, city, site, stream, scheme || ':' || code, kg from rollup_lot
         where city in (select * from cities_of($1)) and scheme || ':' || code = any($3) and stream <> all($2)
           and generated_at >= $4 and generated_at < $5
    ), ended as (
        select subject, sum(kg) filter (where measure = 'used') as used,
               sum(kg) filter (where measure = 'disposed') as disposed,
               sum(kg) filter (where measure = 'other_treatment') as other, sum(kg) as kg
          from rollup_load
         where subject in (select batch from lot) and measure in ('used', 'disposed', 'other_treatment')
           and city in (select * from cities_of($1)) and month >= $6
         group by subject
    )
    select l.city, l.site, l.stream, l.code, t.to_city, count(*) as lots, sum(l.kg) as generated,
           coalesce(sum(d.kg) filter (where t.batch is null), 0) as own,
           coalesce(sum(d.used) filter (where t.batch is null), 0) as own_used,
           coalesce(sum(l.kg - coalesce(d.kg, 0)) filter (where t.batch is null), 0) as here,
           coalesce(sum(t.sent_kg), 0) as sent,
           coalesce(sum(t.sent_kg) filter (where t.taken_at is null and t.departed_at >= $7), 0) as on_way,
           coalesce(sum(t.sent_kg) filter (where t.taken_at is null and t.departed_at < $7), 0) as missing,
           coalesce(sum(t.refused_kg), 0) as refused, coalesce(sum(t.accepted_kg), 0) as accepted,
           coalesce(sum(d.used) filter (where t.batch is not null), 0) as used,
           coalesce(sum(d.disposed) filter (where t.batch is not null), 0) as disposed,
           coalesce(sum(d.other) filter (where t.batch is not null), 0) as other
      from lot l
      left join lateral (
          select batch, to_city, sent_kg, departed_at, taken_at, accepted_kg, refused_kg, given_back_kg from rollup_trip
           where batch = l.batch and from_site = l.site and to_site <> l.site and departed_at is not null
           order by departed_at desc, manifest limit 1
      ) t on t.given_back_kg is null
      left join ended d on d.subject = l.batch
     group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5"""
BATTERIES = """
    with lot as (
        select l.batch, l.city, l.site, l.generated_at from rollup_lot l
         where l.city in (select * from cities_of($1)) and l.stream = any($2)
           and l.generated_at >= $3 and l.generated_at < $4
    ), ended as (
        select distinct on (subject) subject, measure, method from rollup_load
         where city in (select * from cities_of($1)) and month >= $5
           and stream = any($2) and measure in ('used', 'disposed', 'other_treatment')
         order by subject, month desc, seq desc
    )
    select u.code, u.was, n.code as became, l.batch, l.city, l.site, s.name as site_name, b.status, l.generated_at,
           d.method, d.measure, t.manifest, t.number, r.name as to_name, t.plate, t.departed_at, t.taken_at,
           h.name as holder_name
      from lot l join batch b on b.id = l.batch
      cross join lateral jsonb_to_recordset(b.state->'batteries') as u (code text, was text)
      left join lateral (
          select v.code from alias a join batch nb on nb.id = a.subject
           cross join lateral jsonb_to_recordset(nb.state->'batteries') as v (code text, was text)
           where a.scheme like 'gbt34014:was%' and a.value = u.code and v.was = u.code limit 1
      ) n on true
      left join lateral (
          select manifest, number, to_site, plate, departed_at, taken_at from rollup_trip
           where batch = l.batch and departed_at is not null order by departed_at desc, manifest limit 1
      ) t on true
      left join ended d on d.subject = l.batch
      left join site s on s.id = l.site
      left join site r on r.id = t.to_site
      left join site h on h.id = (b.state->>'holder_site')::uuid
     order by l.generated_at desc, u.code limit $6"""
PLANS = """
    select distinct on (p.site, p.stream) p.id, p.site, p.stream, p.m3, p.density, p.density_source, p.usual,
           p.valid_from, p.valid_to, p.tip, t.name as tip_name, p.number, p.filed_at
      from site_plan p join site s on s.id = p.site left join site t on t.id = p.tip
     where s.city in (select * from cities_of($1))
       and p.valid_from <= $3 and p.valid_to >= $2
     order by p.site, p.stream, p.filed_at desc, p.id desc"""
FILED = """
    select p.id, p.site, p.stream, p.m3, p.density, p.density_source, p.usual, p.valid_from, p.valid_to, p.tip,
           t.name as tip_name, p.number, p.filed_at
      from site_plan p join site s on s.id = p.site left join site t on t.id = p.tip
     where s.org = $1 order by p.filed_at desc, p.id desc limit 200"""
# A site with a plan is read over the plan's days, any other over the period.
CARRIED = """
    with plan as (select * from unnest($7::uuid[], $8::text[], $9::timestamptz[], $10::timestamptz[])
                  as p (site, stream, first, until))
    select t.from_site as site, t.stream, t.to_site, o.name as to_name, count(t.departed_at) as loads,
           coalesce(sum(t.sent_kg) filter (where t.departed_at is not null), 0) as sent,
           coalesce(sum(t.sent_m3) filter (where t.departed_at is not null), 0) as sent_m3,
           coalesce(sum(t.sent_kg) filter (where t.departed_at is not null and t.sent_m3 is not null), 0) as stated,
           coalesce(sum(t.accepted_kg - coalesce(t.given_back_kg, 0)), 0) as accepted,
           coalesce(sum(t.refused_kg), 0) as refused,
           coalesce(sum(t.sent_kg) filter (where t.taken_at is not null), 0) as gate,
           count(*) filter (where t.taken_at is null) as open,
           count(*) filter (where t.taken_at is null and t.departed_at < $6) as missing,
           min(coalesce(t.departed_at, t.known_at)) filter (where t.taken_at is null) as oldest
      from rollup_trip t
      left join plan p on p.site = t.from_site and p.stream = t.stream
      left join site o on o.id = t.to_site
     where t.from_city in (select * from cities_of($1)) and t.stream = any($2)
       and t.status <> 'cancelled' and t.from_site <> t.to_site and not t.gives_back
       and (t.departed_at >= $3 or t.departed_at is null)
       and coalesce(t.departed_at, t.known_at) >= coalesce(p.first, $4)
       and coalesce(t.departed_at, t.known_at) < coalesce(p.until, $5)
     group by 1, 2, 3, 4 order by 1, 2, 3"""
SITES = """
    select s.id, s.name, o.name as org_name, s.city from site s join organisation o on o.id = s.org
     where s.id = any($1) order by s.id"""
TICKETS = """
    select a.id as account, a.number, a.contract, o.name as org_name, c.facility,
           count(*) filter (where c.kind = 'charge') - count(*) filter (where c.kind = 'reversal') as loads,
           sum(c.kg) as kg, sum(c.hkd) as hkd
      from billing_account a join organisation o on o.id = a.org join disposal_charge c on c.account = a.id
     where c.posted_on >= $1 and c.posted_on < $2
     group by 1, 2, 3, 4, 5 order by a.number, c.facility"""
MADE = """
    select site, code, scheme, category, sum(kg) as kg from rollup_lot
     where city in (select * from cities_of($1))
       and stream = any(array['hazardous', 'medical', 'contaminated_soil'])
       and generated_at >= $4 and generated_at < $5
       and scheme = 'cn-hw' and (category = any($2) or code = any($3))
     group by 1, 2, 3, 4 order by 1, 2"""
LYING = """
    select b.site, b.state#>>'{code,code}' as code, b.state#>>'{code,scheme}' as scheme,
           b.state->>'category' as category,
           sum((b.state#>>'{weight,kg}')::numeric) as kg,
           min(coalesce((b.state->>'stored_since')::timestamptz, (b.state->>'generated_at')::timestamptz)) as since
      from batch b
     where b.site in (select id from site where city in (select * from cities_of($1)))
       and b.status in ('stored', 'assigned') and b.state#>>'{code,scheme}' = 'cn-hw'
       and (b.state->>'category' = any($2) or b.state#>>'{code,code}' = any($3))
       and (b.state->>'site')::uuid = b.site
     group by 1, 2, 3, 4 order by 1, 2"""
TREATED = """
    select site, split_part(code, ':', 2) as code, split_part(code, ':', 1) as scheme, category, measure, method,
           sum(kg) as kg
      from rollup_load
     where city in (select * from cities_of($1)) and month between $4 and $5
       and measure in ('used', 'disposed', 'other_treatment') and site is not null and code like 'cn-hw:%'
       and (category = any($2) or split_part(code, ':', 2) = any($3))
     group by 1, 2, 3, 4, 5, 6 having sum(kg) <> 0 order by 1, 2, 3, 5, 6"""
INCIDENTS = """
    select n.id, n.state->>'number' as number, n.state->>'city' as city, n.state->'asked'->>-1 as receiver, n.status,
           n.state->>'ending' as ending, n.reported_at, (n.state->>'kg')::numeric as kg,
           array(select jsonb_array_elements_text(n.state->'kinds')) as kinds
      from notice n
     where ($1::text[] is null or exists (select from reach where scope = any($1::text[])
                                             and subject_kind = 'notice' and subject = n.id))
       and n.reported_at >= $2 and n.reported_at < $3
     order by n.reported_at desc, n.id desc"""
SPOKEN = """
    select notice, kind, received_at as at, body->>'receiver' as receiver, (body->>'due')::timestamptz as due
      from notice_event where notice = any($1) and kind in ('reported', 'asked', 'forwarded', 'replied', 'closed')
     order by notice, seq"""

MOST_BATTERIES = 20_000


def edges(period: Period) -> tuple[datetime, datetime]:
    """From when on, and until before when."""
    return begins(period.first), begins(next_month(period.last))


def missing_before(known: Chains, now: datetime) -> datetime:
    """What left before then and was not taken in is missing."""
    return now - timedelta(days=int(known.missing.value))


async def flows(
    conn: Connection,
    *,
    city: str,
    period: Period,
    streams: Sequence[str],
    now: datetime,
    known: Chains,
    codes: Sequence[str] = (),
) -> list[Flow]:
    """What came into being, by site, code and city it went to: `streams` whole, and `codes` of any other stream."""
    first, until = edges(period)
    cut = missing_before(known, now)
    rows = await conn.fetch(FLOWS, city, list(streams), list(codes), first, until, period.first, cut)
    return [Flow(**dict(row)) for row in rows]


async def batteries(conn: Connection, *, city: str, period: Period, streams: Sequence[str]) -> list[Battery]:
    """Batteries that came in within a period, newest first."""
    first, until = edges(period)
    rows = await conn.fetch(BATTERIES, city, list(streams), first, until, period.first, MOST_BATTERIES)
    return [Battery(**dict(row)) for row in rows]


async def plans(conn: Connection, *, city: str, period: Period) -> list[Plan]:
    """The plan in force of each site and stream, where its days touch the period."""
    first, until = edges(period)
    last = until - timedelta(days=1)
    rows = await conn.fetch(PLANS, city, first.date(), last.astimezone(BAY_AREA).date())
    return [Plan(**dict(row)) for row in rows]


async def filed(conn: Connection, *, org: UUID) -> list[Plan]:
    """Whatever a company filed for its sites, the latest first."""
    return [Plan(**dict(row)) for row in await conn.fetch(FILED, org)]


async def carried(
    conn: Connection,
    *,
    city: str,
    period: Period,
    streams: Sequence[str],
    plans: Sequence[Plan],
    now: datetime,
    known: Chains,
) -> list[Carried]:
    """What left building sites: over the days of each plan, else over the period."""
    first, until = edges(period)
    starts = [begins(plan.valid_from) for plan in plans]
    ends = [begins(plan.valid_to + timedelta(days=1)) for plan in plans]
    rows = await conn.fetch(
        CARRIED, city, list(streams), min([first, *starts]), first, until, missing_before(known, now),
        [plan.site for plan in plans], [plan.stream for plan in plans], starts, ends,
    )  # fmt: skip
    return [Carried(**dict(row)) for row in rows]


async def sites(conn: Connection, *, ids: Sequence[UUID]) -> dict[UUID, Site]:
    """Their names."""
    return {row["id"]: Site(**dict(row)) for row in await conn.fetch(SITES, list(ids))}


async def tickets(conn: Connection, *, period: Period) -> list[Tickets]:
    """Trip tickets posted to Hong Kong's billing accounts in a period."""
    first, until = edges(period)
    return [Tickets(**dict(row)) for row in await conn.fetch(TICKETS, first.date(), until.date())]


async def made(conn: Connection, *, city: str, period: Period, metals: HeavyMetals) -> list[Made]:
    """Wastes with heavy metals that came into being."""
    first, until = edges(period)
    rows = await conn.fetch(MADE, city, metals.categories, metals.codes, first, until)
    return [Made(**dict(row)) for row in rows]


async def lying(conn: Connection, *, city: str, metals: HeavyMetals) -> list[Lying]:
    """What of them lies today where it was made."""
    return [Lying(**dict(row)) for row in await conn.fetch(LYING, city, metals.categories, metals.codes)]


async def treated(conn: Connection, *, city: str, period: Period, metals: HeavyMetals) -> list[Treated]:
    """How such waste of these sites was finally treated."""
    rows = await conn.fetch(TREATED, city, metals.categories, metals.codes, period.first, period.last)
    return [Treated(**dict(row)) for row in rows]


async def incidents(conn: Connection, *, scopes: Sequence[str] | None, period: Period) -> list[Incident]:
    """Notices reported in a period, newest first."""
    first, until = edges(period)
    rows = await conn.fetch(INCIDENTS, scopes, first, until)
    return [Incident(**{**dict(row), "kinds": tuple(row["kinds"])}) for row in rows]


async def spoken(conn: Connection, *, notices: Sequence[UUID]) -> list[Spoken]:
    """What was said in them, as far as clocks go, in order."""
    return [Spoken(**dict(row)) for row in await conn.fetch(SPOKEN, list(notices))]
