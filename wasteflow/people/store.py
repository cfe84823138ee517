"""SQL of the commands on accounts, credentials, attempts and the audit log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wasteflow.core.db import Connection, Pool

# --- accounts --------------------------------------------------------------------------------------------

INSERT_ACCOUNT = """
    insert into account (id, name, person, role, org, site, city, department, language, password, password_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, case when $10::text is null then null else now() end)"""


class NewRow(Struct, frozen=True):
    """An account to insert."""

    id: UUID
    name: str
    person: str
    role: str
    org: UUID | None
    site: UUID | None
    city: str | None
    department: str | None
    language: str | None
    password: str | None  # hashed


async def insert_accounts(conn: Connection, *, rows: Sequence[NewRow]) -> None:
    """Raises UniqueViolationError (account_name), ForeignKeyViolationError (account_org_known, account_site_known)."""
    await conn.executemany(
        INSERT_ACCOUNT,
        [(r.id, r.name, r.person, r.role, r.org, r.site, r.city, r.department, r.language, r.password) for r in rows],
    )


FIND_ACCOUNT = """
    select id, person, org, password from account where name = $1 and closed_at is null"""


class Found(Struct, frozen=True):
    """What a sign-in needs of an account."""

    id: UUID
    person: str
    org: UUID | None
    password: str | None


async def find_account(conn: Connection, *, name: str) -> Found | None:
    row = await conn.fetchrow(FIND_ACCOUNT, name)
    return Found(**row) if row else None


ACCOUNT_BY_ID = """
    select name, password from account where id = $1 and closed_at is null"""


class Known(Struct, frozen=True):
    """What changing a password needs of an account."""

    name: str
    password: str | None


async def account_by_id(conn: Connection, *, account: UUID) -> Known | None:
    row = await conn.fetchrow(ACCOUNT_BY_ID, account)
    return Known(**row) if row else None


CHANGE_HASH = """
    update account set password = $2, password_at = now() where id = $1 and closed_at is null returning id"""


async def change_hash(conn: Connection, *, account: UUID, password: str) -> bool:
    """False where there is no such open account."""
    return await conn.fetchval(CHANGE_HASH, account, password) is not None


UPDATE_ACCOUNT = """
    update account
       set person = $2, role = $3, org = $4, site = $5, city = $6, department = $7, language = $8
     where id = $1 and closed_at is null returning id"""


async def update_account(
    conn: Connection,
    *,
    account: UUID,
    person: str,
    role: str,
    org: UUID | None,
    site: UUID | None,
    city: str | None,
    department: str | None,
    language: str | None,
) -> bool:
    """False where there is no such open account."""
    found = await conn.fetchval(UPDATE_ACCOUNT, account, person, role, org, site, city, department, language)
    return found is not None


CLOSE_ACCOUNT = """
    update account set closed_at = now() where id = $1 and closed_at is null returning id"""


async def close_account(conn: Connection, *, account: UUID) -> bool:
    """False where there is no such open account."""
    return await conn.fetchval(CLOSE_ACCOUNT, account) is not None


# --- credentials -----------------------------------------------------------------------------------------

INSERT_CREDENTIAL = """
    insert into credential (digest, id, kind, account, label, expires_at)
    select $1, $2, $3, id, $5, $6 from account where id = $4 and closed_at is null
    returning id"""


async def insert_credential(
    conn: Connection,
    *,
    digest: bytes,
    id: UUID,
    kind: str,
    account: UUID,
    label: str,
    expires_at: datetime | None,
) -> bool:
    """False where there is no such open account."""
    return await conn.fetchval(INSERT_CREDENTIAL, digest, id, kind, account, label, expires_at) is not None


DELETE_CREDENTIAL = """
    delete from credential where id = $1 and ($2::uuid is null or account = $2) and kind = $3
    returning account"""


async def delete_credential(conn: Connection, *, id: UUID, account: UUID | None, kind: str) -> UUID | None:
    """Whose it was; None where there was none."""
    found: UUID | None = await conn.fetchval(DELETE_CREDENTIAL, id, account, kind)
    return found


DELETE_CREDENTIALS = """
    delete from credential where account = $1 and ($2::text is null or kind = $2)"""


async def delete_credentials(conn: Connection, *, account: UUID, kind: str | None = None) -> None:
    """All sessions, all tokens, or both (kind None) of an account."""
    await conn.execute(DELETE_CREDENTIALS, account, kind)


DELETE_EXPIRED = """
    delete from credential where expires_at < $1"""


async def delete_expired(conn: Connection, *, before: datetime) -> None:
    await conn.execute(DELETE_EXPIRED, before)


# --- attempts to sign in -----------------------------------------------------------------------------------

# One statement, so that a burst of attempts at once is counted one by one: a row comes back only for an attempt
# that may be made, and it has then been counted. After the free ones the wait doubles, up to a quarter of an hour;
# a day of silence forgets.
COUNT_ATTEMPT = """
    insert into sign_in_attempt as a (key, tries, not_before) values ($1, 1, $2)
    on conflict (key) do update set
        tries = case when a.not_before < $2 - interval '1 day' then 1 else a.tries + 1 end,
        not_before = case
            when a.not_before < $2 - interval '1 day' or a.tries + 1 < $3 then $2
            else $2 + least(interval '15 minutes', interval '1 second' * 2 ^ least(a.tries + 1 - $3, 10)) end
    where a.not_before <= $2
    returning tries"""


async def count_attempt(conn: Connection, *, key: str, now: datetime, free: int) -> bool:
    """Count an attempt; False where it may not be made yet."""
    return await conn.fetchval(COUNT_ATTEMPT, key, now, free) is not None


NOT_BEFORE = """
    select not_before from sign_in_attempt where key = $1"""


async def not_before(conn: Connection, *, key: str) -> datetime | None:
    """When the next attempt may be made."""
    found: datetime | None = await conn.fetchval(NOT_BEFORE, key)
    return found


FORGET_ATTEMPTS = """
    delete from sign_in_attempt where key = $1 or not_before < $2"""

TAKE_BACK_ATTEMPT = """
    update sign_in_attempt set tries = greatest(0, tries - 1), not_before = least(not_before, $2) where key = $1"""


async def forget_attempts(conn: Connection, *, key: str, address_key: str, now: datetime, stale: datetime) -> None:
    """After a success: the pair starts afresh, the address is as if this attempt had not been; sweeps stale rows."""
    await conn.execute(FORGET_ATTEMPTS, key, stale)
    await conn.execute(TAKE_BACK_ATTEMPT, address_key, now)


# --- audit -------------------------------------------------------------------------------------------------

INSERT_AUDIT = """
    insert into audit (at, account, person, org, action, subject_kind, subject, detail)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""


async def insert_audit(
    conn: Connection | Pool,
    *,
    at: datetime,
    account: UUID | None,
    person: str,
    org: UUID | None,
    action: str,
    subject_kind: str = "",
    subject: str = "",
    detail: dict[str, object] | None = None,
) -> None:
    await conn.execute(INSERT_AUDIT, at, account, person, org, action, subject_kind, subject, detail or {})


# --- requests with a key of their own --------------------------------------------------------------------

CLAIM_ONCE = """
    insert into request_once as r (account, key, digest, lease_until)
    values ($1, $2, $3, now() + $4::float8 * interval '1 second')
    on conflict (account, key) do update set lease_until = excluded.lease_until
     where r.digest = excluded.digest and r.status is null and r.lease_until < now()
    returning first_at"""


async def claim_once(
    conn: Connection | Pool, *, account: UUID, key: str, digest: bytes, seconds: float
) -> datetime | None:
    """When this request was first seen, where it is the caller's to do; null where it is done, or in other hands."""
    first: datetime | None = await conn.fetchval(CLAIM_ONCE, account, key, digest, seconds)
    return first


READ_ONCE = "select digest, status, headers, body from request_once where account = $1 and key = $2"


class Answered(Struct, frozen=True):
    """What a request with a key got; `status` null: nothing yet."""

    digest: bytes
    status: int | None
    headers: dict[str, str] | None
    body: bytes | None


async def read_once(conn: Connection | Pool, *, account: UUID, key: str) -> Answered | None:
    row = await conn.fetchrow(READ_ONCE, account, key)
    return Answered(**row) if row else None


ANSWER_ONCE = "update request_once set status = $3, headers = $4, body = $5 where account = $1 and key = $2"


async def answer_once(
    conn: Connection | Pool, *, account: UUID, key: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    await conn.execute(ANSWER_ONCE, account, key, status, headers, body)


RELEASE_ONCE = "delete from request_once where account = $1 and key = $2 and status is null"


async def release_once(conn: Connection | Pool, *, account: UUID, key: str) -> None:
    await conn.execute(RELEASE_ONCE, account, key)


FORGET_ONCE = "delete from request_once where first_at < now() - interval '30 days'"


async def forget_once(conn: Connection) -> None:
    await conn.execute(FORGET_ONCE)
