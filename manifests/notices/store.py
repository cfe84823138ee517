"""SQL for commands on notices. The row is locked while its next step is judged: notices are few."""

from datetime import datetime
from uuid import UUID

import msgspec

from manifests.notices.events import Envelope, kind_of
from manifests.notices.model import Notice
from manifests.notices.photos import Picture
from wasteflow.core.db import Connection

LOCK = "select state::text from notice where id = $1 for update"


async def lock(conn: Connection, *, id: UUID) -> Notice | None:
    state = await conn.fetchval(LOCK, id)
    return msgspec.json.decode(state, type=Notice) if state else None


KNOWN = "select seq, digest from notice_event where notice = $1 and id = $2"


async def known(conn: Connection, *, notice: UUID, event: UUID) -> tuple[int, bytes] | None:
    """The step at which this event was recorded, and the digest of what was sent."""
    row = await conn.fetchrow(KNOWN, notice, event)
    return (row["seq"], row["digest"]) if row else None


APPEND = """
    insert into notice_event (notice, seq, id, kind, occurred_at, received_at, account, city, department, body, digest)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""


async def append(conn: Connection, *, event: Envelope, digest: bytes) -> None:
    """Raises UniqueViolationError where somebody else begins the same notice at the same moment."""
    await conn.execute(
        APPEND, event.notice, event.seq, event.id, kind_of(event.fact), event.occurred_at, event.received_at,
        event.account, event.city, event.department, event.fact, digest,
    )  # fmt: skip


PUT = """
    insert into notice (id, seq, state, reported_at, updated_at) values ($1, $2, $3, $4, $5)
    on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at"""


async def put(conn: Connection, *, notice: Notice, at: datetime) -> None:
    await conn.execute(PUT, notice.id, notice.seq, notice, notice.reported_at, at)


NAME = "insert into alias (scheme, value, subject, subject_kind) values ($1, $2, $3, 'notice')"


async def name(conn: Connection, *, scheme: str, value: str, notice: UUID) -> None:
    await conn.execute(NAME, scheme, value, notice)


REACH = """
    insert into reach (scope, subject_kind, subject) select scope, 'notice', $2 from unnest($1::text[]) as s (scope)
    on conflict do nothing"""


async def reach(conn: Connection, *, scopes: set[str], notice: UUID) -> None:
    await conn.execute(REACH, sorted(scopes), notice)


PHOTO = "insert into notice_photo (notice, sha256, data) values ($1, $2, $3) on conflict do nothing"


async def photo(conn: Connection, *, notice: UUID, picture: Picture) -> None:
    await conn.execute(PHOTO, notice, picture.photo.sha256, picture.data)
