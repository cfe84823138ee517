"""What beat asks for, and the job that makes a report: one a city and month, told once, wherever a worker dies.

The row of a run is the lock: whoever writes it first enqueues its job in the same transaction. The job reads the
figures once, draws them in every language, and keeps all of it together with its own end and the news of it.
"""

from datetime import date
from uuid import UUID

from asyncpg import UniqueViolationError

from reports import commands as reports
from reports.model import BAY
from wasteflow.core import clock, jobs, outbox
from wasteflow.core.db import Connection, Pool
from wasteflow.core.ids import derived_id
from wasteflow.core.jobs import Job
from wasteflow.core.settings import Settings
from wasteflow.reporting import store
from wasteflow.reporting.beside import beside
from wasteflow.reporting.model import Run, Schedule, at_latest, due
from wasteflow.reporting.review import review

JOB = "monthly_report"
NEWS = "report"  # the topic
TOLD_AFTER = 3  # tries that failed, before somebody is told


async def fall_due(pool: Pool) -> int:
    """Begin the reports whose day has come and whose figures were reviewed, or waited for long enough; how many."""
    today = clock.local_date(clock.now())
    async with pool.acquire() as conn:
        known = await store.schedules(conn)
        begun = 0
        for schedule in sorted(known.values(), key=lambda one: one.city == BAY):  # the bay's waits for the cities'
            for month in due(schedule, today):
                begun += await _begin(conn, schedule, month, today)
    return begun


async def _begin(conn: Connection, schedule: Schedule, month: date, today: date) -> bool:
    if await store.run(conn, city=schedule.city, month=month) is not None:
        return False
    reviewed = (await review(conn, city=schedule.city, month=month)).done
    if not reviewed and today < at_latest(schedule, month):
        return False
    try:
        async with conn.transaction():
            job = await jobs.enqueue(conn, JOB, {"city": schedule.city, "month": month.isoformat()})
            assert job is not None, "a job without a key is always a new one"
            await store.begin_run(conn, Run(schedule.city, month, schedule.languages, reviewed, job, clock.now()))
    except UniqueViolationError:  # another clock was quicker; its job is the one
        return False
    return True


async def make(pool: Pool, job: Job, settings: Settings) -> None:
    """The job. What it raises is tried again, later each time; somebody is told once it failed three times."""
    city, month = job.body["city"], date.fromisoformat(job.body["month"])
    async with pool.acquire() as conn, conn.transaction():
        run = await store.run(conn, city=city, month=month)
        if run is None or run.finished_at is not None:
            await jobs.finish(conn, job)
            return
        if job.attempts > TOLD_AFTER and await store.troubled(conn, city=city, month=month, at=clock.now()):
            await _announce(conn, run, {}, failed=job.id)
    async with jobs.held(pool, job, settings.lease_seconds):
        facts = await reports.read_monthly(pool, settings, city=city, month=month, look=beside)
        drawn = []
        for n, language in enumerate(run.languages, 1):
            drawn.append(await reports.draw_monthly(settings, facts, language))
            await jobs.progress(pool, job, n / (len(run.languages) + 1), language)
    async with pool.acquire() as conn, conn.transaction():
        documents = {one.issue.language: await reports.keep_monthly(conn, None, facts, one) for one in drawn}
        await store.finish_run(conn, city=city, month=month, documents=documents, at=clock.now())
        await _announce(conn, run, documents)
        await jobs.finish(conn, job)


async def _announce(conn: Connection, run: Run, documents: dict[str, UUID], failed: UUID | None = None) -> None:
    """What those who subscribed are told: that it is there and where, or that it fails."""
    body = {
        "report": derived_id("report_run", run.city, run.month.isoformat()),
        "city": run.city,
        "month": f"{run.month:%Y-%m}",
        "documents": {language: str(id) for language, id in documents.items()},
        "failed": str(failed) if failed else "",
    }
    await outbox.put(conn, NEWS, body)
