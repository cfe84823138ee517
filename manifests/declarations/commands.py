"""File a declaration, amend it, enter a generator's class: one function per intent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
import msgspec

from manifests.declarations import queries, store
from manifests.declarations import refusals as no
from manifests.declarations.figures import Figures, figures_of
from manifests.declarations.standing import Declarer
from manifests.sites import balance, reading
from manifests.sites import queries as site_queries
from manifests.sites.moves import moves_of
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.duties import Duty, GeneratorClass, Period, all_duties, duties_of
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict, NotFound, Word
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.once import fresh_id
from wasteflow.people.permissions import require, scopes
from wasteflow.places.model import SiteCard
from wasteflow.places.refusals import IdTaken


def this_day() -> date:
    """The Bay Area's day."""
    return clock.local_date(clock.now())


def streams(book: Book, waste: str) -> list[str]:
    """The streams that a declaration of this waste is about."""
    if waste == "general":
        return ["general_industrial"]
    return [s.id for s in book.streams.values() if s.hazardous]


async def declarer(conn: Connection, book: Book, actor: Actor, site: UUID) -> Declarer:
    """A site within the actor's reach, with all its duties rest on. Raises NotFound."""
    found = await queries.declarers(
        conn,
        scopes=scopes(actor),
        today=this_day(),
        hazardous=streams(book, "hazardous"),
        general=streams(book, "general"),
        site=site,
        limit=1,
    )
    if not found:
        raise NotFound("id", what=Word("subject.site"))
    return found[0]


# --- figures ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    """Figures as custody has them at one moment."""

    period: Period
    figures: Figures
    counted_to: int  # every transaction below this one is in them
    at: datetime


def period_of(duty: str, first: date) -> Period:
    """Raises NoSuchDuty for what begins in the middle of a period."""
    known: Duty | None = all_duties().get(duty)
    if known is None or not 2000 <= first.year <= 2200 or known.period_of(first).first != first:
        raise no.NoSuchDuty("first")
    return known.period_of(first)


async def draft(conn: Connection, book: Book, card: SiteCard | Declarer, period: Period) -> Draft:
    """The figures of a period. Read them in one snapshot (repeatable read)."""
    site = card.site if isinstance(card, SiteCard) else card.id
    first, after = reading.begins(period.first), reading.begins(period.last + timedelta(days=1))
    counted_to, at = await queries.counted_to(conn), clock.now()
    untouched = await site_queries.untouched_since(conn, site=site, moment=first)
    lives = await site_queries.touched_since(conn, org=card.org, moment=first)
    moves = [move for life in lives for move in moves_of(life) if move.site == site]
    sums = balance.amounts_of(moves, untouched, first, after, reading.world_of(book).use)
    belong = set(streams(book, period.duty.waste))
    figures = figures_of(site, period.duty.id, period.first, period.last, sums, lambda stream: stream in belong)
    return Draft(period, figures, counted_to, at)


# --- filing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filed:
    """What was filed."""

    id: UUID
    version: int
    nil: bool
    late: bool
    figures_sha256: str


async def file(
    pool: Pool, actor: Actor, site: UUID, duty: str, first: date, *, seen: str, reason: str = "", id: UUID | None = None
) -> Filed:
    """File the figures that were seen (their SHA-256); a second time amends, with a reason.

    Raises NoSuchDuty, PeriodNotOver, FiguresChanged, FiledAlready, ReasonNeeded, NothingToAmend.
    """
    require(actor, "declaration:file")
    book, period = await open_book(pool), period_of(duty, first)
    id = id or fresh_id()
    try:
        async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read"):
            who = await declarer(conn, book, actor, site)
            _owes(who, period)
            made = await draft(conn, book, who, period)
            before = [f for f in who.filed if (f.duty, f.first) == (duty, first)]
            if before and before[-1].id == id:  # sent twice
                return Filed(before[-1].id, before[-1].version, before[-1].nil, before[0].late, seen)
            if made.figures.digest != seen:
                raise no.FiguresChanged("figures_sha256")
            if before:
                _amends(before[-1].version, before[-1].figures_sha256, before[-1].filed_on, seen, reason)
            return await _keep(conn, actor, made, len(before) + 1, reason, id)
    except (asyncpg.UniqueViolationError, asyncpg.SerializationError):
        raise Conflict("first") from None


def _owes(site: Declarer, period: Period) -> None:
    class_ = site.classed(period.first.year).class_
    general = any(not m.hazardous and m.t for m in site.made)
    known = {d.id for d in duties_of(class_, licensed=site.licensed, general=general)}
    if period.duty.id not in known | {f.duty for f in site.filed}:
        raise no.NoSuchDuty("duty")
    if this_day() <= period.last:
        raise no.PeriodNotOver("first", last=period.last)


def _amends(version: int, filed: str, day: date, seen: str, reason: str) -> None:
    if filed == seen:
        raise no.NothingToAmend("first", version=version) if reason else no.FiledAlready("first", day=day)
    if not reason.strip():
        raise no.ReasonNeeded("reason")


async def _keep(conn: Connection, actor: Actor, made: Draft, version: int, reason: str, id: UUID) -> Filed:
    figures, period = made.figures, made.period
    filed_on = this_day()
    await store.file(
        conn,
        id=id,
        site=figures.site,
        duty=figures.duty,
        first=figures.first,
        last=figures.last,
        version=version,
        due_on=period.due_on,
        nil=figures.nil,
        figures=msgspec.to_builtins(figures),
        digest=figures.digest,
        counted_to=made.counted_to,
        reason=reason.strip(),
        filed_at=clock.now(),
        filed_on=filed_on,
        account=actor.account,
        person=actor.name,
        org=actor.org,
    )
    await note(conn, actor, "declaration:file", subject_kind="declaration", subject=id, version=version)
    return Filed(id, version, figures.nil, filed_on > period.due_on, figures.digest)


# --- classes ---------------------------------------------------------------------------------------------


async def enter_class(
    pool: Pool,
    actor: Actor,
    site: UUID,
    year: int,
    *,
    class_: GeneratorClass | None,
    assessed_t: Decimal | None,
    reason: str,
) -> UUID:
    """An authority says what a site is, or what its environmental assessment foresees; as computed where neither.

    Raises ReasonNeeded; IdTaken where this very request was done before and its answer was lost.
    """
    require(actor, "generator:classify")
    if not reason.strip():
        raise no.ReasonNeeded("reason")
    book, id = await open_book(pool), fresh_id()
    async with pool.acquire() as conn, conn.transaction():
        await declarer(conn, book, actor, site)
        try:
            await store.enter(
                conn,
                id=id,
                site=site,
                year=year,
                class_=class_.value if class_ else None,
                assessed_t=assessed_t,
                reason=reason.strip(),
                entered_at=clock.now(),
                account=actor.account,
                person=actor.name,
            )
        except asyncpg.UniqueViolationError:
            raise IdTaken("id") from None
        what = class_.value if class_ else ""
        await note(conn, actor, "generator:classify", subject_kind="site", subject=site, year=year, entered=what)
    return id
