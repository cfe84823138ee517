"""SQL of the commands on devices."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wasteflow.core.db import Connection

DRIVER = """
    select org, person from account where id = $1 and role = 'driver' and closed_at is null"""


async def driver(conn: Connection, *, account: UUID) -> tuple[UUID, str] | None:
    """Company and name of a driver who may sign in."""
    row = await conn.fetchrow(DRIVER, account)
    return (row["org"], row["person"]) if row else None


# --- codes -----------------------------------------------------------------------------------------------

# A driver has one code at a time; what nobody used goes with the next.
DROP_CODES = """
    delete from enrolment_code where used_at is null and (account = $1 or expires_at < $2)"""

INSERT_CODE = """
    insert into enrolment_code (id, digest, account, replaces, made_at, made_by, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7)"""


async def insert_code(
    conn: Connection,
    *,
    id: UUID,
    digest: bytes,
    account: UUID,
    replaces: UUID | None,
    at: datetime,
    by: UUID,
    expires_at: datetime,
) -> None:
    await conn.execute(DROP_CODES, account, at)
    await conn.execute(INSERT_CODE, id, digest, account, replaces, at, by, expires_at)


# Locked first and read then, so that of two phones with one code the second sees that it was used, and by whom.
LOCK_CODE = "select id from enrolment_code where digest = $1 for update"
FIND_CODE = """
    select c.id, c.account, a.org, a.person, c.replaces, c.made_by, d.id as device, d.kid
      from enrolment_code c join account a on a.id = c.account and a.role = 'driver' and a.closed_at is null
      left join device d on d.id = c.device and d.revoked_at is null
     where c.digest = $1 and c.expires_at > $2
       and (c.used_at is null or d.id is not null)"""


class FoundCode(Struct, frozen=True):
    """A code that still counts; `device` and `kid`: whom it enrolled already."""

    id: UUID
    account: UUID
    org: UUID
    person: str
    replaces: UUID | None
    made_by: UUID
    device: UUID | None
    kid: str | None


async def find_code(conn: Connection, *, digest: bytes, now: datetime) -> FoundCode | None:
    await conn.execute(LOCK_CODE, digest)
    row = await conn.fetchrow(FIND_CODE, digest, now)
    return FoundCode(**row) if row else None


USE_CODE = "update enrolment_code set used_at = $2, device = $3 where id = $1"


async def use_code(conn: Connection, *, id: UUID, at: datetime, device: UUID) -> None:
    await conn.execute(USE_CODE, id, at, device)


# --- devices ---------------------------------------------------------------------------------------------

INSERT_DEVICE = """
    insert into device (id, account, org, label, kid, jwk, enrolled_at, enrolled_by, valid_until)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""


async def insert_device(
    conn: Connection,
    *,
    id: UUID,
    account: UUID,
    org: UUID,
    label: str,
    kid: str,
    jwk: dict[str, str],
    at: datetime,
    by: UUID,
    valid_until: datetime,
) -> None:
    """Raises UniqueViolationError (device_kid)."""
    await conn.execute(INSERT_DEVICE, id, account, org, label, kid, jwk, at, by, valid_until)


REVOKE = """
    update device
       set revoked_as_of = least($2::timestamptz, $3), revoked_at = $3, revoked_by = $4, reason = $5, note = $6
     where id = $1 and revoked_at is null and ($7::uuid is null or org = $7)
    returning account"""
DEVICE_OF = "select revoked_at is not null as revoked from device where id = $1 and ($2::uuid is null or org = $2)"


async def revoke(
    conn: Connection, *, id: UUID, as_of: datetime, at: datetime, by: UUID, reason: str, note: str, org: UUID | None
) -> UUID | None:
    """Whose it was; None where there is none of this company (null: of any) that still counts."""
    found: UUID | None = await conn.fetchval(REVOKE, id, as_of, at, by, reason, note, org)
    return found


async def is_revoked(conn: Connection, *, id: UUID, org: UUID | None) -> bool | None:
    """None where there is no such device of this company (null: of any)."""
    found: bool | None = await conn.fetchval(DEVICE_OF, id, org)
    return found


INSERT_CREDENTIAL = """
    insert into credential (digest, id, kind, account, label, expires_at, device)
    values ($1, $2, 'device', $3, $4, $5, $6)"""


async def insert_credential(
    conn: Connection, *, digest: bytes, id: UUID, account: UUID, label: str, expires_at: datetime, device: UUID
) -> None:
    await conn.execute(INSERT_CREDENTIAL, digest, id, account, label, expires_at, device)
