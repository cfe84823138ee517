"""One small Bay Area for all tests of this folder: two weeks, three thousandths of the tonnage."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from wasteflow.core.db import Pool, open_pool
from wasteflow.demo.build import Plan, build

DAYS, SCALE, SEED = 14, 0.003, 2026


@dataclass(frozen=True)
class Loaded:
    """A database with the demo in it, and what was planned."""

    pool: Pool
    plan: Plan
    url: str
    folder: Path
    told: list[tuple[str, int, int]]


@pytest.fixture(scope="package")
def demo_url(server, template: str) -> Iterator[str]:  # type: ignore[no-untyped-def]
    name = server.clone(template)
    yield server.at(name)
    server.drop(name)


@pytest.fixture(scope="package")
async def loaded(demo_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Loaded]:
    pool = await open_pool(demo_url, 8, durable=False)
    folder = tmp_path_factory.mktemp("demo")
    told: list[tuple[str, int, int]] = []
    plan = await build(pool, days=DAYS, scale=SCALE, seed=SEED, progress=lambda *a: told.append(a), folder=folder)
    yield Loaded(pool, plan, demo_url, folder, told)
    await pool.close()
