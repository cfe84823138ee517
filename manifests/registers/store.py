"""SQL for writing registers."""

from datetime import datetime
from uuid import UUID

from manifests.registers.model import RegisterFile
from wasteflow.core.db import Connection

ORDER = """
    insert into register_file (id, kind, form, language, org, cities, first, last, secret, job, ordered_by, ordered_at,
                               expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
KNOWS = "select true from register_file where id = $1 and secret = $2 and expires_at > $3"
CANCEL = "update register_file set cancelled_at = $2 where id = $1 and finished_at is null and cancelled_at is null"
CLEAR = "delete from register_part where register = $1"
PUT = "insert into register_part (register, n, content) values ($1, $2, $3)"
COUNTED = "update register_file set rows = $2, bytes = $3 where id = $1 returning cancelled_at is not null"
FINISH = "update register_file set finished_at = $2, expires_at = $3, rows = $4, bytes = $5, volumes = $6 where id = $1"
FORGET_PARTS = "delete from register_part p using register_file f where f.id = p.register and f.expires_at < $1"
FORGET = "delete from register_file where expires_at < $1"


async def order(conn: Connection, file: RegisterFile, secret: bytes) -> None:
    """Write down that it is wanted."""
    cities = None if file.cities is None else list(file.cities)
    what = (file.id, file.kind, file.form, file.language, file.org, cities, file.first, file.last)
    await conn.execute(ORDER, *what, secret, file.job, file.ordered_by, file.ordered_at, file.expires_at)


async def knows(conn: Connection, *, id: UUID, secret: bytes, now: datetime) -> bool:
    """Does this secret open it, still?"""
    return bool(await conn.fetchval(KNOWS, id, secret, now))


async def cancel(conn: Connection, *, id: UUID, at: datetime) -> None:
    """Call it off; nothing happens where it is finished."""
    await conn.execute(CANCEL, id, at)


async def clear(conn: Connection, *, id: UUID) -> None:
    """Throw away what an earlier attempt wrote."""
    await conn.execute(CLEAR, id)


async def put(conn: Connection, *, id: UUID, n: int, content: bytes) -> None:
    """One part of the file."""
    await conn.execute(PUT, id, n, content)


async def counted(conn: Connection, *, id: UUID, rows: int, size: int) -> bool:
    """How far it is; True where it was called off meanwhile."""
    return bool(await conn.fetchval(COUNTED, id, rows, size))


async def finish(
    conn: Connection, *, id: UUID, at: datetime, expires_at: datetime, rows: int, size: int, volumes: int
) -> None:
    """It is whole."""
    await conn.execute(FINISH, id, at, expires_at, rows, size, volumes)


async def forget(conn: Connection, *, now: datetime) -> None:
    """Throw away registers whose link has ended."""
    await conn.execute(FORGET_PARTS, now)
    await conn.execute(FORGET, now)
