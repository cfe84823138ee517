"""Reads custody into what set rules look at (`rollup_trip`, `rollup_leg`, `rollup_lot`), behind a watermark of its own.

Rows are what states and events say, so reading twice changes nothing and a rebuild gives the same.
"""

from wasteflow.core.db import Connection, Pool
from workers.anomalies import store
from workers.store import Position

EVENTS = 2000  # in one transaction
MOVES = frozenset({"departed", "handed_over", "stopped", "resumed", "arrived"})
CORRECTS = frozenset({"amended", "revision_requested", "revision_approved"})  # perhaps the plate
BEGINS_WASTE = frozenset({"generated", "transformed"})


async def catch_up(pool: Pool) -> int:
    """Read what has settled since; how many events that were. Where another is at it, none."""
    total = 0
    while True:
        async with pool.acquire() as conn, conn.transaction():
            position = await store.lock_trips(conn)
            if position is None:
                return total
            read = await _read(conn, position)
        total += read
        if read < EVENTS:
            return total


async def _read(conn: Connection, after: Position) -> int:
    events = await store.read_settled(conn, after=after, limit=EVENTS)
    if not events:
        return 0
    manifests = sorted({e.subject for e in events if e.subject_kind == "manifest"})
    moved = sorted({e.subject for e in events if e.kind in MOVES | CORRECTS})
    batches = sorted({e.subject for e in events if e.kind in BEGINS_WASTE})
    if manifests:
        await store.add_trips(conn, manifests=manifests)
    if moved:
        await store.add_legs(conn, manifests=moved)
    if batches:
        await store.add_lots(conn, batches=batches)
    last = events[-1]
    await store.move_trips(conn, to=(last.xid, last.subject, last.seq), counted=len(events))
    return len(events)
