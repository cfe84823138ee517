"""SQL of signed events and of what was refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from wasteflow.core.db import Connection, Pool


class Row(msgspec.Struct, frozen=True):
    """A signature as it is stored."""

    subject: UUID
    event: UUID
    kid: str
    counter: int
    previous: bytes | None
    payload: str
    digest: bytes
    jws: str
    receipt: str


INSERT_SIGNATURES = """
    insert into device_signature (subject, event, kid, counter, previous, payload, digest, jws, receipt)
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::bytea[], $6::text[], $7::bytea[],
                         $8::text[], $9::text[])"""


async def insert_signatures(conn: Connection, *, rows: Sequence[Row]) -> None:
    await conn.execute(INSERT_SIGNATURES, *([getattr(r, name) for r in rows] for name in Row.__struct_fields__))


# --- what was refused ------------------------------------------------------------------------------------


class Refused(msgspec.Struct, frozen=True):
    """An event that was refused, as it is stored."""

    subject: UUID
    event: UUID
    org: UUID
    account: UUID
    kid: str
    counter: int
    digest: bytes | None
    item: dict[str, Any]
    reasons: list[dict[str, Any]]
    occurred_at: datetime


# Sent again in vain it is the same case; once settled it stays so. What is recorded meanwhile is no case.
KEEP = """
    insert into refused_event as r (subject, event, org, account, kid, counter, digest, item, reasons, occurred_at,
                                    first_at, last_at)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11
     where not exists (select from device_signature where subject = $1 and event = $2)
    on conflict (subject, event) do update
       set reasons = excluded.reasons, last_at = greatest(r.last_at, excluded.last_at), times = r.times + 1
     where r.org = excluded.org and r.account = excluded.account
    returning outcome, note, times = 1 as first"""


async def keep(conn: Connection, *, one: Refused, at: datetime) -> tuple[str | None, str, bool] | None:
    """Its outcome, what was said to it, whether it is new; None where it is no case of this company."""
    row = await conn.fetchrow(KEEP, *(getattr(one, name) for name in Refused.__struct_fields__), at)
    return (row["outcome"], row["note"], row["first"]) if row else None


TAKEN = """
    update refused_event r set outcome = 'recorded', settled_at = now()
      from unnest($1::uuid[], $2::uuid[]) as t (subject, event)
     where r.subject = t.subject and r.event = t.event and r.outcome is null
    returning r.event"""


# With it go the photos that came while it was refused.
MOVE_PHOTOS = """
    with moved as (delete from refused_photo r using unnest($1::uuid[], $2::uuid[]) as t (subject, event)
                    where r.subject = t.subject and r.event = t.event returning r.*)
    insert into photo (subject, sha256, kind, data, received_at, account)
    select distinct on (subject, sha256) subject, sha256, kind, data, received_at, account from moved
    on conflict do nothing"""


async def taken(conn: Connection, *, subjects: list[UUID], events: list[UUID]) -> None:
    """What was a case is none any more."""
    if await conn.fetch(TAKEN, subjects, events):
        await conn.execute(MOVE_PHOTOS, subjects, events)


SETTLE = """
    update refused_event set outcome = $4, settled_at = $5, settled_by = $6, note = $7, corrected_by = $8
     where subject = $1 and event = $2 and ($3::uuid is null or org = $3) and outcome is null
    returning event"""


async def settle(
    conn: Connection,
    *,
    subject: UUID,
    event: UUID,
    org: UUID | None,
    outcome: str,
    at: datetime,
    by: UUID,
    note: str,
    corrected_by: UUID | None,
) -> bool:
    """False where there is no open one of this company."""
    found = await conn.fetchval(SETTLE, subject, event, org, outcome, at, by, note, corrected_by)
    return found is not None


THERE = "select exists (select from custody_event where subject = $1 and id = $2)"


async def there(conn: Connection | Pool, *, subject: UUID, event: UUID) -> bool:
    """Whether the subject has this event."""
    found: bool = await conn.fetchval(THERE, subject, event)
    return found
