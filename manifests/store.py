"""SQL for commands: read what a proposal touches in one statement, append what follows from it in another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from manifests import events as e
from manifests.lifecycle import kind_of
from manifests.model import Batch, Manifest, SubjectKind
from wasteflow.core.db import Connection

# A manifest is read with its batches, a batch with the manifest that brought it: what follows needs both.
READ_FAMILY = """
with b as materialized (select id, seq, state from batch where id = any($1::uuid[])),
     m as materialized (select id, seq, state from manifest where id = any($1::uuid[]))
select 'batch' as what, id, seq, state::text, null::uuid as event, null::bytea as digest from b
union all
select 'manifest', id, seq, state::text, null, null from m
union all
select 'batch', carried.id, carried.seq, carried.state::text, null, null
  from m, jsonb_array_elements(m.state->'lines') line join batch carried on carried.id = (line->>'batch')::uuid
union all
select 'manifest', came.id, came.seq, came.state::text, null, null
  from b join manifest came on came.id = (b.state->>'arrived_by')::uuid
union all
select 'event', e.subject, e.seq, null, e.id, e.digest
  from unnest($1::uuid[], $2::uuid[]) as asked (subject, id) join custody_event e using (subject, id)
"""


# The same for one subject, by far the most frequent: with single values PostgreSQL keeps one plan, with arrays it
# plans anew each time, which takes longer than the reading.
READ_ONE = """
with b as materialized (select id, seq, state from batch where id = $1),
     m as materialized (select id, seq, state from manifest where id = $1)
select 'batch' as what, id, seq, state::text, null::uuid as event, null::bytea as digest from b
union all
select 'manifest', id, seq, state::text, null, null from m
union all
select 'batch', carried.id, carried.seq, carried.state::text, null, null
  from m, jsonb_array_elements(m.state->'lines') line join batch carried on carried.id = (line->>'batch')::uuid
union all
select 'manifest', came.id, came.seq, came.state::text, null, null
  from b join manifest came on came.id = (b.state->>'arrived_by')::uuid
union all
select 'event', subject, seq, null, id, digest from custody_event where subject = $1 and id = $2
"""


@dataclass
class Family:
    """The subjects a request touches, as they stand, and which of its events are stored already."""

    states: dict[UUID, Batch | Manifest] = field(default_factory=dict)
    stored: dict[tuple[UUID, UUID], tuple[int, bytes]] = field(default_factory=dict)


_batch = msgspec.json.Decoder(Batch)
_manifest = msgspec.json.Decoder(Manifest)


async def read_family(conn: Connection, *, asked: Sequence[tuple[UUID, UUID]], also: Iterable[UUID] = ()) -> Family:
    """`asked`: (subject, event id) of each proposal; `also`: further subjects they name."""
    also = list(also)
    if len(asked) == 1 and not also:
        rows = await conn.fetch(READ_ONE, *asked[0])
    else:
        padding = [None] * len(also)
        rows = await conn.fetch(READ_FAMILY, [s for s, _ in asked] + also, [i for _, i in asked] + padding)
    family = Family()
    for what, subject, seq, state, event, digest in rows:
        if what == "event":
            family.stored[(subject, event)] = (seq, digest)
        elif subject not in family.states:
            family.states[subject] = _batch.decode(state) if what == "batch" else _manifest.decode(state)
    return family


TAKE_SERIALS = """
insert into counter (name, last)
select name, n from unnest($1::text[], $2::int[]) as wanted (name, n) order by name
on conflict (name) do update set last = counter.last + excluded.last
returning name, last
"""


async def take_serials(conn: Connection, *, wanted: dict[str, int]) -> dict[str, int]:
    """The first of the `wanted[name]` serials of each series; in name order, so that two takers cannot deadlock."""
    rows = await conn.fetch(TAKE_SERIALS, list(wanted), list(wanted.values()))
    return {r["name"]: r["last"] - wanted[r["name"]] + 1 for r in rows}


# One document carries all rows: the server takes it apart in less time than asyncpg needs to encode 26 arrays.
APPEND = """
with doc as (select $4::text::jsonb as d), new_event as (
    insert into custody_event
        (subject, seq, id, subject_kind, kind, occurred_at, received_at, account, org, cause, body, digest)
    select subject, seq, id, subject_kind, body->>'kind', occurred_at, $1, $2, $3, cause, body, decode(digest, 'hex')
      from doc, jsonb_to_recordset(d->'events') as t (
           subject uuid, seq int, id uuid, subject_kind text, occurred_at timestamptz, cause uuid,
           body jsonb, digest text)
), new_batch as (
    insert into batch (id, seq, state, updated_at)
    select (state->>'id')::uuid, (state->>'seq')::int, state, $1 from doc, jsonb_array_elements(d->'batches') state
    on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at
), new_manifest as (
    insert into manifest (id, seq, state, updated_at)
    select (state->>'id')::uuid, (state->>'seq')::int, state, $1 from doc, jsonb_array_elements(d->'manifests') state
    on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at
), new_alias as (
    insert into alias (scheme, value, subject, subject_kind)
    select a->>0, a->>1, (a->>2)::uuid, a->>3 from doc, jsonb_array_elements(d->'aliases') a
), new_reach as (
    insert into reach (scope, subject_kind, subject)
    select r->>0, r->>1, (r->>2)::uuid from doc, jsonb_array_elements(d->'reach') r
    on conflict do nothing
)
insert into outbox (topic, body) select 'custody', d->'announcement' from doc
"""


@dataclass
class Ledger:
    """What one request appends. Two writers of one subject meet on the key (subject, seq): the later fails whole."""

    received_at: datetime
    account: UUID | None
    org: UUID | None
    events: list[tuple[e.Envelope, bytes]] = field(default_factory=list)
    states: dict[UUID, Batch | Manifest] = field(default_factory=dict)
    aliases: list[tuple[str, str, UUID, SubjectKind]] = field(default_factory=list)
    reach: set[tuple[str, SubjectKind, UUID]] = field(default_factory=set)


async def append(conn: Connection, ledger: Ledger) -> None:
    """Write events, folded rows, aliases, reach and the announcement in one statement, hence in one transaction.

    Raises asyncpg.UniqueViolationError where somebody else appended to one of the subjects first.
    """
    batches = [s for s in ledger.states.values() if isinstance(s, Batch)]
    manifests = [s for s in ledger.states.values() if isinstance(s, Manifest)]
    document = {
        "events": [_row(envelope, digest) for envelope, digest in ledger.events],
        "batches": batches,
        "manifests": manifests,
        "aliases": ledger.aliases,
        "reach": list(ledger.reach),
        "announcement": {"events": [_announced(envelope) for envelope, _ in ledger.events]},
    }
    text = msgspec.json.encode(document).decode()
    await conn.execute(APPEND, ledger.received_at, ledger.account, ledger.org, text)


def _row(x: e.Envelope, digest: bytes) -> dict[str, object]:
    return {
        "subject": x.subject,
        "seq": x.seq,
        "id": x.id,
        "subject_kind": x.fact.about,
        "occurred_at": x.occurred_at,
        "cause": x.cause,
        "body": x.fact,
        "digest": digest.hex(),
    }


def _announced(x: e.Envelope) -> dict[str, object]:
    return {"subject": x.subject, "seq": x.seq, "kind": kind_of(x.fact), "subject_kind": x.fact.about}
