"""A database is brought up to date at every start; half a demo is thrown away, a whole one kept."""

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from wasteflow.core import store
from wasteflow.core.embedded import CannotStart
from wasteflow.core.embedded.postgres import FLEETING, Cluster
from wasteflow.core.settings import Settings
from wasteflow.prepare import BEGUN, COMPLETE, bring_up_to_date, database, demo_mark, discard_half_a_demo

pytestmark = pytest.mark.anyio
SAID: list[str] = []


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    cluster = Cluster(tmp_path / "postgres", options=FLEETING)
    yield cluster.start()
    cluster.stop()


async def mark(url: str, value: str) -> None:
    conn = await asyncpg.connect(url)
    await store.set_mark(conn, name="demo", value=value)
    await conn.execute("create table left_over (id int)")
    await conn.close()


async def has_left_over(url: str) -> bool:
    conn = await asyncpg.connect(url)
    found = await conn.fetchval("select to_regclass('left_over') is not null")
    await conn.close()
    return bool(found)


async def test_half_a_demo_is_thrown_away(url: str) -> None:
    await bring_up_to_date(url, SAID.append)
    await mark(url, BEGUN)
    await discard_half_a_demo(url, owned=True, say=SAID.append)
    assert not await has_left_over(url)
    assert await demo_mark(url) is None


async def test_a_whole_demo_is_kept(url: str) -> None:
    await bring_up_to_date(url, SAID.append)
    await mark(url, COMPLETE)
    await discard_half_a_demo(url, owned=True, say=SAID.append)
    assert await has_left_over(url)


async def test_somebody_elses_database_is_never_emptied(url: str) -> None:
    await bring_up_to_date(url, SAID.append)
    await mark(url, BEGUN)
    with pytest.raises(CannotStart, match="interrupted"):
        await discard_half_a_demo(url, owned=False, say=SAID.append)
    assert await has_left_over(url)


def test_a_command_finds_the_server_that_runs_on_the_data_folder(tmp_path: Path) -> None:
    chosen = Settings(database_url=None, data_dir=tmp_path)
    with database(chosen) as own, database(chosen) as running:
        assert running == own
    with database(Settings(database_url="postgresql://elsewhere/x", data_dir=tmp_path)) as configured:
        assert configured == "postgresql://elsewhere/x"
