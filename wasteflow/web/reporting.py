"""The month's report with what the whole house counts: indicators, capacity, carbon. HTTP of making it.

It stands on this floor because it asks both the workers' figures and the documents; a city's office, the console and
the clock make it in the same way.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from reports import commands, queries
from reports.model import BAY, Beside, Carbon, CarbonAccount, HardToPlace, Score, Way
from reports.refusals import WrongReportMonth
from wasteflow.catalog.book import Book
from wasteflow.catalog.indicators import indicator_set
from wasteflow.core import edge
from wasteflow.core.db import Connection, Pool
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.problems import language_of
from wasteflow.core.settings import Settings
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from workers.capacity import board
from workers.capacity import queries as capacity
from workers.capacity.board import Row
from workers.capacity.hard import Hard
from workers.capacity.model import Stock
from workers.carbon import queries as carbon
from workers.indicators.city import SetValue
from workers.queries import months_before
from workers.statistics import queries as statistics
from workers.statistics import schemas
from workers.statistics.model import period
from workers.values import queries as values

router = APIRouter()


async def make(pool: Pool, settings: Settings, actor: Actor | None, *, city: str, month: date, language: str) -> UUID:
    """The month's report of a city, or of the Bay Area (BAY), whole. Raises what `commands.make_monthly` raises."""
    return await commands.make_monthly(pool, settings, actor, city=city, month=month, language=language, look=beside)


async def beside(conn: Connection, book: Book, city: str, month: date, now: datetime) -> Beside:
    """What others of the house count for this month; the Bay Area has no indicator set of its own."""
    known = await capacity.capacity(conn, now=now)
    if city == BAY:
        return Beside(ways=_ways(book, known.rows), hard=_hard(book, known.hard, month))
    rows = [row for row in known.rows if row.licence.city == city]
    found = await carbon.carbon(conn, book, city=city, period=period(f"{month:%Y-%m}"))
    return Beside(
        scores=await _scores(conn, book, city, month),
        ways=_ways(book, rows),
        hard=_hard(book, [h for h in known.hard if _waits_in(known.stock, city, h.code)], month),
        carbon=_carbon(found),
    )


async def _scores(conn: Connection, book: Book, city: str, month: date) -> tuple[Score, ...]:
    this, last = f"{month:%Y-%m}", f"{months_before(month, 1):%Y-%m}"
    now = await statistics.city_set(conn, city=city, period=period(this, month))
    then = {v.id: v for v in await statistics.city_set(conn, city=city, period=period(last, month))}
    released = {v.indicator: v for v in await values.published(conn, cities=[city], period=this)}
    rows = {i.id: i for i in book.indicators}
    known = indicator_set()
    scores = []
    for value in now:
        row, published = rows.get(value.id), released.get(value.id)
        scores.append(
            Score(
                id=value.id,
                group=row.level1 if row else "",
                names={language: schemas.name(value.id, book, language) for language in LANGUAGES},
                unit=row.unit if row else "",
                mandatory=bool(row and row.mandatory),
                direction=known.indicators[value.id].direction,
                standing=value.standing,
                value=published.value if published else value.value,
                before=then[value.id].value if value.id in then else None,
                weighed=_weighed(value),
                version=published.version if published else 0,
            )
        )
    return tuple(scores)


def _weighed(value: SetValue) -> Decimal | None:
    covered = [x.coverage["weighed"] for x in (value.above, value.below) if x and "weighed" in x.coverage]
    return min(covered, default=None)


def _ways(book: Book, rows: Sequence[Row]) -> tuple[Way, ...]:
    found = []
    for way in board.by_method(rows):
        scheme, _, code = way.method.partition(":")
        treatment = book.treatment(scheme, code)
        found.append(Way(way.method, treatment.names if treatment else {}, way.licences, way.licensed, way.ahead))
    return tuple(found)


def _waits_in(stock: Sequence[Stock], city: str, code: str) -> bool:
    return any(lot.city == city and lot.code == code for lot in stock)


def _hard(book: Book, found: Sequence[Hard], month: date) -> tuple[HardToPlace, ...]:
    rows = []
    for one in found:
        if one.kg:
            category = book.category(one.scheme, one.category, month)
            names = category.names if category else {}
            rows.append(HardToPlace(one.code, names, one.kg, one.batches, one.oldest_days, one.outlets))
    return tuple(rows)


def _carbon(found: carbon.Carbon) -> Carbon:
    return Carbon(
        accounts=tuple(CarbonAccount(f, a.kg_co2e, a.covered, a.weighed) for f, a in found.accounts.items()),
        methane=found.methane.ch4_t,
        low=found.methane.low,
        high=found.methane.high,
        clean=found.moves.clean,
        known=found.moves.known,
    )


# --- HTTP ----------------------------------------------------------------------------------------------------


class MonthlyWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Which report to make; `city` GBA: of the whole Bay Area. Without a language the reader's."""

    city: str
    month: str
    language: str | None = None


_wanted = msgspec.json.Decoder(MonthlyWanted)


@router.post("/reports/monthly", status_code=201, tags=["reports"])
async def post_monthly(request: Request, actor: SignedIn) -> Response:
    """Make a city's month as the figures stand now. The same figures give the document there is."""
    wanted = edge.decoded(_wanted, await request.body())
    state, language = request.app.state, wanted.language or actor.language or language_of(request.scope)
    made = await make(
        state.pool, state.settings, actor, city=wanted.city, month=month_of(wanted.month), language=language
    )
    async with state.pool.acquire() as conn:
        found = await queries.document(conn, id=made)
    headers = {"Cache-Control": "no-store", "Location": f"/reports/{made}.pdf"}
    return Response(msgspec.json.encode(found), 201, media_type="application/json", headers=headers)


def month_of(written: str) -> date:
    """The first day of a month as it is written: 2026-10. Raises WrongReportMonth."""
    try:
        return datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        raise WrongReportMonth("month", month=written[:20]) from None
