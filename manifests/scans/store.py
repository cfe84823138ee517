"""SQL of noting where a code was seen."""

from datetime import datetime
from uuid import UUID

from wasteflow.core.db import Connection, Pool

# One row for a code, a place, a kind of person and ten minutes, however often it is looked at.
NOTE = """
    insert into code_scan as s (subject, at, place, actor) values ($1, $2, $3, $4)
    on conflict (subject, at, place, actor) do update set times = s.times + 1
    returning times"""


async def note(conn: Connection, *, subject: UUID, at: datetime, place: str, actor: str) -> bool:
    """Whether it is the first of its ten minutes."""
    return bool(await conn.fetchval(NOTE, subject, at, place, actor) == 1)


BY_NUMBER = """
select a.subject, b.state::text as batch, m.state::text as manifest
  from alias a left join batch b on b.id = a.subject left join manifest m on m.id = a.subject
 where a.value = $1 and ((a.subject_kind = 'batch' and a.scheme = 'hj1276') or a.subject_kind = 'manifest')
 order by a.subject desc limit 1"""


async def by_number(pool: Pool, *, number: str) -> tuple[str | None, str | None] | None:
    """The states (batch, manifest), of which one is there, of what carries this number."""
    row = await pool.fetchrow(BY_NUMBER, number)
    return (row["batch"], row["manifest"]) if row else None
