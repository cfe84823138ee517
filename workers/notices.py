"""A notice whose time has come: where no reply is there, both sides are told, once for each time that runs out."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from manifests.notices import policy, queries
from manifests.notices.lifecycle import STREAM
from manifests.notices.model import Notice
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock, jobs
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id
from wasteflow.core.jobs import Job
from workers import alerts
from workers.anomalies.case import WARNING

RULE, VERSION, FAMILY = "reply_overdue", 1, "T2"
CITATION = "marine-notice"


async def look(pool: Pool, job: Job) -> None:
    """The job `notice_due`: it falls due with the notice. Alert and end of the job are committed together."""
    book, now = await open_book(pool), clock.now()
    async with pool.acquire() as conn, conn.transaction():
        notice = await queries.notice(conn, id=UUID(job.body["notice"]), scopes=None)
        if notice is not None and notice.overdue(now):
            await alerts.raise_once(conn, written(book, notice))
        await jobs.finish(conn, job)


def written(book: Book, notice: Notice) -> alerts.Written:
    """The alert: of both places, with what both may see as evidence."""
    assert notice.due is not None
    fingerprint = hashlib.sha256(f"{RULE}\n{notice.id}\n{notice.due.isoformat()}".encode()).hexdigest()
    evidence = _evidence(book, notice)
    asked = msgspec.structs.replace(notice, asked=(notice.receiver,))
    return alerts.Written(fingerprint, (
        new_id(), fingerprint, RULE, VERSION, FAMILY, WARNING, STREAM, sorted({k[:2] for k in notice.kinds}),
        sorted(policy.reach(asked, book.provinces)), CITATION, "notice", notice.id, "overdue",
        {"number": notice.number, "due": _local(notice.due)}, evidence, alerts.digest(evidence), notice.due,
    ))  # fmt: skip


def _evidence(book: Book, notice: Notice) -> dict[str, Any]:
    clock_ = book.streams[STREAM].clocks["reply"]
    evidence: dict[str, Any] = msgspec.to_builtins(
        {
            "rule": {"id": RULE, "version": VERSION, "citation": CITATION},
            "inputs": {"notice": notice},
            "limits": {"reply": {"value": Decimal(clock_.value), "origin": clock_.source}},
        }
    )
    return evidence


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(clock.BAY_AREA):%Y-%m-%d %H:%M}"
