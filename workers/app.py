"""The Celery application: which jobs there are, what runs when. `wasteflow.works` adds what needs the papers too,
and is what `wasteflow worker|beat` start."""

from datetime import timedelta
from uuid import UUID

from celery import signals

from manifests.attached import store as attached
from manifests.registers import commands as registers
from manifests.registers import store as register_files
from manifests.trails import store as trails
from wasteflow.core import clock, store
from wasteflow.core.db import Pool
from wasteflow.core.settings import settings
from wasteflow.people import store as people
from workers import broker, notices, scans, tasks
from workers.anomalies import engine as anomalies
from workers.anomalies import sweep, trips
from workers.bridge import Bridge
from workers.cases import commands as cases
from workers.indicators import rollup
from workers.messages import keeping, sending, telling
from workers.messages import store as messages
from workers.rounds import look_at_slip
from workers.tuning import commands as tuning
from workers.tuning import trial
from workers.values import moved

ROLL_UP_SECONDS = 2.0
DUE_SECONDS = 60.0
SWEEP_SECONDS = 3600.0
HISTORY_AHEAD, HISTORY_KEPT = 2, 24  # months
MESSAGES_KEPT = timedelta(days=365)

HANDLERS: dict[str, tasks.Handler] = {
    "case_due": cases.look,
    "detect": anomalies.detect,
    "lapse": look_at_slip,
    "notice_due": notices.look,
    registers.JOB: registers.write,
    "scanned": scans.look,
    keeping.SEND: sending.Sender(settings()).send,
    telling.TELL: telling.tell,
    tuning.KIND: lambda pool, job: trial.run(pool, job, settings().lease_seconds),
}

celery = broker.connect(settings())
bridge = Bridge(settings())


def look_at(job_id: str) -> None:
    """A message of the relay's."""
    lease = settings().lease_seconds
    bridge.run(lambda pool: tasks.look_at(pool, UUID(job_id), HANDLERS, lease))


def roll_up() -> None:
    """Count what was committed since; the position in the database says from where, so a lost message costs nothing."""
    bridge.run(_roll_up)


async def _roll_up(pool: Pool) -> None:
    """What people vouched for is compared where something moved."""
    await rollup.catch_up(pool)
    await moved.settle(pool)


def fall_due() -> None:
    """Look at what a rule's clock has run out for."""
    bridge.run(anomalies.fall_due)


def sweep_groups() -> None:
    """Let the set rules look at what is new."""
    bridge.run(sweep.run)


def read_trips() -> None:
    """Bring up to date what set rules and the chains of waste look at."""
    bridge.run(trips.catch_up)


def keep_house() -> None:
    """Partitions for the months to come."""
    bridge.run(_keep_house)


async def _keep_house(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await store.keep_history(conn, ahead=HISTORY_AHEAD, keep=HISTORY_KEPT)
        await trails.keep_trails(conn, ahead=HISTORY_AHEAD, keep=settings().trail_months)
        await people.forget_once(conn)
        await register_files.forget(conn, now=clock.now())
        await messages.forget(conn, before=clock.now() - MESSAGES_KEPT)
        await attached.forget_positions(conn, before=clock.now() - timedelta(days=settings().position_days))


celery.task(look_at, name=broker.LOOK_AT)
celery.task(roll_up, name="wasteflow.roll_up")
celery.task(fall_due, name="wasteflow.fall_due")
celery.task(sweep_groups, name="wasteflow.sweep")
celery.task(read_trips, name="wasteflow.read_trips")
celery.task(keep_house, name="wasteflow.keep_house")

# `expires`: messages must not pile up while no worker runs.
celery.conf.beat_schedule = {
    "roll-up": {
        "task": "wasteflow.roll_up",
        "schedule": ROLL_UP_SECONDS,
        "options": {"expires": ROLL_UP_SECONDS},
    },
    "fall-due": {"task": "wasteflow.fall_due", "schedule": DUE_SECONDS, "options": {"expires": DUE_SECONDS}},
    "read-trips": {"task": "wasteflow.read_trips", "schedule": DUE_SECONDS, "options": {"expires": DUE_SECONDS}},
    "sweep": {"task": "wasteflow.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
    "keep-house": {"task": "wasteflow.keep_house", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
}


@signals.beat_init.connect(weak=False)  # type: ignore[untyped-decorator]
def _sweep_at_once(**_: object) -> None:
    """Beat counts an hour from its own start: one that is restarted more often would never let anybody sweep."""
    celery.send_task("wasteflow.sweep", expires=SWEEP_SECONDS)


async def _nothing(pool: Pool) -> None:
    """Only opens the pool."""


@signals.worker_process_init.connect(weak=False)  # type: ignore[untyped-decorator]
def _open(**_: object) -> None:
    bridge.run(_nothing)


@signals.worker_process_shutdown.connect(weak=False)  # type: ignore[untyped-decorator]
def _close(**_: object) -> None:
    bridge.close()
