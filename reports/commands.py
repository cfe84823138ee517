"""Making documents that are kept."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from reports import policy, store
from reports.documents import monthly_city
from reports.model import Beside, Monthly, Span
from reports.months import EARLIEST
from reports.proof import commands as proof
from reports.proof.model import Issue
from reports.refusals import WrongLanguage, WrongReportMonth, WrongSpan
from wasteflow.catalog.book import Book, open_book
from wasteflow.core.clock import local_date, now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id
from wasteflow.core.settings import Settings
from wasteflow.people.model import Actor

Facts = TypeVar("Facts")
Look = Callable[[Connection, Book, str, Span, Span, datetime], Awaitable[Beside]]
LONGEST = 36  # months


class Made(Struct, frozen=True):
    """A report as it leaves, not kept yet."""

    issue: Issue
    content: bytes


async def make_monthly(
    pool: Pool,
    settings: Settings,
    actor: Actor,
    *,
    city: str,
    month: date,
    language: str,
    look: Look | None = None,
    first: date | None = None,
    against: Span | None = None,
) -> UUID:
    """The month's report of a city (BAY: of all) as the figures stand now; the id of the document. From `first` on of
    several months; `against`: beside another period than the one right before.

    Unchanged figures give the document there is. `look`: reads what others of the house count, in the same snapshot.
    Raises what `policy.may_report` raises, WrongReportMonth, WrongSpan, WrongLanguage, NoSuchJurisdiction,
    NoReportOfPlace.
    """
    book = await open_book(pool)
    policy.may_report(actor, policy.answers_for(book, city))
    facts = await read_monthly(pool, settings, city=city, month=month, look=look, first=first, against=against)
    async with pool.acquire() as conn:
        found = await _same(conn, facts, known_language(language))
        if found is not None:
            await proof.archived(conn, actor, monthly_city.issue(facts, language), document=found)
            return found
    made = await draw_monthly(settings, facts, language)
    async with pool.acquire() as conn, conn.transaction():
        return await keep_monthly(conn, actor, facts, made)


async def read_monthly(
    pool: Pool,
    settings: Settings,
    *,
    city: str,
    month: date,
    look: Look | None,
    first: date | None = None,
    against: Span | None = None,
) -> Monthly:
    """The facts of a month, or of several, in one snapshot. Raises WrongReportMonth, WrongSpan, NoSuchJurisdiction."""
    moment, month, book = now(), month.replace(day=1), await open_book(pool)
    for field, last in (("month", month), ("against", against.last if against else month)):
        if not EARLIEST <= last <= local_date(moment):
            raise WrongReportMonth(field, month=f"{last:%Y-%m}")
    span = Span(first or month, month)
    for field, one in (("first", span), ("against", against or span.before)):
        if not (one.first <= one.last and one.first >= EARLIEST and one.months <= LONGEST):
            raise WrongSpan(field, most=LONGEST)
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        beside = await look(conn, book, city, span, against or span.before, moment) if look else None
        return await monthly_city.load(
            conn, book, city=city, month=month, now=moment, public_url=settings.public_url, beside=beside,
            first=first, against=against,
        )  # fmt: skip


async def draw_monthly(settings: Settings, facts: Monthly, language: str) -> Made:
    """The report drawn and signed; nothing is kept. Raises WrongLanguage."""
    issue = monthly_city.issue(facts, known_language(language))
    return Made(issue, await proof.signed(settings, issue, await drawn(monthly_city.draw, facts, language)))


async def keep_monthly(conn: Connection, actor: Actor | None, facts: Monthly, made: Made) -> UUID:
    """Keep a report and write it into the archive, in the caller's transaction; `actor` null: the house made it."""
    await store.keep(
        conn,
        **_key(facts, made.issue.language),  # type: ignore[arg-type]
        series=made.issue.series,
        id=new_id(),
        number=made.issue.number,
        provisional=facts.provisional,
        facts=facts,
        digest=facts.digest,
        content=made.content,
        made_at=now(),
        made_by=actor.account if actor else None,
    )
    kept = await _same(conn, facts, made.issue.language)
    assert kept is not None
    await proof.archived(conn, actor, made.issue, document=kept)
    return kept


async def _same(conn: Connection, facts: Monthly, language: str) -> UUID | None:
    return await store.same_figures(conn, **_key(facts, language), digest=facts.digest)  # type: ignore[arg-type]


def _key(facts: Monthly, language: str) -> dict[str, object]:
    return {
        "kind": monthly_city.issue(facts, language).kind,
        "city": facts.city,
        "period": facts.month,
        "language": language,
    }


async def paper(
    pool: Pool, settings: Settings, actor: Actor, issue: Issue, draw: Callable[[Facts, str], bytes], facts: Facts
) -> bytes:
    """A document that is drawn when asked for: drawn, written into the archive, signed."""
    return await proof.issued(pool, settings, actor, issue, await drawn(draw, facts, issue.language))


async def drawn(draw: Callable[[Facts, str], bytes], facts: Facts, language: str) -> bytes:
    """A document drawn beside the loop, so that others are answered meanwhile. Raises WrongLanguage."""
    return await asyncio.to_thread(draw, facts, known_language(language))


def known_language(language: str) -> str:
    """The language, where documents are made in it. Raises WrongLanguage."""
    if language not in LANGUAGES:
        raise WrongLanguage("language", language=language[:20], languages=", ".join(LANGUAGES))
    return language
