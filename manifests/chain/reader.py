"""Chains that requests of one process ask for at the same time are read together: one call for all of them.

Nobody waits for company. What is asked for while calls are under way makes up the next one; alone, a chain is read at
once. Most of what a statement costs is the same for one chain and for ten.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from manifests.chain import queries
from manifests.chain.model import Link
from manifests.chain.queries import Asked
from wasteflow.core.db import UNAVAILABLE, PerPool, Pool

CALLS = 2  # under way at once: the database works one out while the answers of the other are written
MOST = 16  # chains of one call, so that none waits for many


class _Waiting(NamedTuple):
    asked: Asked
    read: asyncio.Future[list[Link]]


class Reader:
    """Reads chains for the requests of one process."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.waiting: list[_Waiting] = []
        self.calls: set[asyncio.Task[None]] = set()

    async def of_batch(self, id: UUID, scopes: Sequence[str] | None) -> list[Link]:
        """One batch's life, as `of_batches` gives it. Raises what PostgreSQL says of this one."""
        one = _Waiting(Asked(id, scopes), asyncio.get_running_loop().create_future())
        self.waiting.append(one)
        if len(self.calls) < CALLS:
            self.calls.add(asyncio.create_task(self._work()))
        return await one.read

    async def _work(self) -> None:
        """One call after the other while somebody waits."""
        try:
            while self.waiting:
                group, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
                await self._read(group)
        finally:
            # In the same step in which nobody was left: a moment later, and who comes in between would find a call
            # under way that never looks again.
            task = asyncio.current_task()
            assert task is not None
            self.calls.discard(task)

    async def _read(self, group: list[_Waiting]) -> None:
        try:
            async with self.pool.acquire() as conn:
                chains: list[Any] = list(await queries.of_batches(conn, [one.asked for one in group]))
        except UNAVAILABLE as error:
            chains = [error] * len(group)
        except Exception as error:
            if len(group) > 1:  # whoever it is, the others have their answers
                for one in group:
                    await self._read([one])
                return
            chains = [error]
        except BaseException:  # the process ends: nobody is left waiting for an answer that will not come
            for one in group:
                one.read.cancel()
            raise
        for one, chain in zip(group, chains, strict=True):
            if one.read.done():  # who asked has gone
                continue
            if isinstance(chain, Exception):
                one.read.set_exception(chain)
            else:
                one.read.set_result(chain)


reader_of = PerPool(Reader)
