"""A reply that does not come in time is told, once, to both sides."""

from datetime import timedelta

import pytest

from manifests.notices import events as e
from tests.manifests.notices.conftest import Shore, reported
from tests.manifests.notices.conftest import shore as shore  # the fixture
from wasteflow.core import clock, jobs
from workers import tasks
from workers.app import HANDLERS
from workers.cases.model import UNSETTLED, AlertRef
from workers.cases.queries import Wanted, queue
from workers.cases.schemas import explanation

pytestmark = pytest.mark.anyio
LONG_AGO = timedelta(hours=73)


async def work(shore: Shore) -> int:
    """What relay and worker do with what is due by now."""
    due = await jobs.due(shore.pool)
    for job in due:
        await tasks.look_at(shore.pool, job, HANDLERS, 60)
    return len(due)


async def alerts(shore: Shore, actor) -> list[AlertRef]:  # type: ignore[no-untyped-def]
    async with shore.pool.acquire() as conn:
        return [x for case in await queue(conn, actor, Wanted(UNSETTLED)) for x in case.alerts]


async def test_nothing_is_told_before_its_time(shore: Shore) -> None:
    await shore.notice()
    assert await work(shore) == 0


async def test_both_sides_are_told_once(shore: Shore) -> None:
    told = await shore.tell(shore.finder, reported(), at=clock.now() - LONG_AGO)
    assert await work(shore) == 1
    await work(shore)
    for who in (shore.finder, shore.patrol, shore.asked, shore.province):
        (alert,) = await alerts(shore, who)
        assert (alert.rule, alert.family, alert.subject, alert.facts["number"]) == (
            "reply_overdue", "T2", told.notice.id, told.notice.number,
        )  # fmt: skip
        assert told.notice.number in explanation(alert, "pt")
    assert await alerts(shore, shore.stranger) == []
    evidence = await shore.pool.fetchval("select evidence::text from alert")
    assert [w for w in ("何督察", "9123", str(shore.finder.account)) if w in evidence] == []


async def test_a_job_that_runs_twice_tells_once(shore: Shore) -> None:
    told = await shore.tell(shore.finder, reported(), at=clock.now() - LONG_AGO)
    async with shore.pool.acquire() as conn:
        await jobs.enqueue(conn, "notice_due", {"notice": told.notice.id})
    assert await work(shore) == 2
    assert await shore.pool.fetchval("select count(*) from alert") == 1


async def test_who_answered_in_time_is_left_alone(shore: Shore) -> None:
    then = clock.now() - LONG_AGO
    notice = (await shore.tell(shore.finder, reported(), at=then)).notice.id
    await shore.tell(shore.asked, e.Replied(findings="某码头"), notice, at=then + timedelta(hours=1))
    await work(shore)
    assert await shore.pool.fetchval("select count(*) from alert") == 0


async def test_each_time_that_runs_out_is_told(shore: Shore) -> None:
    then = clock.now() - timedelta(hours=200)
    notice = (await shore.tell(shore.finder, reported(), at=then)).notice.id
    await work(shore)
    await shore.tell(shore.asked, e.Replied(findings="某码头"), notice, at=then + timedelta(hours=90))
    await shore.tell(shore.finder, e.Asked(question="哪个？"), notice, at=then + timedelta(hours=100))
    await work(shore)
    assert await shore.pool.fetchval("select count(*) from alert where subject = $1", notice) == 2
