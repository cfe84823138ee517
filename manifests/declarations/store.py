"""SQL for filing declarations and entering classes: appended, never changed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection

FILE = """
insert into declaration (id, site, duty, first, last, version, due_on, nil, figures, figures_sha256, counted_to, reason,
                         filed_at, filed_on, account, person, org)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""


async def file(
    conn: Connection,
    *,
    id: UUID,
    site: UUID,
    duty: str,
    first: date,
    last: date,
    version: int,
    due_on: date,
    nil: bool,
    figures: Any,
    digest: str,
    counted_to: int,
    reason: str,
    filed_at: datetime,
    filed_on: date,
    account: UUID,
    person: str,
    org: UUID | None,
) -> None:
    """Raises UniqueViolationError (declaration_once) where somebody filed this version first."""
    await conn.execute(
        FILE,
        id,
        site,
        duty,
        first,
        last,
        version,
        due_on,
        nil,
        figures,
        digest,
        counted_to,
        reason,
        filed_at,
        filed_on,
        account,
        person,
        org,
    )


ENTER = """
insert into generator_entry (id, site, year, class, assessed_t, reason, entered_at, account, person)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def enter(
    conn: Connection,
    *,
    id: UUID,
    site: UUID,
    year: int,
    class_: str | None,
    assessed_t: Decimal | None,
    reason: str,
    entered_at: datetime,
    account: UUID,
    person: str,
) -> None:
    await conn.execute(ENTER, id, site, year, class_, assessed_t, reason, entered_at, account, person)
