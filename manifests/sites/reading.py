"""A site's ledger, read month by month: however long it is, one month of it stands in memory."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from manifests.life.events import Envelope
from manifests.sites import queries, sheet
from manifests.sites.links import Link
from manifests.sites.moves import Move, moves_of
from manifests.sites.sheet import Place, Row, World
from wasteflow.catalog.book import Book
from wasteflow.core.clock import BAY_AREA, local_date
from wasteflow.core.db import Pool
from wasteflow.places.model import SiteCard


def world_of(book: Book) -> World:
    """What the catalogue knows, as the ledger asks it."""

    def use(method: str) -> bool:
        treatment = book.treatment(method)
        return treatment is not None and treatment.class_ == "use"

    def abroad(origin: str, destination: str) -> bool:
        law = [book.jurisdictions[city].law for city in (origin, destination) if city in book.jurisdictions]
        return len(set(law)) > 1

    def hazardous(stream: str) -> bool:
        return stream in book.streams and book.streams[stream].hazardous

    return World(day=local_date, hazardous=hazardous, use=use, abroad=abroad)


def begins(day: date) -> datetime:
    """The first moment of a day in the Bay Area."""
    return datetime.combine(day, time(), BAY_AREA)


def months(first: date, last: date) -> list[tuple[date, date]]:
    """The months from one day to another, both counted, the first and the last cut to them."""
    found = []
    while first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((first, min(last, following - timedelta(days=1))))
        first = following
    return found


async def rows(
    pool: Pool, book: Book, card: SiteCard, first: date, last: date, *, hazardous: bool = True
) -> AsyncIterator[list[Row]]:
    """The rows of each month, in the order in which things happened."""
    world = world_of(book)
    for month in months(first, last):
        yield await _rows_of(pool, world, card, *month, hazardous=hazardous)


async def _rows_of(pool: Pool, world: World, card: SiteCard, first: date, last: date, *, hazardous: bool) -> list[Row]:
    period = (begins(first), begins(last + timedelta(days=1)))
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        lives, people = await queries.events_of_periods(conn, org=card.org, periods=[period])
        moves = _of_site(lives, card.site, [period])
        origins = sorted({world.day(m.came.at) for m in moves if m.came} - _days(first, last))
        if origins:
            days = [(begins(day), begins(day + timedelta(days=1))) for day in origins]
            earlier, _ = await queries.events_of_periods(conn, org=card.org, periods=days)
            before = _of_site(earlier, card.site, days)
        else:
            before = []
        ids = {id for move in (*moves, *before) if (id := sheet.manifest_of(move))}
        knows = await queries.manifests(conn, ids=ids)
    codes = sheet.codes_of(sheet.entries([*before, *moves], knows, world), world)
    made = [
        sheet.row_of(entry, codes, knows, people)
        for entry in sheet.entries(moves, knows, world)
        if world.hazardous(entry.move.batch.stream) is hazardous
    ]
    return sorted(made, key=lambda row: row.key)


def _of_site(lives: Iterable[Sequence[Envelope]], site: UUID, periods: Sequence[queries.Period]) -> list[Move]:
    return [
        move
        for life in lives
        for move in moves_of(life)
        if move.site == site and any(first <= move.at < after for first, after in periods)
    ]


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def after(found: Iterable[Row], key: Place | None) -> list[Row]:
    """Those past the last one seen."""
    return [row for row in found if key is None or row.key > key]


async def page(months: AsyncIterator[list[Row]], key: Place | None, limit: int) -> tuple[list[Row], Place | None]:
    """The next `limit` rows past the last one seen, and where the page after them begins."""
    found: list[Row] = []
    async for rows in months:
        found += after(rows, key)
        if len(found) > limit:
            break
    return found[:limit], found[limit - 1].key if len(found) > limit else None


async def of_kind(months: AsyncIterator[list[Row]], kind: Link | None) -> AsyncIterator[list[Row]]:
    """One link of the ledger; all where none is named."""
    async for rows in months:
        yield [row for row in rows if kind in (None, row.link)]
