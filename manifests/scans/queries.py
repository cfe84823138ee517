"""SQL of what is known of where codes were seen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wasteflow.core.db import Connection


class Sighting(Struct, frozen=True):
    """A code was looked at: when (to ten minutes), where (to some five kilometres; null: not said), by what kind of
    person (a role, or public)."""

    at: datetime
    lat: float | None
    lon: float | None
    actor: str


SIGHTINGS = "select at, place, actor from code_scan where subject = $1 and at >= $2 order by at, place, actor limit 500"


async def sightings(conn: Connection, *, subject: UUID, since: datetime) -> tuple[Sighting, ...]:
    """Where a code was seen, in order."""
    rows = await conn.fetch(SIGHTINGS, subject, since)
    return tuple(Sighting(row["at"], *_degrees(row["place"]), row["actor"]) for row in rows)


def _degrees(place: str) -> tuple[float | None, float | None]:
    lat, _, lon = place.partition(" ")
    return (float(lat), float(lon)) if lon else (None, None)


WHERE_SITE = "select lat, lon from site where id = $1 and lat is not null and lon is not null"


async def where_site(conn: Connection, *, site: UUID | None) -> tuple[float, float] | None:
    """Where a site lies, where that is known."""
    row = await conn.fetchrow(WHERE_SITE, site) if site else None
    return (row["lat"], row["lon"]) if row else None


# --- codes that ended ------------------------------------------------------------------------------------


class Standing(Struct, frozen=True):
    """How what carries a number stands."""

    subject: UUID
    number: str | None  # null: it has no code
    status: str
    seq: int
    last_at: datetime


# Everything before it is committed, so that a later reading begins there and misses nothing.
WATERMARK = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


async def watermark(conn: Connection) -> int:
    """The transaction before which all is committed."""
    found: int = await conn.fetchval(WATERMARK)
    return found


# Of what the scopes reach, by key (keys sort by time). For each scope the index is walked from the key on, no further
# than to the limit, however much the scope reaches.
ENDED = """
with found as (
    select distinct f.subject, f.kind, f.status, f.seq, f.last_at from unnest($1::text[]) as s (scope), lateral (
        (select r.subject, 'batch' as kind, b.status, b.seq, b.state->>'last_at' as last_at
           from reach r join batch b on b.id = r.subject
          where r.scope = s.scope and r.subject_kind = 'batch' and r.subject > $2 and b.status = any($3::text[])
          order by r.subject limit $4)
        union all
        (select r.subject, 'manifest', m.status, m.seq, m.state->>'last_at'
           from reach r join manifest m on m.id = r.subject
          where r.scope = s.scope and r.subject_kind = 'manifest' and r.subject > $2 and m.status = any($3::text[])
          order by r.subject limit $4)) f
     order by f.subject limit $4
)
select f.subject, a.value as number, f.status, f.seq, f.last_at::timestamptz as last_at
  from found f left join alias a on a.subject = f.subject and a.scheme not like '%:was%'
       and (f.kind = 'manifest' or a.scheme = 'hj1276')
 order by f.subject
"""


async def ended(
    conn: Connection, *, scopes: Sequence[str], after: UUID, statuses: Sequence[str], limit: int
) -> list[Standing]:
    """What ended, of the subjects after a key: so many subjects, each with all its numbers."""
    return [Standing(**row) for row in await conn.fetch(ENDED, scopes, after, statuses, limit)]


# Of everything; for strangers of manifests alone, whose numbers name a city and a year and no company.
ALL_ENDED = """
with found as (
    select * from (
        (select id, 'batch' as kind, status, seq, state->>'last_at' as last_at from batch
          where $4 and id > $1 and status = any($2::text[]) order by id limit $3)
        union all
        (select id, 'manifest', status, seq, state->>'last_at' from manifest
          where id > $1 and status = any($2::text[]) order by id limit $3)) f
     order by id limit $3
)
select f.id as subject, a.value as number, f.status, f.seq, f.last_at::timestamptz as last_at
  from found f left join alias a on a.subject = f.id and a.scheme not like '%:was%'
       and (f.kind = 'manifest' or a.scheme = 'hj1276')
 order by f.id
"""


async def all_ended(
    conn: Connection, *, after: UUID, statuses: Sequence[str], limit: int, batches: bool
) -> list[Standing]:
    """The same of everything."""
    return [Standing(**row) for row in await conn.fetch(ALL_ENDED, after, statuses, limit, batches)]


# What an end is written by, and what takes one back.
CHANGED = """
with told as (
    select distinct subject from custody_event
     where xid >= $2 and xid < $3
       and kind in ('treated', 'portion_treated', 'portion_left', 'transformed', 'ungrouped', 'lost', 'lost_on_road',
                    'load_lost', 'cancelled', 'lapsed', 'corrected', 'reclassified', 'reopened', 'ended',
                    'revision_requested', 'revision_approved')
)
select t.subject, a.value as number, coalesce(b.status, m.status) as status, coalesce(b.seq, m.seq) as seq,
       coalesce(b.state->>'last_at', m.state->>'last_at')::timestamptz as last_at
  from told t left join batch b on b.id = t.subject left join manifest m on m.id = t.subject
  join alias a on a.subject = t.subject and a.scheme not like '%:was%' and (m.id is not null or a.scheme = 'hj1276')
 where (m.id is not null or not $4) and ($1::text[] is null or exists (select from reach where scope = any($1::text[])
                                        and subject_kind in ('batch', 'manifest') and subject = t.subject))
 order by t.subject, a.value
"""


async def changed(
    conn: Connection, *, scopes: Sequence[str] | None, since: int, before: int, manifests_only: bool = False
) -> list[Standing]:
    """How what may have ended, or counts again, stands now: of the events between two watermarks."""
    return [Standing(**row) for row in await conn.fetch(CHANGED, scopes, since, before, manifests_only)]
