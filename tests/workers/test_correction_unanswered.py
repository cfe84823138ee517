"""A correction nobody answers is told once, when its time is over, whatever happens to the workers until then."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from manifests.life import events as e
from tests.bay import Bay
from wasteflow.core import jobs
from workers import relay
from workers.anomalies import engine

pytestmark = pytest.mark.anyio
ASKED = e.RevisionRequested("车牌写错", plate="粤B54321")


async def asked(bay: Bay) -> UUID:
    load = await bay.on_the_road(await bay.batch("1000"))
    await bay.tell(bay.clerk, ASKED, load)
    return load


async def told(bay: Bay) -> list[tuple[str, str]]:
    rows = await bay.pool.fetch("select rule, says from alert where rule = 'correction_unanswered'")
    return [(row["rule"], row["says"]) for row in rows]


async def time_passes(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    """To when what waits for its time is due."""
    at = await bay.pool.fetchval("select max(due_at) from obligation where rule = 'correction_unanswered'")
    monkeypatch.setattr(engine.clock, "now", lambda: at + timedelta(seconds=1))


async def test_when_its_time_is_over_the_authority_is_told_and_the_request_stays_open(
    bay: Bay, work: Callable[[], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    load = await asked(bay)
    await work()
    assert await told(bay) == []
    due = "select (state->'revision'->>'due')::timestamptz from manifest where id = $1"
    assert await bay.pool.fetchval(
        "select due_at from obligation where rule = 'correction_unanswered'"
    ) == await bay.pool.fetchval(due, load)
    await time_passes(bay, monkeypatch)
    await work()
    assert await told(bay) == [("correction_unanswered", "correction")]
    scopes = await bay.pool.fetchval("select scopes from alert where rule = 'correction_unanswered'")
    assert "city:440300" in scopes
    assert await bay.pool.fetchval("select count(*) from obligation where rule = 'correction_unanswered'") == 0
    await bay.tell(bay.gate, e.RevisionApproved(), load)
    await bay.tell(bay.driver, e.RevisionApproved(), load)


async def test_looked_at_by_two_workers_and_announced_once_more_it_is_told_once(
    bay: Bay, work: Callable[[], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(bay)
    await work()
    await time_passes(bay, monkeypatch)
    due = await bay.pool.fetchval("select count(*) from obligation where due_at <= $1", engine.clock.now())
    assert sum(await asyncio.gather(*(engine.fall_due(bay.pool) for _ in range(3)))) == due
    async with bay.pool.acquire() as conn:
        seen = await bay.pool.fetchrow("select subject, seq from custody_event where kind = 'revision_requested'")
        await jobs.enqueue(
            conn,
            "detect",
            {"events": [{"subject": str(seen["subject"]), "seq": seen["seq"]} | {"kind": "revision_requested"}]},
        )
    while await relay.pass_on(bay.pool):
        pass
    await work()
    assert await told(bay) == [("correction_unanswered", "correction")]


async def test_what_is_answered_in_time_is_told_to_nobody_and_its_clock_is_gone(
    bay: Bay, work: Callable[[], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    load = await asked(bay)
    await work()
    due = await bay.pool.fetchval("select due_at from obligation where rule = 'correction_unanswered'")
    await bay.tell(bay.gate, e.RevisionRefused("车牌无误"), load)
    await work()
    assert await bay.pool.fetchval("select count(*) from obligation where rule = 'correction_unanswered'") == 0
    monkeypatch.setattr(engine.clock, "now", lambda: due + timedelta(seconds=1))
    await work()
    assert await told(bay) == []
