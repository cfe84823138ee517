"""SQL for commands: plans of building sites."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.core.db import Connection

OWNER = "select org, city from site where id = $1 and closed_on is null"
KNOWN = "select exists (select from site where id = $1)"
INSERT = """
    insert into site_plan (id, site, stream, m3, density, density_source, usual, valid_from, valid_to, tip, number,
                           filed_by, filed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (id) do nothing"""


async def owner(conn: Connection, *, site: UUID) -> tuple[UUID, str] | None:
    """Whose site it is, and its city; null where there is no open one."""
    row = await conn.fetchrow(OWNER, site)
    return (row["org"], row["city"]) if row else None


async def known(conn: Connection, *, site: UUID) -> bool:
    found: bool = await conn.fetchval(KNOWN, site)
    return found


async def insert(
    conn: Connection,
    *,
    id: UUID,
    site: UUID,
    stream: str,
    m3: Decimal,
    density: Decimal,
    density_source: str,
    usual: bool,
    valid_from: date,
    valid_to: date,
    tip: UUID | None,
    number: str,
    by: UUID,
    at: datetime,
) -> None:
    await conn.execute(
        INSERT, id, site, stream, m3, density, density_source, usual, valid_from, valid_to, tip, number, by, at
    )
