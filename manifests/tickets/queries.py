"""SQL of the screens on trip tickets."""

from asyncpg import Record

from wasteflow.core.db import Connection

SHOWN = """
select at, person, detail from audit
 where subject_kind = 'manifest' and subject = $1 and action = 'ticket:demand' order by id
"""


async def shown(conn: Connection, *, manifest: str) -> list[Record]:
    """When a copy of this ticket was shown, and to whom."""
    return list(await conn.fetch(SHOWN, manifest))
