"""From a scan to its alert, at a hundred events a second, with everything on the same two cores; then without a broker.

Whole lives of drums come in over HTTP, evenly, while relay, worker and beat run as `wasteflow run` starts them. Half of
the drums weigh a fifth less at the gate than was sent. Measured for each of these: from the moment the server received
the weighing (`received_at`) until another connection reads the alert's row, and until the console's live feed has told
an open page of it. Then the broker is stopped for a minute under the same load, while the clocks of some loads run out:
what was due meanwhile has to be there after it has come back, each once.
"""

import asyncio
import itertools
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import uvloop

from benchmarks import _load, _servers
from benchmarks.append import Life
from manifests.commands import record_one
from tests.bay import Bay, build_bay
from wasteflow.catalog.law import streams
from wasteflow.core import clock
from wasteflow.core.db import Pool, open_pool
from wasteflow.core.embedded import process
from wasteflow.core.embedded.broker import Broker

RATE = int(os.environ.get("BENCH_RATE", "100"))  # events a second
SECONDS = int(os.environ.get("BENCH_SECONDS", "120"))
OUTAGE = int(os.environ.get("BENCH_OUTAGE", "60"))
AFTER = 20  # seconds of load after the broker's return
PATIENCE = 180.0  # seconds until everything has to be there
OVERDUE = 20  # loads whose clock runs out while the broker is gone
LANES = 50  # drums on their way at the same time
LOOK = 0.01  # seconds between two looks for new alerts

SHORT = "weight_gap"
NEW = "select subject, clock_timestamp() as seen_at from alert where rule = $1 and raised_at > $2"
RECEIVED = "select subject, received_at from custody_event where kind = 'weighed' and subject = any($1)"
COUNTS = "select subject, count(*) as n from alert where rule = $1 group by subject"


@dataclass
class Watch:
    """When each alert was seen, and when the feed spoke."""

    seen: dict[UUID, datetime] = field(default_factory=dict)
    spoke: list[datetime] = field(default_factory=list)

    async def alerts(self, url: str) -> None:
        """Look for new alerts on a connection of its own."""
        conn = await asyncpg.connect(url)
        since = clock.now()
        while True:
            for row in await conn.fetch(NEW, SHORT, since - timedelta(seconds=5)):
                self.seen.setdefault(row["subject"], row["seen_at"])
            since = clock.now()
            await asyncio.sleep(LOOK)

    async def feed(self, port: int, token: str) -> None:
        """An open page of the console: it listens, and connects again when the stream ends."""
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_load.get("/console/cases/live", token))
            while line := await reader.readline():
                if line.startswith(b"event: cases"):
                    self.spoke.append(clock.now())
            writer.close()

    def told(self, seen_at: datetime) -> datetime | None:
        """When the feed spoke first after a moment."""
        return next((at for at in self.spoke if at >= seen_at), None)


@dataclass
class Load:
    """Lives that come in evenly; which of them are short."""

    bay: Bay
    port: int
    tokens: dict[UUID, str]
    short: set[UUID] = field(default_factory=set)
    sent: int = 0
    late: float = 0.0  # seconds the client itself was behind, at worst
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    async def run(self, seconds: float) -> None:
        """So many events a second for so long; each lane ends with the life it has begun."""
        began = time.monotonic()
        await asyncio.gather(*(self._lane(began + n / RATE, began + seconds) for n in range(LANES)))
        self.seconds = time.monotonic() - began

    async def _lane(self, due: float, until: float) -> None:
        connection = _load.Connection(*await asyncio.open_connection("127.0.0.1", self.port))
        while due < until:
            short = next(self.numbers) % 2 == 0
            life = Life(self.bay, "800" if short else "998")
            if short:
                self.short.add(life.manifest)
            for actor, proposal in life.events():
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                began = time.monotonic()
                self.late = max(self.late, began - due)
                request = _load.post("/custody/events", msgspec.json.encode(proposal), self.tokens[actor.account])
                status, answer = await connection.send(request)
                assert status == 201, answer
                self.latencies.append((time.monotonic() - began) * 1000)
                self.sent += 1
                due += LANES / RATE
        connection.writer.close()


async def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="wf-bench-"))
    broker = Broker(folder / "broker", log=folder / "broker.log")
    with _servers.postgres() as server, ExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        ending.callback(broker.stop)
        url = await _servers.fresh_database(server)
        environment = {
            "WASTEFLOW_DATABASE_URL": url, "WASTEFLOW_BROKER_URL": broker.start(), "WASTEFLOW_DATA_DIR": str(folder),
            "WASTEFLOW_LOG_LEVEL": "WARNING",
        }  # fmt: skip
        port = ending.enter_context(_servers.serving("-m", "wasteflow", "api", **environment))
        for name in ("relay", "worker", "beat"):
            ending.enter_context(_running(name, folder, environment))
        pool = await open_pool(url, 2)
        figures = await _measure(pool, url, port, broker)
        version = await pool.fetchval("show server_version")
        await pool.close()
        _say(json.dumps({"bench": "alert-latency", "figures": figures, "machine": _servers.machine(version)}))


@contextmanager
def _running(name: str, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    child = process.start(
        [sys.executable, "-m", "wasteflow", name], log=folder / f"{name}.log", env=os.environ | environment
    )
    try:
        yield
    finally:
        process.stop(child)


async def _measure(pool: Pool, url: str, port: int, broker: Broker) -> dict[str, float]:
    bay = await build_bay(pool)
    people = (bay.clerk, bay.driver, bay.gate)
    load = Load(bay, port, {who.account: await bay.token(who) for who in people})
    watch = Watch()
    watching = [
        asyncio.create_task(watch.alerts(url)),
        asyncio.create_task(watch.feed(port, await bay.token(bay.regulator))),
    ]
    await load.run(5)  # everything is warm
    await _all_there(pool, load, 60)
    load = Load(bay, port, load.tokens)
    await load.run(SECONDS)
    waited = await _all_there(pool, load, PATIENCE)
    figures = await _steady(pool, load, watch)
    figures["steady_left_seconds"] = round(waited, 1)
    figures |= await _without_broker(pool, load, broker)
    for task in watching:
        task.cancel()
    return figures


async def _all_there(pool: Pool, load: Load, patience: float) -> float:
    """Wait until each short load has its alert; the seconds that took. What never comes is counted by the caller."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        counts = {row["subject"] for row in await pool.fetch(COUNTS, SHORT)}
        if load.short <= counts:
            break
        await asyncio.sleep(0.2)
    return time.monotonic() - began


async def _steady(pool: Pool, load: Load, watch: Watch) -> dict[str, float]:
    received = {row["subject"]: row["received_at"] for row in await pool.fetch(RECEIVED, list(load.short))}
    alerts, feed = [], []
    for subject, at in received.items():
        if (seen := watch.seen.get(subject)) is None:
            continue
        alerts.append((seen - at).total_seconds() * 1000)
        if spoke := watch.told(seen):
            feed.append((spoke - at).total_seconds() * 1000)
    _say(f"{RATE} events a second for {load.seconds:.0f} s: {load.sent} events, {len(load.short)} loads weighed short")
    _say(f"{'ms after the scan was received':34}{'p50':>8}{'p95':>8}{'p99':>8}{'of':>8}")
    figures: dict[str, float] = {}
    for name, found in (("alert", alerts), ("feed", feed), ("answer", load.latencies)):
        told = _load.Measured(len(found), SECONDS, found)
        shown = {f"p{n}": round(told.percentile(n / 100), 1) for n in (50, 95, 99)}
        _say(f"{NAMES[name]:34}" + "".join(f"{value:8.0f}" for value in shown.values()) + f"{len(found):8}")
        figures |= {f"{name}_{n}_ms": value for n, value in shown.items()}
    return figures | {
        "events_per_second": round(load.sent / load.seconds, 1),
        "client_late_ms": round(load.late * 1000, 1),
    }


NAMES = {
    "alert": "the alert's row can be read",
    "feed": "an open page is told",
    "answer": "(an event's answer)",
}


async def _without_broker(pool: Pool, before: Load, broker: Broker) -> dict[str, float]:
    load = Load(before.bay, before.port, before.tokens)
    overdue = await _clocks_that_run_out(pool, load)
    running = asyncio.create_task(load.run(OUTAGE + AFTER))
    broker.stop()
    await asyncio.sleep(OUTAGE)
    broker.start()
    back = clock.now()
    await running
    await _all_there(pool, load, PATIENCE)
    while await _fell_due(pool, overdue) != Counter(overdue) and (clock.now() - back).total_seconds() < PATIENCE:
        await asyncio.sleep(0.5)
    rows = await pool.fetch("select subject, rule, raised_at from alert where raised_at > $1", back)
    raised = Counter(r["subject"] for r in await pool.fetch("select subject from alert where rule = $1", SHORT))
    short = [raised[subject] for subject in load.short]
    clocks = await _fell_due(pool, overdue)
    held = "select subject from custody_event where kind = 'weighed' and received_at < $1 and subject = any($2)"
    waited = {row["subject"] for row in await pool.fetch(held, back, list(load.short))}
    last = max((r["raised_at"] for r in rows if r["rule"] == SHORT and r["subject"] in waited), default=back)
    last_clock = max((r["raised_at"] for r in rows if r["subject"] in set(overdue)), default=back)
    figures: dict[str, float] = {
        "outage_loads": len(short), "outage_waited": len(waited), "outage_missing": short.count(0),
        "outage_doubled": sum(n > 1 for n in short), "outage_clocks": len(overdue),
        "outage_clocks_missing": len(overdue) - len(clocks),
        "outage_clocks_doubled": sum(n > 1 for n in clocks.values()),
        "outage_caught_up_s": round((last - back).total_seconds(), 1),
        "outage_clocks_caught_up_s": round((last_clock - back).total_seconds(), 1),
    }  # fmt: skip
    _say(f"no broker for {OUTAGE} s under the same load, then {AFTER} s more:")
    _say(
        f"  {len(short)} loads weighed short, {len(waited)} of them while it was gone or before;"
        f" {short.count(0)} alerts missing, {figures['outage_doubled']} doubled"
    )
    _say(
        f"  {len(overdue)} clocks ran out meanwhile; {figures['outage_clocks_missing']} alerts missing,"
        f" {figures['outage_clocks_doubled']} doubled"
    )
    _say(
        f"  everything that had waited was there {figures['outage_caught_up_s']} s after the broker,"
        f" the clocks {figures['outage_clocks_caught_up_s']} s after"
    )
    return figures


async def _clocks_that_run_out(pool: Pool, load: Load) -> list[UUID]:
    """Loads that have been on the road so long that the time to arrive ends while the broker is gone."""
    hours = int(streams()["hazardous"].clocks["delivery"].value)
    found = []
    for n in range(OVERDUE):
        life = Life(load.bay, ago=timedelta(hours=hours) - timedelta(seconds=10 + n * (OUTAGE - 20) / OVERDUE))
        for (actor, proposal), _ in zip(life.events(), range(5), strict=False):  # until it has departed
            await record_one(pool, actor, proposal)
        found.append(life.manifest)
    running = "select count(*) from obligation where subject = any($1) and rule = 'not_received'"
    while await pool.fetchval(running, found) < OVERDUE:
        await asyncio.sleep(0.05)
    return found


async def _fell_due(pool: Pool, subjects: list[UUID]) -> Counter[UUID]:
    rows = await pool.fetch("select subject from alert where rule = 'not_received' and subject = any($1)", subjects)
    return Counter(row["subject"] for row in rows)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    uvloop.run(main())
