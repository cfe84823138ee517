"""SQL for writing into the archive."""

from datetime import datetime
from uuid import UUID

from reports.proof.model import Issue
from wasteflow.core.db import Connection

ARCHIVE = """
insert into issued_paper (number, kind, series, version, language, facts_sha256, watermark, document, made_at, made_by)
select $1::text, $2, $3::text, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8, $9 from issued_paper where series = $3
having (select number from issued_paper where series = $3 order by version desc limit 1) is distinct from $1
    on conflict do nothing
"""


async def archive(
    conn: Connection, issue: Issue, *, document: UUID | None, made_at: datetime, made_by: UUID | None
) -> None:
    """Write a paper down as the next version of its series; nothing happens where it is the newest already, or where
    another took that version at the same moment."""
    await conn.execute(
        ARCHIVE,
        issue.number,
        issue.kind,
        issue.series,
        issue.language,
        issue.digest,
        issue.watermark,
        document,
        made_at,
        made_by,
    )
