"""PostgreSQL through asyncpg: one pool per process, opened in the loop that uses it."""

from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

import asyncpg
import msgspec

from wasteflow.core.errors import DiskFull, NotAvailable, Refusal

APP_ROLE = "wasteflow_app"  # may append custody events, never change or delete them

Connection: TypeAlias = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
Pool: TypeAlias = asyncpg.Pool


class Unreachable(ConnectionError):
    """No way to the database's server: it is down, or there is none at that address."""


# The database cannot answer for the moment. Another OSError (a file that is not there) is none of these.
UNAVAILABLE = (
    asyncpg.DiskFullError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    ConnectionError,
    TimeoutError,
)


def unavailable(error: Exception) -> Refusal:
    """What somebody is told of one of UNAVAILABLE."""
    return DiskFull("") if isinstance(error, asyncpg.DiskFullError) else NotAvailable("")


def _encode(value: object) -> bytes:
    return b"\x01" + msgspec.json.encode(value)


def _decode(data: bytes) -> Any:
    return msgspec.json.decode(data[1:])


async def prepare_connection(conn: asyncpg.Connection) -> None:
    """`jsonb` as Python values; without a codec it arrives as text."""
    await conn.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=_decode, format="binary")


async def _connect(*args: Any, **settings: Any) -> asyncpg.Connection:
    """As asyncpg does. Raises Unreachable: a missing socket or an unknown name is else an OSError like any other."""
    try:
        return await asyncpg.connect(*args, **settings)
    except OSError as problem:
        raise Unreachable(str(problem) or "it does not answer in time") from problem


async def _tidy(conn: Connection) -> None:
    """Before a connection goes back to the pool: our code leaves nothing on it but, at worst, an open transaction.

    asyncpg's own reset is one round trip more for every use, to clear what we never set.
    """
    if conn.is_in_transaction():
        await conn.execute("rollback")


async def open_pool(url: str, size: int, *, role: str | None = APP_ROLE, durable: bool = True) -> Pool:
    """A pool whose connections act as the application's role. Close it with `await pool.close()`.

    Not `durable`: a crash may lose the last commits, never an earlier one without the later; for what can be made anew.
    """
    pool = await asyncpg.create_pool(
        url,
        min_size=min(2, size),
        max_size=size,
        connect=_connect,
        init=prepare_connection,
        reset=_tidy,
        server_settings={
            "role": role or "none",
            "timezone": "UTC",
            "application_name": "wasteflow",
            "synchronous_commit": "on" if durable else "off",
        },
        command_timeout=60,
    )
    assert pool is not None
    return pool


T = TypeVar("T")


class PerPool(Generic[T]):
    """What a process keeps beside a pool, one for each: `kept = PerPool(make)`, then `kept(pool)`.

    By id(pool), since an asyncpg pool cannot be weakly referenced; what belongs to closed pools is let go.
    """

    def __init__(self, make: Callable[[Pool], T]) -> None:
        self._make = make
        self._things: dict[int, tuple[Pool, T]] = {}

    def __call__(self, pool: Pool) -> T:
        known = self._things.get(id(pool))
        if known is not None and known[0] is pool:
            return known[1]
        self._things = {key: thing for key, thing in self._things.items() if not thing[0].is_closing()}
        made = self._make(pool)
        self._things[id(pool)] = (pool, made)
        return made
