"""Requests of one process that arrive together are appended together: one call and one commit for all of them.

Nobody waits for company. What arrives while a call is under way makes up the next one; alone, a request goes at once.
Where a call fails, each of its requests is written by itself and gets its own answer.
"""

import asyncio
from dataclasses import dataclass, field

from manifests import store
from wasteflow.core.db import Pool

CALLS = 2  # under way at once: one may wait for a counter's row, the other goes on
MOST_EVENTS = 400  # of one call


@dataclass
class _Waiting:
    ledger: store.Ledger
    written: asyncio.Future[None]


@dataclass
class Appender:
    """Writes ledgers of one process to the database behind `pool`."""

    pool: Pool
    waiting: list[_Waiting] = field(default_factory=list)
    calls: set[asyncio.Task[None]] = field(default_factory=set)

    async def append(self, ledger: store.Ledger) -> None:
        """Returns after the commit. Raises what PostgreSQL says of this ledger."""
        one = _Waiting(ledger, asyncio.get_running_loop().create_future())
        self.waiting.append(one)
        if len(self.calls) < CALLS:
            self.calls.add(asyncio.create_task(self._work()))
        await one.written

    async def _work(self) -> None:
        try:
            while self.waiting:
                await self._write(self._next())
        finally:
            # In the same step in which nothing was left to do: a moment later, and what comes in between would
            # find two calls under way that never look again.
            task = asyncio.current_task()
            assert task is not None
            self.calls.discard(task)

    def _next(self) -> list[_Waiting]:
        group, events = [self.waiting[0]], len(self.waiting[0].ledger.events)
        for one in self.waiting[1:]:
            events += len(one.ledger.events)
            if events > MOST_EVENTS:
                break
            group.append(one)
        del self.waiting[: len(group)]
        return group

    async def _write(self, group: list[_Waiting]) -> None:
        try:
            async with self.pool.acquire() as conn:
                await store.append(conn, [one.ledger for one in group])
        except Exception as error:
            if len(group) > 1:
                for one in group:
                    await self._write([one])
            elif not group[0].written.done():
                group[0].written.set_exception(error)
        except BaseException:  # the process ends: nobody is left waiting for an answer that will not come
            for one in group:
                one.written.cancel()
            raise
        else:
            for one in group:
                if not one.written.done():
                    one.written.set_result(None)
