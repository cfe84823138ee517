"""What people vouched for is compared with what stands now; where it moved, that is recorded and shown.

Which periods to compare is written down by whoever moves something: the roll-up with the loads it counts, a review with
the figure it approves, a review of values with what it froze. Nothing else is looked at.
"""

from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from workers.statistics.model import period
from workers.statistics.queries import city_set
from workers.store import lock_watermark
from workers.values import store
from workers.values.events import Moved
from workers.values.figures import Figures
from workers.values.freeze import frozen
from workers.values.lifecycle import evolve, may_follow
from workers.values.model import Status, ValueState
from workers.values.store import Step

PERIODS = 20  # in one transaction


async def settle(pool: Pool) -> int:
    """Compare what is to be compared; how many values moved. Where a roll-up is counting, none: it is asked again."""
    total = 0
    while True:
        async with pool.acquire() as conn:
            if not await store.any_stale(conn):
                return total
            async with conn.transaction():
                if await lock_watermark(conn) is None:
                    return total
                for city, written in await store.take_stale(conn, limit=PERIODS):
                    total += await _compare(conn, city, written)


async def _compare(conn: Connection, city: str, written: str) -> int:
    states = await store.read(conn, city=city, period=written)
    watched = {id: state for id, state in states.items() if may_follow(state, "moved")}
    if not watched:
        return 0
    when, mark, now = period(written), await store.hold(conn), clock.now()
    steps = []
    for value in await city_set(conn, city=city, period=when):
        state = watched.get(value.id)
        stands = _stands(state) if state else None
        if state is None or stands is None:
            continue
        figures = frozen(value, mark=mark)
        if not figures.same(stands):
            fact = Moved(figures)
            steps.append(Step(fact, evolve(state, fact, by=None, at=now), now, None))
    await store.record(conn, steps, first=when.first, last=when.last)
    return len(steps)


def _stands(state: ValueState) -> Figures | None:
    """What somebody vouches for at the moment."""
    if state.status is Status.PUBLISHED and state.published:
        return state.published.figures
    return state.figures
