"""Requests of one process that arrive together are appended together: one call and one commit for all of them.

Nobody waits for company. What arrives while a call is under way makes up the next one; alone, a request goes at once.
A second call goes beside the first once there is enough for it. What takes numbers is in one call at a time: the other
would wait for the counter. Where a call fails, its requests are written one by one, each with its own answer.
"""

import asyncio
from dataclasses import dataclass, field

from manifests import store
from wasteflow.core.db import Connection, Pool

CALLS = 2  # under way at once
ENOUGH_EVENTS = 100  # that wait, for a second call
MOST_EVENTS = 200  # of one call, unless one request has more


@dataclass
class _Waiting:
    ledger: store.Ledger
    written: asyncio.Future[None]
    alone: bool = False  # its call failed: it is tried by itself


@dataclass
class Appender:
    """Writes ledgers of one process to the database behind `pool`."""

    pool: Pool
    waiting: list[_Waiting] = field(default_factory=list)
    calls: set[asyncio.Task[None]] = field(default_factory=set)
    numbering: bool = False  # one of the calls takes numbers

    async def append(self, ledger: store.Ledger) -> None:
        """Returns after the commit. Raises what PostgreSQL says of this ledger."""
        one = _Waiting(ledger, asyncio.get_running_loop().create_future())
        self.waiting.append(one)
        if not self.calls or (len(self.calls) < CALLS and self._enough()):
            self.calls.add(asyncio.create_task(self._work()))
        await one.written

    def _enough(self) -> bool:
        return sum(len(one.ledger.events) for one in self.waiting) >= ENOUGH_EVENTS

    async def _work(self) -> None:
        """One call after the other, on one connection while there is something to write."""
        try:
            while group := self._next():
                await self._on_one_connection(group)
        finally:
            # In the same step in which nothing was left to do: a moment later, and what comes in between would
            # find a call under way that never looks again.
            task = asyncio.current_task()
            assert task is not None
            self.calls.discard(task)

    def _next(self) -> list[_Waiting]:
        """The longest waiting, as many as go together; what it must leave to the call that takes numbers stays."""
        group: list[_Waiting] = []
        left: list[_Waiting] = []
        events = 0
        for n, one in enumerate(self.waiting):
            if one.ledger.given and self.numbering:
                left.append(one)
                continue
            events += len(one.ledger.events)
            if group and (events > MOST_EVENTS or one.alone or group[0].alone):
                left += self.waiting[n:]
                break
            group.append(one)
        self.waiting = left
        self.numbering |= _numbers(group)
        return group

    async def _on_one_connection(self, group: list[_Waiting]) -> None:
        try:
            async with self.pool.acquire() as conn:
                while group:
                    try:
                        await self._write(conn, group)
                    finally:
                        self.numbering &= not _numbers(group)
                    group = [] if conn.is_closed() else self._next()
        except Exception as error:  # no connection could be had
            self.numbering &= not _numbers(group)
            _answer(group, error)
        except BaseException:  # the process ends: nobody is left waiting for an answer that will not come
            for one in group:
                one.written.cancel()
            raise

    async def _write(self, conn: Connection, group: list[_Waiting]) -> None:
        try:
            await store.append(conn, [one.ledger for one in group])
        except Exception as error:
            if len(group) == 1:
                _answer(group, error)
            else:
                for one in group:
                    one.alone = True
                self.waiting = group + self.waiting
        else:
            _answer(group)


def _numbers(group: list[_Waiting]) -> bool:
    return any(one.ledger.given for one in group)


def _answer(group: list[_Waiting], error: Exception | None = None) -> None:
    for one in group:
        if one.written.done():  # who waited has gone
            continue
        if error is None:
            one.written.set_result(None)
        else:
            one.written.set_exception(error)
