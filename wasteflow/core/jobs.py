"""Work to be done outside a request: a row in PostgreSQL, worked on under a lease.

The broker may lose or double its messages. A job is worked on by whoever holds its lease, and it ends in the
transaction of its effect: both happen, or neither, however often a message comes and wherever a worker dies.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from wasteflow.core import store
from wasteflow.core.db import Connection, Pool
from wasteflow.core.ids import new_id

MOST_ATTEMPTS = 8
LONGEST_WAIT = 900.0  # seconds


@dataclass(frozen=True)
class Job:
    """A job that this process holds the lease of. `attempts` counts this one."""

    id: UUID
    kind: str
    body: Any
    attempts: int
    token: UUID
    created_at: datetime


class LeaseLost(Exception):
    """Another worker has, or had, this job in the meantime; roll back what was done for it."""


async def enqueue(
    conn: Connection, kind: str, body: dict[str, Any], key: str | None = None, run_at: datetime | None = None
) -> UUID | None:
    """A job for the workers once this transaction commits; its id, or None where one with this `key` is open."""
    return await store.add_job(conn, job_id=new_id(), kind=kind, body=body, key=key, run_at=run_at)


async def take(pool: Pool, job_id: UUID, seconds: float = 60) -> Job | None:
    """The lease of a job for so many seconds; None where it is done, not due yet, or in other hands."""
    token = uuid4()
    async with pool.acquire() as conn:
        row = await store.lease(conn, job_id=job_id, token=token, seconds=seconds)
    return Job(job_id, row["kind"], row["body"], row["attempts"], token, row["created_at"]) if row else None


@asynccontextmanager
async def held(pool: Pool, job: Job, seconds: float) -> AsyncIterator[None]:
    """For work that takes longer than a lease: it is renewed as long as this process lives and goes on. Where another
    has it meanwhile, that is told by the end of the job."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(seconds / 3)
            async with pool.acquire() as conn:
                await hold(conn, job, seconds)

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError, LeaseLost):
            await renewing


async def finish(conn: Connection, job: Job, note: str | None = None) -> None:
    """End the job in the caller's transaction, the one that holds its effect. Raises LeaseLost."""
    if not await store.end_job(conn, job_id=job.id, token=job.token, outcome="done", note=note):
        raise LeaseLost(job.id)


async def fail(pool: Pool, job: Job, note: str) -> None:
    """Try it again later, twice as late each time; after MOST_ATTEMPTS it ends as failed and stays in the history."""
    async with pool.acquire() as conn:
        if job.attempts >= MOST_ATTEMPTS:
            await store.end_job(conn, job_id=job.id, token=job.token, outcome="failed", note=note)
        else:
            wait = min(2.0 ** (job.attempts - 1), LONGEST_WAIT)
            await store.postpone(conn, job_id=job.id, token=job.token, note=note, seconds=wait)


async def progress(pool: Pool, job: Job, share: float, note: str | None = None) -> None:
    """Show how far a long job is, from 0 to 1."""
    async with pool.acquire() as conn:
        await store.set_progress(conn, job_id=job.id, token=job.token, share=share, note=note)


async def hold(conn: Connection, job: Job, seconds: float) -> None:
    """Keep the lease of a long job for so many seconds more. Raises LeaseLost."""
    if not await store.hold(conn, job_id=job.id, token=job.token, seconds=seconds):
        raise LeaseLost(job.id)


async def due(pool: Pool, grace: float = 5, limit: int = 1000) -> list[UUID]:
    """Jobs the broker is to be told of now: new ones, those whose message seems lost (never taken within `grace`
    seconds, then twice as long each time), and those whose lease has lapsed.

    Claimed for the caller: no other relay sends them too.
    """
    async with pool.acquire() as conn:
        return await store.claim_sending(conn, limit=limit, grace=grace)


async def not_sent(pool: Pool, ids: list[UUID]) -> None:
    """The broker did not take these; they are due again at once."""
    async with pool.acquire() as conn:
        await store.unclaim_sending(conn, ids=ids)


async def standing(conn: Connection, job_id: UUID) -> dict[str, Any] | None:
    """What became of a job: outcome (open, done, failed), kind, progress, note, attempts, finished_at."""
    return await store.job_standing(conn, job_id=job_id)
