"""Opening and closing billing accounts, and a month's statement of one."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import asyncpg

from manifests.billing import queries, store
from manifests.billing import refusals as no
from manifests.billing.model import REGIME, Account
from manifests.billing.schemas import BillingAccountOut, NewBillingAccount, Statement, StatementLine, StatementTotal
from wasteflow.catalog.charges import charging
from wasteflow.catalog.law import zone
from wasteflow.core.clock import local_date, now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Warn, Word
from wasteflow.core.months import next_month
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes
from wasteflow.places.cards import cards_of
from wasteflow.places.refusals import IdTaken

MOST_LINES = 20_000  # of one statement; a large site sends some thousand loads a month


async def open_account(pool: Pool, actor: Actor, new: NewBillingAccount) -> list[Warn]:
    """Enter an account of one's own company. What is odd is told: an account opened late is an account.

    Raises NotInHongKong, OpenedBeforeAward, BillingNumberTaken.
    """
    require(actor, "billing:open")
    assert actor.org is not None, "who may open an account belongs to a company"
    card = (await cards_of(pool).of_orgs(pool, [actor.org], fresh=True))[actor.org]
    if zone(card.jurisdiction) != "hong_kong":
        raise no.NotInHongKong("")
    if not new.awarded_on <= new.opened_on <= local_date(now()):
        raise no.OpenedBeforeAward("opened_on")
    async with pool.acquire() as conn, conn.transaction():
        try:
            await store.insert(conn, org=actor.org, new=new, at=now())
        except asyncpg.UniqueViolationError as taken:
            if taken.constraint_name == "billing_account_number":
                raise no.BillingNumberTaken("number", number=new.number) from None
            raise IdTaken("id") from None
        await note(conn, actor, "billing:open", subject_kind="billing_account", subject=new.id, number=new.number)
    return _late((await store.cards(pool, ids=[new.id]))[new.id])


def _late(account: Account) -> list[Warn]:
    if not account.late:
        return []
    limit = f"{charging()[REGIME].account_from.value:,}"
    return [no.OpenedLate("opened_on", opened=account.opened_on, by=account.open_by, limit=limit)]


async def close_account(pool: Pool, actor: Actor, id: UUID, on: date) -> None:
    """It pays for new loads up to the day before; what is on its way is still charged."""
    require(actor, "billing:open")
    async with pool.acquire() as conn, conn.transaction():
        found = (await store.cards(conn, ids=[id])).get(id)
        if found is None or found.org != actor.org:
            raise NotFound("id", what=Word("subject.billing_account"))
        await store.close(conn, id=id, on=on)
        await note(conn, actor, "billing:open", subject_kind="billing_account", subject=id, closed_on=on.isoformat())


async def accounts(pool: Pool, actor: Actor, before: UUID | None, limit: int) -> list[BillingAccountOut]:
    """Those one may see, newest first."""
    require(actor, "billing:see")
    async with pool.acquire() as conn:
        rows = await queries.accounts(conn, scopes=scopes(actor), before=before, limit=limit)
    return [out(account, name) for account, name in rows]


async def one(conn: Connection, actor: Actor, id: UUID) -> BillingAccountOut:
    """An account one may see. Raises NotFound."""
    require(actor, "billing:see")
    rows = await queries.accounts(conn, scopes=scopes(actor), id=id, limit=1)
    if not rows:
        raise NotFound("id", what=Word("subject.billing_account"))
    return out(*rows[0])


async def statement(pool: Pool, actor: Actor, id: UUID, month: str, limit: int = MOST_LINES) -> Statement:
    """What was posted to an account in a month, `2026-11`. Raises NotFound, WrongStatementMonth."""
    first, until = month_of(month)
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        account = await one(conn, actor, id)
        rows = await queries.statement(conn, account=id, first=first, until=until, limit=limit + 1)
        sums = await queries.totals(conn, account=id, first=first, until=until)
    totals = [StatementTotal(**row) for row in sums]
    return Statement(
        account=account,
        month=f"{first:%Y-%m}",
        lines=[StatementLine(**{k: v for k, v in row.items() if k != "seq"}) for row in rows[:limit]],
        more=len(rows) > limit,
        totals=totals,
        hkd=sum((t.hkd for t in totals), Decimal(0)),
    )


def month_of(written: str) -> tuple[date, date]:
    """Its first day, and the first day of the next. Raises WrongStatementMonth."""
    try:
        year, month = (int(part) for part in written.split("-"))
        first = date(year, month, 1)
        return first, next_month(first)
    except (ValueError, OverflowError):
        raise no.WrongStatementMonth("month", month=written[:20]) from None


def out(account: Account, org_name: str) -> BillingAccountOut:
    """The account as it is told."""
    values = {name: getattr(account, name) for name in account.__struct_fields__}
    return BillingAccountOut(**values, org_name=org_name, open_by=account.open_by, late=account.late)
