"""SQL by which the demo looks at what it wrote."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection

ACCOUNTS_BY_NAME = "select name, id from account where name = any($1)"


async def accounts_by_name(conn: Connection, *, names: Sequence[str]) -> dict[str, UUID]:
    return {row["name"]: row["id"] for row in await conn.fetch(ACCOUNTS_BY_NAME, names)}


REGISTERED = """
    select kind from (values
        ('organisations', exists (select from organisation where id = any($1))),
        ('sites', exists (select from site where org = any($1))),
        ('permits', exists (select from permit where org = any($1))),
        ('vehicles', exists (select from vehicle where org = any($1))),
        ('drivers', exists (select from driver where org = any($1)))) as found (kind, there)
    where there"""


async def registered(conn: Connection, *, orgs: Iterable[UUID]) -> set[str]:
    """Which registers hold something of these organisations; each is written whole, or not at all."""
    return {row["kind"] for row in await conn.fetch(REGISTERED, list(orgs))}


BILLING_ACCOUNTS = "select id from billing_account where id = any($1)"


async def billing_accounts(conn: Connection, *, ids: Sequence[UUID]) -> set[UUID]:
    """Those that are open already."""
    return {row["id"] for row in await conn.fetch(BILLING_ACCOUNTS, ids)}


NUMBERS_OF = "select id, state->>'number' as number from manifest where id = any($1)"


async def numbers_of(conn: Connection, *, ids: Sequence[UUID]) -> dict[UUID, str | None]:
    """The numbers of manifests."""
    return {row["id"]: row["number"] for row in await conn.fetch(NUMBERS_OF, ids)}


@dataclass(frozen=True)
class Entry:
    """One event that changes how much of a batch is where."""

    batch: UUID
    kind: str
    at: datetime
    body: dict[str, Any]

    @property
    def kg(self) -> Decimal:
        return Decimal(str(self.body["kg"]))


BATCH_EVENTS = """
    select subject, kind, occurred_at, body from custody_event
     where subject_kind = 'batch'
       and kind in ('generated', 'reweighed', 'treated', 'loaded', 'received', 'split_off')
     order by subject, seq"""


async def batch_events(conn: Connection) -> Iterator[Entry]:
    """All that balances count, batch by batch, oldest first within each."""
    return (Entry(r["subject"], r["kind"], r["occurred_at"], r["body"]) for r in await conn.fetch(BATCH_EVENTS))


STOCK = """
    select b.site, s.city, sum((b.state->'weight'->>'kg')::numeric) as kg
      from batch b join site s on s.id = b.site group by b.site, s.city"""


async def stock(conn: Connection) -> dict[UUID, Decimal]:
    """Kilograms in each site's store, as the folded rows have it."""
    return {row["site"]: row["kg"] for row in await conn.fetch(STOCK)}


CITIES = "select id, city from site"


async def cities(conn: Connection) -> dict[UUID, str]:
    """Site -> city."""
    return {row["id"]: row["city"] for row in await conn.fetch(CITIES)}
