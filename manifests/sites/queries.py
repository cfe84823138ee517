"""SQL of a site's ledger and stock."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from wasteflow.core.db import Connection

# Of the batches that ever reached the site's company, those with something in one of the periods. What was last
# written before the first of them began can hold nothing of it: nobody records more than minutes ahead.
EVENTS_OF_PERIODS = """
select e.subject, e.seq, e.id, e.occurred_at, e.received_at, e.account, e.org, e.cause, e.body::text as body, a.person
  from reach r
  join batch b on b.id = r.subject
  join custody_event e on e.subject = b.id
  left join account a on a.id = e.account
 where r.scope = $1 and r.subject_kind = 'batch' and b.updated_at >= $2::timestamptz - interval '1 hour'
   and exists (select from custody_event x, unnest($3::timestamptz[], $4::timestamptz[]) as p (first, after)
                where x.subject = b.id and x.occurred_at >= p.first and x.occurred_at < p.after)
 order by e.subject, e.seq
"""

_fact: msgspec.json.Decoder[e.AnyEvent] = msgspec.json.Decoder(e.AnyEvent)
Period = tuple[datetime, datetime]  # from, until before


async def events_of_periods(
    conn: Connection, *, org: UUID, periods: Sequence[Period]
) -> tuple[list[list[e.Envelope]], dict[UUID, str]]:
    """The whole lives of the batches that something happened to then, and the names of who recorded it."""
    first = min(start for start, _ in periods)
    rows = await conn.fetch(EVENTS_OF_PERIODS, f"org:{org}", first, [p[0] for p in periods], [p[1] for p in periods])
    lives: dict[UUID, list[e.Envelope]] = {}
    for row in rows:
        lives.setdefault(row["subject"], []).append(_envelope(row))
    return list(lives.values()), {row["account"]: row["person"] for row in rows if row["person"]}


def _envelope(row: Any) -> e.Envelope:
    names = ("subject", "seq", "id", "occurred_at", "received_at", "account", "org", "cause")
    return e.Envelope(**{name: row[name] for name in names}, fact=_fact.decode(row["body"]))


MANIFESTS = "select id, state::text as state from manifest where id = any($1)"


async def manifests(conn: Connection, *, ids: Iterable[UUID]) -> dict[UUID, Manifest]:
    """Manifests as they stand, by id."""
    rows = await conn.fetch(MANIFESTS, list(ids))
    return {row["id"]: msgspec.json.decode(row["state"], type=Manifest) for row in rows}


# What stood there at a moment and was not written since; the others are folded anew.
UNTOUCHED_SINCE = """
select state::text as state from batch where site = $1 and updated_at < $2::timestamptz - interval '1 hour'
"""


async def untouched_since(conn: Connection, *, site: UUID, moment: datetime) -> list[Batch]:
    rows = await conn.fetch(UNTOUCHED_SINCE, site, moment)
    return [msgspec.json.decode(row["state"], type=Batch) for row in rows]


TOUCHED_SINCE = """
select e.subject, e.seq, e.id, e.occurred_at, e.received_at, e.account, e.org, e.cause, e.body::text as body
  from reach r
  join batch b on b.id = r.subject
  join custody_event e on e.subject = b.id
 where r.scope = $1 and r.subject_kind = 'batch' and b.updated_at >= $2::timestamptz - interval '1 hour'
 order by e.subject, e.seq
"""


async def touched_since(conn: Connection, *, org: UUID, moment: datetime) -> list[list[e.Envelope]]:
    """The whole lives of the company's batches that were written since."""
    lives: dict[UUID, list[e.Envelope]] = {}
    for row in await conn.fetch(TOUCHED_SINCE, f"org:{org}", moment):
        lives.setdefault(row["subject"], []).append(_envelope(row))
    return list(lives.values())
