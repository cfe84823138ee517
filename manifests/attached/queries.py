"""SQL of photos: may these bytes come, and what are they. What is attached is read with its chain."""

from datetime import datetime
from uuid import UUID

from wasteflow.core.db import Connection, Pool

NAMED = """
    select exists (select from event_photo n join custody_event e on e.subject = n.subject and e.id = n.event
                    where n.subject = $1 and n.sha256 = $2 and e.org = $3)"""


async def named(conn: Connection | Pool, *, subject: UUID, sha256: str, org: UUID) -> bool:
    """Whether an event that this company recorded names the photo."""
    found: bool = await conn.fetchval(NAMED, subject, sha256, org)
    return found


PHOTO = "select kind, data, received_at from photo where subject = $1 and sha256 = $2"


async def photo(conn: Connection | Pool, *, subject: UUID, sha256: str) -> tuple[str, bytes, datetime] | None:
    """Its media type, its bytes, when they came."""
    row = await conn.fetchrow(PHOTO, subject, sha256)
    return (row["kind"], row["data"], row["received_at"]) if row else None
