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
with b as (select id, seq, state from batch where id = any($1::uuid[])),
     m as (select id, seq, state from manifest where id = any($1::uuid[]))
select 'batch' as what, id, seq, state::text, null::uuid as event, null::bytea as digest from b
union all
select 'manifest', id, seq, state::text, null, null from m
union all
select 'batch', id, seq, state::text, null, null from batch
 where id in (select (line->>'batch')::uuid from m, jsonb_array_elements(m.state->'lines') line)
union all
select 'manifest', id, seq, state::text, null, null from manifest
 where id in (select (b.state->>'arrived_by')::uuid from b)
union all
select 'event', e.subject, e.seq, null, e.id, e.digest
  from unnest($1::uuid[], $2::uuid[]) as asked (subject, id) join custody_event e using (subject, id)
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
    subjects = [s for s, _ in asked] + also
    ids: list[UUID | None] = [i for _, i in asked] + [None] * len(also)
    family = Family()
    for what, subject, seq, state, event, digest in await conn.fetch(READ_FAMILY, subjects, ids):
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


APPEND = """
with new_event as (
    insert into custody_event
        (subject, seq, id, subject_kind, kind, occurred_at, received_at, account, org, cause, body, digest)
    select subject, seq, id, subject_kind, kind, occurred_at, $1, $2, $3, cause, body::jsonb, digest
      from unnest($4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::text[], $9::timestamptz[], $10::uuid[],
                  $11::text[], $12::bytea[])
           as t (subject, seq, id, subject_kind, kind, occurred_at, cause, body, digest)
), new_batch as (
    insert into batch (id, seq, state, updated_at)
    select id, seq, state::jsonb, $1 from unnest($13::uuid[], $14::int[], $15::text[]) as t (id, seq, state)
    on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at
), new_manifest as (
    insert into manifest (id, seq, state, updated_at)
    select id, seq, state::jsonb, $1 from unnest($16::uuid[], $17::int[], $18::text[]) as t (id, seq, state)
    on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at
), new_alias as (
    insert into alias (scheme, value, subject, subject_kind)
    select * from unnest($19::text[], $20::text[], $21::uuid[], $22::text[])
), new_reach as (
    insert into reach (scope, subject_kind, subject)
    select * from unnest($23::text[], $24::text[], $25::uuid[])
    on conflict do nothing
)
insert into outbox (topic, body) values ('custody', $26::text::jsonb)
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
    envelopes = [x for x, _ in ledger.events]
    batches = [s for s in ledger.states.values() if isinstance(s, Batch)]
    manifests = [s for s in ledger.states.values() if isinstance(s, Manifest)]
    reach = sorted(ledger.reach, key=str)
    await conn.execute(
        APPEND,
        ledger.received_at,
        ledger.account,
        ledger.org,
        [x.subject for x in envelopes],
        [x.seq for x in envelopes],
        [x.id for x in envelopes],
        [x.fact.about.value for x in envelopes],
        [kind_of(x.fact) for x in envelopes],
        [x.occurred_at for x in envelopes],
        [x.cause for x in envelopes],
        [_json(x.fact) for x in envelopes],
        [digest for _, digest in ledger.events],
        [b.id for b in batches],
        [b.seq for b in batches],
        [_json(b) for b in batches],
        [m.id for m in manifests],
        [m.seq for m in manifests],
        [_json(m) for m in manifests],
        [a[0] for a in ledger.aliases],
        [a[1] for a in ledger.aliases],
        [a[2] for a in ledger.aliases],
        [a[3].value for a in ledger.aliases],
        [x[0] for x in reach],
        [x[1].value for x in reach],
        [x[2] for x in reach],
        _json({"events": [_announcement(x) for x in envelopes]}),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _announcement(x: e.Envelope) -> dict[str, object]:
    return {"subject": x.subject, "seq": x.seq, "kind": kind_of(x.fact), "subject_kind": x.fact.about.value}
