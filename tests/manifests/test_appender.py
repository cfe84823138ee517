"""Requests that arrive together share a call; each has its own answer all the same."""

import asyncio
from decimal import Decimal

import pytest

from manifests import events as e
from manifests import replay
from manifests.appender import Appender
from manifests.commands import Declined, Proposal, Recorded, record
from manifests.kept import kept_of
from manifests.model import Basis, Weight
from manifests.store import Ledger
from wasteflow.core import clock
from wasteflow.core.db import open_pool

pytestmark = pytest.mark.anyio


def reweighed(batch, kg, **more) -> Proposal:
    return Proposal(
        fact=e.Reweighed(Weight(Decimal(kg), Basis.WEIGHED)), occurred_at=clock.now(), subject=batch, **more
    )


async def test_together_they_take_fewer_calls_than_requests(bay, owner):
    batches = [await bay.batch() for _ in range(20)]
    before = await owner.fetchval("select count(*) from outbox")
    await asyncio.gather(*(record(bay.pool, bay.clerk, [reweighed(batch, 900)]) for batch in batches))
    assert 0 < await owner.fetchval("select count(*) from outbox") - before < 20
    assert await owner.fetchval("select count(*) from custody_event where kind = 'reweighed'") == 20
    assert (await replay.check(bay.pool)).ok


class InStep(Appender):
    """Its calls all end in the same step of the loop, which a database only does now and then."""

    def __init__(self, pool):
        super().__init__(pool)
        self.answered = asyncio.Event()

    async def _write(self, group):
        await self.answered.wait()
        for one in group:
            one.written.set_result(None)


async def test_who_asks_again_the_moment_two_calls_end_is_not_left_waiting(pool):
    appender = InStep(pool)

    async def client(times):
        for _ in range(times):
            await appender.append(Ledger(received_at=clock.now()))

    clients = []
    for times in (2, 1):
        clients.append(asyncio.create_task(client(times)))
        await asyncio.sleep(0.05)  # each takes a call of its own
    assert len(appender.calls) == 2
    appender.answered.set()
    await asyncio.wait_for(asyncio.gather(*clients), 5)
    assert (appender.waiting, appender.calls) == ([], set())


async def test_who_came_late_harms_nobody_else_of_the_call(bay, database_url):
    """Another process wrote to one of the batches: its request is refused, the others of the same call are written."""
    batches = [await bay.batch() for _ in range(10)]
    elsewhere = await open_pool(database_url, 2)
    await record(elsewhere, bay.clerk, [reweighed(batches[0], 950)])
    await elsewhere.close()
    outcomes = await asyncio.gather(
        *(record(bay.pool, bay.clerk, [reweighed(batch, 900, expected=1)]) for batch in batches)
    )
    kinds = [type(outcome) for (outcome,) in outcomes]
    assert kinds == [Declined] + [Recorded] * 9
    assert outcomes[0][0].problems[0].code == "lost_update"


async def test_two_processes_that_number_in_one_city_skip_nothing(bay, database_url):
    elsewhere = await open_pool(database_url, 4)
    loads = [(await bay.tell(bay.clerk, bay.load(await bay.batch("10")))).subject for _ in range(30)]
    outcomes = await asyncio.gather(
        *(
            record(pool, bay.clerk, [Proposal(fact=e.Published(), occurred_at=clock.now(), subject=load)])
            for load, pool in zip(loads, [bay.pool, elsewhere] * 15, strict=True)
        )
    )
    numbers = sorted(int(outcome.names["number"]) for (outcome,) in outcomes)
    assert numbers == list(range(numbers[0], numbers[0] + 30))
    assert kept_of(bay.pool).contended or kept_of(elsewhere).contended
    await elsewhere.close()
