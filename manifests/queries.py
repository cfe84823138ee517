"""SQL for screens: lists of what an actor may see, one subject, its chain, its names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from manifests.attached.model import Photo, Position, Shown
from manifests.life.model import Batch, Manifest
from wasteflow.core.db import Connection, Pool
from wasteflow.places.model import TakenIn

T = TypeVar("T")

# `scopes` null: everything may be seen (auditors). Newest first: ids are UUIDv7.
LIST_BATCHES = """
select b.state::text as state, b.updated_at
  from (select distinct subject from reach
         where ($1::text[] is null or scope = any($1::text[])) and subject_kind = 'batch'
           and ($2::uuid is null or subject < $2)
           and ($5::text is null or scope = $5::text)) seen
  join batch b on b.id = seen.subject
 where ($3::text is null or b.status = $3)
 order by b.id desc limit $4
"""
LIST_MANIFESTS = """
select m.state::text as state, m.updated_at
  from (select distinct subject from reach
         where ($1::text[] is null or scope = any($1::text[])) and subject_kind = 'manifest'
           and ($2::uuid is null or subject < $2)
           and ($5::text is null or scope = $5::text)) seen
  join manifest m on m.id = seen.subject
 where ($3::text is null or m.status = $3)
 order by m.id desc limit $4
"""
STOCK_OF_SITE = """
select state::text as state, updated_at from batch
 where site = $1 and status = 'stored' and ($2::uuid is null or id < $2)
 order by id desc limit $3
"""


@dataclass(frozen=True)
class Row(Generic[T]):
    """One line of a list: the folded state and when the server last wrote it."""

    state: T
    updated_at: datetime


async def list_batches(
    conn: Connection,
    *,
    scopes: Sequence[str] | None,
    before: UUID | None = None,
    status: str | None = None,
    limit: int = 50,
    within: str | None = None,
) -> list[Row[Batch]]:
    """Batches the scopes reach, newest first; `before`: the last id of the page before; `within`: one scope more."""
    rows = await conn.fetch(LIST_BATCHES, scopes, before, status, limit, within)
    return [Row(msgspec.json.decode(r["state"], type=Batch), r["updated_at"]) for r in rows]


async def list_manifests(
    conn: Connection,
    *,
    scopes: Sequence[str] | None,
    before: UUID | None = None,
    status: str | None = None,
    limit: int = 50,
    within: str | None = None,
) -> list[Row[Manifest]]:
    """Manifests the scopes reach, newest first."""
    rows = await conn.fetch(LIST_MANIFESTS, scopes, before, status, limit, within)
    return [Row(msgspec.json.decode(r["state"], type=Manifest), r["updated_at"]) for r in rows]


async def stock_of_site(
    conn: Connection, *, site: UUID, before: UUID | None = None, limit: int = 200
) -> list[Row[Batch]]:
    """What stands in a site's store, free to be assigned or treated."""
    rows = await conn.fetch(STOCK_OF_SITE, site, before, limit)
    return [Row(msgspec.json.decode(r["state"], type=Batch), r["updated_at"]) for r in rows]


BATCH = """
select state::text from batch where id = $1
   and ($2::text[] is null or exists (select from reach where scope = any($2::text[])
                                         and subject_kind = 'batch' and subject = $1))
"""
BATCHES = """
select state::text as state from batch where id = any($1)
   and ($2::text[] is null or exists (select from reach where scope = any($2::text[])
                                         and subject_kind = 'batch' and subject = batch.id))
"""
MANIFEST = """
select state::text from manifest where id = $1
   and ($2::text[] is null or exists (select from reach where scope = any($2::text[])
                                         and subject_kind = 'manifest' and subject = $1))
"""


async def batch(conn: Connection, *, id: UUID, scopes: Sequence[str] | None) -> Batch | None:
    """One batch, where the scopes reach it."""
    state = await conn.fetchval(BATCH, id, scopes)
    return msgspec.json.decode(state, type=Batch) if state else None


async def batches(conn: Connection, *, ids: Sequence[UUID], scopes: Sequence[str] | None) -> dict[UUID, Batch]:
    """Many batches in one reading; those the scopes do not reach are left out."""
    rows = await conn.fetch(BATCHES, ids, scopes)
    found = [msgspec.json.decode(r["state"], type=Batch) for r in rows]
    return {batch.id: batch for batch in found}


async def manifest(conn: Connection, *, id: UUID, scopes: Sequence[str] | None) -> Manifest | None:
    """One manifest, where the scopes reach it."""
    state = await conn.fetchval(MANIFEST, id, scopes)
    return msgspec.json.decode(state, type=Manifest) if state else None


MANIFESTS = "select id, state::text as state from manifest where id = any($1)"


async def manifests(conn: Connection, *, ids: Sequence[UUID]) -> list[Manifest]:
    """These, in the order they are named; whoever asks may see them."""
    states = {row["id"]: row["state"] for row in await conn.fetch(MANIFESTS, list(ids))}
    return [msgspec.json.decode(states[id], type=Manifest) for id in ids if id in states]


# Those due soonest first. Times stand as UTC text in the state, so they compare as text.
OPEN_CORRECTIONS = """
select m.state::text as state, m.updated_at
  from manifest m
 where m.revision_due is not null
   and ($1::text[] is null or exists (select from reach where scope = any($1::text[])
                                         and subject_kind = 'manifest' and subject = m.id))
   and ($2::text is null or m.state->'revision'->'awaits' ? $2)
   and ($3::text is null or m.revision_due <= $3)
   and ($4::text is null or (m.revision_due, m.id) > ($4, $5::uuid))
 order by m.revision_due, m.id limit $6
"""


async def open_corrections(
    conn: Connection,
    *,
    scopes: Sequence[str] | None,
    awaits: UUID | None = None,
    due_by: datetime | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Row[Manifest]]:
    """Manifests with a correction that is open, due soonest first; `awaits`: this company's answer; `due_by`: those
    overdue at that moment; `after`: the last of the page before."""
    due, last = (None, None) if after is None else (_utc(after[0]), after[1])
    company, overdue = str(awaits) if awaits else None, _utc(due_by) if due_by else None
    rows = await conn.fetch(OPEN_CORRECTIONS, scopes, company, overdue, due, last, limit)
    return [Row(msgspec.json.decode(r["state"], type=Manifest), r["updated_at"]) for r in rows]


def _utc(moment: datetime) -> str:
    return str(msgspec.to_builtins(moment.astimezone(UTC)))


# What carries the number itself before what had it in an earlier life; of several lives the latest.
SUBJECTS_OF = """
select subject, subject_kind, scheme from alias where value = $1
 order by scheme like '%:was%', subject desc limit 100
"""
Known = tuple[UUID, str, str]  # subject, its kind (a notice has numbers too), scheme of the number


async def subjects_of(conn: Connection, *, value: str) -> list[Known]:
    """All that are known by this number or code: ledger codes repeat from site to site, a battery has two lives."""
    rows = await conn.fetch(SUBJECTS_OF, value)
    return [(row["subject"], row["subject_kind"], row["scheme"]) for row in rows]


async def subject_of(conn: Connection, *, value: str) -> Known | None:
    """The first of them."""
    return next(iter(await subjects_of(conn, value=value)), None)


# A manifest of others may have carried the batch on with theirs: whom it does not reach sees the batch's own events.
# What was split off has the manifests too that had brought its whole.
# `(select $2)`: a plan made for certain scopes looks no better than the kept one, else among many batches PostgreSQL
# would plan anew for every reader, which takes longer than reading. `unnest(array(...))`: it is taken to give ten rows
# and not a thousand, for which PostgreSQL would look through all that a reader may see instead of looking each up.
CHAIN_OF_BATCH = """
with own as (
    select * from custody_event where subject = $1
       and ((select $2::text[]) is null or exists (select from reach where scope = any((select $2::text[])::text[])
                                             and subject_kind = 'batch' and subject = $1))
), on_board as (
    select (body->>'manifest')::uuid as id from own where body ? 'manifest'
    union
    select unnest(array(select came.by::uuid from own, jsonb_array_elements_text(own.body->'came_by') came (by)))
), seen as (
    select id from on_board
     where (select $2::text[]) is null or exists (select from reach where scope = any((select $2::text[])::text[])
                                            and subject_kind = 'manifest' and subject = on_board.id)
)
select e.subject, e.seq, e.id, e.subject_kind, e.kind, e.occurred_at, e.received_at, e.cause, e.body::text, e.account,
       a.person, e.org, o.name as org_name, s.kid, s.counter, d.label, d.revoked_as_of, p.lat, p.lon, p.accuracy_m,
       (select array_agg(n.sha256 || case when f.sha256 is null then '' else ' there' end order by n.sha256)
          from event_photo n left join photo f on f.subject = n.subject and f.sha256 = n.sha256
         where n.subject = e.subject and n.event = e.id) as photos,
       case when s.kid is not null then device_link(s.kid, s.counter, s.previous, s.event) end as link
  from (select * from own
        union all
        select c.* from seen join custody_event c on c.subject = seen.id) e
  left join account a on a.id = e.account
  left join organisation o on o.id = e.org
  left join device_signature s on s.subject = e.subject and s.event = e.id
  left join device d on d.kid = s.kid
  left join event_position p on p.subject = e.subject and p.event = e.id
 order by e.received_at, e.xid, e.cause is not null, e.subject_kind desc, e.seq
"""
CHAIN_OF_MANIFEST = """
select e.subject, e.seq, e.id, e.subject_kind, e.kind, e.occurred_at, e.received_at, e.cause, e.body::text, e.account,
       a.person, e.org, o.name as org_name, s.kid, s.counter, d.label, d.revoked_as_of, p.lat, p.lon, p.accuracy_m,
       (select array_agg(n.sha256 || case when f.sha256 is null then '' else ' there' end order by n.sha256)
          from event_photo n left join photo f on f.subject = n.subject and f.sha256 = n.sha256
         where n.subject = e.subject and n.event = e.id) as photos,
       case when s.kid is not null then device_link(s.kid, s.counter, s.previous, s.event) end as link
  from custody_event e
  left join account a on a.id = e.account
  left join organisation o on o.id = e.org
  left join device_signature s on s.subject = e.subject and s.event = e.id
  left join device d on d.kid = s.kid
  left join event_position p on p.subject = e.subject and p.event = e.id
 where e.subject = $1 order by e.seq
"""


class SignedOn(Struct, frozen=True):
    """The device that signed an event, and how the event hangs on what it signed before (function device_link)."""

    kid: str
    label: str
    counter: int
    link: str
    revoked_as_of: datetime | None  # where its key was revoked since


class Link(Struct, frozen=True):
    """One event of a chain, with the names of who recorded it."""

    subject: UUID
    seq: int
    id: UUID
    subject_kind: str
    kind: str
    occurred_at: datetime
    received_at: datetime
    cause: UUID | None
    account: UUID | None
    person: str | None
    org: UUID | None
    org_name: str | None
    body: msgspec.Raw  # the fact as JSON: most readers pass it on
    signed: SignedOn | None
    attached: Shown | None  # all of it: `attached.model.seen` says who may read the position


_as_stored = itemgetter(*Link.__struct_fields__[:12])  # columns have the names of fields


async def chain_of_batch(conn: Connection, *, id: UUID, scopes: Sequence[str] | None) -> list[Link]:
    """A batch's life in the order it was recorded: its own events and those of the manifests it stood on, as far as
    the scopes reach these; nothing where they do not reach the batch."""
    return [_link(r) for r in await conn.fetch(CHAIN_OF_BATCH, id, scopes)]


DIGESTS = """
select e.subject, e.seq, encode(e.digest, 'hex') as digest
  from unnest($1::uuid[], $2::int[]) as asked (subject, seq)
  join custody_event e on e.subject = asked.subject and e.seq = asked.seq
"""


async def digests(conn: Connection, *, links: Sequence[Link]) -> dict[tuple[UUID, int], str]:
    """SHA-256 of each of these events as it was proposed, by subject and step."""
    rows = await conn.fetch(DIGESTS, [link.subject for link in links], [link.seq for link in links])
    return {(row["subject"], row["seq"]): row["digest"] for row in rows}


async def chain_of_manifest(conn: Connection, *, id: UUID) -> list[Link]:
    """A manifest's own events, in order."""
    return [_link(r) for r in await conn.fetch(CHAIN_OF_MANIFEST, id)]


def _link(row: Mapping[str, Any]) -> Link:
    signed = attached = None
    if row["kid"] is not None:
        signed = SignedOn(row["kid"], row["label"], row["counter"], row["link"], row["revoked_as_of"])
    if row["lat"] is not None or row["photos"] is not None:
        position = Position(row["lat"], row["lon"], row["accuracy_m"]) if row["lat"] is not None else None
        photos = tuple(Photo(one[:64], one.endswith("there")) for one in row["photos"] or ())
        attached = Shown(row["subject"], position, photos)
    values = (*_as_stored(row), msgspec.Raw(row["body"].encode()), signed, attached)
    return Link(*values)


# --- what stands in stores, what is on the road to them ----------------------------------------------------------

HELD_KG = """
select b.site, sum((b.state->'weight'->>'kg')::numeric) as kg
  from batch b
 where b.site = any($1) and b.status in ('stored', 'assigned') and b.state->>'stream' = any($2)
 group by 1
"""


async def held_kg(conn: Connection | Pool, *, sites: Iterable[UUID], streams: Sequence[str]) -> dict[UUID, Decimal]:
    """Kilograms of these streams in the stores of these sites; empty ones are left out."""
    return {row["site"]: row["kg"] for row in await conn.fetch(HELD_KG, list(sites), list(streams))}


# The manifests that reach a company, from the day on from which they may still be on the road: the keys sort by time.
ON_THE_ROAD = """
select r.scope, (m.state->'consignee'->>'site')::uuid as site, line->'code'->>'scheme' as scheme,
       line->'code'->>'code' as code, line->>'category' as category,
       sum(coalesce(line->'weighed'->>'kg', line->'sent'->>'kg')::numeric) as kg
  from reach r join manifest m on m.id = r.subject, jsonb_array_elements(m.state->'lines') line
 where r.scope = any($1) and r.subject_kind = 'manifest' and r.subject >= $2
   and m.status in ('in_transit', 'at_stop', 'in_temporary_storage', 'arrived')
   and 'org:' || (m.state->'consignee'->>'org') = r.scope
   and m.state->'consignee'->>'site' <> m.state->'consignor'->>'site' and m.state->>'gives_back' is null
 group by 1, 2, 3, 4, 5
"""


async def on_the_road(conn: Connection | Pool, *, orgs: Iterable[UUID], since: UUID) -> dict[UUID, list[TakenIn]]:
    """What is on the road to the sites of these companies, of the manifests drawn up since that key."""
    found: dict[UUID, list[TakenIn]] = {}
    for scope, *values in await conn.fetch(ON_THE_ROAD, [f"org:{org}" for org in orgs], since):
        found.setdefault(UUID(scope.removeprefix("org:")), []).append(TakenIn(*values))
    return found
