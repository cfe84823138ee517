"""SQL for reading the archive."""

from reports.proof.model import Archived
from wasteflow.core.db import Connection

ARCHIVED = """
select p.number, p.kind, p.series, p.version, p.language, p.facts_sha256, p.watermark, p.made_at, p.document,
       (select max(version) from issued_paper s where s.series = p.series) as newest
  from issued_paper p where p.number = $1 order by p.version desc limit 1
"""


async def archived(conn: Connection, *, number: str) -> Archived | None:
    """The paper of this number, as it was issued last."""
    row = await conn.fetchrow(ARCHIVED, number)
    return Archived(**dict(row)) if row else None
