"""From events to findings: one query loads the cases of a whole batch of events, then the rules that listen look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from manifests.life.events import AnyEvent, Envelope
from manifests.life.model import Batch, Manifest
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.jobs import Job
from workers import alerts, store
from workers.anomalies.case import Case, Finding
from workers.anomalies.rule import Departure, Rule, all_rules

_fact = msgspec.json.Decoder(AnyEvent)
_manifest = msgspec.json.Decoder(Manifest)
_batch = msgspec.json.Decoder(Batch)

Provinces = dict[str, str | None]  # city -> the province above it; none for Hong Kong and Macao


class Announced(msgspec.Struct):
    """An event as the outbox names it."""

    subject: UUID
    seq: int
    kind: str


@cache
def listeners(kind: str) -> tuple[Rule, ...]:
    """The rules that look at this kind of event."""
    return tuple(rule for rule in all_rules() if kind in rule.listens)


def wanted(kind: str) -> bool:
    """Whether any rule looks at this kind of event; the relay makes no job of the others."""
    return bool(listeners(kind))


@dataclass
class Examined:
    """What the rules said of a batch of events, and which of them broke."""

    findings: list[tuple[Rule, Case, Finding, Provinces]]
    faults: list[Exception]
    again: list[tuple[datetime, Announced]] = field(default_factory=list)  # to be looked at once more, and when


async def detect(pool: Pool, job: Job) -> None:
    """The job `detect`: alerts and the end of the job are committed together.

    Where a rule breaks, the findings of the others stand, and the job is tried again; a batch is then taken apart, so
    that one event cannot hold up the rest.
    """
    asked = msgspec.convert(job.body["events"], list[Announced])
    if job.attempts > 1 and len(asked) > 1:
        await _take_apart(pool, job)
        return
    book = await open_book(pool)
    async with pool.acquire() as conn:
        examined = await examine(conn, asked, book)
        async with conn.transaction():
            await alerts.raise_all(conn, [alerts.written(*found) for found in examined.findings])
            for moment, event in examined.again:  # found twice, it is the same alert
                await jobs.enqueue(conn, job.kind, {"events": [msgspec.to_builtins(event)]}, run_at=moment)
            if not examined.faults:
                await jobs.finish(conn, job)
    if examined.faults:
        raise ExceptionGroup("rules broke", examined.faults)


async def _take_apart(pool: Pool, job: Job) -> None:
    async with pool.acquire() as conn, conn.transaction():
        for event in job.body["events"]:
            await jobs.enqueue(conn, job.kind, {"events": [event]})
        await jobs.finish(conn, job, note="taken apart")


async def examine(conn: Connection, asked: Sequence[Announced], book: Book) -> Examined:
    """Run the rules on these events, two queries for all of them."""
    heard = [event for event in asked if wanted(event.kind)]
    examined = Examined([], [])
    provinces: Provinces = {code: j.province for code, j in book.jurisdictions.items()}
    now = clock.now()
    if not heard:
        return examined
    departures = [Departure(**dict(row)) for row in await store.read_departures(conn)]
    for row in await store.read_cases(conn, asked=[(event.subject, event.seq) for event in heard]):
        envelope, subject = decoded(row)
        for rule in listeners(str(envelope.fact.__struct_config__.tag)):
            limits = rule.limits(departures, places(subject, provinces), clock.local_date(envelope.occurred_at))
            case = Case(envelope, subject, limits, now, book.after_working_days)
            try:
                finding = rule.check(case)
                later = rule.again(case) if rule.again else None
            except Exception as error:
                error.add_note(f"rule {rule.id}, event {envelope.seq} of {envelope.subject}")
                examined.faults.append(error)
                continue
            if later and later > now:
                kind = str(envelope.fact.__struct_config__.tag)
                examined.again.append((later, Announced(envelope.subject, envelope.seq, kind)))
            if finding:
                examined.findings.append((rule, case, finding, provinces))
    return examined


def decoded(row: Any) -> tuple[Envelope, Manifest | Batch]:
    """An event and its subject as that stands now."""
    fact = _fact.decode(row["fact"])
    envelope = Envelope(
        row["subject"],
        row["seq"],
        row["id"],
        row["occurred_at"],
        row["received_at"],
        row["account"],
        row["org"],
        row["cause"],
        fact,
    )
    return envelope, _manifest.decode(row["manifest"]) if row["manifest"] else _batch.decode(row["batch"])


def places(subject: Manifest | Batch, provinces: Provinces) -> list[str]:
    """Whose thresholds hold: the receiving city's before its province's, the producing city's for a batch."""
    city = subject.consignee.city if isinstance(subject, Manifest) else subject.city
    province = provinces.get(city)
    return [city, province] if province else [city]
