"""A rule run backwards over history before it is switched on: what it would have raised, and when. Nothing is written.

Each life is folded event by event; at each the rules that listen look at the subject as it stood when we learned of
it, and a clock that would have run out before the next event is looked at then. Set rules look once a day at what was
known at its end. Rules about scans are not replayed: scans are kept for weeks only.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from manifests.life import events as e
from manifests.life.lifecycle import evolve
from manifests.replay import envelopes_by_subject
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.db import Pool
from workers import store
from workers.anomalies import engine, sweep
from workers.anomalies.engine import Ground, kind_of
from workers.anomalies.finding import Found
from workers.anomalies.found import in_situation
from workers.anomalies.rule import Departure, Rule

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Raised:
    """What would have been raised, and when."""

    found: Found
    at: datetime


@dataclass
class Report:
    """What was looked at, and what each rule would have raised, oldest first; each finding once."""

    subjects: int = 0
    events: int = 0
    raised: dict[str, Raised] = field(default_factory=dict)  # by fingerprint

    def add(self, found: Found, at: datetime) -> None:
        known = self.raised.get(found.fingerprint)
        if known is None or at < known.at:
            self.raised[found.fingerprint] = Raised(found, at)

    def per_rule(self) -> dict[str, list[Raised]]:
        by_rule: defaultdict[str, list[Raised]] = defaultdict(list)
        for raised in sorted(self.raised.values(), key=lambda r: r.at):
            by_rule[raised.found.rule].append(raised)
        return dict(by_rule)


async def run(
    pool: Pool,
    rules: Collection[Rule],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    every: timedelta = DAY,
    departures: Sequence[Departure] = (),
    progress: Callable[[int], None] | None = None,
) -> Report:
    """What these rules would have raised between two moments (of learning of it); `every`: how often sets are swept;
    `departures`: limits put in place of those that hold."""
    until = until or clock.now()
    book = await open_book(pool)
    report = Report()
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        ground = await engine.ground_of(conn, book)
        places = await store.read_places(conn, sites=None)
        ground = replace(ground, departures=[*ground.departures, *departures], places=places)
        heard = _listeners(rules)
        first: datetime | None = None
        async for life in _lives(conn, heard):
            report.subjects += 1
            report.events += len(life)
            begun = life[0].received_at
            first = begun if first is None or begun < first else first
            for found, at in over_life(life, heard, ground, until):
                if since is None or at >= since:
                    report.add(found, at)
            if progress and report.subjects % 1000 == 0:
                progress(report.subjects)
        sets = [rule for rule in rules if rule.over]
        first = since or first or await sweep.first_moment(conn)
        if sets and first:
            for moment in _days(first, until, every):
                for found in await sweep.look(conn, sets, ground, since=moment - every, now=moment):
                    report.add(found, moment)
    return report


def _listeners(rules: Iterable[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    heard: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for kind in rule.listens:
            heard[kind].append(rule)
    return {kind: tuple(many) for kind, many in heard.items()}


async def _lives(conn: Any, heard: Mapping[str, tuple[Rule, ...]]) -> AsyncIterator[list[e.Envelope]]:
    if heard:
        async for life in envelopes_by_subject(conn):
            yield life


def over_life(
    life: list[e.Envelope], heard: Mapping[str, tuple[Rule, ...]], ground: Ground, until: datetime
) -> Iterator[tuple[Found, datetime]]:
    """What the rules would have raised of one subject, in the order of its events. Pure."""
    state, running = None, dict[str, tuple[Rule, e.Envelope, datetime]]()
    for n, envelope in enumerate(life):
        state = evolve(state, envelope)
        now = envelope.received_at
        if now > until:
            return
        for rule in heard.get(kind_of(envelope), ()):
            situation = ground.situation(rule, envelope, state, now)
            if finding := rule.check(situation):
                yield in_situation(rule, situation, finding, ground.book.provinces), now
            due = rule.due(situation) if rule.due else None
            running.pop(rule.id, None)
            if due and due > now:
                running[rule.id] = (rule, envelope, due)
        ends = min(until, life[n + 1].received_at) if n + 1 < len(life) else until
        for rule_id in list(running):
            rule, begun, due = running.pop(rule_id)
            while due <= ends:
                situation = ground.situation(rule, begun, state, due)
                if finding := rule.check(situation):
                    yield in_situation(rule, situation, finding, ground.book.provinces), due
                later = rule.due(situation) if rule.due else None
                if later is None or later <= due:
                    break
                due = later
            else:
                running[rule_id] = (rule, begun, due)


def _days(first: datetime, until: datetime, every: timedelta) -> Iterator[datetime]:
    moment = first + every
    while moment < until:
        yield moment
        moment += every
    yield until
