"""HTTP of lineage: what a value of the set rests on, down to its loads."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.indicators import indicator_set
from wasteflow.core.db import Pool
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.lineage import queries, schemas, why
from workers.lineage.behind import Behind, behind
from workers.refusals import NotYourCity
from workers.statistics.model import Period, period
from workers.statistics.policy import own
from workers.values.queries import states
from workers.values.refusals import IndicatorUnknown, NotFromCustody

router = APIRouter(prefix="/indicator-set", tags=["indicators"])
City = Annotated[str, Query(max_length=6)]
Of = Annotated[str, Query(alias="period", max_length=7)]
Limit = Annotated[int, Query(ge=1, le=500)]


class Part(StrEnum):
    """A side of a value."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class By(StrEnum):
    """Among whom a difference is shared out."""

    CITY = "city"
    STREAM = "stream"
    SITE = "site"


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/{indicator}/cells")
async def get_cells(
    request: Request, actor: SignedIn, indicator: str, city: City, of: Of, part: Part = Part.NUMERATOR
) -> Response:
    """The sums a side of a value is made of, the largest first: month, stream, code, treatment, basis."""
    require(actor, "indicator:see")
    (await open_book(request.app.state.pool)).jurisdiction(city)
    when, counted = period(of), _behind(indicator, part)
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.cells(conn, counted, city=city, start=when.first, end=when.last)
    return _json({"items": [schemas.cell(row) for row in rows]})


@router.get("/{indicator}/loads")
async def get_loads(
    request: Request,
    actor: SignedIn,
    indicator: str,
    city: City,
    of: Of,
    part: Part = Part.NUMERATOR,
    moved: Annotated[bool, Query(description="Only those counted since the value was released.")] = False,
    after: str | None = None,
    limit: Limit = 100,
) -> Response:
    """The loads a side of a value is made of; their kilograms add up to it. Only of your jurisdiction."""
    await _mine(request, actor, city)
    when, counted, place = period(of), _behind(indicator, part), queries.read_cursor(after)
    async with request.app.state.pool.acquire() as conn:
        since = None
        if moved:
            state = (await states(conn, city=city, period=when.written)).get(indicator)
            if state is None or state.published is None:
                return _json({"items": [], "next": None})
            mark = state.published.figures.mark
            since = (mark.xid, mark.subject, mark.seq)
        rows = await queries.loads(
            conn, counted, city=city, start=when.first, end=when.last, after=place, since=since, limit=limit
        )
    last = rows[-1] if len(rows) == limit else None
    return _json({"items": [schemas.load(row) for row in rows], "next": last.cursor if last else None})


@router.get("/{indicator}/loads.csv", response_class=Response)
async def get_file(
    request: Request, actor: SignedIn, indicator: str, city: City, of: Of, part: Part = Part.NUMERATOR
) -> Response:
    """All loads of a side as a file. It names companies, so who takes it away is written down."""
    book = await _mine(request, actor, city)
    when, counted = period(of), _behind(indicator, part)
    language, pool = actor.language or language_of(request.scope), request.app.state.pool
    subject = f"{city} {when.written} {indicator} {part.value}"
    await note(pool, actor, "indicator:see", subject_kind="loads", subject=subject)
    name = f"{book.jurisdiction(city).names[language]}-{when.written}-{indicator}-{part.value}.csv"
    disposition = f"attachment; filename=\"loads.csv\"; filename*=UTF-8''{quote(name)}"
    lines = _lines(pool, counted, city, when, language)
    return StreamingResponse(
        lines, media_type="text/csv", headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}
    )


async def _lines(pool: Pool, counted: Behind, city: str, when: Period, language: str) -> AsyncIterator[bytes]:
    """The file line by line: it is never whole in memory, and where reading fails the answer breaks off."""
    yield schemas.heading(language)
    async with pool.acquire() as conn:
        async for row in queries.all_loads(conn, counted, city=city, start=when.first, end=when.last):
            yield schemas.line(row)


@router.get("/{indicator}/change")
async def get_change(
    request: Request,
    actor: SignedIn,
    indicator: str,
    city: City,
    of: Of,
    by: By = By.STREAM,
    against: Annotated[str | None, Query(max_length=7, description="Else the period before.")] = None,
) -> Response:
    """Why a value moved: what each city, stream or site added to the difference. They add up to it."""
    require(actor, "indicator:see")
    book = await open_book(request.app.state.pool)
    book.jurisdiction(city)
    if by is By.SITE:
        await _mine(request, actor, city)
    when = period(of)
    before = period(against) if against else when.back(1)
    for each in (before, when):
        if not indicator_set().concerns(indicator, city, each.last):
            raise IndicatorUnknown("indicator", indicator=indicator[:20])
    async with request.app.state.pool.acquire() as conn:
        found = await why.change(conn, id=indicator, city=city, before=before, after=when, by=by.value)
    language = actor.language or language_of(request.scope)
    return _json({"period": when.written, "against": before.written, **schemas.change(found, by.value, book, language)})


def _behind(indicator: str, part: Part) -> Behind:
    if indicator not in indicator_set().indicators:
        raise IndicatorUnknown("indicator", indicator=indicator[:20])
    found = behind(indicator, part.value)
    if found is None:
        raise NotFromCustody("part", indicator=indicator)
    return found


async def _mine(request: Request, actor: Actor, city: str) -> Book:
    """Figures are for everybody with the right to see them; loads name companies."""
    require(actor, "indicator:see")
    book = await open_book(request.app.state.pool)
    book.jurisdiction(city)
    if not own(actor, book, city):
        raise NotYourCity("city")
    return book
