"""SQL of the screens on devices, and of who may still deliver what a revoked one signed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from wasteflow.core.db import Connection, Pool
from wasteflow.people.devices.model import Device, Reason
from wasteflow.people.model import Actor, Role

DEVICES = """
    select d.id, d.account, a.person, d.org, d.label, d.kid, d.jwk, d.enrolled_at, d.valid_until, d.revoked_as_of,
           d.revoked_at, d.reason, d.note
      from device d join account a on a.id = d.account
     where ($1::uuid is null or d.org = $1) and ($2::uuid is null or d.account = $2) and ($3::uuid is null or d.id < $3)
     order by d.id desc limit $4"""


async def devices(
    conn: Connection | Pool,
    *,
    org: UUID | None,
    account: UUID | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Device]:
    """Devices of a company (null: of all), the newest first."""
    return [device_of(row) for row in await conn.fetch(DEVICES, org, account, before, limit)]


DEVICE = """
    select d.id, d.account, a.person, d.org, d.label, d.kid, d.jwk, d.enrolled_at, d.valid_until, d.revoked_as_of,
           d.revoked_at, d.reason, d.note
      from device d join account a on a.id = d.account
     where d.id = $1 and ($2::uuid is null or d.org = $2)"""


async def device(conn: Connection | Pool, *, id: UUID, org: UUID | None) -> Device | None:
    """One device of a company (null: of any)."""
    row = await conn.fetchrow(DEVICE, id, org)
    return device_of(row) if row else None


BY_KID = """
    select d.id, d.account, a.person, d.org, d.label, d.kid, d.jwk, d.enrolled_at, d.valid_until, d.revoked_as_of,
           d.revoked_at, d.reason, d.note
      from device d join account a on a.id = d.account
     where d.kid = any($1::text[])"""


async def by_kid(conn: Connection | Pool, *, kids: list[str]) -> dict[str, Device]:
    """Devices by the ids of their keys."""
    return {row["kid"]: device_of(row) for row in await conn.fetch(BY_KID, kids)}


# Whose signatures count where another hands them in: those of a driver who still is one of that company.
SIGNERS = """
    select d.kid, a.id, a.person, d.org, a.language
      from device d join account a on a.id = d.account
     where d.kid = any($1::text[]) and a.closed_at is null and a.role = 'driver' and a.org = d.org"""


async def signers(conn: Connection | Pool, *, kids: list[str]) -> dict[str, Actor]:
    """The drivers these keys sign for, by key."""
    return {row["kid"]: _driver(row) for row in await conn.fetch(SIGNERS, kids)}


def device_of(row: Any) -> Device:
    values = dict(row)
    values["reason"] = Reason(values["reason"]) if values["reason"] else None
    return Device(**values)


DRIVERS = """
    select id, person from account
     where org = $1 and role = 'driver' and closed_at is null order by person, id limit $2"""


async def drivers(conn: Connection | Pool, *, org: UUID, limit: int) -> list[tuple[UUID, str]]:
    """The drivers of a company who may sign in."""
    return [(row["id"], row["person"]) for row in await conn.fetch(DRIVERS, org, limit)]


# What a revoked phone still shows: it opens nothing, but what was signed before may be handed in.
DELIVERER = """
    select d.kid, a.id, a.person, d.org, a.language
      from credential c join device d on d.id = c.device join account a on a.id = c.account
     where c.digest = $1 and c.kind = 'device' and c.expires_at > $2 and d.revoked_at is not null
       and a.closed_at is null and a.role = 'driver' and a.org = d.org"""


class Deliverer(msgspec.Struct, frozen=True):
    """The driver of a revoked device, and the key whose earlier signatures may still come."""

    actor: Actor
    kid: str


async def deliverer(conn: Connection | Pool, *, digest: bytes, now: datetime) -> Deliverer | None:
    row = await conn.fetchrow(DELIVERER, digest, now)
    if row is None:
        return None
    return Deliverer(_driver(row), row["kid"])


def _driver(row: Any) -> Actor:
    return Actor(row["id"], row["person"], Role.DRIVER, org=row["org"], language=row["language"])
