"""A job is worked on by whoever holds its lease, and ends in the transaction of its effect."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from wasteflow.core import jobs, store
from wasteflow.core.clock import now
from wasteflow.core.db import Pool
from workers import tasks

pytestmark = pytest.mark.anyio


async def enqueue(pool: Pool, **more: object) -> UUID:
    async with pool.acquire() as conn:
        job_id = await jobs.enqueue(conn, "count", {"n": 1}, **more)  # type: ignore[arg-type]
    assert job_id is not None
    return job_id


async def outcome(pool: Pool, job_id: UUID) -> dict[str, object]:
    async with pool.acquire() as conn:
        found = await jobs.standing(conn, job_id)
    assert found is not None
    return found


async def later(pool: Pool, seconds: float) -> None:
    """As if so much time had gone by: a slow machine never is in time, and nobody waits."""
    past = ", ".join(f"{at} = {at} - $1 * interval '1 second'" for at in ("run_at", "send_at", "lease_until"))
    await pool.execute(f"update job set {past}", seconds)


async def test_only_one_of_many_gets_the_lease(pool: Pool) -> None:
    job_id = await enqueue(pool)
    taken = await asyncio.gather(*(jobs.take(pool, job_id) for _ in range(8)))
    assert sum(job is not None for job in taken) == 1


async def test_a_lapsed_lease_may_be_taken_and_the_first_holder_cannot_finish(pool: Pool) -> None:
    job_id = await enqueue(pool)
    first = await jobs.take(pool, job_id, seconds=30)
    await later(pool, 31)
    second = await jobs.take(pool, job_id)
    assert first is not None
    assert second is not None
    assert second.attempts == 2
    async with pool.acquire() as conn:
        with pytest.raises(jobs.LeaseLost):
            await jobs.finish(conn, first)
        await jobs.finish(conn, second)
    assert (await outcome(pool, job_id))["outcome"] == "done"


async def test_a_job_and_its_effect_end_together_or_not_at_all(pool: Pool) -> None:
    job_id = await enqueue(pool)
    job = await jobs.take(pool, job_id)
    assert job is not None
    async with pool.acquire() as conn:
        effect = conn.transaction()
        await effect.start()
        await jobs.finish(conn, job)
        await effect.rollback()
    assert (await outcome(pool, job_id))["outcome"] == "open"


async def test_a_key_keeps_a_second_job_of_the_kind_out_until_the_first_has_ended(pool: Pool) -> None:
    job_id = await enqueue(pool, key="2026-10")
    async with pool.acquire() as conn:
        assert await jobs.enqueue(conn, "count", {}, key="2026-10") is None
        job = await jobs.take(pool, job_id)
        assert job is not None
        await jobs.finish(conn, job)
        assert await jobs.enqueue(conn, "count", {}, key="2026-10") is not None


async def test_a_failed_job_waits_longer_each_time_and_ends_as_failed(pool: Pool) -> None:
    job_id = await enqueue(pool)

    async def breaks(pool: Pool, job: jobs.Job) -> None:
        raise ZeroDivisionError("no weight")

    assert await tasks.look_at(pool, job_id, {"count": breaks}, 60)
    assert not await tasks.look_at(pool, job_id, {"count": breaks}, 60), "it may be tried a second later only"
    async with pool.acquire() as conn:
        for _ in range(jobs.MOST_ATTEMPTS - 1):
            await conn.execute("update job set run_at = now() - interval '1 second'")
            assert await tasks.look_at(pool, job_id, {"count": breaks}, 60)
    ended = await outcome(pool, job_id)
    assert (ended["outcome"], ended["attempts"]) == ("failed", jobs.MOST_ATTEMPTS)
    assert ended["note"] == "ZeroDivisionError: no weight"


async def test_a_job_of_an_unknown_kind_is_kept_for_a_release_that_knows_it(pool: Pool) -> None:
    job_id = await enqueue(pool)
    await tasks.look_at(pool, job_id, {}, 60)
    assert (await outcome(pool, job_id))["outcome"] == "open"


async def test_the_broker_is_told_once_then_again_where_nobody_took_it(pool: Pool) -> None:
    job_id = await enqueue(pool)
    assert await jobs.due(pool, grace=30) == [job_id]
    assert await jobs.due(pool, grace=30) == []
    await later(pool, 31)
    assert await jobs.due(pool, grace=30) == [job_id], "the first message seems lost"
    await jobs.not_sent(pool, [job_id])
    assert await jobs.due(pool, grace=60) == [job_id], "the broker did not take it: due at once"


async def test_a_leased_job_is_due_again_only_when_its_lease_has_lapsed(pool: Pool) -> None:
    job_id = await enqueue(pool)
    await jobs.take(pool, job_id, seconds=30)
    assert await jobs.due(pool, grace=0.01) == []
    await later(pool, 31)
    assert await jobs.due(pool, grace=0.01) == [job_id]


async def test_two_relays_do_not_claim_the_same_job(pool: Pool) -> None:
    for _ in range(40):
        await enqueue(pool)
    claimed = await asyncio.gather(*(jobs.due(pool, grace=60, limit=20) for _ in range(4)))
    ids = [job_id for some in claimed for job_id in some]
    assert len(ids) == len(set(ids))
    assert len(ids) + len(await jobs.due(pool, grace=60, limit=40)) == 40


async def test_a_job_for_later_is_left_until_then(pool: Pool) -> None:
    job_id = await enqueue(pool, run_at=now() + timedelta(hours=1))
    assert await jobs.due(pool) == []
    assert await jobs.take(pool, job_id) is None


async def test_a_long_job_shows_how_far_it_is_then_how_it_ended(pool: Pool) -> None:
    job_id = await enqueue(pool)
    job = await jobs.take(pool, job_id)
    assert job is not None
    await jobs.progress(pool, job, 0.25, "page 3 of 12")
    standing = await outcome(pool, job_id)
    assert (standing["outcome"], standing["progress"], standing["note"]) == ("open", 0.25, "page 3 of 12")
    async with pool.acquire() as conn:
        await jobs.finish(conn, job, note="12 pages")
    standing = await outcome(pool, job_id)
    assert (standing["outcome"], standing["progress"], standing["note"]) == ("done", 1, "12 pages")


async def test_history_has_partitions_ahead_and_drops_old_months(pool: Pool, owner: object) -> None:
    await owner.execute(  # type: ignore[attr-defined]
        """create table job_history_202001 partition of job_history
           for values from ('2020-01-01 UTC') to ('2020-02-01 UTC')"""
    )
    async with pool.acquire() as conn:
        await store.keep_history(conn, ahead=4, keep=24)
        names = [r[0] for r in await conn.fetch("select inhrelid::regclass::text from pg_inherits order by 1")]
    months = [name for name in names if name.startswith("job_history_2") and name.count("_") == 2]
    assert len(months) == 5
    assert "job_history_202001" not in months
