"""SQL for screens: schedules with who set them, runs with how far they are, papers in their versions."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from wasteflow.core.db import Connection
from wasteflow.reporting.model import Run, Schedule
from wasteflow.reporting.store import run_of, schedule_of

VERSIONS = """
select s.*, a.person from report_schedule s left join account a on a.id = s.set_by
 where s.city = $1 order by s.version desc limit $2
"""
RUNS = """
select r.*, coalesce(j.progress, 0)::float8 as progress, coalesce(j.attempts, h.attempts, 0)::int as attempts,
       coalesce(j.note, h.note) as note,
       case when r.finished_at is not null then 'made' when j.id is not null then 'open' else 'failed' end as standing
  from report_run r left join job j on j.id = r.job left join job_history h on h.id = r.job
 where r.city = any($1::text[]) and ($2::date is null or r.month = $2)
 order by r.month desc, r.city limit $3
"""
PAPERS = """
select d.id, d.number, d.kind, d.city, d.period, d.language, d.status, d.made_at, p.version,
       length(d.content)::int as bytes, a.person,
       p.version = (select max(version) from issued_paper s where s.series = p.series) as newest
  from document d join lateral (select series, version from issued_paper i where i.document = d.id
                                 order by version desc limit 1) p on true
  left join account a on a.id = d.made_by
 where d.city = any($1::text[]) and ($2::date is null or d.period = $2) and ($3::uuid is null or d.id < $3)
 order by d.id desc limit $4
"""

SAME_SERIES = """
select number, version, made_at, document from issued_paper
 where series in (select series from issued_paper where document = $1) order by version desc limit 20
"""


class Version(Struct, frozen=True):
    """A schedule as it was set, and by whom."""

    schedule: Schedule
    person: str | None


class Shown(Struct, frozen=True):
    """A run with how far it is: open (with its share), made, failed."""

    run: Run
    standing: str
    progress: float
    attempts: int
    note: str | None


class Paper(Struct, frozen=True):
    """A report in the archive. `person` null: the house made it."""

    id: UUID
    number: str
    kind: str
    city: str
    period: date
    language: str
    status: str
    made_at: datetime
    version: int
    bytes: int
    person: str | None
    newest: bool


class Issued(Struct, frozen=True):
    """One version of a report."""

    number: str
    version: int
    made_at: datetime
    document: UUID | None


async def versions(conn: Connection, *, city: str, limit: int = 10) -> list[Version]:
    """A city's schedule and what it was before, newest first."""
    rows = await conn.fetch(VERSIONS, city, limit)
    return [Version(schedule_of({k: v for k, v in row.items() if k != "person"}), row["person"]) for row in rows]


async def runs(conn: Connection, *, cities: Sequence[str], month: date | None = None, limit: int = 50) -> list[Shown]:
    """Reports that were made by themselves, or are being made, newest month first."""
    more = ("progress", "attempts", "note", "standing")
    return [
        Shown(
            run_of({k: v for k, v in row.items() if k not in more}),
            row["standing"],
            row["progress"],
            row["attempts"],
            row["note"],
        )
        for row in await conn.fetch(RUNS, cities, month, limit)
    ]


async def papers(
    conn: Connection, *, cities: Sequence[str], month: date | None = None, before: UUID | None = None, limit: int = 30
) -> list[Paper]:
    """The archive of these cities, newest first; `before`: the last id of the page before."""
    return [Paper(**dict(row)) for row in await conn.fetch(PAPERS, cities, month, before, limit)]


async def same_series(conn: Connection, *, document: UUID) -> list[Issued]:
    """All versions of the report this document is one of, newest first."""
    return [Issued(**dict(row)) for row in await conn.fetch(SAME_SERIES, document)]
