"""SQL for making a document."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection

SAME_FIGURES = """
select id from document where kind = $1 and city = $2 and period = $3 and language = $4 and facts_sha256 = $5
"""


async def same_figures(
    conn: Connection, *, kind: str, city: str, period: date, language: str, digest: str
) -> UUID | None:
    """The document that was made of these figures already."""
    found: UUID | None = await conn.fetchval(SAME_FIGURES, kind, city, period, language, digest)
    return found


KEEP = """
insert into document (id, number, kind, city, period, language, status, facts, facts_sha256, content, sha256,
                      made_at, made_by)
select $1, $2, $3::text, $4::text, $5::date, $6,
       case when $7 then 'provisional'
            when exists (select from issued_paper p join document d on d.id = p.document
                          where p.series = $13 and d.status <> 'provisional' and d.facts_sha256 <> $9::text)
                then 'revised'
            else 'published' end,
       $8, $9, $10, encode(sha256($10::bytea), 'hex'), $11, $12
    on conflict do nothing
"""


async def keep(
    conn: Connection,
    *,
    id: UUID,
    number: str,
    kind: str,
    city: str,
    period: date,
    language: str,
    provisional: bool,
    facts: Any,
    digest: str,
    content: bytes,
    made_at: datetime,
    made_by: UUID | None,
    series: str,
) -> None:
    """Keep a document; nothing happens where it is kept already."""
    await conn.execute(
        KEEP,
        id,
        number,
        kind,
        city,
        period,
        language,
        provisional,
        facts,
        digest,
        content,
        made_at,
        made_by,
        series,
    )
