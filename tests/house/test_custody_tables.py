"""The custody tables can be distributed by subject as they are, and only ever grow."""

import re

import asyncpg
import pytest

from tests.bay import Bay
from wasteflow.core.db import Pool

pytestmark = pytest.mark.anyio

# Table -> the column that says where a row would live. The rest of the schema is small or stays on one node.
SHARDED = {
    "custody_event": "subject",
    "batch": "id",
    "manifest": "id",
    "round": "id",
    "round_event": "subject",
    "alias": "value",  # a number is looked up before its subject is known
    "reach": "subject",
    "device_signature": "subject",
    "refused_event": "subject",
    "event_position": "subject",
    "event_photo": "subject",
    "event_shown": "subject",
    "refused_photo": "subject",
    "photo": "subject",
    "notice_event": "notice",
    "notice": "id",
    "notice_photo": "notice",
}
LOCAL = ("outbox", "job", "job_history", "counter", "installation")

UNIQUE = """
select c.relname as table, i.indexrelid::regclass::text as index,
       array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k (n, at)
               join pg_attribute a on a.attrelid = c.oid and a.attnum = k.n order by k.at) as columns,
       i.indisprimary as primary
  from pg_index i join pg_class c on c.oid = i.indrelid
 where i.indisunique and c.relname = any($1::text[])
"""
FOREIGN = """
select c.conrelid::regclass::text as table, c.confrelid::regclass::text as other, c.conname as name
  from pg_constraint c where c.contype = 'f'
   and (c.conrelid::regclass::text = any($1::text[]) or c.confrelid::regclass::text = any($1::text[]))
"""


async def test_unique_indexes_contain_the_column_a_row_is_placed_by(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(UNIQUE, [*SHARDED])
    assert {row["table"] for row in rows if row["primary"]} == SHARDED.keys()
    assert [r["index"] for r in rows if SHARDED[r["table"]] not in r["columns"]] == []


async def test_the_key_of_custody_begins_with_its_subject(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(UNIQUE, ["custody_event", "batch", "manifest", "notice_event", "notice"])
    assert [r["index"] for r in rows if r["columns"][0] != SHARDED[r["table"]]] == []


async def test_no_foreign_key_joins_custody_tables(owner: asyncpg.Connection) -> None:
    assert await owner.fetch(FOREIGN, [*SHARDED]) == []


async def test_custody_is_not_cut_up_by_time(owner: asyncpg.Connection) -> None:
    kinds = await owner.fetch("select relname, relkind from pg_class where relname = any($1::text[])", [*SHARDED])
    assert {r["relname"]: r["relkind"] for r in kinds} == dict.fromkeys(SHARDED, b"r")


async def test_tables_of_one_node_have_no_tie_to_custody(owner: asyncpg.Connection) -> None:
    assert await owner.fetch(FOREIGN, [*LOCAL]) == []


@pytest.mark.parametrize(
    "act",
    [
        "update custody_event set kind = 'forged'",
        "delete from custody_event",
        "truncate custody_event",
        "drop table custody_event",
        "alter table custody_event disable trigger all",
        "create trigger quiet before insert on custody_event execute function refuse_change()",
    ],
)
async def test_the_application_can_only_append(bay: Bay, pool: Pool, act: str) -> None:
    await bay.batch()
    async with pool.acquire() as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(act)
        assert await conn.fetchval("select count(*) from custody_event") == 1


@pytest.mark.parametrize(
    "act", ["update custody_event set kind = 'forged'", "delete from custody_event", "truncate custody_event"]
)
async def test_not_even_the_owner_changes_an_event_by_mistake(bay: Bay, owner: asyncpg.Connection, act: str) -> None:
    await bay.batch()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed or deleted"):
        await owner.execute(act)


# Facts beside custody that are never changed either.
FACTS = (
    "gate_price",
    "indicator_statement",
    "indicator_target",
    "indicator_value_event",
    "issued_paper",
    "landfill_year",
    "open_release",
    "open_release_consent",
    "statement_file",
    "zero_waste_cell_event",
    "zero_waste_cell_evidence",
)
GUARDED = """
select t.tgrelid::regclass::text as table, bool_or(t.tgtype & 8 > 0) as deletes, bool_or(t.tgtype & 16 > 0) as updates,
       bool_or(t.tgtype & 32 > 0) as truncates
  from pg_trigger t where t.tgfoid = 'refuse_change'::regproc and t.tgrelid::regclass::text = any($1::text[])
 group by 1
"""


async def test_triggers_guard_every_table_of_facts(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(GUARDED, FACTS)
    assert {r["table"] for r in rows if r["deletes"] and r["updates"] and r["truncates"]} == set(FACTS)


async def test_the_application_owns_nothing(pool: Pool) -> None:
    owned = await pool.fetch(
        "select c.relname from pg_class c where pg_get_userbyid(c.relowner) = 'wasteflow_app'"
        " union all select proname from pg_proc where pg_get_userbyid(proowner) = 'wasteflow_app'"
    )
    assert owned == []


async def test_comments_speak_to_readers(owner: asyncpg.Connection) -> None:
    said = await owner.fetchval("select obj_description('custody_event'::regclass)")
    assert re.search("immutable", said)


async def test_a_step_that_moves_nothing_writes_no_index(bay: Bay, owner: asyncpg.Connection) -> None:
    """Every step changes the state: where an index reads it, PostgreSQL writes each index of the row anew."""
    await bay.delivered()
    await owner.execute("set track_counts = on")
    for table in ("batch", "manifest"):
        async with owner.transaction():
            await owner.execute(f"update {table} set seq = seq + 1, state = state || '{{\"seq\": 99}}'")
            heap_only = await owner.fetchval(f"select pg_stat_get_xact_tuples_hot_updated('{table}'::regclass)")
        assert heap_only == 1, table
