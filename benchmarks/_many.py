"""Whole lives of waste, recorded by command once and then multiplied in the database, each copy with ids and times of
its own. Only for benchmarks: nothing else writes custody past the append."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import asyncpg

from manifests.life import events as e
from tests.bay import Bay

# A copy is the first life moved `back` milliseconds: ids are UUIDv7, whose first 48 bits are milliseconds. What a body
# or a state names of its own life moves with it; numbers on labels are told apart in `alias` alone.
FUNCTIONS = """
create table bench_subject (id uuid primary key, ids text[] not null);

create function bench_id(old text, back bigint) returns text language plpgsql immutable strict as $$
declare head text := lpad(to_hex(('x' || translate(left(old, 13), '-', ''))::bit(48)::bigint - back), 12, '0');
begin
    return left(head, 8) || '-' || right(head, 4) || substr(old, 14);
end $$;

create function bench_text(told text, ids text[], back bigint) returns text language plpgsql immutable strict as $$
declare old text;
begin
    foreach old in array ids loop
        if strpos(told, old) > 0 then
            told := replace(told, old, bench_id(old, back));
        end if;
    end loop;
    return told;
end $$;
"""
KEEP = "insert into bench_subject select unnest($1::uuid[]), $1::uuid[]::text[]"
_COPIES = (
    "(select n * 60000::bigint as back from generate_series($1::int, $2::int) n) copies cross join bench_subject o"
)
_ID = "bench_id(o.id::text, back)::uuid"
_STATES = """
insert into {table} (id, seq, state, updated_at, {drawn})
select {id}, t.seq, bench_text(t.state::text, o.ids, back)::jsonb, t.updated_at - back * interval '1 ms', {drawn}
  from {copies} join {table} t on t.id = o.id
"""
COPY = (
    f"""
insert into custody_event (subject, seq, id, subject_kind, kind, occurred_at, received_at, account, org, cause, body,
                           digest, xid)
select {_ID}, t.seq, bench_id(t.id::text, back)::uuid, t.subject_kind, t.kind, t.occurred_at - back * interval '1 ms',
       t.received_at - back * interval '1 ms', t.account, t.org, bench_id(t.cause::text, back)::uuid,
       bench_text(t.body::text, o.ids, back)::jsonb, t.digest, t.xid
  from {_COPIES} join custody_event t on t.subject = o.id
""",
    _STATES.format(table="batch", drawn="status, site", id=_ID, copies=_COPIES),
    _STATES.format(table="manifest", drawn="status, revision_due, plates", id=_ID, copies=_COPIES),
    f"""
insert into reach (scope, subject_kind, subject)
select t.scope, t.subject_kind, {_ID} from {_COPIES} join reach t on t.subject = o.id
""",
    f"""
insert into alias (scheme, value, subject, subject_kind)
select t.scheme, t.value || '/' || back, {_ID}, t.subject_kind from {_COPIES} join alias t on t.subject = o.id
""",
)
RELATED = "select id from batch where state->>'parent' = any($1::text[])"


async def first_lives(conn: asyncpg.Connection, bay: Bay) -> int:
    """A drum in store, two drums' whole lives, a load of five, one partly accepted: so many batches."""
    await conn.execute(FUNCTIONS)
    lives = [[await bay.batch()], await _treated(bay, 1), await _treated(bay, 1), await _treated(bay, 5)]
    drum = await bay.batch()
    load = await bay.at_the_gate(drum)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(400)),), "含水"), load)
    parts = [r["id"] for r in await conn.fetch(RELATED, [str(drum)])]
    lives.append([drum, load, *parts])
    for life in lives:
        await conn.execute(KEEP, life)
    return int(await conn.fetchval("select count(*) from batch"))


async def _treated(bay: Bay, drums: int) -> list[UUID]:
    batches = [await bay.batch() for _ in range(drums)]
    load = await bay.at_the_gate(*batches)
    await bay.tell(bay.gate, e.Weighed(tuple(e.LineWeighed(n, Decimal(998)) for n in range(1, drums + 1))), load)
    await bay.tell(bay.gate, e.Accepted(), load)
    for batch in batches:
        await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(998)), batch)
    return [*batches, load]


async def copy(conn: asyncpg.Connection, copies: Sequence[int]) -> None:
    """The first lives once more for each number, then the statistics the planner goes by."""
    for start in range(copies[0], copies[-1] + 1, 2000):
        for statement in COPY:
            await conn.execute(statement, start, min(start + 1999, copies[-1]))
    for table in ("custody_event", "batch", "manifest", "reach", "alias"):
        await conn.execute(f"vacuum analyze {table}")
