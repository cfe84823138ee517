"""Is each case what its events tell? Part of `wasteflow replay --check`."""

from itertools import groupby
from uuid import UUID

from wasteflow.core.db import Pool
from workers.cases import lifecycle, queries
from workers.cases.model import CaseFile


async def check(pool: Pool) -> tuple[int, dict[UUID, str]]:
    """How many cases there are, and which are not the fold of their events. One snapshot."""
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        rows = await queries.every_case(conn)
        events = await queries.every_event(conn)
    folded: dict[UUID, CaseFile | str] = {}
    for id, of in groupby(events, key=lambda x: x.case_file):
        state: CaseFile | None = None
        for expected, event in enumerate(of, 1):
            if event.seq != expected:
                folded[id] = f"event {expected} is missing"
                break
            state = lifecycle.evolve(state, event)
            folded[id] = state
    return len(rows), {id: why for id in rows.keys() | folded.keys() if (why := _why(rows.get(id), folded.get(id)))}


def _why(row: CaseFile | None, folded: CaseFile | str | None) -> str:
    if isinstance(folded, str):
        return folded
    if row is None or folded is None:
        return "has events but no row" if row is None else "has a row but no events"
    names = [name for name in row.__struct_fields__ if getattr(row, name) != getattr(folded, name)]
    return f"row differs from the fold: {', '.join(names)}" if names else ""
