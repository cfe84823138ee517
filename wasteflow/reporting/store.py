"""SQL for commands and the clock: schedules and runs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection
from wasteflow.reporting.model import Run, Schedule

SCHEDULES = "select distinct on (city) * from report_schedule order by city, version desc"
INSERT_SCHEDULE = """
insert into report_schedule (city, version, active, day, wait_days, languages, since, set_by, set_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
BEGIN_RUN = """
insert into report_run (city, month, languages, reviewed, job, begun_at) values ($1, $2, $3, $4, $5, $6)
"""
RUN = "select * from report_run where city = $1 and month = $2"
FINISH_RUN = "update report_run set documents = $3, finished_at = $4 where city = $1 and month = $2"
TROUBLED = """
update report_run set troubled_at = $3 where city = $1 and month = $2 and troubled_at is null and finished_at is null
returning true
"""
AGAIN = "update report_run set job = $4, troubled_at = null where city = $1 and month = $2 and job = $3 returning true"


async def schedules(conn: Connection) -> dict[str, Schedule]:
    """City -> its schedule in force."""
    return {row["city"]: schedule_of(row) for row in await conn.fetch(SCHEDULES)}


def schedule_of(row: Any) -> Schedule:
    """A row as a Schedule."""
    return Schedule(**{**dict(row), "languages": tuple(row["languages"])})


async def insert_schedule(conn: Connection, one: Schedule) -> None:
    """Raises UniqueViolationError where somebody was quicker."""
    await conn.execute(
        INSERT_SCHEDULE, one.city, one.version, one.active, one.day, one.wait_days, list(one.languages), one.since,
        one.set_by, one.set_at,
    )  # fmt: skip


async def begin_run(conn: Connection, run: Run) -> None:
    """Raises UniqueViolationError where it was begun already."""
    await conn.execute(BEGIN_RUN, run.city, run.month, list(run.languages), run.reviewed, run.job, run.begun_at)


async def run(conn: Connection, *, city: str, month: date) -> Run | None:
    """The run of a city's month."""
    row = await conn.fetchrow(RUN, city, month)
    return run_of(row) if row else None


def run_of(row: Any) -> Run:
    """A row as a Run."""
    documents = {language: UUID(id) for language, id in row["documents"].items()}
    return Run(**{**dict(row), "languages": tuple(row["languages"]), "documents": documents})


async def finish_run(conn: Connection, *, city: str, month: date, documents: Mapping[str, UUID], at: datetime) -> None:
    """It is made."""
    await conn.execute(FINISH_RUN, city, month, {k: str(v) for k, v in documents.items()}, at)


async def troubled(conn: Connection, *, city: str, month: date, at: datetime) -> bool:
    """Note that somebody is told of its trouble; False where they were already."""
    return bool(await conn.fetchval(TROUBLED, city, month, at))


async def again(conn: Connection, *, city: str, month: date, failed: UUID, job: UUID) -> bool:
    """Another job makes it, in place of one that has failed; False where somebody was quicker."""
    return bool(await conn.fetchval(AGAIN, city, month, failed, job))
