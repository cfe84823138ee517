"""The Celery application whole, as `wasteflow worker` and `wasteflow beat` start it: `celery -A wasteflow.works`.

`workers.app` has what workers do by themselves. What needs the papers too is added here: `workers` and `reports` stand
on one floor and know nothing of each other.
"""

from datetime import timedelta
from functools import partial
from uuid import UUID

from manifests.registers import commands as registers
from manifests.registers.writing import WRITERS
from reports import queries as documents
from reports import volumes
from wasteflow.core.db import Connection
from wasteflow.core.settings import settings
from wasteflow.reporting import clocks
from workers.app import HANDLERS, bridge, celery
from workers.messages import keeping, sending

__all__ = ["celery"]
EVERY = timedelta(minutes=10).total_seconds()


async def report_file(conn: Connection, id: UUID) -> tuple[str, bytes] | None:
    """Name and bytes of a report, for whoever wants it with the mail."""
    found = await documents.document(conn, id=id)
    return (f"{found.number}.pdf", await documents.content(conn, id=id)) if found else None


def begin_reports() -> None:
    """Begin the reports whose day has come."""
    bridge.run(clocks.fall_due)


HANDLERS |= {
    clocks.JOB: lambda pool, job: clocks.make(pool, job, settings()),
    registers.JOB: partial(registers.write, writers=WRITERS | {"pdf": volumes.opening(settings())}),
    keeping.SEND: sending.Sender(settings(), file=report_file).send,
}
celery.task(begin_reports, name="wasteflow.begin_reports")
celery.conf.beat_schedule |= {
    "begin-reports": {"task": "wasteflow.begin_reports", "schedule": EVERY, "options": {"expires": EVERY}}
}
