"""SQL of the chain of custody: of batches, as far as somebody may see it, and of a manifest."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from manifests.attached.model import Photo, Position, Shown
from manifests.chain.model import Link, SignedOn, in_order
from wasteflow.core.db import Connection

# The batches asked for, each with the scopes of who asks (null: everything may be seen), and the subjects whose events
# make up its chain: itself and the manifests it stood on, also those that had brought what it was split off from. A
# manifest of others may have carried the batch on with theirs: whom it does not reach sees the batch's own events.
# `(select $1)`: a plan made for so many batches looks no better than the kept one, else PostgreSQL would plan anew for
# every request, which takes longer than reading.
_OF_BATCHES = """
named as materialized (
    select no, batch, scopes::text[] as scopes, array_prepend(batch, array(
               select jsonb_array_elements_text(coalesce(body->'came_by', '[]') || coalesce(body->'manifest', '[]'))
                 from custody_event where subject = batch and body ?| '{came_by,manifest}')::uuid[]) as ids
      from unnest((select $1::uuid[]), (select $2::text[])) with ordinality as asked (batch, scopes, no)
), reached as materialized (
    select no, batch, case when scopes is null then ids else array(
               select subject from reach
                where scope = any(scopes) and subject_kind in ('batch', 'manifest') and subject = any(ids)) end as ids
      from named
), seen as (
    select no, ids from reached where batch = any(ids)
)"""
_OF_MANIFEST = "seen as (select 1 as no, array[$1::uuid] as ids)"
# `limit 1`: each is looked up by its key. Else PostgreSQL, which cannot know how short chains are, would read a table
# of some thousand rows as a whole.
_LINKS = """
       seen.no::int as no, e.subject, e.seq, e.id, e.subject_kind, e.kind, e.occurred_at, e.received_at, e.cause,
       e.account, a.person, e.org, o.name as org_name, e.body::text, s.kid, s.label, s.counter, s.link, s.revoked_as_of,
       p.lat, p.lon, p.accuracy_m,
       (select array_agg(n.sha256 || case when f.sha256 is null then '' else ' there' end order by n.sha256)
          from event_photo n left join photo f on f.subject = n.subject and f.sha256 = n.sha256
         where n.subject = e.subject and n.event = e.id) as photos
  from seen
  join custody_event e on e.subject = any(seen.ids)
  left join lateral (select person from account where id = e.account limit 1) a on true
  left join lateral (select name from organisation where id = e.org limit 1) o on true
  left join lateral (
      select s.kid, s.counter, d.label, d.revoked_as_of, device_link(s.kid, s.counter, s.previous, s.event) as link
        from device_signature s join device d using (kid) where s.subject = e.subject and s.event = e.id limit 1
  ) s on true
  left join lateral (
      select lat, lon, accuracy_m from event_position p where p.subject = e.subject and p.event = e.id limit 1
  ) p on true
"""
# At one moment: a batch before the manifest drawn up for it, then what follows, in the manifest first.
CHAINS_OF_BATCHES = f"""
with {_OF_BATCHES}
select {_LINKS}
 order by seen.no, e.received_at, e.xid, e.occurred_at,
          e.cause is not null, (e.subject_kind = 'manifest') = (e.cause is null), e.subject, e.seq
"""
CHAIN_OF_MANIFEST = f"""
with {_OF_MANIFEST}
select {_LINKS}
 order by e.seq
"""


class Asked(NamedTuple):
    """A batch whose chain somebody wants, who may see what these scopes reach (null: everything)."""

    batch: UUID
    scopes: Sequence[str] | None


async def of_batches(conn: Connection, asked: Sequence[Asked]) -> list[list[Link]]:
    """Batches' lives, one for each asked for: a batch's own events and those of the manifests it stood on, as far as
    the scopes reach these; nothing where they do not reach the batch.

    In the order in which they were recorded; what came in one request (an offline phone sends a day at once) as it
    happened, each subject's steps in theirs, and what follows from a step after it.
    """
    chains: list[list[Link]] = [[] for _ in asked]
    scopes = [None if one.scopes is None else _array(one.scopes) for one in asked]
    for row in await conn.fetch(CHAINS_OF_BATCHES, [one.batch for one in asked], scopes):
        chains[row["no"] - 1].append(_link(row))
    return [in_order(chain) for chain in chains]


async def of_batch(conn: Connection, *, id: UUID, scopes: Sequence[str] | None) -> list[Link]:
    """One batch's life, as `of_batches` gives it."""
    (chain,) = await of_batches(conn, [Asked(id, scopes)])
    return chain


async def of_manifest(conn: Connection, *, id: UUID) -> list[Link]:
    """A manifest's own events, in order."""
    return [_link(row) for row in await conn.fetch(CHAIN_OF_MANIFEST, id)]


def _array(texts: Sequence[str]) -> str:
    """As PostgreSQL writes an array: JSON in other brackets."""
    return "{" + msgspec.json.encode(texts).decode()[1:-1] + "}"


_as_stored = itemgetter(*Link.__struct_fields__[:12])  # columns have the names of fields
_mark = itemgetter(*SignedOn.__struct_fields__)


def _link(row: Mapping[str, Any]) -> Link:
    signed = attached = None
    if row["kid"] is not None:
        signed = SignedOn(*_mark(row))
    if row["lat"] is not None or row["photos"] is not None:
        position = Position(row["lat"], row["lon"], row["accuracy_m"]) if row["lat"] is not None else None
        photos = tuple(Photo(one[:64], one.endswith("there")) for one in row["photos"] or ())
        attached = Shown(row["subject"], position, photos)
    values = (*_as_stored(row), msgspec.Raw(row["body"].encode()), signed, attached)
    return Link(*values)


DIGESTS = """
select e.subject, e.seq, encode(e.digest, 'hex') as digest
  from unnest($1::uuid[], $2::int[]) as asked (subject, seq)
  join custody_event e on e.subject = asked.subject and e.seq = asked.seq
"""


async def digests(conn: Connection, *, links: Sequence[Link]) -> dict[tuple[UUID, int], str]:
    """SHA-256 of each of these events as it was proposed, by subject and step."""
    rows = await conn.fetch(DIGESTS, [link.subject for link in links], [link.seq for link in links])
    return {(row["subject"], row["seq"]): row["digest"] for row in rows}
