"""SQL of the commands at the road-side."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection

WATERMARK = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


async def watermark(conn: Connection) -> int:
    """All that transactions before this one wrote is seen. Ask in the transaction that looks."""
    found: int = await conn.fetchval(WATERMARK)
    return found


WRITE_LOOK = """
    insert into road_look (id, at, account, city, department, link, asked, purpose, manifests, shown, watermark,
                           attestation)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""


async def write_look(
    conn: Connection,
    *,
    id: UUID,
    at: datetime,
    watermark: int,
    manifests: Sequence[UUID],
    shown: Any,
    account: UUID | None = None,
    city: str | None = None,
    department: str | None = None,
    link: UUID | None = None,
    asked: str = "",
    purpose: str = "",
    attestation: str | None = None,
) -> None:
    """Write down who looked, at what, and what they were shown."""
    by = (account, city, department, link)
    await conn.execute(WRITE_LOOK, id, at, *by, asked, purpose, list(manifests), shown, watermark, attestation)


ADD_LINK = """
    insert into road_link (id, digest, manifest, leg, account, org, made_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""


async def add_link(
    conn: Connection,
    *,
    id: UUID,
    digest: bytes,
    manifest: UUID,
    leg: int,
    account: UUID,
    org: UUID,
    made_at: datetime,
    expires_at: datetime,
) -> None:
    await conn.execute(ADD_LINK, id, digest, manifest, leg, account, org, made_at, expires_at)


END_LINKS = """
    update road_link set revoked_at = $3
     where manifest = $1 and org = $2 and revoked_at is null and expires_at > $3 returning id"""


async def end_links(conn: Connection, *, manifest: UUID, org: UUID, at: datetime) -> int:
    """Revoke what this company shows of a load; how many links worked still."""
    return len(await conn.fetch(END_LINKS, manifest, org, at))
