"""Try a limit over history; put it in force; take it back. A person decides, for their own place."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers import store as engine_store
from workers.anomalies.engine import with_province
from workers.anomalies.finding import Limit
from workers.anomalies.rule import Departure, Rule, all_rules
from workers.tuning import refusals as no
from workers.tuning import store
from workers.tuning.model import BACK, GOOD_FOR, LARGEST, TUNE, Trial, threshold_names

KIND = "rule_trial"  # the job


def rule_of(id: str) -> Rule:
    """Raises NotFound."""
    found = next((rule for rule in all_rules() if rule.id == id), None)
    if found is None:
        raise NotFound("rule", what=Word("subject.rule"))
    return found


def place_of(actor: Actor) -> str:
    """Whose limits this person sets: those of their city or province. Raises the action's refusal."""
    require(actor, TUNE)
    assert actor.city is not None, "an authority has a place"
    return actor.city


async def in_force(conn: Connection, book: Book, rule: Rule, jurisdiction: str) -> dict[str, Limit]:
    """The limits that hold in a place today."""
    departures = [Departure(**dict(row)) for row in await engine_store.read_departures(conn)]
    return rule.limits(departures, with_province(jurisdiction, book.provinces), clock.local_date(clock.now()))


async def try_limit(pool: Pool, actor: Actor, rule_id: str, *, id: UUID, name: str, value: Decimal) -> UUID:
    """Let a worker say what this limit would have raised here. Raises NoSuchLimit, LimitOutOfRange, LimitUnchanged."""
    jurisdiction, rule = place_of(actor), rule_of(rule_id)
    _check(rule, name, value)
    now = clock.now()
    one = Trial(id, rule.id, name, jurisdiction, value, clock.local_date(now - BACK), now, None, 0, None)
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        if (await in_force(conn, book, rule, jurisdiction))[name].value == value:
            raise no.LimitUnchanged("value")
        await store.add_trial(conn, one=one, by=actor.account)
        await jobs.enqueue(conn, KIND, {"trial": id})
    return id


def _check(rule: Rule, name: str, value: Decimal) -> None:
    if name not in threshold_names(rule):
        raise no.NoSuchLimit("name", name=name[:40], known=", ".join(threshold_names(rule)))
    if not value.is_finite() or not 0 < value < LARGEST:
        raise no.LimitOutOfRange("value", most=LARGEST)


async def accept(pool: Pool, actor: Actor, rule_id: str, *, id: UUID, trial: UUID, reason: str) -> UUID:
    """Put a limit that was tried in force here, from today.

    Raises NotFound, TrialRuns, TrialTooOld, LimitReasonMissing, LimitUnchanged.
    """
    jurisdiction, rule, now = place_of(actor), rule_of(rule_id), clock.now()
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        await store.lock(conn, rule=rule.id, jurisdiction=jurisdiction)
        tried = await store.trial(conn, id=trial)
        if tried is None or (tried.rule, tried.jurisdiction) != (rule.id, jurisdiction):
            raise NotFound("trial", what=Word("subject.trial"))
        _decidable(tried, reason, now)
        before = (await in_force(conn, book, rule, jurisdiction))[tried.name].value
        if before == tried.value:
            raise no.LimitUnchanged("trial")
        where = {"rule": rule.id, "name": tried.name, "jurisdiction": jurisdiction, "on": clock.local_date(now)}
        await store.end_limit(conn, **where)  # type: ignore[arg-type]
        await store.put_limit(conn, **where, value=tried.value, origin=reason.strip()[:500])  # type: ignore[arg-type]
        change = (tried.value, before, trial)
        await _note(conn, actor, id, rule, tried.name, "accepted", change, reason, now)
    return id


def _decidable(tried: Trial, reason: str, now: datetime) -> None:
    if tried.ended_at is None:
        raise no.TrialRuns("trial")
    if now - tried.ended_at > GOOD_FOR:
        raise no.TrialTooOld("trial", days=GOOD_FOR.days)
    if not reason.strip():
        raise no.LimitReasonMissing("reason")


async def withdraw(pool: Pool, actor: Actor, rule_id: str, *, id: UUID, name: str, reason: str) -> UUID:
    """The place departs from it no more, from today. Raises NoSuchLimit, NoDeparture, LimitReasonMissing."""
    jurisdiction, rule, now = place_of(actor), rule_of(rule_id), clock.now()
    if name not in threshold_names(rule):
        raise no.NoSuchLimit("name", name=name[:40], known=", ".join(threshold_names(rule)))
    if not reason.strip():
        raise no.LimitReasonMissing("reason")
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        await store.lock(conn, rule=rule.id, jurisdiction=jurisdiction)
        before = (await in_force(conn, book, rule, jurisdiction))[name].value
        day = clock.local_date(now)
        if not await store.end_limit(conn, rule=rule.id, name=name, jurisdiction=jurisdiction, on=day):
            raise no.NoDeparture("name")
        after = (await in_force(conn, book, rule, jurisdiction))[name].value
        await _note(conn, actor, id, rule, name, "withdrawn", (after, before, None), reason, now)
    return id


async def _note(
    conn: Connection,
    actor: Actor,
    id: UUID,
    rule: Rule,
    name: str,
    kind: str,
    change: tuple[Decimal, Decimal, UUID | None],
    reason: str,
    now: datetime,
) -> None:
    said = reason.strip()[:2000]
    values = (
        id, rule.id, name, actor.city, kind, *change, now, actor.account, actor.department or "", said,
    )  # fmt: skip
    await store.note(conn, values=values)
    await note(conn, actor, TUNE, subject_kind="rule", subject=rule.id, kind=kind, name=name, value=str(change[0]))
