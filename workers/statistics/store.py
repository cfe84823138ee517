"""SQL for commands: figures of statistics."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.core.db import Connection
from workers.statistics.model import Entry, Statistic

# One writer of a city's figures at a time: versions follow each other, and a file is whole or waits.
LOCK = "select pg_advisory_xact_lock(hashtextextended('statistics ' || $1, 0))"
LATEST = """
select distinct on (figure, period) * from statistic
 where city = $1 and (figure, period) in (select * from unnest($2::text[], $3::text[]))
 order by figure, period, version desc
"""
INSERT = """
insert into statistic
       (id, city, figure, period, version, value, source, reason, file_name, file_sha256, entered_by, entered_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
READ = "select * from statistic where id = $1 for update"
REVIEW = """
update statistic set verdict = $2, verdict_reason = $3, verdict_by = $4, verdict_at = $5
 where id = $1 and verdict is null returning id
"""


SET_BASE = """
insert into indicator_base (city, base_year, source, set_by, set_at) values ($1, $2, $3, $4, $5)
on conflict (city) do update set base_year = excluded.base_year, source = excluded.source, set_by = excluded.set_by,
       set_at = excluded.set_at
"""


async def set_base(conn: Connection, *, city: str, year: int, source: str, by: UUID, at: datetime) -> None:
    await conn.execute(SET_BASE, city, year, source, by, at)


async def lock(conn: Connection, *, city: str) -> None:
    await conn.execute(LOCK, city)


async def latest(conn: Connection, *, city: str, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Statistic]:
    """(figure, period) -> its latest version."""
    rows = await conn.fetch(LATEST, city, [f for f, _ in wanted], [p for _, p in wanted])
    return {(row["figure"], row["period"]): Statistic(**dict(row)) for row in rows}


async def insert(
    conn: Connection,
    entry: Entry,
    *,
    id: UUID,
    version: int,
    value: Decimal,
    file: tuple[str, str] | None,
    by: UUID,
    at: datetime,
) -> None:
    """`file`: its name and SHA-256."""
    name, digest = file or (None, None)
    await conn.execute(
        INSERT, id, entry.city, entry.figure, entry.period, version, value, entry.source, entry.reason, name, digest,
        by, at,
    )  # fmt: skip


async def read(conn: Connection, *, id: UUID) -> Statistic | None:
    row = await conn.fetchrow(READ, id)
    return Statistic(**dict(row)) if row else None


async def review(conn: Connection, *, id: UUID, verdict: str, reason: str, by: UUID, at: datetime) -> bool:
    """False where somebody was quicker."""
    return await conn.fetchval(REVIEW, id, verdict, reason, by, at) is not None
