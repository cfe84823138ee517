"""SQL of what is told about signed events and refused ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from manifests.signed import payload
from wasteflow.core.db import Connection, Pool

STORED = """
    select s.event, s.counter, s.receipt, s.digest as signed,
           device_link(s.kid, s.counter, s.previous, s.event) as link,
           d.label, d.revoked_as_of, s.subject, coalesce(e.seq, r.seq) as seq,
           coalesce(e.received_at, r.received_at) as received_at, coalesce(e.digest, s.digest) as digest,
           coalesce(e.body::text, r.body::text) as body
      from unnest($1::uuid[], $2::uuid[]) as asked (subject, id)
      join device_signature s on s.subject = asked.subject and s.event = asked.id
      left join custody_event e on e.subject = asked.subject and e.id = asked.id
      left join round_event r on r.subject = asked.subject and r.id = asked.id
      join device d on d.kid = s.kid"""


class Stored(msgspec.Struct, frozen=True):
    """A signed event, as far as its answer speaks of it. `link`: see the function device_link."""

    event: UUID
    counter: int
    receipt: str
    link: str
    label: str
    revoked_as_of: datetime | None
    said: dict[str, Any]  # what the receipt is over


async def stored(conn: Connection | Pool, *, asked: Sequence[tuple[UUID, UUID]]) -> list[Stored]:
    """`asked`: (subject, event); what is not signed is left out."""
    rows = await conn.fetch(STORED, [s for s, _ in asked], [i for _, i in asked])
    return [
        Stored(r["event"], r["counter"], r["receipt"], r["link"], r["label"], r["revoked_as_of"], _said(r))
        for r in rows
    ]


def _said(row: Any) -> dict[str, Any]:
    return payload.receipt(
        subject=row["subject"],
        id=row["event"],
        seq=row["seq"],
        received_at=row["received_at"],
        digest=row["digest"],
        body=row["body"].encode(),
        signed=row["signed"],
    )


REACHED = "select distinct subject from reach where scope = $1 and subject = any($2::uuid[])"


async def reached(conn: Connection | Pool, *, subjects: Sequence[UUID], scope: str) -> set[UUID]:
    """Those of these that concern a company."""
    return {row["subject"] for row in await conn.fetch(REACHED, scope, list(subjects))}


# --- what was refused ------------------------------------------------------------------------------------

REFUSED = """
    select r.subject, r.event, r.org, r.account, a.person, d.label, r.kid, r.counter, r.item, r.reasons, r.occurred_at,
           r.first_at, r.last_at, r.times, r.outcome, r.settled_at, b.person as settled_by, r.note, r.corrected_by,
           (select value from alias where subject = r.subject and scheme not like '%:was%' order by scheme limit 1)
               as number
      from refused_event r join account a on a.id = r.account
      left join device d on d.kid = r.kid left join account b on b.id = r.settled_by
     where ($1::uuid is null or r.org = $1) and (not $2 or r.outcome is null)
       and ($3::timestamptz is null or (r.first_at, r.event) < ($3, $4::uuid))
     order by r.first_at desc, r.event desc limit $5"""


class Case(msgspec.Struct, frozen=True):
    """A refused event with what became of it."""

    subject: UUID
    event: UUID
    org: UUID
    account: UUID
    person: str
    label: str | None
    kid: str
    counter: int
    item: dict[str, Any]
    reasons: list[dict[str, Any]]
    occurred_at: datetime
    first_at: datetime
    last_at: datetime
    times: int
    outcome: str | None
    settled_at: datetime | None
    settled_by: str | None
    note: str
    corrected_by: UUID | None
    number: str | None


async def refused(
    conn: Connection | Pool,
    *,
    org: UUID | None,
    open_only: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Case]:
    """Refused events of a company's drivers (null: of all), the latest first."""
    at, last = after or (None, None)
    return [Case(**row) for row in await conn.fetch(REFUSED, org, open_only, at, last, limit)]


REFUSED_CASE = """
    select r.subject, r.event, r.org, r.account, a.person, d.label, r.kid, r.counter, r.item, r.reasons, r.occurred_at,
           r.first_at, r.last_at, r.times, r.outcome, r.settled_at, b.person as settled_by, r.note, r.corrected_by,
           (select value from alias where subject = r.subject and scheme not like '%:was%' order by scheme limit 1)
               as number
      from refused_event r join account a on a.id = r.account
      left join device d on d.kid = r.kid left join account b on b.id = r.settled_by
     where r.subject = $1 and r.event = $2 and ($3::uuid is null or r.org = $3)"""


async def refused_case(conn: Connection | Pool, *, subject: UUID, event: UUID, org: UUID | None) -> Case | None:
    """One of a company's (null: of any)."""
    row = await conn.fetchrow(REFUSED_CASE, subject, event, org)
    return Case(**row) if row else None


REFUSED_ONE = "select org, outcome from refused_event where subject = $1 and event = $2"


async def refused_one(conn: Connection | Pool, *, subject: UUID, event: UUID) -> tuple[UUID, str | None] | None:
    """Company and outcome of one."""
    row = await conn.fetchrow(REFUSED_ONE, subject, event)
    return (row["org"], row["outcome"]) if row else None


# What a company's devices signed: how many, how many numbers have not come, how many came twice; what of it waits for
# the dispatcher; when something came last. That one is read of the highest number alone, not of all.
COUNTS = """
    with signed as (
        select kid, count(*) as events, max(counter) as last, max(counter) - count(distinct counter) as missing,
               count(*) - count(distinct counter) as twice
          from (select kid, counter, event from device_signature where kid = any($1::text[])
                union
                select kid, counter, event from refused_event where kid = any($1::text[]) and digest is not null) each
         group by kid
    )
    select s.kid, s.events, s.last, s.missing, s.twice,
           (select count(*) from refused_event where kid = s.kid and digest is not null and outcome is null) as refused,
           greatest((select coalesce(e.received_at, r.received_at) from device_signature d
                       left join custody_event e on e.subject = d.subject and e.id = d.event
                       left join round_event r on r.subject = d.subject and r.id = d.event
                      where d.kid = s.kid order by d.counter desc limit 1),
                    (select max(last_at) from refused_event where kid = s.kid and digest is not null)) as heard_at
      from signed s"""


class Count(msgspec.Struct, frozen=True):
    """What came of what a device signed."""

    kid: str
    events: int
    last: int
    missing: int
    twice: int
    refused: int
    heard_at: datetime | None


async def counts(conn: Connection | Pool, *, kids: list[str]) -> dict[str, Count]:
    """By key; devices that signed nothing are left out."""
    return {row["kid"]: Count(**row) for row in await conn.fetch(COUNTS, kids)}
