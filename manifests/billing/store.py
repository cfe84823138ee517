"""SQL of billing: accounts, and what is posted with custody (`manifests.store.append`)."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from manifests.billing.model import Account
from manifests.billing.schemas import NewBillingAccount
from wasteflow.core.db import Connection, Pool

CARDS = """
select id, org, number, contract, value_hkd, government, awarded_on, opened_on, closed_on
  from billing_account where id = any($1)
"""


async def cards(conn: Connection | Pool, *, ids: Iterable[UUID]) -> dict[UUID, Account]:
    """Accounts by id."""
    return {r["id"]: Account(**r) for r in await conn.fetch(CARDS, list(ids))}


INSERT = """
insert into billing_account
    (id, org, number, contract, value_hkd, government, awarded_on, opened_on, entered_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def insert(conn: Connection, *, org: UUID, new: NewBillingAccount, at: datetime) -> None:
    """Enter an account."""
    await conn.execute(
        INSERT, new.id, org, new.number, new.contract, new.value_hkd, new.government, new.awarded_on, new.opened_on, at
    )


CLOSE = "update billing_account set closed_on = $2 where id = $1"


async def close(conn: Connection, *, id: UUID, on: date) -> None:
    """It pays up to the day before."""
    await conn.execute(CLOSE, id, on)
