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


REFUSED_NAMES = """
    select event from refused_event
     where subject = $1 and org = $3 and outcome is distinct from 'recorded' and item->'attached'->'photos' ? $2
     order by event limit 1"""


async def refused_naming(conn: Connection | Pool, *, subject: UUID, sha256: str, org: UUID) -> UUID | None:
    """The event that names the photo and was refused of this company."""
    found: UUID | None = await conn.fetchval(REFUSED_NAMES, subject, sha256, org)
    return found


OF_REFUSED = "select sha256 from refused_photo where subject = $1 and event = $2 order by sha256"


async def of_refused(conn: Connection | Pool, *, subject: UUID, event: UUID) -> list[str]:
    """The photos of a refused event that have come."""
    return [row["sha256"] for row in await conn.fetch(OF_REFUSED, subject, event)]


REFUSED_PHOTO = "select kind, data from refused_photo where subject = $1 and event = $2 and sha256 = $3"


async def refused_photo(
    conn: Connection | Pool, *, subject: UUID, event: UUID, sha256: str
) -> tuple[str, bytes] | None:
    """Media type and bytes of one of them."""
    row = await conn.fetchrow(REFUSED_PHOTO, subject, event, sha256)
    return (row["kind"], row["data"]) if row else None


PHOTO = "select kind, data, received_at from photo where subject = $1 and sha256 = $2"


async def photo(conn: Connection | Pool, *, subject: UUID, sha256: str) -> tuple[str, bytes, datetime] | None:
    """Its media type, its bytes, when they came."""
    row = await conn.fetchrow(PHOTO, subject, sha256)
    return (row["kind"], row["data"], row["received_at"]) if row else None
