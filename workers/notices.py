"""A notice whose time has come: where no reply is there, both sides are told, once for each time that runs out."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from manifests.notices import policy, queries
from manifests.notices.lifecycle import STREAM
from manifests.notices.model import Notice
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock, jobs
from wasteflow.core.db import Pool
from wasteflow.core.jobs import Job
from workers import alerts
from workers.anomalies.finding import WARNING, Finding, Found, Limit, Subject, matter_of

RULE, VERSION, FAMILY = "reply_overdue", 1, "T2"
CITATION = "marine-notice"


async def look(pool: Pool, job: Job) -> None:
    """The job `notice_due`: it falls due with the notice. Alert and end of the job are committed together."""
    book, now = await open_book(pool), clock.now()
    async with pool.acquire() as conn, conn.transaction():
        notice = await queries.notice(conn, id=UUID(job.body["notice"]), scopes=None)
        if notice is not None and notice.overdue(now):
            await alerts.raise_all(conn, book, [overdue(book, notice)])
        await jobs.finish(conn, job)


def overdue(book: Book, notice: Notice) -> Found:
    """The finding: of both places, with what both may see as evidence."""
    assert notice.due is not None
    asked = msgspec.structs.replace(notice, asked=(notice.receiver,))
    reply = book.streams[STREAM].clocks["reply"]
    return Found(
        rule=RULE,
        version=VERSION,
        family=FAMILY,
        citation=CITATION,
        finding=Finding(
            key=notice.due.isoformat(),
            severity=WARNING,
            says="overdue",
            facts={"number": notice.number, "due": _local(notice.due)},
            inputs={"notice": notice},
        ),
        about=Subject("notice", notice.id),
        matter=matter_of("notice", notice.id),
        stream=STREAM,
        categories=tuple(sorted({kind[:2] for kind in notice.kinds})),
        scopes=tuple(sorted(policy.reach(asked, book.provinces))),
        happened_at=notice.due,
        limits={"reply": Limit(Decimal(reply.value), reply.source)},
    )


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(clock.BAY_AREA):%Y-%m-%d %H:%M}"
