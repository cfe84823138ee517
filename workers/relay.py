"""From the outbox to the workers: rows become jobs in one transaction, then the broker is told their ids.

Any number of relays may run: each takes rows the others are not taking. A broker that is gone, or forgets what it was
told, costs time and nothing else: jobs stay due until a worker has ended them.
"""

import asyncio
import logging
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import asyncpg
from celery import Celery
from kombu.exceptions import OperationalError

from wasteflow.core import jobs, store
from wasteflow.core.db import Pool, open_pool
from wasteflow.core.settings import Settings
from workers import broker
from workers.anomalies.engine import wanted
from workers.messages import telling

ROWS = 500  # outbox rows, or messages, in one go
EVENTS = 100  # events in one job
LOST_AFTER = 5.0  # seconds until an unanswered message is repeated, doubling each time
PAUSE = 1.0  # seconds before asking again where the database or the broker is gone

log = logging.getLogger(__name__)
Send = Callable[[list[UUID]], None]


def _detect(bodies: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The events that some rule listens to, at most EVENTS to a job."""
    events = [event for body in bodies for event in body["events"] if wanted(event["kind"])]
    for start in range(0, len(events), EVENTS):
        yield {"events": events[start : start + EVENTS]}


def _tell(bodies: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What somebody may have subscribed to."""
    news = [dict(body) for body in bodies if body.get("kind", "") in ("", *telling.TOLD)]
    for start in range(0, len(news), telling.AT_ONCE):
        yield {"news": news[start : start + telling.AT_ONCE]}


# Topic -> kind of job -> the bodies of the jobs that a number of announcements make.
SUBSCRIBERS: dict[str, dict[str, Callable[[Iterable[Mapping[str, Any]]], Iterable[dict[str, Any]]]]] = {
    "custody": {"detect": _detect},
    "case": {telling.TELL: _tell},
    "refused": {telling.TELL: _tell},
    "report": {telling.TELL: _tell},
}


async def pass_on(pool: Pool) -> int:
    """Make jobs of what was announced; how many rows that were. Rows go when their jobs are there, never earlier."""
    announced = defaultdict(list)
    async with pool.acquire() as conn, conn.transaction():
        rows = await store.take_announced(conn, limit=ROWS)
        for row in rows:
            announced[row["topic"]].append(row["body"])
        for topic, bodies in announced.items():
            for kind, make in SUBSCRIBERS.get(topic, {}).items():
                for body in make(bodies):
                    await jobs.enqueue(conn, kind, body)
    return len(rows)


async def send_due(pool: Pool, send: Send) -> int:
    """Tell the broker of the jobs that are due; how many. Raises OperationalError where it is gone."""
    ids = await jobs.due(pool, LOST_AFTER, ROWS)
    if ids:
        try:
            await asyncio.to_thread(send, ids)
        except OperationalError:
            await jobs.not_sent(pool, ids)
            raise
    return len(ids)


def sender(celery: Celery) -> Send:
    """Sends one message per id over one connection; no retries of its own, the job table is the retry."""

    def send(ids: list[UUID]) -> None:
        with celery.producer_pool.acquire(block=True) as producer:
            for job_id in ids:
                celery.send_task(broker.LOOK_AT, (str(job_id),), producer=producer, retry=False)

    return send


class Relay:
    """The loop. `stop()` lets the round in hand end."""

    def __init__(self, settings: Settings, send: Send) -> None:
        self.settings = settings
        self.send = send
        self._stopping = asyncio.Event()
        self._trouble: str | None = None

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        assert self.settings.database_url is not None
        pool = await open_pool(self.settings.database_url, 2)
        try:
            while not self._stopping.is_set():
                await self._rest(await self._round(pool))
        finally:
            await pool.close()

    async def _round(self, pool: Pool) -> float:
        """One round; how long to rest after it."""
        try:
            busy = await pass_on(pool) == ROWS
            busy = await send_due(pool, self.send) == ROWS or busy
        except OperationalError as error:
            return self._note(f"the broker is gone ({error}); jobs wait in the database")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            return self._note(f"the database is gone ({error}); waiting for it")
        if self._trouble:
            log.info("back: passing on again")
            self._trouble = None
        return 0 if busy else self.settings.relay_seconds

    def _note(self, trouble: str) -> float:
        if self._trouble is None:  # once, not ten times a second
            log.warning(trouble)
        self._trouble = trouble
        return PAUSE

    async def _rest(self, seconds: float) -> None:
        if seconds:
            try:
                await asyncio.wait_for(self._stopping.wait(), seconds)
            except TimeoutError:
                return


def run(settings: Settings) -> None:
    """Pass on until SIGTERM or SIGINT."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    relay = Relay(settings, sender(broker.connect(settings)))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, relay.stop)
    await relay.run()
