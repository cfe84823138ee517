"""SQL of the commands on rounds: read one with the leave it rests on, append to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg
import msgspec

from manifests.entry.errand import Leave
from manifests.rounds import events as e
from manifests.rounds.model import Round
from wasteflow.core.db import Connection, Pool

_round = msgspec.json.Decoder(Round)


class Overtaken(Exception):
    """Somebody else wrote to the round in the meantime; look again."""


READ = "select state::text from round where id = $1"


async def read(conn: Connection | Pool, *, id: UUID) -> Round | None:
    """A round as it stands, whoever asks."""
    state = await conn.fetchval(READ, id)
    return _round.decode(state) if state else None


DIGEST = "select digest from round_event where subject = $1 and seq = 1"


async def digest_of_plan(conn: Connection | Pool, *, id: UUID) -> bytes | None:
    """Of what was asked when the round was planned."""
    found: bytes | None = await conn.fetchval(DIGEST, id)
    return found


LEAVE = """
select distinct on (site) site, org, id from signing_authorisation
 where carrier = $1 and stream = $2 and site = any($3::uuid[]) and fills and $4 between valid_from and valid_to
   and (closed_on is null or closed_on > $4)
 order by site, valid_to desc
"""


async def leave(
    conn: Connection | Pool, *, collector: UUID, stream: str, sites: Sequence[UUID], on: date
) -> Mapping[UUID, Leave]:
    """The sites that let this collector fill in their papers on that day."""
    rows = await conn.fetch(LEAVE, collector, stream, sites, on)
    return {r["site"]: Leave(r["org"], r["id"]) for r in rows}


@dataclass(frozen=True)
class Entry:
    """One event of a round with its who and when."""

    id: UUID
    fact: e.Fact
    occurred_at: datetime
    received_at: datetime
    account: UUID | None
    org: UUID | None
    digest: bytes


APPEND = """
insert into round_event (subject, seq, id, kind, occurred_at, received_at, account, org, body, digest)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10)
"""
FOLD = """
insert into round (id, seq, state, updated_at) values ($1, $2, $3::text::jsonb, $4)
on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at
"""
REACH = """
insert into reach (scope, subject_kind, subject) select scope, 'round', $2 from unnest($1::text[]) as t (scope)
on conflict do nothing
"""


async def append(conn: Connection, *, state: Round, entry: Entry, scopes: Iterable[str]) -> None:
    """`state`: the round after the entry. Raises Overtaken where its key is taken; then nothing may be committed."""
    x = entry
    body = msgspec.json.encode(x.fact).decode()
    row = (state.id, state.seq, x.id, e.kind_of(x.fact), x.occurred_at, x.received_at, x.account, x.org, body, x.digest)
    try:
        await conn.execute(APPEND, *row)
    except asyncpg.UniqueViolationError:
        raise Overtaken from None
    await conn.execute(FOLD, state.id, state.seq, msgspec.json.encode(state).decode(), x.received_at)
    await conn.execute(REACH, sorted(scopes), state.id)


SIGNED = """
select e.seq, s.digest from round_event e left join device_signature s on s.subject = e.subject and s.event = e.id
 where e.subject = $1 and e.id = $2
"""


async def signed(conn: Connection | Pool, *, id: UUID, event: UUID) -> tuple[int, bytes | None] | None:
    """Place and digest of what a phone signed of an event; None where the round has no such event."""
    row = await conn.fetchrow(SIGNED, id, event)
    return (row["seq"], row["digest"]) if row else None


EVENTS = "select seq, occurred_at, body::text from round_event where subject = $1 order by seq"


async def events(conn: Connection | Pool, *, id: UUID) -> list[tuple[int, datetime, e.Fact]]:
    """All that happened to a round, to be folded anew."""
    rows = await conn.fetch(EVENTS, id)
    return [(r["seq"], r["occurred_at"], msgspec.json.decode(r["body"], type=e.Fact)) for r in rows]
