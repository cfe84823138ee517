"""Requests that arrive together share a call; each has its own answer all the same."""

import asyncio
from decimal import Decimal

import pytest

from manifests import replay
from manifests.appender import Appender
from manifests.commands import Declined, Proposal, Recorded, record
from manifests.draft import Draft
from manifests.kept import kept_of
from manifests.life import events as e
from manifests.life.model import Basis, Weight
from manifests.store import Ledger
from wasteflow.core import clock
from wasteflow.core.db import open_pool
from wasteflow.core.ids import new_id

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

    async def _write(self, conn, group):
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
    for pool in (bay.pool, elsewhere):  # what a process keeps says the same as what is stored
        for load, (outcome,) in zip(loads, outcomes, strict=True):
            if (kept := kept_of(pool).states.get(load)) and kept.number:
                assert kept.number == outcome.names["number"]
    assert (await replay.check(bay.pool)).ok
    await elsewhere.close()


async def test_a_number_that_more_than_its_subject_tells_is_the_same_wherever_it_stands(bay, owner):
    """A drum, the manifest it goes under and its publication in one request: the manifest's line knows the label."""
    batch, load = new_id(), new_id()
    at = clock.now()
    told = [
        Proposal(fact=bay.drum(), occurred_at=at, subject=batch),
        Proposal(fact=bay.load(batch), occurred_at=at, subject=load),
        Proposal(fact=e.Published(), occurred_at=at, subject=load),
    ]
    made, _, published = await record(bay.pool, bay.clerk, told)
    manifest = await owner.fetchrow(
        "select state->>'number' as number, state->'lines'->0->>'digital_code' as code from manifest"
    )
    assert (manifest["number"], manifest["code"]) == (published.names["number"], made.names["digital_code"])
    known = {row["value"] for row in await owner.fetch("select value from alias")}
    assert {*made.names.values(), *published.names.values()} <= known
    assert "?" not in await owner.fetchval("select string_agg(body::text, '') from custody_event")
    assert (await replay.check(bay.pool)).ok


async def test_a_series_that_ends_within_a_call_refuses_what_is_past_it_and_nothing_else(bay, owner):
    drums = [Proposal(fact=bay.drum(), occurred_at=clock.now()) for _ in range(3)]
    await record(bay.pool, bay.clerk, drums[:1])
    await owner.execute("update counter set last = 997 where name like 'hj1276:%'")
    outcomes = await asyncio.gather(*(record(bay.pool, bay.clerk, [p]) for p in drums))
    refused = [o.problems[0].code for (o,) in outcomes if isinstance(o, Declined)]
    assert refused == ["serials_used_up"]
    assert await owner.fetchval("select max(value) from alias where scheme = 'hj1276'") == max(
        o.names["digital_code"] for (o,) in outcomes if isinstance(o, Recorded)
    )


async def test_a_small_request_goes_in_between_what_a_large_one_asks(bay, monkeypatch):
    """One process, one core: a phone that hands in its day does not hold up everybody else."""
    ours, theirs = await bay.batch(), await bay.batch()
    considered = []
    consider = Draft.consider

    def noted(draft, proposal):
        considered.append(proposal.subject)
        return consider(draft, proposal)

    monkeypatch.setattr(Draft, "consider", noted)
    large = [reweighed(ours, 900 + n) for n in range(100)]
    answers, (small,) = await asyncio.gather(
        record(bay.pool, bay.clerk, large), record(bay.pool, bay.clerk, [reweighed(theirs, 900)])
    )
    assert 0 < considered.index(theirs) < 50
    assert isinstance(small, Recorded)
    assert [one.seq for one in answers] == list(range(2, 102))
    assert (await replay.check(bay.pool)).ok
