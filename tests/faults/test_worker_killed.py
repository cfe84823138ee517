"""Real processes, killed and cut off: relay, worker and broker as `wasteflow run` starts them.

A job is caught between its lease and its end by holding a lock on the table of alerts: the worker hangs in the middle
of its transaction, as long as the test likes.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import psutil
import pytest

from manifests.rounds import kerb
from manifests.rounds.schemas import NewSlip
from tests.bay import Bay
from tests.collecting import give_leave, planned, workshops
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.embedded import process
from wasteflow.core.embedded.broker import Broker
from wasteflow.core.ids import new_id
from workers.messages import commands as contacts
from workers.messages.model import Channel, What

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
LEASE = 2.0  # seconds
PATIENCE = 20.0
OTHER_BROKER = os.environ.get("WASTEFLOW_BROKER_URL")  # RabbitMQ, where the build runs against Debian's servers

Start = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """An embedded broker that a test may stop and start."""
    broker = Broker(tmp_path / "broker", log=tmp_path / "broker.log")
    yield broker
    broker.stop()


@pytest.fixture
def start(tmp_path: Path, broker: Broker, database_url: str) -> Iterator[Start]:
    """Starts `python -m wasteflow NAME` on this test's database and broker."""
    started: list[subprocess.Popen[bytes]] = []
    env = os.environ | {
        "WASTEFLOW_DATABASE_URL": database_url,
        "WASTEFLOW_BROKER_URL": OTHER_BROKER or broker.start(),
        "WASTEFLOW_LEASE_SECONDS": str(LEASE),
        "WASTEFLOW_WORKER_PROCESSES": "2",
        "WASTEFLOW_DATA_DIR": str(tmp_path),
        "WASTEFLOW_WEBHOOK_PRIVATE": "1",
    }

    def run(name: str) -> subprocess.Popen[bytes]:
        child = process.start([sys.executable, "-m", "wasteflow", name], log=tmp_path / f"{name}.log", env=env)
        started.append(child)
        return child

    yield run
    process.stop_all(started)


@pytest.fixture
async def alerts_locked(owner: asyncpg.Connection) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Nobody can raise an alert until the function it gives is called."""
    lock = owner.transaction()
    await lock.start()
    await owner.execute("lock table alert in share row exclusive mode")
    held = True

    async def release() -> None:
        nonlocal held
        held = False
        await lock.rollback()

    yield release
    if held:
        await lock.rollback()


async def until(pool: Pool, statement: str, wanted: Any, *given: Any) -> float:
    """Wait until a statement answers what is wanted; the seconds it took."""
    began = time.monotonic()
    while (found := await pool.fetchval(statement, *given)) != wanted:
        assert time.monotonic() - began < PATIENCE, f"{statement}: {found}, not {wanted}"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


ALERTS = "select count(*) from alert"
OPEN_JOBS = "select count(*) from job where kind <> 'case_due' or run_at <= now()"  # a case is looked at when it is due
HANGING = "select count(*) >= $1 from pg_locks where relation = 'alert'::regclass and not granted"


async def alert_is_there_once(pool: Pool) -> None:
    await until(pool, ALERTS, 1)
    await until(pool, OPEN_JOBS, 0)
    await asyncio.sleep(LEASE)  # time enough for whoever might still come
    assert await pool.fetchval(ALERTS) == 1
    assert await pool.fetchval("select count(*) from case_event") == 1


async def test_a_worker_killed_while_a_slip_lapses_lets_it_lapse_once(
    bay: Bay, start: Start, owner: asyncpg.Connection
) -> None:
    """Caught in its transaction by a lock on the rounds' events; what was half written is gone with it."""
    (producer,) = await workshops(bay, 1)
    await give_leave(bay, producer)
    trip = (await planned(bay, [producer])).round.id
    lock = owner.transaction()
    slip = NewSlip(kg=Decimal(9), occurred_at=clock.now() - timedelta(days=6))
    await kerb.fill(bay.pool, bay.driver, trip, 1, slip)
    await lock.start()
    await owner.execute("lock table round_event in share row exclusive mode")
    start("relay")
    worker = start("worker")
    hanging = "select count(*) > 0 from pg_locks where relation = 'round_event'::regclass and not granted"
    await until(bay.pool, hanging, True)
    os.killpg(worker.pid, signal.SIGKILL)
    start("worker")
    await asyncio.sleep(LEASE)
    await lock.rollback()
    await until(bay.pool, "select count(*) from job where kind = 'lapse'", 0)
    assert await bay.pool.fetchval("select count(*) from custody_event where kind = 'lapsed'") == 1
    assert await bay.pool.fetchval("select count(*) from round_event where kind = 'slip_lapsed'") == 1
    assert await bay.pool.fetchval("select count(*) from batch where status = 'stored'") == 1


@pytest.mark.parametrize("victim", ["the process at work", "the whole worker"])
async def test_a_worker_killed_in_the_middle_of_a_job_loses_and_doubles_nothing(
    bay: Bay, start: Start, alerts_locked: Callable[[], Awaitable[None]], victim: str
) -> None:
    start("relay")
    worker = start("worker")
    await bay.delivered(sent="1000", weighed="800")
    await until(bay.pool, HANGING, True, 1)
    if victim == "the whole worker":
        os.killpg(worker.pid, signal.SIGKILL)
        start("worker")
    else:
        for child in psutil.Process(worker.pid).children(recursive=True):
            child.kill()
    await alerts_locked()
    await alert_is_there_once(bay.pool)
    outcome, attempts = await bay.pool.fetchrow("select outcome, attempts from job_history where kind = 'detect'")  # type: ignore[misc]
    assert outcome == "done"
    assert attempts >= 2, "the first attempt died"


async def test_a_worker_killed_while_a_webhook_hears_it_sends_it_again_as_the_same(bay: Bay, start: Start) -> None:
    """It dies when all has gone out and no answer has come: the only moment at which a message may come twice."""
    heard: list[tuple[str, bytes]] = []
    silent = asyncio.Event()

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in head.split("\r\n")[1:])}
        heard.append((headers["webhook-id"], await reader.readexactly(int(headers["content-length"]))))
        if len(heard) == 2:  # the first is the contact's test
            silent.set()
            await reader.read()  # until its sender is gone
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(receive, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    start("relay")
    worker = start("worker")
    id = await contacts.add_contact(
        bay.pool, bay.regulator, id=new_id(), channel=Channel.WEBHOOK, address=url, language="en",
        time_zone="Asia/Shanghai", quiet=(None, None), urgent=False, private=True,
    )  # fmt: skip
    await until(bay.pool, "select confirmed_at is not null from contact", True)
    await contacts.subscribe(bay.pool, bay.regulator, id, id=new_id(), what=What.CASES, severity=1, at_hour=None)
    await bay.pool.execute("update sending set due_at = due_at - interval '2 minutes'")
    await bay.delivered(sent="1000", weighed="800")
    await asyncio.wait_for(silent.wait(), PATIENCE)
    os.killpg(worker.pid, signal.SIGKILL)
    start("worker")
    await until(bay.pool, "select state || ' ' || tries from sending order by due_at desc limit 1", "sent 2")
    await asyncio.sleep(LEASE)
    assert len(heard) == 3
    assert heard[1][0] == heard[2][0], "the same id"
    told = [msgspec.json.decode(body)["data"] for _, body in heard[1:]]
    assert told[0] == told[1]
    server.close()


async def test_a_job_that_outlives_its_lease_is_done_once_by_whoever_has_it_then(
    bay: Bay, start: Start, alerts_locked: Callable[[], Awaitable[None]]
) -> None:
    start("relay")
    start("worker")
    await bay.delivered(sent="1000", weighed="800")
    await until(bay.pool, HANGING, True, 2)  # the second worker process took the job when the lease had lapsed
    await alerts_locked()
    await alert_is_there_once(bay.pool)


@pytest.mark.skipif(OTHER_BROKER is not None, reason="only the embedded broker is ours to stop")
async def test_a_broker_that_vanishes_and_comes_back_empty_costs_time_and_nothing_else(
    bay: Bay, start: Start, broker: Broker
) -> None:
    start("relay")
    start("worker")
    await bay.delivered(sent="1000", weighed="800")
    await until(bay.pool, ALERTS, 1)
    broker.stop()
    await bay.delivered(sent="1000", weighed="700")
    await until(bay.pool, "select count(*) from outbox", 0)  # passed on into jobs all the same
    await asyncio.sleep(1.5)
    broker.start()
    await until(bay.pool, ALERTS, 2)
    await until(bay.pool, OPEN_JOBS, 0)


async def test_a_scan_becomes_an_alert_within_a_second(bay: Bay, start: Start) -> None:
    start("relay")
    start("worker")
    await bay.delivered(sent="1000", weighed="800")
    await until(bay.pool, ALERTS, 1)
    took = []
    for n in range(2, 7):
        await bay.delivered(sent="1000", weighed="800")
        took.append(await until(bay.pool, ALERTS, n))
    assert sorted(took)[2] < 1.0, took


async def test_relay_and_worker_end_when_asked_and_nothing_is_lost_meanwhile(bay: Bay, start: Start) -> None:
    relay, worker = start("relay"), start("worker")
    await bay.delivered(sent="1000", weighed="800")
    await until(bay.pool, ALERTS, 1)
    for child in (relay, worker):
        child.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(child.wait, 10) == 0
    await bay.delivered(sent="1000", weighed="700")
    start("relay")
    start("relay")
    start("worker")
    await until(bay.pool, ALERTS, 2)


async def test_beat_rolls_figures_up_by_itself(bay: Bay, start: Start) -> None:
    start("worker")
    start("beat")
    await bay.batch("1000")
    await until(bay.pool, "select coalesce(sum(kg), 0) from rollup_cell", 1000)
