"""A slip that nobody signed in time lapses by itself: its batches are free again, its number stays used.

The job that looks at it was written with the slip and ends in the transaction of the lapse, so it lapses once whatever
process dies in between.
"""

from datetime import datetime
from uuid import UUID

import asyncpg

from manifests import store as custody
from manifests.draft import Draft
from manifests.entry.scale import Taken
from manifests.entry.serials import Serials
from manifests.entry.world import World
from manifests.kept import kept_of
from manifests.rounds import events as e
from manifests.rounds import store
from manifests.rounds.lifecycle import TABLE, evolve
from manifests.rounds.recording import digest, reach
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict
from wasteflow.core.ids import derived_id, new_id

ATTEMPTS = 8
_LATE = (store.Overtaken, asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError)


async def lapse(
    pool: Pool, *, trip: UUID, call: int, manifest: UUID, days: int, then: custody.Also, now: datetime | None = None
) -> bool:
    """False where it was signed or cancelled. `then` is written with it, or alone where there is nothing to do.

    Raises Conflict where others wrote to it again and again.
    """
    for _ in range(ATTEMPTS):
        try:
            return await _lapse(pool, trip, e.SlipLapsed(call, manifest), days, then, now or clock.now())
        except _LATE:
            continue
    raise Conflict("manifest")


async def _lapse(pool: Pool, trip: UUID, fact: e.SlipLapsed, days: int, then: custody.Also, now: datetime) -> bool:
    book = await open_book(pool)
    async with pool.acquire() as conn:
        family = await custody.read_family(conn, asked=[(fact.manifest, new_id())])
        state = await store.read(conn, id=trip)
    world = World(book, {}, {}, {}, Taken({}), clock.local_date(now))
    draft = Draft(None, family, world, Serials({}), now)
    if not draft.lapse(fact.manifest, days):
        async with pool.acquire() as conn, conn.transaction():
            await then(conn)
        return False
    assert state is not None
    known = (state.status, e.kind_of(fact)) in TABLE
    after = evolve(state, trip, state.seq + 1, fact, now)
    entry = store.Entry(derived_id(fact.manifest, "slip_lapsed"), fact, now, now, None, None, digest(fact))
    scopes = await reach(pool, after)

    async def also(conn: Connection) -> None:
        if known:
            await store.append(conn, state=after, entry=entry, scopes=scopes)
        await then(conn)

    draft.ledger.also = also
    async with pool.acquire() as conn:
        await custody.append(conn, [draft.ledger])
    kept_of(pool).put(draft.states.values())
    return True
