"""SQL of the engine: clocks that run, how rules stand, what rules in shadow found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection
from workers.store import Position


@dataclass(frozen=True)
class Obligation:
    """A clock that runs for a subject, until when; `seen`: the step of the subject that this was concluded from."""

    subject: UUID
    rule: str
    seq: int
    seen: int
    due_at: datetime


KEEP = """
    insert into obligation (subject, rule, seq, seen, due_at)
    select * from unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::timestamptz[]) order by 1, 2
    on conflict (subject, rule)
    do update set seq = excluded.seq, seen = excluded.seen, due_at = excluded.due_at
    where obligation.seen <= excluded.seen"""


async def keep_obligations(conn: Connection, *, obligations: Sequence[Obligation]) -> None:
    """Start these clocks, or set them anew; one that was concluded from a later step stays."""
    if obligations:
        rows = [(o.subject, o.rule, o.seq, o.seen, o.due_at) for o in obligations]
        await conn.execute(KEEP, *map(list, zip(*rows, strict=True)))


FORGET = """
    delete from obligation o using unnest($1::uuid[], $2::text[], $3::int[]) as met (subject, rule, seen)
    where o.subject = met.subject and o.rule = met.rule and o.seen <= met.seen"""


async def forget_obligations(conn: Connection, *, met: Mapping[tuple[UUID, str], int]) -> None:
    """Stop these clocks, unless one was set anew from a later step."""
    if met:
        rows = [(*key, seen) for key, seen in sorted(met.items())]
        await conn.execute(FORGET, *map(list, zip(*rows, strict=True)))


DUE = """
    select subject, rule, seq, seen, due_at from obligation
    where due_at <= $1 order by due_at limit $2 for update skip locked"""


async def due_obligations(conn: Connection, *, now: datetime, limit: int) -> list[Obligation]:
    """Clocks that have run out, the oldest first, ours until the transaction ends."""
    return [Obligation(**dict(row)) for row in await conn.fetch(DUE, now, limit)]


@dataclass(frozen=True)
class Standing:
    """How a rule stands: on, shadow or off; since when, why, and who switched it, where that is on record."""

    mode: str = "on"
    since: datetime | None = None
    reason: str = ""
    person: str = ""


# Said again it does not begin anew: the first row of the stretch that the latest belongs to.
STANDINGS = """
    with latest as (select distinct on (rule) rule, mode from rule_mode order by rule, at desc)
    select distinct on (m.rule) m.rule, m.mode, m.at as since, m.reason, m.person
      from latest join rule_mode m using (rule, mode)
     where not exists (select from rule_mode o where o.rule = m.rule and o.at > m.at and o.mode <> m.mode)
     order by m.rule, m.at"""


async def standings(conn: Connection) -> dict[str, Standing]:
    """How rules stand. One that is not there is on (`Standing()`)."""
    return {row["rule"]: Standing(**dict(list(row.items())[1:])) for row in await conn.fetch(STANDINGS)}


SET_MODE = "insert into rule_mode (rule, at, mode, reason, person) values ($1, $2, $3, $4, $5)"


async def set_mode(conn: Connection, *, rule: str, at: datetime, mode: str, reason: str, person: str = "") -> None:
    await conn.execute(SET_MODE, rule, at, mode, reason, person)


# Found in an earlier stretch as well it counts again: a stretch in shadow is judged for itself.
KEEP_SHADOW = """
    insert into shadow_finding as kept (fingerprint, rule, rule_version, severity, stream, categories, scopes,
                                        subject_kind, subject, says, facts, evidence, happened_at, found_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    on conflict (fingerprint) do update set
        rule_version = excluded.rule_version, severity = excluded.severity, stream = excluded.stream,
        categories = excluded.categories, scopes = excluded.scopes, says = excluded.says, facts = excluded.facts,
        evidence = excluded.evidence, happened_at = excluded.happened_at, found_at = excluded.found_at
    where kept.found_at < $15"""


async def keep_shadow(conn: Connection, *, values: Sequence[Any], since: datetime) -> None:
    """What a rule in shadow would have raised, once in each stretch; `since`: when this one began."""
    await conn.execute(KEEP_SHADOW, *values, since)


# --- what set rules look at --------------------------------------------------------------------------------

LOCK_TRIPS = "select xid, subject, seq from rollup_watermark where name = 'trips' for update skip locked"


async def lock_trips(conn: Connection) -> Position | None:
    """The position, ours until the transaction ends; None where another holds it."""
    row = await conn.fetchrow(LOCK_TRIPS)
    return (row["xid"], row["subject"], row["seq"]) if row else None


# Only what no running transaction can still come before.
READ_SETTLED = """
    select xid, subject, seq, subject_kind, kind from custody_event
    where xid >= $1 and (xid, subject, seq) > ($1, $2, $3)
      and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    order by xid, subject, seq limit $4"""


@dataclass(frozen=True)
class Settled:
    """An event that no other can come before any more."""

    xid: int
    subject: UUID
    seq: int
    subject_kind: str
    kind: str


async def read_settled(conn: Connection, *, after: Position, limit: int) -> list[Settled]:
    return [Settled(**dict(row)) for row in await conn.fetch(READ_SETTLED, *after, limit)]


MOVE_TRIPS = """
    update rollup_watermark set xid = $1, subject = $2, seq = $3, counted = counted + $4, moved_at = clock_timestamp()
    where name = 'trips'"""


async def move_trips(conn: Connection, *, to: Position, counted: int) -> None:
    await conn.execute(MOVE_TRIPS, *to, counted)


# The leg that has it is the last that left; a vehicle weighed whole stands in the event alone.
ADD_TRIPS = """
    insert into rollup_trip (
        manifest, line, batch, status, number, stream, scheme, code, category, from_org, from_site, from_city, to_org,
        to_site, to_city, carrier, plate, sent_kg, sent_basis, sent_m3, gate_kg, gate_basis, accepted_kg, refused_kg,
        given_back_kg, gives_back, gross_kg, tare_kg, departed_at, arrived_at, taken_at, known_at)
    select m.id, l.line, (l.said->>'batch')::uuid, m.status, m.state->>'number', m.state->>'stream',
           l.said->'code'->>'scheme', l.said->'code'->>'code', l.said->>'category',
           (m.state->'consignor'->>'org')::uuid, (m.state->'consignor'->>'site')::uuid, m.state->'consignor'->>'city',
           (m.state->'consignee'->>'org')::uuid, (m.state->'consignee'->>'site')::uuid, m.state->'consignee'->>'city',
           (leg.said->>'org')::uuid, coalesce(leg.said->>'plate', ''),
           (l.said->'sent'->>'kg')::numeric, l.said->'sent'->>'basis', (l.said#>>'{sent,volume,m3}')::numeric,
           (l.said->'weighed'->>'kg')::numeric, l.said->'weighed'->>'basis',
           (l.said->>'accepted_kg')::numeric, (l.said->>'refused_kg')::numeric,
           (l.said->>'given_back_kg')::numeric, m.state ? 'gives_back',
           (gate.whole->>'gross')::numeric, (gate.whole->>'tare')::numeric,
           (m.state->'carriers'->0->>'departed_at')::timestamptz,
           case when m.status not in ('at_stop', 'in_temporary_storage')
                then (leg.said->>'arrived_at')::timestamptz end,
           gate.taken_at, gate.known_at
    from manifest m
    cross join lateral jsonb_array_elements(m.state->'lines') with ordinality as l (said, line)
    cross join lateral (
        select c.said from jsonb_array_elements(m.state->'carriers') with ordinality as c (said, nth)
        order by case when c.said->>'departed_at' is null then c.nth else -c.nth end limit 1
    ) leg
    cross join lateral (
        select (array_agg(e.body->'vehicle' order by e.seq desc) filter (where e.body ? 'vehicle'))[1] as whole,
               max(e.occurred_at) filter (where e.kind in ('accepted', 'partly_accepted', 'refused')) as taken_at,
               max(e.received_at) as known_at
        from custody_event e
        where e.subject = m.id and e.kind <> 'line_treated'
    ) gate
    where m.id = any($1) and m.status <> 'draft'
    on conflict (manifest, line) do update set
        batch = excluded.batch, status = excluded.status, number = excluded.number, stream = excluded.stream,
        scheme = excluded.scheme, code = excluded.code, category = excluded.category, from_org = excluded.from_org,
        from_site = excluded.from_site, from_city = excluded.from_city, to_org = excluded.to_org,
        to_site = excluded.to_site, to_city = excluded.to_city, carrier = excluded.carrier, plate = excluded.plate,
        sent_kg = excluded.sent_kg, sent_basis = excluded.sent_basis, sent_m3 = excluded.sent_m3,
        gate_kg = excluded.gate_kg, gate_basis = excluded.gate_basis, accepted_kg = excluded.accepted_kg,
        refused_kg = excluded.refused_kg, given_back_kg = excluded.given_back_kg, gives_back = excluded.gives_back,
        gross_kg = excluded.gross_kg, tare_kg = excluded.tare_kg,
        departed_at = excluded.departed_at, arrived_at = excluded.arrived_at, taken_at = excluded.taken_at,
        known_at = excluded.known_at"""


# The graph of who sends by whom to whom. Counted anew for the edges and days that loads left, or came to: reading
# twice changes nothing.
EDGES_OF = """
    select distinct from_org, carrier, to_org, from_city, stream,
           (departed_at at time zone 'Asia/Shanghai')::date as day
    from rollup_trip where manifest = any($1) and departed_at is not null"""
FORGET_EDGES = """
    delete from rollup_edge e using unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[])
        as x (from_org, carrier, to_org, from_city, stream, day)
    where (e.from_org, e.carrier, e.to_org, e.from_city, e.stream, e.day)
        = (x.from_org, x.carrier, x.to_org, x.from_city, x.stream, x.day)"""
COUNT_EDGES = """
    insert into rollup_edge (from_org, carrier, to_org, from_city, stream, day, loads)
    select x.from_org, x.carrier, x.to_org, x.from_city, x.stream, x.day, count(distinct t.manifest)
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[])
        as x (from_org, carrier, to_org, from_city, stream, day)
    join rollup_trip t on t.carrier = x.carrier and t.departed_at >= x.day::timestamp at time zone 'Asia/Shanghai'
        and t.departed_at < (x.day + 1)::timestamp at time zone 'Asia/Shanghai'
        and t.from_org = x.from_org and t.to_org = x.to_org and t.from_city = x.from_city and t.stream = x.stream
    group by x.from_org, x.carrier, x.to_org, x.from_city, x.stream, x.day"""


async def add_trips(conn: Connection, *, manifests: Sequence[UUID]) -> None:
    """These manifests as they stand, line by line, and the edges they go along."""
    before = await conn.fetch(EDGES_OF, manifests)
    await conn.execute(ADD_TRIPS, manifests)
    edges = {tuple(row) for row in (*before, *await conn.fetch(EDGES_OF, manifests))}
    if edges:
        columns = [list(column) for column in zip(*sorted(edges, key=str), strict=True)]
        await conn.execute(FORGET_EDGES, *columns)
        await conn.execute(COUNT_EDGES, *columns)


# A vehicle's parts of the way, from one of these steps to the next. Who goes on from a stop may do so with another
# vehicle, which the state keeps in place of the first: so they are read from the events. A plate may be corrected
# afterwards: of a carrier's last leg the state knows it.
ADD_LEGS = """
    with step as (
        select e.subject as manifest, e.seq, e.kind, e.occurred_at as at, e.body->>'plate' as plate,
               count(*) filter (where e.kind in ('departed', 'handed_over')) over way as nth,
               count(*) filter (where e.kind = 'stopped') over way as stops
        from custody_event e
        where e.subject = any($1) and e.kind in ('departed', 'handed_over', 'stopped', 'resumed', 'arrived')
        window way as (partition by e.subject order by e.seq)
    ), leg as (
        select s.*, lag(s.kind) over way as before, lead(s.kind) over way as after, lead(s.at) over way as ended,
               max(s.seq) filter (where s.kind not in ('stopped', 'arrived')) over (
                   partition by s.manifest, s.nth) as latest
        from step s window way as (partition by s.manifest order by s.seq)
    )
    insert into rollup_leg (manifest, seq, carrier, plate, from_site, departed_at, to_site, arrived_at)
    select l.manifest, l.seq, (c.said->>'org')::uuid, p.plate,
           case when l.before is null then m.state->'consignor'->>'site'
                when l.before = 'stopped' then stop.sites[l.stops] end::uuid, l.at,
           case when l.after = 'stopped' then stop.sites[l.stops + 1]
                when l.after is distinct from 'handed_over' then m.state->'consignee'->>'site' end::uuid, l.ended
    from leg l join manifest m on m.id = l.manifest
    cross join lateral (select m.state->'carriers'->(l.nth - 1)::int as said) c
    cross join lateral (
        select coalesce(case when l.seq = l.latest then c.said->>'plate' end, l.plate) as plate
    ) p
    left join lateral (
        select array_agg(s.said->'party'->>'site' order by s.nth) as sites
        from jsonb_array_elements(m.state->'stops') with ordinality as s (said, nth)
        where s.said->>'arrived_at' is not null
    ) stop on 'stopped' in (l.before, l.after)
    where l.kind in ('departed', 'handed_over', 'resumed') and p.plate <> ''
    on conflict (manifest, seq) do update set
        carrier = excluded.carrier, plate = excluded.plate, from_site = excluded.from_site,
        departed_at = excluded.departed_at, to_site = excluded.to_site, arrived_at = excluded.arrived_at
    where (rollup_leg.carrier, rollup_leg.plate, rollup_leg.from_site, rollup_leg.departed_at, rollup_leg.to_site,
           rollup_leg.arrived_at) is distinct from (excluded.carrier, excluded.plate, excluded.from_site,
           excluded.departed_at, excluded.to_site, excluded.arrived_at)"""


async def add_legs(conn: Connection, *, manifests: Sequence[UUID]) -> None:
    """Who drove these manifests from where to where, as far as it is known."""
    await conn.execute(ADD_LEGS, manifests)


ADD_LOTS = """
    insert into rollup_lot (batch, site, org, city, stream, scheme, code, category, form, kg, basis, residue, account,
                            generated_at, entered_at)
    select b.id, (b.state->>'site')::uuid, (b.state->>'org')::uuid, b.state->>'city', b.state->>'stream',
           b.state->'code'->>'scheme', b.state->'code'->>'code', b.state->>'category', b.state->>'form',
           (b.state->'generated'->>'kg')::numeric, b.state->'generated'->>'basis',
           jsonb_array_length(b.state->'residue_of') > 0, e.account, (b.state->>'generated_at')::timestamptz,
           e.received_at
    from batch b join custody_event e on e.subject = b.id and e.seq = 1
    where b.id = any($1) and (e.kind = 'generated' or jsonb_array_length(b.state->'residue_of') > 0)
    on conflict (batch) do nothing"""


async def add_lots(conn: Connection, *, batches: Sequence[UUID]) -> None:
    """These batches as they came into being."""
    await conn.execute(ADD_LOTS, batches)


LOCK_SWEEP = """
    insert into rule_sweep (name, known_to) values ($1, $2)
    on conflict (name) do update set swept_at = clock_timestamp() returning known_to"""


async def lock_sweep(conn: Connection, *, name: str, first: datetime) -> datetime:
    """Up to where it was swept (`first` where it never was); ours until the transaction ends."""
    found: datetime = await conn.fetchval(LOCK_SWEEP, name, first)
    return found


MOVE_SWEEP = "update rule_sweep set known_to = $2, swept_at = clock_timestamp() where name = $1"


async def move_sweep(conn: Connection, *, name: str, to: datetime) -> None:
    await conn.execute(MOVE_SWEEP, name, to)
