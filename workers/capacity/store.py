"""SQL for commands: gate prices."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.core.db import Connection

OWNER = "select org from site where id = $1 and closed_on is null"
INSERT = """
    insert into gate_price (id, site, scheme, code, price, currency, valid_from, valid_to, source, entered_by,
                            entered_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""


async def owner(conn: Connection, *, site: UUID) -> UUID | None:
    org: UUID | None = await conn.fetchval(OWNER, site)
    return org


async def insert(
    conn: Connection,
    *,
    id: UUID,
    site: UUID,
    scheme: str,
    code: str,
    price: Decimal,
    currency: str,
    valid_from: date,
    valid_to: date | None,
    source: str,
    by: UUID,
    at: datetime,
) -> None:
    await conn.execute(INSERT, id, site, scheme, code, price, currency, valid_from, valid_to, source, by, at)
