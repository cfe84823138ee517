"""A database is brought up to date at every start; half a demo is finished, a whole one kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wasteflow.core import store
from wasteflow.core.db import Pool
from wasteflow.core.embedded import CannotStart
from wasteflow.core.embedded.postgres import FLEETING, Cluster
from wasteflow.core.migrate import migrations
from wasteflow.core.settings import Settings
from wasteflow.prepare import BEGUN, COMPLETE, Progress, bring_up_to_date, database, demo_mark, load_demo

pytestmark = pytest.mark.anyio


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    cluster = Cluster(tmp_path / "postgres", options=FLEETING)
    yield cluster.start()
    cluster.stop()


async def build(url: str, **asked: Any) -> None:
    await load_demo(url, **asked, say=lambda _: None, progress=lambda *_: None)


async def test_a_demo_that_was_cut_short_goes_on_as_it_was_begun(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[dict[str, Any]] = []

    async def half(pool: Pool, *, days: int, scale: float, seed: int, progress: Progress) -> None:
        built.append({"days": days, "scale": scale, "seed": seed})
        async with pool.acquire() as conn:
            await store.set_mark(conn, name="demo_plan", value=f'[{days}, {scale}, {seed}, "2026-11-22T00:00:00Z"]')
        if len(built) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr("wasteflow.demo.build.build", half)
    with pytest.raises(KeyboardInterrupt):
        await build(url, days=3, scale=0.5, seed=1)
    assert await demo_mark(url) == BEGUN
    await build(url, days=90, scale=0.1, seed=2)
    assert built[1] == built[0]
    assert await demo_mark(url) == COMPLETE
    with pytest.raises(CannotStart, match="holds a demo already"):
        await build(url, days=3, scale=0.5, seed=1)


async def test_schema_and_catalogue_are_brought_up_to_date_once(url: str) -> None:
    said: list[str] = []
    await bring_up_to_date(url, said.append)
    await bring_up_to_date(url, said.append)
    assert said == [f"Schema brought to {migrations()[-1].number:04}_{migrations()[-1].name}"]


def test_a_command_finds_the_server_that_runs_on_the_data_folder(tmp_path: Path) -> None:
    chosen = Settings(database_url=None, data_dir=tmp_path)
    with database(chosen) as own, database(chosen) as running:
        assert running == own
    with database(Settings(database_url="postgresql://elsewhere/x", data_dir=tmp_path)) as configured:
        assert configured == "postgresql://elsewhere/x"
