"""Workers without a broker: what the relay would send is worked on at once."""

from collections.abc import Awaitable, Callable

import pytest

from wasteflow.core import jobs
from wasteflow.core.db import Pool
from workers import relay, tasks
from workers.anomalies import engine
from workers.app import HANDLERS


@pytest.fixture
def work(pool: Pool) -> Callable[[], Awaitable[int]]:
    """Pass on and do all that is due, as relay, worker and beat would; how many jobs that were."""

    async def run() -> int:
        done = 0
        while await relay.pass_on(pool):
            pass
        for job_id in await jobs.due(pool):
            done += await tasks.look_at(pool, job_id, HANDLERS, 60)
        await engine.fall_due(pool)
        return done

    return run
