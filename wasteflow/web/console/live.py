"""The live feed: four looks a second for all pages of this process together, and only while any page listens.

A stream says that something happened, never what: each page asks anew for what its reader may see. A stream ends after
some minutes, so that a closed account or a lost right ends with it; browsers connect again by themselves.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import FastAPI

from wasteflow.core.db import Pool
from workers.cases import queries

LOOK_SECONDS = 0.25
BEAT_SECONDS = 15.0  # a comment now and then, so that what stands between keeps the connection
LONGEST_SECONDS = 300.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass
class Feed:
    """What was seen last, and when the database was asked."""

    seen: str = ""
    looked: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, pool: Pool) -> str:
        """The mark of the latest step in any case, at most so old."""
        async with self.lock:
            if time.monotonic() - self.looked >= LOOK_SECONDS:
                self.seen = await queries.latest(pool)
                self.looked = time.monotonic()
        return self.seen


def feed_of(app: FastAPI) -> Feed:
    """The one feed of this application."""
    if not hasattr(app.state, "case_feed"):
        app.state.case_feed = Feed()
    feed: Feed = app.state.case_feed
    return feed


async def told(feed: Feed, pool: Pool, seconds: float) -> AsyncIterator[str]:
    """The stream of one page."""
    ends, beat = time.monotonic() + seconds, time.monotonic()
    seen = await feed.look(pool)
    yield "retry: 3000\n: listening\n\n"
    while time.monotonic() < ends:
        await asyncio.sleep(LOOK_SECONDS)
        now = await feed.look(pool)
        if now != seen:
            seen, beat = now, time.monotonic()
            yield "event: cases\ndata: {}\n\n"
        elif time.monotonic() - beat >= BEAT_SECONDS:
            beat = time.monotonic()
            yield ": still here\n\n"
