"""Rows that the benchmarks write past the append still fit the tables: a promise that cannot be measured is none."""

import asyncpg
import pytest

from benchmarks import _many, indicators
from tests.bay import build_bay
from wasteflow.core.db import Pool
from workers.indicators import rollup

pytestmark = pytest.mark.anyio


async def test_lives_are_multiplied_with_all_their_columns(pool: Pool, owner: asyncpg.Connection) -> None:
    batches = await _many.first_lives(owner, await build_bay(pool))
    await _many.copy(owner, range(1, 3))
    assert await owner.fetchval("select count(*) from batch") == 3 * batches
    assert await owner.fetchval("select count(*) from batch where status is distinct from state->>'status'") == 0


async def test_written_lives_are_counted(pool: Pool, owner: asyncpg.Connection, database_url: str) -> None:
    await owner.execute(indicators.BURN)
    world = indicators.World(database_url, pool, owner)
    await world.grow(55)
    assert await rollup.rebuild(pool) == 55 * indicators.LIFE
