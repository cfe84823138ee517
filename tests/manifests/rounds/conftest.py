"""Three small producers with leave given, and what tests of rounds ask again and again."""

from decimal import Decimal
from typing import Any

import pytest

from manifests import queries, replay
from manifests.rounds import kerb, store
from manifests.rounds import queries as screens
from manifests.rounds.lifecycle import evolve
from manifests.rounds.schemas import NewSlip, PickUp
from manifests.rounds.view import RoundView, view
from tests.bay import Bay
from tests.collecting import Producer, give_leave, workshops
from wasteflow.core import jobs
from wasteflow.core.db import Pool
from wasteflow.core.errors import Refusal, Refusals
from workers import tasks
from workers.app import HANDLERS

BY_LEAVE = PickUp(mode="pre_authorised")


@pytest.fixture
async def three(bay: Bay) -> list[Producer]:
    found = await workshops(bay, 3)
    for producer in found:
        await give_leave(bay, producer)
    return found


async def refused(awaitable: Any) -> Refusal:
    with pytest.raises((Refusal, Refusals)) as told:
        await awaitable
    (refusal,) = getattr(told.value, "refusals", [told.value])
    return refusal


async def stands(bay: Bay, id: Any) -> RoundView:
    trip = await store.read(bay.pool, id=id)
    assert trip is not None
    ids = [slip for call in trip.calls for slip in call.slips]
    return view(trip, await screens.slips(bay.pool, ids=ids))


async def filled(bay: Bay, id: Any, n: int, kg: str = "50", **more: Any) -> None:
    await kerb.fill(bay.pool, bay.driver, id, n, NewSlip(kg=Decimal(kg), **more))


async def collected(bay: Bay, id: Any, n: int, kg: str = "50") -> None:
    await filled(bay, id, n, kg)
    await kerb.pick_up(bay.pool, bay.driver, id, n, BY_LEAVE)


async def batch_of(bay: Bay, manifest: Any) -> Any:
    async with bay.pool.acquire() as conn:
        slip = await queries.manifest(conn, id=manifest, scopes=None)
        assert slip is not None
        return await queries.batch(conn, id=slip.lines[0].batch, scopes=None)


async def work(pool: Pool) -> None:
    for job in await jobs.due(pool):
        await tasks.look_at(pool, job, HANDLERS, 60)


async def is_sound(bay: Bay) -> None:
    """Every folded row of custody and of rounds equals the fold of its events."""
    assert (await replay.check(bay.pool)).different == {}
    for row in await bay.pool.fetch("select id from round"):
        state = None
        for n, (seq, at, fact) in enumerate(await store.events(bay.pool, id=row["id"]), 1):
            assert seq == n
            state = evolve(state, row["id"], seq, fact, at)
        assert state == await store.read(bay.pool, id=row["id"])
