"""SQL for screens: lists of what an actor may see, one subject, its names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

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
