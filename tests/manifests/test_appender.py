"""Requests that arrive together share a call; each has its own answer all the same."""

import asyncio
from decimal import Decimal

import pytest

from manifests import replay
from manifests.appender import Appender
from manifests.commands import Declined, Proposal, Recorded, record
from manifests.life import events as e
from manifests.life.model import Basis, Weight
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
    """Its calls end in the very step of the loop in which they began, which a database does only now and then."""

    async def _write(self, group):
        for one in group:
            one.written.set_result(None)


async def test_who_asks_again_the_moment_a_call_ends_is_not_left_waiting(pool):
    appender = InStep(pool)

    async def client():
        for _ in range(3):
            await appender.append(Ledger(received_at=clock.now()))

    await asyncio.wait_for(asyncio.gather(*(client() for _ in range(3))), 5)
    await asyncio.sleep(0)
    assert (appender.waiting, appender.calls) == ([], set())


async def test_numbers_follow_each_other_though_one_of_them_fails(bay, owner):
    """Requests of one process take numbers before they are written; one is overtaken, and no number is skipped."""
    loads = [(await bay.tell(bay.clerk, bay.load(await bay.batch("10")))).subject for _ in range(20)]
    told = [Proposal(fact=e.Published(), occurred_at=clock.now(), subject=load) for load in loads]
    cancelled = Proposal(fact=e.Cancelled("改期"), occurred_at=clock.now(), subject=loads[3])
    outcomes = await asyncio.gather(
        record(bay.pool, bay.clerk, [cancelled]), *(record(bay.pool, bay.clerk, [p]) for p in told)
    )
    numbers = sorted(int(o.names["number"]) for (o,) in outcomes[1:] if isinstance(o, Recorded))
    assert len(numbers) in (19, 20)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert await owner.fetchval("select last from counter where name like 'cn_national:%'") == len(numbers)
    assert (await replay.check(bay.pool)).ok


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
    await elsewhere.close()
