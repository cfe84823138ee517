"""The clocks of a stream: what runs out is told at the step that finds it."""

from datetime import timedelta
from uuid import UUID

import pytest

from manifests.life import events as e
from tests.bay import PLATE, Bay
from wasteflow.core import clock

pytestmark = pytest.mark.anyio


async def load(bay: Bay, batch: UUID) -> UUID:
    manifest = (await bay.tell(bay.clerk, bay.load(batch))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    return manifest


async def test_what_stood_too_long_is_told_as_it_leaves(bay: Bay):
    old = await bay.batch(at=clock.now() - timedelta(days=400))
    manifest = await load(bay, old)
    told = (await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest)).warnings
    assert [(w.code, w.facts["days"]) for w in told] == [("stored_too_long", 400)]


async def test_a_load_that_was_under_way_for_days_is_told_at_the_gate(bay: Bay):
    manifest = await load(bay, await bay.batch())
    left = clock.now() - timedelta(hours=60)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest, at=left)
    told = (await bay.tell(bay.driver, e.Arrived(), manifest)).warnings
    assert [w.code for w in told] == ["under_way_too_long"]


@pytest.mark.parametrize(("days", "late"), [(3, False), (30, True)])
async def test_what_came_is_confirmed_within_five_working_days(bay: Bay, days: int, late: bool):
    manifest = await load(bay, await bay.batch())
    came = clock.now() - timedelta(days=days)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest, at=came - timedelta(hours=2))
    await bay.tell(bay.driver, e.Arrived(), manifest, at=came)
    told = (await bay.tell(bay.gate, e.Accepted(), manifest)).warnings
    assert ("confirmed_late" in [w.code for w in told]) is late
