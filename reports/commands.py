"""Making documents that are kept."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from reports import policy, store
from reports.documents import monthly_city
from reports.model import BAY, Beside, Monthly
from reports.proof import commands as proof
from reports.proof.model import Issue
from reports.refusals import WrongLanguage, WrongReportMonth
from wasteflow.catalog.book import Book, open_book
from wasteflow.core.clock import local_date, now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id
from wasteflow.core.settings import Settings
from wasteflow.people.model import Actor

Facts = TypeVar("Facts")
Look = Callable[[Connection, Book, str, date, datetime], Awaitable[Beside]]
EARLIEST = date(2000, 1, 1)
PROVINCE = "440000"  # whose people answer for the Bay Area's report


async def make_monthly(
    pool: Pool,
    settings: Settings,
    actor: Actor | None,
    *,
    city: str,
    month: date,
    language: str,
    look: Look | None = None,
) -> UUID:
    """The month's report of a city (BAY: of all) as the figures stand now; the id of the document.

    Unchanged figures give the document there is. `look`: reads what others of the house count, in the same snapshot.
    `actor` None: the house makes it. Raises what `policy.may_report`
    raises, WrongReportMonth, WrongLanguage, NoSuchJurisdiction.
    """
    moment, month = now(), month.replace(day=1)
    book = await open_book(pool)
    if actor is not None:
        policy.may_report(actor, book.jurisdiction(PROVINCE if city == BAY else city))
    if not EARLIEST <= month <= local_date(moment):
        raise WrongReportMonth("month", month=f"{month:%Y-%m}")
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        beside = await look(conn, book, city, month, moment) if look else None
        facts = await monthly_city.load(
            conn, book, city=city, month=month, now=moment, public_url=settings.public_url, beside=beside
        )
    return await _keep(pool, settings, actor, facts, language)


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


async def _keep(pool: Pool, settings: Settings, actor: Actor | None, facts: Monthly, language: str) -> UUID:
    known_language(language)
    key = {"kind": monthly_city.KIND, "city": facts.city, "period": facts.month, "language": language}
    async with pool.acquire() as conn:
        found = await store.same_figures(conn, **key, digest=facts.digest)  # type: ignore[arg-type]
        issue = monthly_city.issue(facts, language)
        if found is not None:
            await proof.archived(conn, actor, issue, document=found)
            return found
    content = await proof.signed(settings, issue, await drawn(monthly_city.draw, facts, language))
    async with pool.acquire() as conn, conn.transaction():
        await store.keep(
            conn,
            **key,  # type: ignore[arg-type]
            id=new_id(),
            number=issue.number,
            provisional=facts.provisional,
            facts=facts,
            digest=facts.digest,
            content=content,
            made_at=now(),
            made_by=actor.account if actor else None,
        )
        kept = await store.same_figures(conn, **key, digest=facts.digest)  # type: ignore[arg-type]
        await proof.archived(conn, actor, issue, document=kept)
    assert kept is not None
    return kept
