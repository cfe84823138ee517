"""The loader, the book and its renewal."""

import asyncio

import asyncpg
import pytest

from tests.bay import ADMINISTRATOR
from tests.catalog.conftest import TODAY
from wasteflow.catalog import book as shelf
from wasteflow.catalog import commands
from wasteflow.catalog.load import load_catalog
from wasteflow.catalog.schemas import NewCode
from wasteflow.core.db import Pool
from wasteflow.people.model import Actor, Role
from wasteflow.people.refusals import NotAllowed

pytestmark = pytest.mark.anyio

NEW = NewCode.model_validate({
    "scheme": "cn-hw", "code": "321-037-48", "edition": "2025", "name_zh": "锡冶炼烟尘", "hazards": "T",
    "valid_from": "2025-01-01", "source": "Order 36 of 2024",
})  # fmt: skip


async def version(pool: Pool) -> int:
    return int(await pool.fetchval("select version from catalogue_version"))


async def test_loading_again_changes_nothing(pool: Pool, database_url: str) -> None:
    before = await version(pool)
    await load_catalog(database_url)
    await asyncio.gather(load_catalog(database_url), load_catalog(database_url))
    assert await version(pool) == before


async def test_loading_sets_right_what_differs_from_the_release(
    pool: Pool, owner: asyncpg.Connection, database_url: str
) -> None:
    await owner.execute("update waste_code set hazards = 'T/I' where code = '900-402-06'")
    await owner.execute("delete from treatment where scheme = 'cn_disposal'")
    before = await version(pool)
    await load_catalog(database_url)
    assert await version(pool) == before + 1
    assert await owner.fetchval("select count(*) from treatment where scheme = 'cn_disposal'") == 4
    book = await shelf.open_book(pool)
    assert book.waste_code("cn-hw", "900-402-06", TODAY).hazards != "T/I"  # type: ignore[union-attr]


async def test_what_an_administrator_added_or_closed_outlives_the_next_release(pool: Pool, database_url: str) -> None:
    await commands.add_code(pool, ADMINISTRATOR, NEW)
    await commands.close_code(
        pool, ADMINISTRATOR, "cn-hw", "336-054-17", last_day=TODAY.replace(day=1), source="Order 36 of 2024"
    )
    await load_catalog(database_url)
    book = await shelf.open_book(pool)
    assert book.waste_code("cn-hw", "321-037-48", TODAY) is not None
    assert book.waste_code("cn-hw", "336-054-17", TODAY) is None


async def test_the_book_is_kept_until_the_catalogue_changes(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await shelf.open_book(pool)
    assert await shelf.open_book(pool) is first
    monkeypatch.setattr(shelf, "CHECK_SECONDS", 0.0)
    assert await shelf.open_book(pool) is first  # looked, and nothing had changed
    await pool.execute("update catalogue_version set version = version + 1")
    assert (await shelf.open_book(pool)).version == first.version + 1


async def test_an_administrators_change_is_seen_at_once_and_written_down(pool: Pool) -> None:
    before = await shelf.open_book(pool)
    assert before.waste_code("cn-hw", NEW.code, TODAY) is None
    await commands.add_code(pool, ADMINISTRATOR, NEW)
    after = await shelf.open_book(pool)
    assert after.version == before.version + 1
    assert after.waste_code("cn-hw", NEW.code, TODAY).hazards == "T"  # type: ignore[union-attr]
    row = await pool.fetchrow("select account, person, at, action, subject from audit where action like 'catalog:%'")
    assert row["account"] == ADMINISTRATOR.account
    assert (row["action"], row["subject"]) == ("catalog:add_code", "cn-hw:321-037-48")
    assert row["at"] is not None
    kept = await pool.fetchrow("select changed_by, changed_at from waste_code where code = $1", NEW.code)
    assert kept["changed_by"] == ADMINISTRATOR.account


async def test_a_working_day_is_set_without_a_release(pool: Pool, database_url: str) -> None:
    day = TODAY.replace(day=23)  # a Monday
    await commands.set_day(pool, ADMINISTRATOR, "mainland", day, working=False, name="台风停工")
    await load_catalog(database_url)
    assert not (await shelf.open_book(pool)).is_working_day("mainland", day)


async def test_two_administrators_at_once_add_a_code_once(pool: Pool) -> None:
    outcomes = await asyncio.gather(
        *(commands.add_code(pool, ADMINISTRATOR, NEW) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(o, commands.WasteCodeExists) for o in outcomes) == 3
    assert await pool.fetchval("select count(*) from waste_code where code = $1", NEW.code) == 1


async def test_only_administrators_change_the_catalogue(pool: Pool) -> None:
    clerk = Actor(account=ADMINISTRATOR.account, name="李姐", role=Role.GENERATOR)
    with pytest.raises(NotAllowed):
        await commands.add_code(pool, clerk, NEW)
    with pytest.raises(NotAllowed):
        await commands.close_code(pool, clerk, "cn-hw", "336-054-17", last_day=TODAY, source="x")
    with pytest.raises(NotAllowed):
        await commands.set_day(pool, clerk, "mainland", TODAY, working=False, name="x")
