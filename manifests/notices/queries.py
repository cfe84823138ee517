"""SQL of the screens on notices, and of who looks after their clocks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from manifests.notices.events import Envelope, Fact
from manifests.notices.model import Notice
from wasteflow.core.db import Connection, Pool

Last = tuple[datetime, UUID]  # where a page of the list ended
_state: msgspec.json.Decoder[Notice] = msgspec.json.Decoder(Notice)
_fact: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)

NOTICE = """
    select state::text from notice where id = $1
       and ($2::text[] is null or exists (select from reach where scope = any($2::text[])
                                             and subject_kind = 'notice' and subject = $1))"""


async def notice(conn: Connection | Pool, *, id: UUID, scopes: Sequence[str] | None) -> Notice | None:
    """One notice, where the scopes reach it."""
    state = await conn.fetchval(NOTICE, id, scopes)
    return _state.decode(state) if state else None


NOTICES = """
    select n.state::text as state from notice n
     where ($1::text[] is null or exists (select from reach where scope = any($1::text[])
                                             and subject_kind = 'notice' and subject = n.id))
       and ($2::timestamptz is null or (n.reported_at, n.id) < ($2, $3::uuid))
       and ($4::text[] is null or n.status = any($4::text[]))
       and ($5::timestamptz is null or (n.state->>'due')::timestamptz < $5)
     order by n.reported_at desc, n.id desc limit $6"""


async def notices(
    conn: Connection | Pool,
    *,
    scopes: Sequence[str] | None,
    after: Last | None = None,
    statuses: Sequence[str] | None = None,
    due_before: datetime | None = None,
    limit: int = 50,
) -> list[Notice]:
    """Notices within the scopes (null: all), newest first; `due_before`: those whose reply should be here by then."""
    rows = await conn.fetch(NOTICES, scopes, *(after or (None, None)), statuses, due_before, limit)
    return [_state.decode(row["state"]) for row in rows]


EVENTS = """
    select e.notice, e.seq, e.id, e.occurred_at, e.received_at, e.account, e.city, e.department, e.body::text as body,
           a.person
      from notice_event e left join account a on a.id = e.account where e.notice = $1 order by e.seq"""


async def events(conn: Connection | Pool, *, notice: UUID) -> list[tuple[Envelope, str | None]]:
    """Everything that happened, each with the person who recorded it; `policy.shared` says who may see that."""
    found = []
    for row in await conn.fetch(EVENTS, notice):
        values = {name: row[name] for name in Envelope.__struct_fields__ if name != "fact"}
        found.append((Envelope(**values, fact=_fact.decode(row["body"])), row["person"]))
    return found


PHOTO = "select data from notice_photo where notice = $1 and sha256 = $2"


async def photo(conn: Connection | Pool, *, notice: UUID, sha256: str) -> bytes | None:
    data: bytes | None = await conn.fetchval(PHOTO, notice, sha256)
    return data
