"""Signing in and out, accounts, tokens: one function per intent."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

import asyncpg
from msgspec import Struct

from wasteflow.core.clock import now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.ids import new_id
from wasteflow.core.settings import settings
from wasteflow.people import access, passwords, store
from wasteflow.people import refusals as no
from wasteflow.people.audit import note
from wasteflow.people.model import Actor, Role
from wasteflow.people.permissions import require
from wasteflow.people.schemas import NewAccount, NewToken, Person

FREE_TRIES = 5  # for one account from one address, before each further one has to wait twice as long
FREE_TRIES_OF_ADDRESS = 50  # for all accounts together: an office may sign in through one address
_ACCOUNT_NAME = re.compile(r"[\w.@-]{3,64}")


class Opened(Struct, frozen=True):
    """A session or token just made: the only moment its secret is known."""

    id: UUID
    secret: str
    expires_at: datetime | None


# --- signing in and out ------------------------------------------------------------------------------------


async def sign_in(pool: Pool, name: str, password: str, address: str) -> Opened:
    """Open a session. Raises WrongPassword (also for accounts that do not exist), TooManyAttempts."""
    name, moment = name.lower(), now()
    key, address_key = _key(name, address), _key("", address)
    async with pool.acquire() as conn:
        for counted, free in ((key, FREE_TRIES), (address_key, FREE_TRIES_OF_ADDRESS)):
            if not await store.count_attempt(conn, key=counted, now=moment, free=free):
                until = await store.not_before(conn, key=counted) or moment
                raise no.TooManyAttempts("name", seconds=max(1, ceil((until - moment).total_seconds())))
        account = await store.find_account(conn, name=name)
    stored = account.password if account else None
    if not await passwords.fits(stored, password) or account is None or stored is None:
        raise no.WrongPassword("password")
    renewed = await passwords.hashed(password) if passwords.outdated(stored) else None
    made = _new_secret(moment + timedelta(hours=settings().session_hours))
    async with pool.acquire() as conn, conn.transaction():
        await store.forget_attempts(
            conn, key=key, address_key=address_key, now=moment, stale=moment - timedelta(days=1)
        )
        await store.delete_expired(conn, before=moment)
        if renewed:
            await store.change_hash(conn, account=account.id, password=renewed)
        await _insert(conn, made, kind="session", account=account.id, label="")
        await store.insert_audit(
            conn,
            at=moment,
            account=account.id,
            person=account.person,
            org=account.org,
            action="session:open",
            detail={"address": address},
        )
    return made


async def sign_out(pool: Pool, actor: Actor, session: UUID) -> None:
    """End one session of one's own."""
    async with pool.acquire() as conn, conn.transaction():
        await store.delete_credential(conn, id=session, account=actor.account, kind="session")
        await note(conn, actor, "session:close")
    access.forget(account=actor.account)


async def sign_out_everywhere(pool: Pool, actor: Actor) -> None:
    """End all sessions of one's own."""
    async with pool.acquire() as conn, conn.transaction():
        await store.delete_credentials(conn, account=actor.account, kind="session")
        await note(conn, actor, "session:close", everywhere=True)
    access.forget(account=actor.account)


async def change_own_password(pool: Pool, actor: Actor, present: str, password: str) -> None:
    """Change one's own password and end all sessions. Raises PasswordNeeded, WeakPassword."""
    async with pool.acquire() as conn:
        account = await store.account_by_id(conn, account=actor.account)
    if account is None or not await passwords.fits(account.password, present):
        raise no.PasswordNeeded("present")
    await _set_password(pool, actor, actor.account, account.name, password)


# --- accounts ----------------------------------------------------------------------------------------------


async def open_accounts(pool: Pool, actor: Actor, items: Sequence[NewAccount]) -> list[UUID]:
    """Open accounts, all of them or none. Raises AccountNameTaken, WeakPassword, RoleNeeds, UnknownCompany ..."""
    require(actor, "account:edit")
    problems = [_placed(p, n, items) for n, item in enumerate(items) for p in _wrong_with(item)]
    if problems:
        raise Refusals(problems)
    rows = await asyncio.gather(*map(_row, items))
    async with _refusing(items), pool.acquire() as conn, conn.transaction():
        await store.insert_accounts(conn, rows=rows)
        for row in rows:
            await note(conn, actor, "account:edit", subject_kind="account", subject=row.id, opened=row.name)
    return [row.id for row in rows]


async def change_account(pool: Pool, actor: Actor, account: UUID, person: Person) -> None:
    """Change whom an account belongs to and what it may do; felt within seconds, without signing in again."""
    require(actor, "account:edit")
    if problems := list(_wrong_role(person)):
        raise Refusals(problems)
    async with _refusing([person]), pool.acquire() as conn, conn.transaction():
        if not await store.update_account(conn, account=account, **person.model_dump()):
            raise NotFound("id", what=Word("subject.account"))
        await note(conn, actor, "account:edit", subject_kind="account", subject=account, role=person.role)
    access.forget(account=account)


async def reset_password(pool: Pool, actor: Actor, account: UUID, password: str) -> None:
    """Set somebody's password and end all their sessions."""
    require(actor, "account:edit")
    async with pool.acquire() as conn:
        found = await store.account_by_id(conn, account=account)
    if found is None:
        raise NotFound("id", what=Word("subject.account"))
    await _set_password(pool, actor, account, found.name, password)


async def close_account(pool: Pool, actor: Actor, account: UUID) -> None:
    """Nobody signs in with it any more; its sessions and tokens end. What it did stays."""
    require(actor, "account:edit")
    async with pool.acquire() as conn, conn.transaction():
        if not await store.close_account(conn, account=account):
            raise NotFound("id", what=Word("subject.account"))
        await store.delete_credentials(conn, account=account)
        await note(conn, actor, "account:edit", subject_kind="account", subject=account, closed=True)
    access.forget(account=account)


# --- tokens of systems -------------------------------------------------------------------------------------


async def make_token(pool: Pool, actor: Actor, new: NewToken) -> Opened:
    """A token by which a system is recognised as its account, shown this once."""
    require(actor, "account:edit")
    made = _new_secret(now() + timedelta(days=new.days) if new.days else None)
    async with pool.acquire() as conn, conn.transaction():
        if not await _insert(conn, made, kind="token", account=new.account, label=new.label):
            raise NotFound("account", what=Word("subject.account"))
        await note(conn, actor, "account:edit", subject_kind="account", subject=new.account, token=str(made.id))
    return made


async def revoke_token(pool: Pool, actor: Actor, token: UUID) -> None:
    """The token counts no more."""
    require(actor, "account:edit")
    async with pool.acquire() as conn, conn.transaction():
        account = await store.delete_credential(conn, id=token, account=None, kind="token")
        if account is None:
            raise NotFound("id", what=Word("subject.token"))
        await note(conn, actor, "account:edit", subject_kind="account", subject=account, revoked=str(token))
    access.forget(account=account)


# --- what they share ---------------------------------------------------------------------------------------

# What a role must have, and what it cannot have.
_NEEDS: dict[Role, tuple[str, ...]] = {
    Role.GENERATOR: ("org",),
    Role.DISPATCHER: ("org",),
    Role.DRIVER: ("org",),
    Role.RECEIVER: ("org",),
    Role.REGULATOR: ("city", "department"),
    Role.CITY_OFFICE: ("city",),
}


def _wrong_with(item: NewAccount) -> list[Refusal]:
    problems = list(_wrong_role(item))
    if not _ACCOUNT_NAME.fullmatch(item.name):
        problems.append(no.WrongAccountName("name"))
    if item.password is not None:
        try:
            passwords.check_strength("password", item.password, item.name)
        except no.WeakPassword as weak:
            problems.append(weak)
    return problems


def _wrong_role(item: Person) -> list[Refusal]:
    needs, role = _NEEDS.get(item.role, ()), Word(f"role.{item.role}")
    problems: list[Refusal] = [
        no.RoleNeeds(field, role=role, needs=Word(f"field.{field}")) for field in needs if getattr(item, field) is None
    ]
    if item.role is Role.INTEGRATOR and (item.org is None) == (item.city is None):
        problems.append(no.RoleNeeds("org", role=role, needs=Word("field.org_or_city")))
    if item.role is not Role.REGULATOR and item.department is not None:
        problems.append(no.RoleForbids("department", role=role, surplus=Word("field.department")))
    if "org" not in needs and item.role is not Role.INTEGRATOR and item.org is not None:
        problems.append(no.RoleForbids("org", role=role, surplus=Word("field.org")))
    return problems


async def _row(item: NewAccount) -> store.NewRow:
    hashed = await passwords.hashed(item.password) if item.password is not None else None
    values = item.model_dump(exclude={"password", "name"})
    return store.NewRow(name=item.name.lower(), password=hashed, **values)


async def _set_password(pool: Pool, actor: Actor, account: UUID, name: str, password: str) -> None:
    passwords.check_strength("password", password, name)
    hashed = await passwords.hashed(password)
    async with pool.acquire() as conn, conn.transaction():
        if not await store.change_hash(conn, account=account, password=hashed):
            raise NotFound("id", what=Word("subject.account"))
        await store.delete_credentials(conn, account=account, kind="session")
        await note(conn, actor, "account:edit", subject_kind="account", subject=account, password_changed=True)
    access.forget(account=account)


def _new_secret(expires_at: datetime | None) -> Opened:
    return Opened(new_id(), access.new_secret(), expires_at)


async def _insert(conn: Connection, made: Opened, *, kind: str, account: UUID, label: str) -> bool:
    return await store.insert_credential(
        conn,
        digest=access.digest_of(made.secret),
        id=made.id,
        kind=kind,
        account=account,
        label=label,
        expires_at=made.expires_at,
    )


def _key(name: str, address: str) -> str:
    return hashlib.sha256(f"{name}\x1f{address}".encode()).hexdigest()


def _placed(problem: Refusal, n: int, items: Sequence[object]) -> Refusal:
    if len(items) > 1:
        problem.at(str(n))
    return problem


@asynccontextmanager
async def _refusing(items: Sequence[Person]) -> AsyncIterator[None]:
    """A broken constraint becomes the refusal it stands for, at the account that broke it."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        names = [item.name.lower() if isinstance(item, NewAccount) else "" for item in items]
        taken = [n for n, name in enumerate(names) if f"({name})" in (error.detail or "")]
        n = taken[-1] if taken else 0
        raise _placed(no.AccountNameTaken("name", name=names[n]), n, items) from None
    except asyncpg.ForeignKeyViolationError as error:
        field = "site" if error.constraint_name == "account_site_known" else "org"
        guilty = [n for n, item in enumerate(items) if str(getattr(item, field)) in (error.detail or "")]
        raise _placed(no.UnknownCompany(field), guilty[0] if guilty else 0, items) from None
