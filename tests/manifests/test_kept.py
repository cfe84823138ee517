"""What one process keeps is out of date as soon as another writes. Two pools stand for two processes here."""

import dataclasses
from decimal import Decimal

import pytest

from manifests import kept, replay
from manifests import refusals as r
from manifests.commands import Proposal, record_one
from manifests.life import events as e
from manifests.life.model import Basis, Weight
from wasteflow.core import clock
from wasteflow.core.db import open_pool
from wasteflow.core.errors import Refusals
from wasteflow.core.ids import new_id

pytestmark = pytest.mark.anyio


@pytest.fixture
async def elsewhere(bay, database_url):
    """The same Bay Area, seen by another process."""
    pool = await open_pool(database_url, 4)
    yield dataclasses.replace(bay, pool=pool)
    await pool.close()


async def test_processes_in_turn_see_what_the_other_wrote(bay, elsewhere):
    batch = await bay.batch()
    for n in range(1, 4):
        for process in (bay, elsewhere):
            await process.tell(process.clerk, e.Reweighed(Weight(Decimal(900 + n), Basis.WEIGHED)), batch)
    manifest = (await elsewhere.tell(elsewhere.clerk, elsewhere.load(batch))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await elsewhere.tell(elsewhere.clerk, e.Signed(name="李姐"), manifest)
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王"), manifest)
    report = await replay.check(bay.pool)
    assert report.ok, report.different


async def test_a_step_that_another_process_made_impossible_is_refused(bay, elsewhere):
    batch = await bay.batch()
    manifest = (await bay.tell(bay.clerk, bay.load(batch))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await elsewhere.tell(elsewhere.clerk, e.Cancelled("改期"), manifest)
    with pytest.raises(Refusals) as told:
        await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    assert isinstance(told.value.refusals[0], r.NotPossibleNow)


async def test_a_step_that_another_process_made_possible_is_taken(bay, elsewhere):
    """What is kept here says draft; there it was published. No refusal is given on what was kept."""
    batch = await bay.batch()
    manifest = (await bay.tell(bay.clerk, bay.load(batch))).subject
    await elsewhere.tell(elsewhere.clerk, e.Published(), manifest)
    assert (await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)).seq == 3


async def test_a_repeat_is_known_though_only_the_state_is_kept(bay):
    batch = await bay.batch()
    proposal = Proposal(
        fact=e.Reweighed(Weight(Decimal(990), Basis.WEIGHED)), occurred_at=clock.now(), id=new_id(), subject=batch
    )
    first = await record_one(bay.pool, bay.clerk, proposal)
    again = await record_one(bay.pool, bay.clerk, proposal)
    assert (first.seq, again.seq, again.repeated) == (2, 2, True)


async def test_what_is_kept_is_bounded(bay, monkeypatch):
    monkeypatch.setattr(kept, "KEPT_AT_MOST", 3)
    batches = [await bay.batch() for _ in range(5)]
    assert list(kept.kept_of(bay.pool).states) == batches[2:]
    assert (await bay.tell(bay.clerk, e.Reweighed(Weight(Decimal(5), Basis.WEIGHED)), batches[0])).seq == 2
