"""Migrations: numbered 1, 2, 3 ... once each, safe to repeat, safe to run side by side, never edited."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from wasteflow.core import migrate as module
from wasteflow.core.migrate import Migration, MigrationEdited, migrate, migrations

pytestmark = pytest.mark.anyio


def test_numbers_have_no_gap() -> None:
    found = migrations()
    assert [m.number for m in found] == list(range(1, len(found) + 1))


def test_every_file_of_the_folder_is_a_migration() -> None:
    files = {file.name for file in Path(module.__file__).parents[1].joinpath("migrations").iterdir()}
    assert files - {"__pycache__", "__init__.py"} == {f"{m.number:04}_{m.name}.sql" for m in migrations()}


async def test_an_empty_database_gets_them_all_in_order(empty_database_url: str) -> None:
    applied = await migrate(empty_database_url)
    assert [m.number for m in applied] == [m.number for m in migrations()]


async def test_the_second_time_there_is_nothing_to_do(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    assert await migrate(empty_database_url) == []


async def test_two_at_once_apply_each_migration_once(empty_database_url: str) -> None:
    first, second = await asyncio.gather(migrate(empty_database_url), migrate(empty_database_url))
    assert sorted(m.number for m in [*first, *second]) == [m.number for m in migrations()]


async def test_an_edited_migration_is_refused(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    conn = await asyncpg.connect(empty_database_url)
    await conn.execute("update schema_migration set digest = 'what it was' where number = 1")
    await conn.close()
    with pytest.raises(MigrationEdited, match="0001_core"):
        await migrate(empty_database_url)


async def test_a_migration_that_fails_leaves_nothing_behind(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Migration(1, "broken", "create table half_done (id int); select no_such_function();")
    monkeypatch.setattr(module, "migrations", lambda: [broken])
    with pytest.raises(asyncpg.UndefinedFunctionError):
        await migrate(empty_database_url)
    conn = await asyncpg.connect(empty_database_url)
    assert await conn.fetchval("select to_regclass('half_done')") is None
    assert await conn.fetchval("select count(*) from schema_migration") == 0
    await conn.close()


async def test_every_table_says_what_it_holds(database_url: str) -> None:
    conn = await asyncpg.connect(database_url)
    silent = await conn.fetch(
        """select c.relname from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and obj_description(c.oid) is null and c.relname <> 'schema_migration'"""
    )
    await conn.close()
    assert [row["relname"] for row in silent] == []
