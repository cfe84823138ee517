"""SQL of statements and their evidence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wasteflow.core.db import Connection
from workers.statements.model import Evidence, Statement

VERSIONS = """
select * from indicator_statement
 where city = $1 and period = $2 and ($3::text is null or indicator = $3) order by indicator, version desc
"""
READ = "select * from indicator_statement where id = $1 for update"
FILES = """
select statement, sha256, name, kind, length(data) as bytes from statement_file
 where statement = any($1) order by name, sha256
"""
INSERT = """
insert into indicator_statement
       (id, city, indicator, period, version, met, words, reason, entered_by, entered_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
ADD_FILE = """
insert into statement_file (statement, sha256, name, kind, data) values ($1, $2, $3, $4, $5) on conflict do nothing
"""
READ_FILE = """
select f.kind, f.name, f.data, s.city from statement_file f join indicator_statement s on s.id = f.statement
 where f.statement = $1 and f.sha256 = $2
"""
REVIEW = """
update indicator_statement set verdict = $2, verdict_reason = $3, verdict_by = $4, verdict_at = $5
 where id = $1 and verdict is null returning id
"""
# The version that counts: the latest approved one, else the latest that nobody returned.
COUNTING = """
select distinct on (city, period, indicator) s.* from indicator_statement s
  join unnest($1::text[], $2::text[]) asked(place, written) on (s.city, s.period) = (place, written)
 where verdict is distinct from 'returned'
 order by city, period, indicator, (verdict = 'approved') desc nulls last, version desc
"""


async def versions(conn: Connection, *, city: str, period: str, indicator: str | None = None) -> list[Statement]:
    """Every version, the newest of each indicator first."""
    return await _with_files(conn, [Statement(**dict(r)) for r in await conn.fetch(VERSIONS, city, period, indicator)])


async def counting_of(
    conn: Connection, asked: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Statement]]:
    """Of each (city, period) asked for: indicator -> the version that counts."""
    found: dict[tuple[str, str], dict[str, Statement]] = {one: {} for one in asked}
    for row in await conn.fetch(COUNTING, *zip(*asked, strict=True)):
        one = Statement(**dict(row))
        found[one.city, one.period][one.indicator] = one
    return found


async def read(conn: Connection, *, id: UUID) -> Statement | None:
    """Ours until the transaction ends."""
    row = await conn.fetchrow(READ, id)
    return (await _with_files(conn, [Statement(**dict(row))]))[0] if row else None


async def _with_files(conn: Connection, found: Sequence[Statement]) -> list[Statement]:
    files: dict[UUID, list[Evidence]] = defaultdict(list)
    for row in await conn.fetch(FILES, [one.id for one in found]):
        files[row["statement"]].append(Evidence(row["sha256"], row["name"], row["kind"], row["bytes"]))
    return [replace(one, files=tuple(files[one.id])) for one in found]


async def insert(conn: Connection, one: Statement) -> None:
    """Raises UniqueViolationError where somebody was quicker."""
    await conn.execute(
        INSERT, one.id, one.city, one.indicator, one.period, one.version, one.met, one.words, one.reason,
        one.entered_by, one.entered_at,
    )  # fmt: skip


async def add_file(conn: Connection, *, statement: UUID, sha256: str, name: str, kind: str, data: bytes) -> None:
    await conn.execute(ADD_FILE, statement, sha256, name, kind, data)


async def read_file(conn: Connection, *, statement: UUID, sha256: str) -> tuple[str, str, bytes, str] | None:
    """Media type, name, bytes, and the city it is of."""
    row = await conn.fetchrow(READ_FILE, statement, sha256)
    return (row["kind"], row["name"], row["data"], row["city"]) if row else None


async def review(conn: Connection, *, id: UUID, verdict: str, reason: str, by: UUID, at: datetime) -> bool:
    """False where somebody was quicker."""
    return await conn.fetchval(REVIEW, id, verdict, reason, by, at) is not None
