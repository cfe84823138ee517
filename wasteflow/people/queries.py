"""SQL for recognising who sends a request, and for the screens of accounts and the audit log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection, Pool
from wasteflow.people.model import Account, Actor, Credential, Department, Look, Recognised, Role

RECOGNISE = """
    select c.id as credential, c.kind, c.expires_at, a.id, a.person, a.role, a.org, a.site, a.city, a.department,
           a.language, o.jurisdiction as registered
      from credential c join account a on a.id = c.account left join organisation o on o.id = a.org
     where c.digest = $1 and a.closed_at is null and (c.expires_at is null or c.expires_at > $2)
       and (c.device is null or exists (select from device d where d.id = c.device and d.revoked_at is null
                                           and d.org = a.org and a.role = 'driver'))"""


async def recognise(conn: Connection | Pool, *, digest: bytes, now: datetime) -> Recognised | None:
    """Whom a credential belongs to; None where it is unknown, expired, its account closed, or its device not its
    driver's any more."""
    row = await conn.fetchrow(RECOGNISE, digest, now)
    if row is None:
        return None
    return Recognised(_actor(row), row["credential"], row["kind"], row["expires_at"])


def _actor(row: Any) -> Actor:
    return Actor(
        account=row["id"],
        name=row["person"],
        role=Role(row["role"]),
        org=row["org"],
        city=row["city"],
        department=Department(row["department"]) if row["department"] else None,
        language=row["language"],
        site=row["site"],
        registered=row["registered"],
    )


ACTORS = """
    select a.id, a.person, a.role, a.org, a.site, a.city, a.department, a.language, o.jurisdiction as registered
      from account a left join organisation o on o.id = a.org where a.id = any($1) and a.closed_at is null"""


async def actors(conn: Connection | Pool, *, ids: Sequence[UUID]) -> dict[UUID, Actor]:
    """These people as they would act now; an account that is closed is not among them."""
    return {row["id"]: _actor(row) for row in await conn.fetch(ACTORS, list(ids))}


ACCOUNTS = """
    select id, name, person, role, org, site, city, department, language, password is not null as has_password,
           created_at, closed_at
      from account
     where ($1::text is null or name > $1) and ($2::text is null or strpos(name || ' ' || lower(person), $2) > 0)
       and ($3::uuid is null or org = $3)
     order by name limit $4"""


async def accounts(
    conn: Connection | Pool, *, after: str | None, q: str | None, org: UUID | None, limit: int
) -> list[Account]:
    """Accounts by name, from the one after `after`."""
    return [_account(row) for row in await conn.fetch(ACCOUNTS, after, q and q.lower(), org, limit)]


ACCOUNT = """
    select id, name, person, role, org, site, city, department, language, password is not null as has_password,
           created_at, closed_at
      from account where id = $1"""


async def account(conn: Connection | Pool, *, id: UUID) -> Account | None:
    row = await conn.fetchrow(ACCOUNT, id)
    return _account(row) if row else None


def _account(row: Any) -> Account:
    values = dict(row)
    values["role"] = Role(values["role"])
    values["department"] = Department(values["department"]) if values["department"] else None
    return Account(**values)


CREDENTIALS = """
    select id, kind, label, created_at, expires_at from credential
     where account = $1 and (expires_at is null or expires_at > $2) order by created_at desc, id"""


async def credentials(conn: Connection | Pool, *, account: UUID, now: datetime) -> list[Credential]:
    """The sessions and tokens of an account that still count, newest first."""
    return [Credential(**row) for row in await conn.fetch(CREDENTIALS, account, now)]


AUDIT = """
    select id, at, account, person, org, action, subject_kind, subject, detail from audit
     where ($1::bigint is null or id < $1) and ($2::uuid is null or account = $2)
       and ($3::text is null or subject_kind = $3) and ($4::text is null or subject = $4)
     order by id desc limit $5"""


async def looks(
    conn: Connection | Pool,
    *,
    before: int | None,
    account: UUID | None,
    subject_kind: str | None,
    subject: str | None,
    limit: int,
) -> list[Look]:
    """The audit log, newest first."""
    return [Look(**row) for row in await conn.fetch(AUDIT, before, account, subject_kind, subject, limit)]
