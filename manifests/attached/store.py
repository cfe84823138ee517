"""SQL of what is attached: written in the event's own transaction; a photo's bytes when they come."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from manifests.proposals import Attached
from manifests.store import Also
from wasteflow.core.db import Connection

To = tuple[UUID, UUID, Attached]  # subject, event, what is attached to it

INSERT_POSITIONS = """
    insert into event_position (subject, event, lat, lon, accuracy_m, received_at)
    select *, $6 from unnest($1::uuid[], $2::uuid[], $3::numeric[], $4::numeric[], $5::int[])"""
INSERT_NAMED = """
    insert into event_photo (subject, event, sha256)
    select distinct * from unnest($1::uuid[], $2::uuid[], $3::text[])"""
INSERT_SHOWN = """
    insert into event_shown (subject, event, code)
    select * from unnest($1::uuid[], $2::uuid[], $3::text[])"""


def writing(attached: Sequence[To], at: datetime, then: Also | None) -> Also:
    """What writes this, and `then` the rest."""
    placed = [(s, x, a.position) for s, x, a in attached if a.position is not None]
    positions = [(s, x, Decimal(p.lat), Decimal(p.lon), p.accuracy_m) for s, x, p in placed]
    photos = [(s, x, sha256) for s, x, a in attached for sha256 in a.photos]
    shown = [(s, x, a.shown) for s, x, a in attached if a.shown is not None]

    async def write(conn: Connection) -> None:
        if positions:
            await conn.execute(INSERT_POSITIONS, *map(list, zip(*positions, strict=True)), at)
        if photos:
            await conn.execute(INSERT_NAMED, *map(list, zip(*photos, strict=True)))
        if shown:
            await conn.execute(INSERT_SHOWN, *map(list, zip(*shown, strict=True)))
        if then is not None:
            await then(conn)

    return write


KEEP_PHOTO = """
    insert into photo (subject, sha256, kind, data, received_at, account) values ($1, $2, $3, $4, $5, $6)
    on conflict do nothing"""


async def keep_photo(
    conn: Connection, *, subject: UUID, sha256: str, kind: str, data: bytes, at: datetime, account: UUID
) -> None:
    """The same again changes nothing."""
    await conn.execute(KEEP_PHOTO, subject, sha256, kind, data, at, account)


KEEP_REFUSED = """
    insert into refused_photo (subject, event, sha256, kind, data, received_at, account)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"""


async def keep_refused(
    conn: Connection, *, subject: UUID, event: UUID, sha256: str, kind: str, data: bytes, at: datetime, account: UUID
) -> None:
    """The same again changes nothing."""
    await conn.execute(KEEP_REFUSED, subject, event, sha256, kind, data, at, account)


FORGET_POSITIONS = "delete from event_position where received_at < $1"


async def forget_positions(conn: Connection, *, before: datetime) -> None:
    """Where somebody was is told for a time only."""
    await conn.execute(FORGET_POSITIONS, before)
