"""The clocks of rounds: a slip whose time is over."""

from uuid import UUID

from manifests.rounds.lapsing import lapse
from wasteflow.core import jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.jobs import Job


async def look_at_slip(pool: Pool, job: Job) -> None:
    """Its producer signed in time, or it lapses; the job ends in the same transaction."""
    body = job.body

    async def then(conn: Connection) -> None:
        await jobs.finish(conn, job)

    await lapse(
        pool,
        trip=UUID(body["round"]),
        call=body["call"],
        manifest=UUID(body["manifest"]),
        days=body["days"],
        then=then,
    )
