"""From Celery's synchronous processes to asyncio: one loop and one pool per worker process, opened after the fork.

A pool opened before the fork, or in another loop, breaks; `asyncio.run` per task costs four times as much.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from wasteflow.core.db import Pool, open_pool
from wasteflow.core.settings import Settings

T = TypeVar("T")
CONNECTIONS = 2  # a worker process does one job at a time; the second is for what it notes beside its transaction


class Bridge:
    """The loop and the pool of this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._runner: asyncio.Runner | None = None
        self._pool: Pool | None = None

    def run(self, act: Callable[[Pool], Awaitable[T]]) -> T:
        """Do something with the pool, and wait for it. Opens both where they are not open yet."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(self._with_pool(act))

    def close(self) -> None:
        """Give the connections back; the process is about to end."""
        if self._runner is None:
            return
        if self._pool is not None:
            self._runner.run(self._pool.close())
        self._runner.close()
        self._runner = self._pool = None

    async def _with_pool(self, act: Callable[[Pool], Awaitable[T]]) -> T:
        if self._pool is None:
            assert self.settings.database_url is not None
            self._pool = await open_pool(self.settings.database_url, CONNECTIONS)
        return await act(self._pool)
