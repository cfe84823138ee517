"""SQL of the commands on signing for the absent."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from manifests.absent.schemas import NewAuthorisation
from wasteflow.core.db import Connection, Pool

# --- codes -----------------------------------------------------------------------------------------------

SET_CODE = """
    insert into signing_code (site, hash, set_at, set_by) values ($1, $2, $3, $4)
    on conflict (site) do update set hash = excluded.hash, set_at = excluded.set_at, set_by = excluded.set_by"""


async def set_code(conn: Connection, *, site: UUID, hashed: str, at: datetime, account: UUID) -> None:
    """The code of a site, in place of the one before."""
    await conn.execute(SET_CODE, site, hashed, at, account)


DELETE_CODE = "delete from signing_code where site = $1 returning site"


async def delete_code(conn: Connection, *, site: UUID) -> bool:
    """False where it had none."""
    return await conn.fetchval(DELETE_CODE, site) is not None


# --- tries -----------------------------------------------------------------------------------------------

# One statement, so that of many tries at once each is counted; a row comes back only for a try that may be made, and
# then it is counted as wrong until it has proved right. From the third on the wait doubles; a day of silence forgets.
COUNT_TRY = """
    insert into signing_try as t (account, org, wrong, last_at)
    select $1, $2, 1, $4 from signing_code where site = $3
    on conflict (account, org) do update set
        wrong = case when t.last_at < $4 - interval '1 day' then 1 else t.wrong + 1 end,
        last_at = greatest(t.last_at, $4),
        locked_until = case
            when t.last_at < $4 - interval '1 day' or t.wrong < 2 then null
            else $4 + least(interval '30 minutes', interval '10 seconds' * 2 ^ least(t.wrong - 2, 10)) end
    where t.locked_until is null or t.locked_until <= $4
    returning wrong, locked_until, (select hash from signing_code where site = $3) as hash"""


class Try(Struct, frozen=True):
    """A try that may be made: how many there were since the last right one, and what it is compared with."""

    wrong: int
    locked_until: datetime | None  # where this one is wrong too
    hash: str


async def count_try(pool: Pool, *, account: UUID, org: UUID, site: UUID, now: datetime) -> Try | None:
    """None where the site has no code, or no try may be made yet."""
    row = await pool.fetchrow(COUNT_TRY, account, org, site, now)
    return Try(**row) if row else None


LOCKED_UNTIL = "select locked_until from signing_try where account = $1 and org = $2 and locked_until > $3"


async def locked_until(pool: Pool, *, account: UUID, org: UUID, now: datetime) -> datetime | None:
    """Until when no code of this company is looked at from this account."""
    found: datetime | None = await pool.fetchval(LOCKED_UNTIL, account, org, now)
    return found


FORGET_TRIES = (
    "delete from signing_try where (account = $1 and org = $2) or last_at < $3::timestamptz - interval '2 days'"
)


async def forget_tries(pool: Pool, *, account: UUID, org: UUID, now: datetime) -> None:
    """After a right code; what is long past goes too."""
    await pool.execute(FORGET_TRIES, account, org, now)


# --- leave given beforehand --------------------------------------------------------------------------------

INSERT_AUTHORISATION = """
    insert into signing_authorisation (id, org, site, carrier, stream, valid_from, valid_to, granted_at, granted_by,
                                       signs, fills)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""


async def insert_authorisation(conn: Connection, *, org: UUID, new: NewAuthorisation, at: datetime, by: UUID) -> None:
    period = (new.valid_from, new.valid_to)
    values = (new.id, org, new.site, new.carrier, new.stream, *period, at, by, new.signs, new.fills)
    await conn.execute(INSERT_AUTHORISATION, *values)


CLOSE_AUTHORISATION = """
    update signing_authorisation set closed_on = $2 where id = $1 and closed_on is null returning org"""


async def close_authorisation(conn: Connection, *, id: UUID, on: date) -> UUID | None:
    """Whose it was; None where there is no open one."""
    found: UUID | None = await conn.fetchval(CLOSE_AUTHORISATION, id, on)
    return found


AUTHORISED = """
    select id from signing_authorisation
     where site = $1 and org = $2 and carrier = $3 and stream = $4 and signs and $5 between valid_from and valid_to
       and (closed_on is null or closed_on > $5)
     order by valid_to desc limit 1"""


async def authorised(
    conn: Connection | Pool, *, site: UUID, org: UUID, carrier: UUID, stream: str, on: date
) -> UUID | None:
    """The authorisation to sign that counts on that day."""
    found: UUID | None = await conn.fetchval(AUTHORISED, site, org, carrier, stream, on)
    return found
