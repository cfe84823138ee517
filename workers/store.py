"""SQL of the workers: situations for the rules, alerts, and the roll-up."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import Record

from wasteflow.core.db import Connection

READ_SITUATIONS = """
    select e.subject, e.seq, e.id, e.occurred_at, e.received_at, e.account, e.org, e.cause, e.body::text as fact,
           m.state::text as manifest, b.state::text as batch
    from unnest($1::uuid[], $2::int[]) as asked (subject, seq)
    join custody_event e using (subject, seq)
    left join manifest m on m.id = e.subject
    left join batch b on b.id = e.subject
    order by e.occurred_at, e.subject, e.seq"""


async def read_situations(conn: Connection, *, asked: Sequence[tuple[UUID, int]]) -> list[Record]:
    rows: list[Record] = await conn.fetch(READ_SITUATIONS, [s for s, _ in asked], [n for _, n in asked])
    return rows


PLACES = """
    select id, lat, lon from site where lat is not null and lon is not null and ($1::uuid[] is null or id = any($1))"""


async def read_places(conn: Connection, *, sites: Iterable[UUID] | None) -> dict[UUID, tuple[float, float]]:
    """Where these sites lie (null: all), those that have a position."""
    rows = await conn.fetch(PLACES, None if sites is None else list(sites))
    return {row["id"]: (row["lat"], row["lon"]) for row in rows}


READ_LATEST_SITUATION = """
    select e.subject, e.seq, e.id, e.occurred_at, e.received_at, e.account, e.org, e.cause, e.body::text as fact,
           null as manifest, b.state::text as batch
    from batch b join custody_event e on e.subject = b.id and e.seq = b.seq where b.id = $1"""


async def read_latest_situation(conn: Connection, *, subject: UUID) -> list[Record]:
    """A batch with its latest event; nothing for a manifest."""
    rows: list[Record] = await conn.fetch(READ_LATEST_SITUATION, subject)
    return rows


READ_DEPARTURES = """
    select rule, name, jurisdiction, valid_from, valid_to, value, origin
    from rule_threshold order by rule, name, jurisdiction, valid_from"""


async def read_departures(conn: Connection) -> list[Record]:
    rows: list[Record] = await conn.fetch(READ_DEPARTURES)
    return rows


# --- alerts ----------------------------------------------------------------------------------------------

RAISE = """
    insert into alert (id, fingerprint, rule, rule_version, family, severity, stream, categories, scopes, citation,
                       subject_kind, subject, says, facts, evidence, evidence_sha256, happened_at, matter, score,
                       also, case_file)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            coalesce((select id from case_file where matter = $18), $21))
    on conflict (fingerprint) do nothing returning case_file"""


async def raise_alert(conn: Connection, *, values: Sequence[Any]) -> UUID | None:
    """The case it joins; None where it was raised before."""
    found: UUID | None = await conn.fetchval(RAISE, *values)
    return found


# --- the roll-up -----------------------------------------------------------------------------------------

Position = tuple[int, UUID, int]  # transaction, subject, seq: the order in which custody was committed

LOCK_WATERMARK = """
    select xid, subject, seq from rollup_watermark where name = 'custody' for update skip locked"""


async def lock_watermark(conn: Connection) -> Position | None:
    """The position, ours until the transaction ends; None where another roll-up holds it."""
    row = await conn.fetchrow(LOCK_WATERMARK)
    return (row["xid"], row["subject"], row["seq"]) if row else None


WAIT_FOR_WATERMARK = "select xid, subject, seq from rollup_watermark where name = 'custody' for update"


async def wait_for_watermark(conn: Connection) -> Position:
    """The position, once whoever holds it has ended."""
    row = await conn.fetchrow(WAIT_FOR_WATERMARK)
    assert row is not None
    return row["xid"], row["subject"], row["seq"]


# Only what no running transaction can still come before: everything below the oldest of them is settled.
# What a treated weight rests on is the last weight taken before; where it was treated, the last place it came to.
# What a scale finds beyond what was written (`more`): its weight less the weight before, which is the last one stated
# less what was treated, put into others and lost since. A part refused at a gate is taken right before the receipt, and
# leaves the batch with it.
READ_SETTLED = """
    with settled as materialized (
        select xid, subject, seq, kind, occurred_at, body from custody_event
        where xid >= $1 and (xid, subject, seq) > ($1, $2, $3)
          and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        order by xid, subject, seq limit $4
    )
    select s.xid, s.subject, s.seq, s.kind, s.body->>'undoes' is not null as undoes,
           coalesce((s.body->>'of')::timestamptz, (s.body#>>'{undoes,at}')::timestamptz,
                    s.occurred_at) as occurred_at,
           coalesce(s.body->'weight'->>'kg', s.body->>'kg', s.body#>>'{made,0,origin,weight,kg}')::numeric as kg,
           coalesce(s.body#>>'{undoes,basis}', s.body->'weight'->>'basis', s.body#>>'{made,0,origin,weight,basis}',
                    s.body->>'basis', s.body#>>'{left,basis}', before.basis) as basis,
           coalesce((s.body->>'refused_kg')::numeric, 0) as refused_kg,
           coalesce(s.body->>'method', '') as method, coalesce(s.body->>'was', '') as was,
           coalesce((s.body->>'was_final')::boolean, true) as was_final,
           coalesce((s.body->>'final')::boolean, s.kind <> 'portion_taken' or s.body->>'method' is null) as final,
           coalesce(jsonb_array_length(b.state->'sources') > 0, false) as shared,
           coalesce(nullif(s.body->>'city', ''), s.body#>>'{undoes,city}', before.city, b.state->>'city') as place,
           b.state->>'city' as city, (b.state->>'site')::uuid as site,
           b.state->>'stream' as stream, b.state->>'category' as category,
           concat_ws(':', b.state->'code'->>'scheme', b.state->'code'->>'code') as code,
           (b.state->>'generated_at')::timestamptz as generated_at,
           coalesce(case
               when s.kind = 'split_off' then (s.body#>>'{weight,kg}')::numeric
               when s.kind = 'regrouped' or (s.kind = 'transformed' and s.body->>'final' = 'false') then
                   (s.body#>>'{made,0,origin,weight,kg}')::numeric
                   - (select sum((x->>'kg')::numeric) from jsonb_array_elements(s.body#>'{made,0,sources}') x)
               when s.kind in ('lost', 'lost_on_road') then -(s.body->>'kg')::numeric
               else coalesce(s.body#>>'{weight,kg}', s.body#>>'{left,kg}')::numeric - stated.kg - since.kg
           end, 0) as more
    from settled s
    left join batch b on b.id = s.subject
           and s.kind in ('generated', 'transformed', 'received', 'treated', 'portion_taken', 'portion_treated',
                          'corrected', 'reclassified', 'returned', 'reweighed', 'split_off', 'regrouped', 'lost',
                          'lost_on_road')
    left join lateral (
        select (array_agg(coalesce(e.body->'weight'->>'basis', e.body#>>'{made,0,origin,weight,basis}')
                          order by e.seq desc))[1] as basis,
               (array_agg(e.body->>'city' order by e.seq desc) filter (where e.kind = 'received'))[1] as city
        from custody_event e
        where s.kind in ('treated', 'portion_taken', 'portion_treated', 'reclassified', 'lost',
                         'lost_on_road')
          and e.subject = s.subject and e.seq < s.seq
          and e.kind in ('generated', 'transformed', 'regrouped', 'split_off', 'reweighed', 'received')
    ) before on true
    left join lateral (
        select e.seq, coalesce(e.body#>>'{weight,kg}', e.body#>>'{left,kg}',
                               e.body#>>'{made,0,origin,weight,kg}')::numeric as kg
        from custody_event e
        where s.kind in ('received', 'reweighed', 'corrected', 'returned') and e.subject = s.subject and e.seq < s.seq
          and e.kind in ('generated', 'transformed', 'regrouped', 'split_off', 'reweighed', 'received', 'corrected',
                         'returned')
        order by e.seq desc limit 1
    ) stated on true
    left join lateral (
        select coalesce(sum((e.body->>'kg')::numeric * case e.kind
                   when 'portion_freed' then 1
                   when 'reclassified' then
                       (e.body->>'was_final')::boolean::int - (e.body->>'final')::boolean::int
                   else -1 end), 0) as kg
        from custody_event e
        where e.subject = s.subject and e.seq > stated.seq and e.seq < s.seq
          and (e.kind in ('portion_freed', 'reclassified', 'lost', 'lost_on_road')
               or (e.kind = 'treated' and e.body->>'final' is distinct from 'false')
               or (e.kind = 'portion_taken' and not (s.kind in ('received', 'returned') and e.seq = s.seq - 1)))
    ) since on true
    order by s.xid, s.subject, s.seq"""


async def read_settled(conn: Connection, *, after: Position, limit: int) -> list[Record]:
    rows: list[Record] = await conn.fetch(READ_SETTLED, *after, limit)
    return rows


ADD_LOADS = """
    insert into rollup_load (city, month, stream, measure, subject, seq, origin_month, treat_city, category, code,
                             method, basis, kg, xid, site)
    select * from unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::uuid[], $6::int[], $7::date[], $8::text[],
                         $9::text[], $10::text[], $11::text[], $12::text[], $13::numeric[], $14::bigint[],
                         $15::uuid[])"""


async def add_loads(conn: Connection, *, columns: Sequence[Sequence[Any]]) -> None:
    """A load counted twice is refused by the key: the watermark would be wrong."""
    await conn.execute(ADD_LOADS, *columns)


ADD_TO_CELLS = """
    insert into rollup_cell (city, month, stream, measure, origin_month, treat_city, category, code, method, basis, kg,
                             loads)
    select * from unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::date[], $6::text[], $7::text[], $8::text[],
                         $9::text[], $10::text[], $11::numeric[], $12::bigint[])
    on conflict (city, month, stream, measure, origin_month, treat_city, category, code, method, basis)
    do update set kg = rollup_cell.kg + excluded.kg, loads = rollup_cell.loads + excluded.loads"""


async def add_to_cells(conn: Connection, *, columns: Sequence[Sequence[Any]]) -> None:
    await conn.execute(ADD_TO_CELLS, *columns)


MARK_MOVED = """
    insert into indicator_stale (city, period)
    select distinct v.city, v.period from unnest($1::text[], $2::date[]) as moved (city, month)
      left join jurisdiction j on j.code6 = moved.city
      join indicator_value v on v.city in (moved.city, j.province)
       and moved.month between v.first_month and v.last_month
    on conflict do nothing"""


async def mark_moved(conn: Connection, *, moved: Iterable[tuple[str, date]]) -> None:
    """Periods of these cities' months in which people vouched for values are to be compared anew."""
    places = sorted(moved)
    await conn.execute(MARK_MOVED, [city for city, _ in places], [month for _, month in places])


MOVE_WATERMARK = """
    update rollup_watermark set xid = $1, subject = $2, seq = $3, counted = counted + $4, moved_at = clock_timestamp()
    where name = 'custody'"""


async def move_watermark(conn: Connection, *, to: Position, counted: int) -> None:
    await conn.execute(MOVE_WATERMARK, *to, counted)


FORGET_LOADS = "delete from rollup_load"
FORGET_CELLS = "delete from rollup_cell"
RESET_WATERMARK = """
    update rollup_watermark
    set xid = 0, subject = '00000000-0000-0000-0000-000000000000', seq = 0, counted = 0, moved_at = clock_timestamp()
    where name = 'custody'"""


async def forget_rollup(conn: Connection) -> None:
    """Back to nothing counted; other readers see the old figures until this transaction commits."""
    await conn.execute(FORGET_LOADS)
    await conn.execute(FORGET_CELLS)
    await conn.execute(RESET_WATERMARK)


READ_CELLS = """
    select concat_ws(' ', city, month, stream, measure, origin_month, treat_city, category, code, method, basis)
               as cell,
           trim_scale(kg) || ' kg, ' || loads || ' loads' as amount
    from rollup_cell"""


async def read_cells(conn: Connection) -> dict[str, str]:
    """Every cell with its amount, as text to compare."""
    return {row["cell"]: row["amount"] for row in await conn.fetch(READ_CELLS)}
