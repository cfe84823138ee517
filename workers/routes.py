"""HTTP of indicators."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.book import open_book
from wasteflow.core import paging
from wasteflow.core.clock import local_date, now
from wasteflow.core.months import months
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers import queries, schemas
from workers.indicators.indicator import all_indicators
from workers.lineage import queries as lineage
from workers.lineage.behind import of_indicator
from workers.lineage.schemas import load
from workers.refusals import NotYourCity, UnknownIndicator, WrongMonth, WrongMonths
from workers.statistics.policy import own

router = APIRouter()
MOST_MONTHS = 120
Limit = Annotated[int, Query(ge=1, le=500)]


class Part(StrEnum):
    """A side of a rate."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


def _language(request: Request, actor: Actor) -> str:
    return actor.language or language_of(request.scope)


# --- indicators ------------------------------------------------------------------------------------------


@router.get("/indicators", tags=["indicators"])
async def get_indicators(request: Request, actor: SignedIn, city: str, month: str | None = None) -> Response:
    """All indicators of a city (or the whole province) in a month; without one, the last that was counted."""
    require(actor, "indicator:see")
    await _known_city(request, city)
    async with request.app.state.pool.acquire() as conn:
        first = _month("month", month) if month else await queries.last_month(conn) or _this_month()
        values = await queries.indicator_values(conn, city=city, month=first)
    language = _language(request, actor)
    return _json({"items": [schemas.indicator(value, language) for value in values]})


@router.get("/indicators/{code}", tags=["indicators"])
async def get_indicator(
    request: Request,
    actor: SignedIn,
    code: str,
    city: str,
    from_: Annotated[str, Query(alias="from")],
    to: str,
) -> Response:
    """One indicator over a period of whole months, and month by month."""
    require(actor, "indicator:see")
    start, end = await _asked(request, code, city, from_, to)
    async with request.app.state.pool.acquire() as conn:
        whole = await queries.indicator_value(conn, code=code, city=city, start=start, end=end)
        series = await queries.indicator_series(conn, code=code, city=city, start=start, end=end)
    language = _language(request, actor)
    return _json(
        {"whole": schemas.indicator(whole, language), "months": [schemas.indicator(v, language) for v in series]}
    )


@router.get("/indicators/{code}/loads", tags=["indicators"])
async def get_loads(
    request: Request,
    actor: SignedIn,
    code: str,
    city: str,
    from_: Annotated[str, Query(alias="from")],
    to: str,
    part: Part = Part.NUMERATOR,
    after: str | None = None,
    limit: Limit = 100,
) -> Response:
    """The loads behind a figure: their kilograms add up to its numerator or denominator. Only of your jurisdiction."""
    require(actor, "indicator:see")
    start, end = await _asked(request, code, city, from_, to)
    await _own_city(request, actor, city)
    place = paging.read(after, tuple[UUID, paging.Int4, str])
    async with request.app.state.pool.acquire() as conn:
        counted = of_indicator(all_indicators()[code], part.value)
        rows = await lineage.loads(conn, counted, city=city, start=start, end=end, after=place, limit=limit)
    last = rows[-1] if len(rows) == limit else None
    following = paging.cursor(last.batch, last.seq, last.measure) if last else None
    return _json({"items": [load(row) for row in rows], "next": following})


async def _asked(request: Request, code: str, city: str, start: str, end: str) -> tuple[date, date]:
    if code not in all_indicators():
        raise UnknownIndicator("code", indicator=code[:40], known=", ".join(all_indicators()))
    await _known_city(request, city)
    first, last = _month("from", start), _month("to", end)
    if not 0 < len(months(first, last)) <= MOST_MONTHS:
        raise WrongMonths("to", most=MOST_MONTHS)
    return first, last


async def _known_city(request: Request, city: str) -> None:
    (await open_book(request.app.state.pool)).jurisdiction(city)


async def _own_city(request: Request, actor: Actor, city: str) -> None:
    """Figures are for everybody with the right to see them; loads name companies."""
    if not own(actor, await open_book(request.app.state.pool), city):
        raise NotYourCity("city")


def _month(path: str, written: str) -> date:
    try:
        return datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        raise WrongMonth(path, month=written[:20]) from None


def _this_month() -> date:
    return local_date(now()).replace(day=1)
