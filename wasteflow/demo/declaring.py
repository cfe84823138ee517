"""A works that was assessed for hazardous waste and has not begun: it owes a nil report for each month, and is late.

Nothing ever stood in it, so no balance knows of it.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from manifests.declarations import commands as declarations
from manifests.declarations.standing import Declarer
from wasteflow.catalog.book import Book, open_book
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound
from wasteflow.core.ids import derived_id
from wasteflow.demo.companies import Company
from wasteflow.people.model import Actor
from wasteflow.places import commands as places
from wasteflow.places.schemas import NewSite

DUTY = "month"
MONTHS = 3  # before this one since it is on the register: the first is filed, the second is late whatever the day
ASSESSED = Decimal(120)  # t a year: a key generator (HJ 1259-2022)


async def leave_open(pool: Pool, keeper: Actor, authority: Actor, company: Company, actor: Actor) -> None:
    """Register the works of this company, class it, file the first month alone; again, nothing is doubled."""
    site = derived_id("demo", company.org.id, "works not begun")
    book, first = await open_book(pool), _first()
    try:
        known = await _declarer(pool, book, authority, site)
    except NotFound:
        works = NewSite(
            id=site, org=company.org.id, name=f"{company.site.name}二期", name_en=f"{company.site.name_en} II",
            address=company.site.address, city=company.site.city, lat=company.site.lat, lon=company.site.lon,
        )  # fmt: skip
        begun = datetime.combine(first, time(), BAY_AREA)
        await places.open_sites(pool, keeper, [works], since=begun)
        known = await _declarer(pool, book, authority, site)
    for year in sorted({known.since.year, declarations.this_day().year} - {x.year for x in known.entered}):
        await declarations.enter_class(
            pool, authority, site, year, class_=None, assessed_t=ASSESSED, reason="环评批复预计产生量；尚未投产"
        )
    if not known.filed:
        period = declarations.period_of(DUTY, known.since.replace(day=1))
        async with pool.acquire() as conn:
            made = await declarations.draft(conn, book, known, period)
        await declarations.file(pool, actor, site, DUTY, period.first, seen=made.figures.digest)


async def _declarer(pool: Pool, book: Book, authority: Actor, site: UUID) -> Declarer:
    async with pool.acquire() as conn:
        return await declarations.declarer(conn, book, authority, site)


def _first() -> date:
    """The first day of the month so many months before this one."""
    day = declarations.this_day()
    for _ in range(MONTHS):
        day = day.replace(day=1) - timedelta(days=1)
    return day.replace(day=1)
