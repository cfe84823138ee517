"""SQL for commands: read what a proposal touches in one statement, append what follows from it in another."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from manifests.billing.model import Posting
from manifests.life import events as e
from manifests.life.model import Batch, Manifest, SubjectKind
from manifests.life.restating import Treatment
from manifests.life.steps import kind_of
from wasteflow.core.db import Connection, Pool

# A manifest is read with its batches, a batch with the manifests that brought it: what follows needs both.
READ_FAMILY = """
with b as materialized (select id, seq, state from batch where id = any($1::uuid[])),
     m as materialized (select id, seq, state from manifest where id = any($1::uuid[])),
     carried as materialized (
         select c.id, c.seq, c.state
           from m, jsonb_array_elements(m.state->'lines') line join batch c on c.id = (line->>'batch')::uuid
     )
select 'batch' as what, id, seq, state::text, null::uuid as event, null::bytea as digest from b
union all
select 'manifest', id, seq, state::text, null, null from m
union all
select 'batch', id, seq, state::text, null, null from carried
union all
select 'manifest', came.id, came.seq, came.state::text, null, null
  from (select state from b union all select state from carried) there, came_by(there.state) brought (id)
  join manifest came on came.id = brought.id
union all
select 'event', e.subject, e.seq, null, e.id, e.digest
  from unnest($1::uuid[], $2::uuid[]) as asked (subject, id) join custody_event e using (subject, id)
"""

# What batches were put together from, up to those that were put together from nothing, and what brought them.
READ_SOURCES = """
with recursive up as (
    select unnest($1::uuid[]) as id
    union
    select (source->>'batch')::uuid from up join batch b using (id), jsonb_array_elements(b.state->'sources') source
)
select 'batch' as what, b.id, b.state::text from up join batch b using (id)
union all
select 'manifest', came.id, came.state::text
  from up join batch b using (id), came_by(b.state) brought (id) join manifest came on came.id = brought.id
"""


# One subject by itself, by far the most frequent: cheap to start, and planned once.
READ_BATCH = """
select s.state::text as state, e.seq, e.digest
  from (select $1::uuid as id) asked
  left join batch s on s.id = asked.id
  left join custody_event e on e.subject = asked.id and e.id = $2
"""
READ_MANIFEST = """
select s.state::text as state, e.seq, e.digest
  from (select $1::uuid as id) asked
  left join manifest s on s.id = asked.id
  left join custody_event e on e.subject = asked.id and e.id = $2
"""


class Family(msgspec.Struct):
    """The subjects a request touches, as they stand, and which of its events are stored already."""

    states: dict[UUID, Batch | Manifest] = {}
    stored: dict[tuple[UUID, UUID], tuple[int, bytes]] = {}
    codes: dict[str, list[tuple[str, UUID]]] = {}  # of batteries that are named
    treated: dict[UUID, tuple[Treatment, ...]] = {}  # of batches whose manifest is corrected


_batch = msgspec.json.Decoder(Batch)
_manifest = msgspec.json.Decoder(Manifest)


async def read_family(
    conn: Connection | Pool, *, asked: Sequence[tuple[UUID, UUID]], also: Iterable[UUID] = ()
) -> Family:
    """`asked`: (subject, event id) of each proposal; `also`: further subjects they name."""
    also = list(also)
    padding = [None] * len(also)
    family = Family()
    for what, subject, seq, state, event, digest in await conn.fetch(
        READ_FAMILY, [s for s, _ in asked] + also, [i for _, i in asked] + padding
    ):
        if what == "event":
            family.stored[(subject, event)] = (seq, digest)
        elif subject not in family.states:
            family.states[subject] = _decoded(what, state)
    grown = [x for state in family.states.values() if isinstance(state, Batch) for x in state.sources]
    if grown:
        for what, subject, state in await conn.fetch(READ_SOURCES, [source.batch for source in grown]):
            family.states.setdefault(subject, _decoded(what, state))
    return family


# For a correction: what was turned away of a manifest's batches, and what was treated of them where it brought them.
READ_TURNED_AWAY = "select state::text from batch where refused_by = any($1)"
READ_TREATED = """
select t.subject, t.id, t.kind, t.occurred_at, t.body->>'method' as method, (t.body->>'final')::boolean as final,
       (t.body->>'kg')::numeric as kg, coalesce(t.body->>'city', '') as city, (t.body->>'treated')::uuid as of,
       coalesce(jsonb_array_length(t.body->'residues') > 0, false) as residues
  from custody_event came
  join custody_event t on t.subject = came.subject and t.seq > came.seq and t.kind in ('treated', 'reclassified')
 where came.subject = any($1::uuid[]) and came.kind = 'received' and came.body->>'manifest' = any($2::text[])
   and (t.kind = 'reclassified'  -- also when it is gone: what was treated stays, and may be told anew
        or not exists (select from custody_event went where went.subject = t.subject and went.kind = 'loaded'
                          and went.seq between came.seq and t.seq))
 order by t.subject, t.seq
"""


async def read_corrected(conn: Connection | Pool, *, family: Family, manifests: Sequence[UUID]) -> None:
    """Add to a family what a correction of these manifests is checked against."""
    for row in await conn.fetch(READ_TURNED_AWAY, manifests):
        batch = _batch.decode(row["state"])
        family.states.setdefault(batch.id, batch)
    carried = [line.batch for id in manifests if isinstance(m := family.states.get(id), Manifest) for line in m.lines]
    found: dict[UUID, dict[UUID, Treatment]] = {}
    for row in await conn.fetch(READ_TREATED, carried, [str(id) for id in manifests]):
        of = found.setdefault(row["subject"], {})
        if row["kind"] == "reclassified":
            if row["of"] not in of:
                continue  # of what was treated before, or elsewhere
            of[row["of"]] = msgspec.structs.replace(of[row["of"]], method=row["method"], final=row["final"])
        else:
            of[row["id"]] = Treatment(
                row["id"], row["occurred_at"], row["method"], row["final"], row["kg"], row["city"], row["residues"]
            )
    family.treated = {batch: tuple(treatments.values()) for batch, treatments in found.items()}


def _decoded(what: str, state: str) -> Batch | Manifest:
    return _batch.decode(state) if what == "batch" else _manifest.decode(state)


async def read_alone(conn: Connection | Pool, *, kind: SubjectKind, subject: UUID, event: UUID) -> Family:
    """One subject without its family, and whether this event of it is stored already."""
    statement = READ_BATCH if kind is SubjectKind.BATCH else READ_MANIFEST
    state, seq, digest = await conn.fetchrow(statement, subject, event)
    family = Family()
    if state is not None:
        family.states[subject] = _batch.decode(state) if kind is SubjectKind.BATCH else _manifest.decode(state)
    if seq is not None:
        family.stored[(subject, event)] = (seq, digest)
    return family


READ_CODES = """
select a.value, a.scheme, b.id, b.state::text as state
  from alias a join batch b on b.id = a.subject
 where a.scheme = any($1::text[]) and a.value = any($2::text[])
"""


async def read_codes(
    conn: Connection | Pool, *, schemes: Sequence[str], codes: Sequence[str]
) -> tuple[dict[str, list[tuple[str, UUID]]], dict[UUID, Batch]]:
    """Code -> (scheme, batch) of the batches known by one of these codes; and those batches as they stand."""
    known: dict[str, list[tuple[str, UUID]]] = {}
    states: dict[UUID, Batch] = {}
    for value, scheme, subject, state in await conn.fetch(READ_CODES, schemes, codes):
        known.setdefault(value, []).append((scheme, subject))
        states[subject] = _batch.decode(state)
    return known, states


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


# One document carries all rows: the server takes it apart in less time than asyncpg needs to encode arrays. It goes as
# the bytes it was written as: to make a string of it and bytes of that again takes longer than to write it.
APPEND = "select append_custody($1, convert_from($2::bytea, 'UTF8')::jsonb)"
# Where loads are charged, what they cost is posted in the same statement.
APPEND_AND_POST = """
with posted as (
    insert into disposal_charge
           (manifest, seq, facility, kind, account, posted_on, number, plate, site, kg, rate_hkd, hkd)
    select manifest, seq, facility, kind, account, posted_on, number, plate, site, kg, rate_hkd, hkd
      from jsonb_to_recordset(convert_from($3::bytea, 'UTF8')::jsonb) as p (
           manifest uuid, seq int, facility text, kind text, account uuid, posted_on date, number text, plate text,
           site uuid, kg numeric, rate_hkd numeric, hkd numeric)
)
select append_custody($1, convert_from($2::bytea, 'UTF8')::jsonb)
"""


SERIALS_USED_UP = "serials_used_up"  # the constraint that an append breaks where a series holds no further serial


class Given(msgspec.Struct, frozen=True, array_like=True):
    """A number that the append is to give: of which series, to which subject."""

    scheme: str
    prefix: str
    digits: int
    subject: UUID
    about: SubjectKind


class Ledger(msgspec.Struct):
    """What one request appends. Two writers of one subject meet on the key (subject, seq): the later fails whole."""

    received_at: datetime
    events: list[tuple[e.Envelope, bytes]] = []
    states: dict[UUID, Batch | Manifest] = {}
    aliases: list[tuple[str, str, UUID, SubjectKind]] = []
    taken_in: list[tuple[UUID, int, str, str, str, Decimal]] = []  # site, year, waste, kg
    drawn: list[tuple[UUID, Decimal, int, date]] = []  # of approvals: kg, loads, on which day
    reach: set[tuple[str, SubjectKind, UUID]] = msgspec.field(default_factory=set)
    postings: list[Posting] = []  # to billing accounts
    given: list[Given] = []  # numbers that the append gives, in the order they are asked for
    numbers: dict[UUID, dict[str, str]] = {}  # and gave: subject -> {the field it stands in: number}
    signed: list[tuple[e.Envelope, bytes, Any]] = []  # with their signatures
    attached: list[tuple[UUID, UUID, Any]] = []  # subject, event, what a person added to it
    also: "Also | None" = None  # what is written with it in one transaction


Also = Callable[[Connection], Awaitable[None]]


async def append(conn: Connection, ledgers: Sequence[Ledger]) -> None:
    """Write what these requests append in one call, hence in one transaction: all of it or nothing.

    Raises asyncpg.UniqueViolationError where somebody else appended to one of the subjects first, and
    CheckViolationError where somebody else took what was left of an approval or of a series.
    """
    states = [state for ledger in ledgers for state in ledger.states.values()]
    optional = {
        "given": [one for ledger in ledgers for one in ledger.given],
        "batches": [state for state in states if isinstance(state, Batch)],
        "manifests": [state for state in states if isinstance(state, Manifest)],
        "aliases": [one for ledger in ledgers for one in ledger.aliases],
        "taken_in": [one for ledger in ledgers for one in ledger.taken_in],
        "drawn": [one for ledger in ledgers for one in ledger.drawn],
        "reach": [one for ledger in ledgers for one in ledger.reach],
    }
    document = {
        "events": [_row(envelope, digest) for ledger in ledgers for envelope, digest in ledger.events],
        "announcement": {"events": [_announced(envelope) for ledger in ledgers for envelope, _ in ledger.events]},
    } | {name: rows for name, rows in optional.items() if rows}
    written = msgspec.json.encode(document)
    call: tuple[object, ...] = (APPEND, max(ledger.received_at for ledger in ledgers), written)
    if postings := [one for ledger in ledgers for one in ledger.postings]:
        call = (APPEND_AND_POST, *call[1:], msgspec.json.encode(postings))
    also = [ledger.also for ledger in ledgers if ledger.also]
    if not also:
        numbers = await conn.fetchval(*call)
    else:
        async with conn.transaction():
            numbers = await conn.fetchval(*call)
            for write in also:
                await write(conn)
    if numbers:
        given = msgspec.convert(numbers, dict[UUID, dict[str, str]])
        for ledger in ledgers:
            ledger.numbers = {one.subject: given[one.subject] for one in ledger.given}


def _row(x: e.Envelope, digest: bytes) -> tuple[object, ...]:
    """In the order in which `append_custody` reads them: without names half of what is written and read again."""
    fact = x.fact
    return (
        x.subject,
        x.seq,
        x.id,
        fact.about,
        fact.kind,
        x.occurred_at,
        x.received_at,
        x.account,
        x.org,
        x.cause,
        fact,
        digest.hex(),
    )


def _announced(x: e.Envelope) -> dict[str, object]:
    return {"subject": x.subject, "seq": x.seq, "kind": kind_of(x.fact), "subject_kind": x.fact.about}
