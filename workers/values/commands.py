"""Stand for values, release what a colleague stands for, or give it back."""

from collections.abc import Callable, Sequence
from datetime import datetime

from asyncpg import UniqueViolationError

from wasteflow.catalog.book import open_book
from wasteflow.catalog.indicators import indicator_set
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict, Refusal
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.indicators.city import SetValue
from workers.statistics.model import Period, period
from workers.statistics.policy import own
from workers.statistics.queries import city_set
from workers.values import refusals as no
from workers.values import store
from workers.values.events import Fact, Published, Returned, Reviewed, kind_of
from workers.values.freeze import frozen
from workers.values.lifecycle import evolve, judge
from workers.values.model import ValueState
from workers.values.store import Step

LONGEST = 500


async def review(
    pool: Pool, actor: Actor, *, city: str, of: str, indicators: Sequence[str] = (), reason: str = ""
) -> list[ValueState]:
    """Stand for values of a period that is over, as they are computed now. Without `indicators`: for all that can be.

    Raises the refusal of the first that cannot be, and then none is.
    """
    when = await _may(pool, actor, "value:review", city, of, indicators)
    today = clock.local_date(clock.now())
    if (when.last.year, when.last.month) >= (today.year, today.month):
        raise no.PeriodRunning("period", period=when.written)
    try:
        async with pool.acquire() as conn, conn.transaction():
            mark = await store.hold(conn)
            found = {v.id: v for v in await city_set(conn, city=city, period=when)}

            def fact(state: ValueState) -> Fact:
                value = found[state.indicator]
                _approved(value)
                return Reviewed(frozen(value, mark=mark), reason.strip()[:LONGEST])

            steps = await _steps(conn, actor, city, when, indicators, fact)
            await store.look_again(conn, city=city, period=when.written)
            return await _record(conn, actor, steps, when)
    except UniqueViolationError:
        raise Conflict("indicators") from None


async def publish(pool: Pool, actor: Actor, *, city: str, of: str, indicators: Sequence[str] = ()) -> list[ValueState]:
    """Release what a colleague reviewed. Raises OwnReview, ValueStandsElsewhere."""
    when = await _may(pool, actor, "value:publish", city, of, indicators)
    return await _say(pool, actor, city, when, indicators, Published())


async def give_back(
    pool: Pool, actor: Actor, *, city: str, of: str, indicators: Sequence[str], reason: str
) -> list[ValueState]:
    """Do not release what a colleague reviewed, with what is wrong. Raises VerdictReasonMissing."""
    when = await _may(pool, actor, "value:publish", city, of, indicators)
    return await _say(pool, actor, city, when, indicators, Returned(reason.strip()[:LONGEST]))


async def _may(pool: Pool, actor: Actor, action: str, city: str, of: str, indicators: Sequence[str]) -> Period:
    require(actor, action)
    book = await open_book(pool)
    book.jurisdiction(city)
    if not own(actor, book, city):
        raise no.ValueOfAnotherCity("city")
    when = period(of, clock.local_date(clock.now()))
    for id in indicators:
        if not indicator_set().concerns(id, city, when.last):
            raise no.IndicatorUnknown("indicators", indicator=id[:20])
    return when


async def _say(
    pool: Pool, actor: Actor, city: str, when: Period, indicators: Sequence[str], fact: Fact
) -> list[ValueState]:
    try:
        async with pool.acquire() as conn, conn.transaction():
            await store.hold(conn)
            steps = await _steps(conn, actor, city, when, indicators, lambda _: fact)
            return await _record(conn, actor, steps, when)
    except UniqueViolationError:
        raise Conflict("indicators") from None


async def _steps(
    conn: Connection,
    actor: Actor,
    city: str,
    when: Period,
    indicators: Sequence[str],
    make: Callable[[ValueState], Fact],
) -> list[Step]:
    known = await store.read(conn, city=city, period=when.written)
    now, steps, first = clock.now(), [], None
    for id in indicators or [one.id for one in indicator_set().of(city, when.last)]:
        state = known.get(id) or ValueState.fresh(city, when.written, id)
        try:
            steps.append(_step(actor, state, make(state), now))
        except Refusal as refusal:
            if indicators:
                raise
            first = first or (refusal if isinstance(refusal, no.OwnReview | no.RevisionReasonMissing) else None)
    if not steps:
        raise first or no.NothingToDo("indicators")
    return steps


def _step(actor: Actor, state: ValueState, fact: Fact, now: datetime) -> Step:
    judge(state, fact, by=actor.account)
    return Step(fact, evolve(state, fact, by=actor.account, at=now), now, actor.account)


async def _record(conn: Connection, actor: Actor, steps: list[Step], when: Period) -> list[ValueState]:
    await store.record(conn, steps, first=when.first, last=when.last)
    action = "value:review" if kind_of(steps[0].fact) == "reviewed" else "value:publish"
    for step in steps:
        subject = f"{step.after.city} {step.after.period} {step.after.indicator}"
        await note(conn, actor, action, subject_kind="indicator_value", subject=subject, kind=kind_of(step.fact))
    return [step.after for step in steps]


def _approved(value: SetValue) -> None:
    """Statistics are approved before the value that rests on them is vouched for. Raises FiguresUnapproved."""
    for amount in (value.above, value.below, value.before):
        if amount and amount.source == "statistics" and not amount.approved:
            names = indicator_set().figures[amount.figure].names
            raise no.FiguresUnapproved("indicators", indicator=value.id, figure=names)
    if value.statement and not value.approved_words:
        raise no.StatementUnapproved("indicators", indicator=value.id)
