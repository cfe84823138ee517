"""A style is set: a version more, never an overwritten one. Or looked at before it is set."""

import asyncio
from collections.abc import Mapping, Sequence

from asyncpg import UniqueViolationError
from msgspec.structs import replace

from reports import commands as reports
from reports.crest import checked
from reports.documents import monthly_city
from reports.model import SECTIONS, Crest, Style
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import Conflict
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.months import months_before
from wasteflow.core.settings import Settings
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.reporting import refusals as no
from wasteflow.reporting.beside import beside
from wasteflow.reporting.commands import ARRANGE, require_own
from wasteflow.reporting.style import store

LONGEST_OFFICE, LONGEST_CONTACT = 60, 160


async def read(
    pool: Pool,
    actor: Actor,
    *,
    city: str,
    office: Mapping[str, str],
    contact: str,
    sections: Sequence[str],
    crest: bytes | None,
    keep: bool = True,
) -> Style:
    """What somebody wants, checked. `crest` null: the one there is, or none where it is not to be kept.

    Raises ReportOfAnotherCity, OfficeTooLong, ContactTooLong, SectionsOdd, CrestTooLarge, CrestNotRead.
    """
    require_own(actor, await open_book(pool), city)
    names = {language: " ".join(office.get(language, "").split()) for language in LANGUAGES}
    for language, name in names.items():
        if len(name) > LONGEST_OFFICE:
            raise no.OfficeTooLong(f"office.{language}", most=LONGEST_OFFICE)
    contact = " ".join(contact.split())
    if len(contact) > LONGEST_CONTACT:
        raise no.ContactTooLong("contact", most=LONGEST_CONTACT)
    if sections and sorted(sections) != sorted(SECTIONS):
        raise no.SectionsOdd("sections")
    picture: Crest | None = None
    if crest is not None:
        picture = await asyncio.to_thread(checked, crest)
    elif keep:
        async with pool.acquire() as conn:
            picture = (await store.current(conn, city=city)).crest
    return Style({k: v for k, v in names.items() if v}, contact, tuple(sections or SECTIONS), picture)


async def set_style(pool: Pool, actor: Actor, *, city: str, style: Style) -> int:
    """From the next report on. The same again changes nothing; answers the version. Raises Conflict."""
    require_own(actor, await open_book(pool), city)
    try:
        async with pool.acquire() as conn, conn.transaction():
            before = await store.versions(conn, city=city, limit=1)
            if before and before[0].style == style:
                return before[0].version
            version = before[0].version + 1 if before else 1
            await store.insert(conn, city=city, version=version, style=style, by=actor.account, at=clock.now())
            await note(conn, actor, ARRANGE, subject_kind="report_style", subject=city, version=version)
            return version
    except UniqueViolationError:
        raise Conflict("city") from None


async def preview(pool: Pool, settings: Settings, *, city: str, style: Style, language: str) -> bytes:
    """The report of last month in this style, marked as a sample: it has no number, no signature, and is not kept."""
    last = months_before(clock.local_date(clock.now()).replace(day=1), 1)
    facts = await reports.read_monthly(pool, settings, city=city, month=last, look=beside)
    facts = replace(facts, beside=replace(facts.beside, style=style))
    known = reports.known_language(language)
    return await asyncio.to_thread(monthly_city.draw, facts, known, sample=True)
