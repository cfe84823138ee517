"""A schedule is set; a report that failed is tried again."""

from collections.abc import Sequence
from datetime import date

from asyncpg import UniqueViolationError

from reports import policy
from reports.commands import known_language
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock, jobs
from wasteflow.core.db import Pool
from wasteflow.core.errors import Conflict, NotFound, Word
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.reporting import refusals as no
from wasteflow.reporting import store
from wasteflow.reporting.clocks import JOB
from wasteflow.reporting.model import FIRST_DAY, LAST_DAY, LONGEST_WAIT, Schedule

ARRANGE = "report:arrange"


def require_own(actor: Actor, book: Book, city: str) -> None:
    """Raises the action's refusal, ReportOfAnotherCity, NoSuchJurisdiction, NoReportOfPlace."""
    policy.may_report(actor, policy.answers_for(book, city), ARRANGE)


async def set_schedule(
    pool: Pool, actor: Actor, *, city: str, active: bool, day: int, wait_days: int, languages: Sequence[str]
) -> Schedule:
    """When a city's report is made by itself. The same again changes nothing; what fell due before it was switched on
    is not made up for. Raises NoReportDay, WaitTooLong, NoReportLanguage, WrongLanguage, Conflict."""
    require_own(actor, await open_book(pool), city)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise no.NoReportDay("day", first=FIRST_DAY, last=LAST_DAY, day=day)
    if not 0 <= wait_days <= LONGEST_WAIT:
        raise no.WaitTooLong("wait_days", most=LONGEST_WAIT)
    if not languages:
        raise no.NoReportLanguage("languages")
    chosen = tuple(dict.fromkeys(known_language(language) for language in languages))
    now = clock.now()
    try:
        async with pool.acquire() as conn, conn.transaction():
            before = (await store.schedules(conn)).get(city)
            wanted = (active, day, wait_days, chosen)
            if before and (before.active, before.day, before.wait_days, before.languages) == wanted:
                return before
            since = before.since if before and before.active and active else clock.local_date(now)
            one = Schedule(city, before.version + 1 if before else 1, *wanted, since, actor.account, now)
            await store.insert_schedule(conn, one)
            await note(conn, actor, ARRANGE, subject_kind="report_schedule", subject=city, day=day, active=active)
            return one
    except UniqueViolationError:
        raise Conflict("city") from None


async def retry(pool: Pool, actor: Actor, *, city: str, month: date) -> None:
    """Make a report that has failed for good once more. Raises NotFound, RunNotFailed."""
    require_own(actor, await open_book(pool), city)
    async with pool.acquire() as conn, conn.transaction():
        run = await store.run(conn, city=city, month=month)
        if run is None:
            raise NotFound("month", what=Word("subject.report"))
        standing = await jobs.standing(conn, run.job)
        if run.finished_at is not None or standing is None or standing["outcome"] != "failed":
            raise no.RunNotFailed("month")
        job = await jobs.enqueue(conn, JOB, {"city": city, "month": month.isoformat()})
        assert job is not None, "a job without a key is always a new one"
        if not await store.again(conn, city=city, month=month, failed=run.job, job=job):
            raise no.RunNotFailed("month")
