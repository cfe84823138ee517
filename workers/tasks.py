"""A message says "look at job N": take its lease, do what its kind says, end it in the transaction of its effect."""

import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

from wasteflow.core import jobs
from wasteflow.core.db import Pool
from wasteflow.core.jobs import Job, LeaseLost

Handler = Callable[[Pool, Job], Awaitable[None]]
log = logging.getLogger(__name__)


class UnknownKind(Exception):
    """No handler for this kind of job: a newer release wrote it, or an older one."""


async def look_at(pool: Pool, job_id: UUID, handlers: dict[str, Handler], lease_seconds: float) -> bool:
    """Work on a job; False where there was nothing to do (done already, not due, or in other hands).

    A handler ends its job itself, with `jobs.finish` in the transaction that holds the effect. Whatever it raises is
    noted on the job, which is then tried again later.
    """
    job = await jobs.take(pool, job_id, lease_seconds)
    if job is None:
        return False
    try:
        if job.kind not in handlers:
            raise UnknownKind(job.kind)
        await handlers[job.kind](pool, job)
    except LeaseLost:
        log.warning("job %s took longer than its lease; another worker has it", job.id)
    except Exception as error:
        log.exception("job %s (%s, attempt %d) failed", job.id, job.kind, job.attempts)
        await jobs.fail(pool, job, f"{type(error).__name__}: {error}"[:2000])
    return True
