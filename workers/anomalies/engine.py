"""From events to findings: one query loads the situations of a whole batch of events, then the rules that listen look.

A rule with a clock leaves an obligation: a row that says when to look at that subject again (`fall_due`). What is met
takes its row away, so a minute's check reads what is due and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
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
from workers.anomalies import found
from workers.anomalies.finding import Found
from workers.anomalies.rule import Departure, Rule, all_rules
from workers.anomalies.situation import Situation
from workers.anomalies.statistics import km
from workers.anomalies.store import Obligation, due_obligations, forget_obligations, keep_obligations

DUE_AT_ONCE = 500  # obligations looked at in one transaction

Place = tuple[float, float]  # latitude, longitude

_fact = msgspec.json.Decoder(AnyEvent)
_manifest = msgspec.json.Decoder(Manifest)
_batch = msgspec.json.Decoder(Batch)


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
    """What the rules said of a batch of events, which clocks run now and which do not, and which rules broke."""

    found: list[Found] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    running: dict[tuple[UUID, str], Obligation] = field(default_factory=dict)
    met: dict[tuple[UUID, str], int] = field(default_factory=dict)  # -> the step of the subject that shows it


@dataclass(frozen=True)
class Ground:
    """What looking at situations rests on beside the situations."""

    book: Book
    departures: Sequence[Departure]
    now: datetime
    places: Mapping[UUID, Place] = field(default_factory=dict)  # of the sites of the loads that are looked at

    def situation(
        self, rule: Rule, envelope: Envelope, subject: Manifest | Batch, now: datetime | None = None
    ) -> Situation:
        """The situation with the rule's limits in force where it happened."""
        places = places_of(subject, self.book.provinces)
        limits = rule.limits(self.departures, places, clock.local_date(envelope.occurred_at))
        calendar, way_km = self.book.after_working_days, self._way_km(subject)
        return Situation(envelope, subject, limits, now or self.now, calendar, way_km=way_km)

    def _way_km(self, subject: Manifest | Batch) -> float | None:
        if isinstance(subject, Batch):
            return None
        one, other = (self.places.get(end.site) for end in (subject.consignor, subject.consignee))
        return km(one, other) if one and other else None


async def detect(pool: Pool, job: Job) -> None:
    """The job `detect`: alerts, clocks and the end of the job are committed together.

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
            await _keep(conn, book, examined)
            if not examined.faults:
                await jobs.finish(conn, job)
    if examined.faults:
        raise ExceptionGroup("rules broke", examined.faults)


async def _take_apart(pool: Pool, job: Job) -> None:
    async with pool.acquire() as conn, conn.transaction():
        for event in job.body["events"]:
            await jobs.enqueue(conn, job.kind, {"events": [event]})
        await jobs.finish(conn, job, note="taken apart")


async def fall_due(pool: Pool) -> int:
    """Look at every subject whose clock has run out; how many clocks that were. Any number may run side by side."""
    book, total = await open_book(pool), 0
    while True:
        async with pool.acquire() as conn, conn.transaction():
            due = await due_obligations(conn, now=clock.now(), limit=DUE_AT_ONCE)
            examined = await _examine_due(conn, due, book)
            await _keep(conn, book, examined)
        total += len(due)
        if len(due) < DUE_AT_ONCE:
            break
    if examined.faults:
        raise ExceptionGroup("rules broke", examined.faults)
    return total


async def _keep(conn: Connection, book: Book, examined: Examined) -> None:
    await alerts.raise_all(conn, book, examined.found)
    await keep_obligations(conn, obligations=list(examined.running.values()))
    await forget_obligations(conn, met=examined.met)


async def examine(conn: Connection, asked: Sequence[Announced], book: Book) -> Examined:
    """Run the rules on these events, the same few queries however many they are."""
    heard = [event for event in asked if wanted(event.kind)]
    examined = Examined()
    if not heard:
        return examined
    situations = await _situations(conn, [(event.subject, event.seq) for event in heard])
    ground = await ground_of(conn, book, subjects=[subject for _, subject in situations])
    for envelope, subject in situations:
        for rule in listeners(kind_of(envelope)):
            _look(examined, ground, rule, envelope, subject)
    return examined


async def _examine_due(conn: Connection, due: Sequence[Obligation], book: Book) -> Examined:
    examined, rules = Examined(), {rule.id: rule for rule in all_rules()}
    if not due:
        return examined
    read = await _situations(conn, sorted({(o.subject, o.seq) for o in due}))
    ground = await ground_of(conn, book, subjects=[subject for _, subject in read])
    situations = {(envelope.subject, envelope.seq): (envelope, subject) for envelope, subject in read}
    for obligation in due:
        key = (obligation.subject, obligation.seq)
        if obligation.rule in rules and key in situations:
            _look(examined, ground, rules[obligation.rule], *situations[key])
        else:  # a rule of an earlier release
            examined.met[obligation.subject, obligation.rule] = obligation.seen
    return examined


async def _situations(conn: Connection, asked: Sequence[tuple[UUID, int]]) -> list[tuple[Envelope, Manifest | Batch]]:
    return [decoded(row) for row in await store.read_situations(conn, asked=asked)]


async def ground_of(conn: Connection, book: Book, *, subjects: Iterable[Manifest | Batch] = ()) -> Ground:
    """What holds at this moment, and where the loads among these subjects come from and go to."""
    loads = [subject for subject in subjects if isinstance(subject, Manifest)]
    ends = {end.site for load in loads for end in (load.consignor, load.consignee)}
    departures = [Departure(**dict(row)) for row in await store.read_departures(conn)]
    return Ground(book, departures, clock.now(), await store.read_places(conn, sites=ends) if ends else {})


def _look(examined: Examined, ground: Ground, rule: Rule, envelope: Envelope, subject: Manifest | Batch) -> None:
    """One rule, one subject: its finding, and whether its clock runs on."""
    situation = ground.situation(rule, envelope, subject)
    try:
        finding = rule.check(situation)
        due = rule.due(situation) if rule.due else None
    except Exception as error:
        error.add_note(f"rule {rule.id}, event {envelope.seq} of {envelope.subject}")
        examined.faults.append(error)
        return
    if finding:
        examined.found.append(found.in_situation(rule, situation, finding, ground.book.provinces))
    if rule.due is None:
        return
    key = (subject.id, rule.id)
    if due and due > ground.now:
        examined.running[key] = Obligation(subject.id, rule.id, envelope.seq, subject.seq, due)
        examined.met.pop(key, None)
    elif key not in examined.running:
        examined.met[key] = subject.seq


def kind_of(envelope: Envelope) -> str:
    """The name its event has where it is stored."""
    return str(envelope.fact.__struct_config__.tag)


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


def places_of(subject: Manifest | Batch, provinces: Mapping[str, str | None]) -> list[str]:
    """Whose thresholds hold: the receiving city's before its province's, the producing city's for a batch."""
    return with_province(subject.consignee.city if isinstance(subject, Manifest) else subject.city, provinces)


def with_province(city: str, provinces: Mapping[str, str | None]) -> list[str]:
    """A city, and the province above it where there is one."""
    province = provinces.get(city)
    return [city, province] if province else [city]


def rules_of(ids: Iterable[str]) -> list[Rule]:
    """The rules of these names; all where none is named. Raises KeyError for a name no rule has."""
    known = {rule.id: rule for rule in all_rules()}
    return [known[id] for id in ids] or list(known.values())
