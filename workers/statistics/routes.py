"""HTTP of statistics and of the indicator set."""

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

import msgspec
from fastapi import APIRouter, File, Query, Request, UploadFile
from starlette.responses import Response

from manifests.ledger.routes import LedgerImported, told
from wasteflow.catalog.book import open_book
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require
from workers.statistics import commands, queries, schemas
from workers.statistics.model import period

router = APIRouter(route_class=OnceRoute, tags=["indicators"])
City = Annotated[str, Query(max_length=6)]
Of = Annotated[str, Query(alias="period", max_length=7)]


def _language(request: Request, actor: Actor) -> str:
    return actor.language or language_of(request.scope)


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/indicator-set")
async def get_set(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """All indicators of a city in a year or month: from custody, from statistics, in words; with what is missing."""
    require(actor, "indicator:see")
    book = await open_book(request.app.state.pool)
    book.jurisdiction(city)
    when = period(of)
    async with request.app.state.pool.acquire() as conn:
        values = await queries.city_set(conn, city=city, period=when)
    language = _language(request, actor)
    return _json({"city": city, "period": when.written, "items": [schemas.value(v, book, language) for v in values]})


@router.put("/indicator-set/base-years/{city}", status_code=204)
async def put_base_year(request: Request, actor: SignedIn, city: str, body: schemas.BaseYear) -> None:
    """The year that a city's declines and growth are measured against."""
    await commands.set_base_year(request.app.state.pool, actor, city=city, year=body.year, source=body.source)


@router.get("/statistics")
async def get_statistics(
    request: Request, actor: SignedIn, city: City, of: Of, figure: Annotated[str | None, Query(max_length=60)] = None
) -> list[schemas.StatisticOut]:
    """Every version of the figures of a city and period, the newest of each first."""
    require(actor, "indicator:see")
    (await open_book(request.app.state.pool)).jurisdiction(city)
    when = period(of)
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.versions(conn, city=city, period=when, figure=figure)
    language = _language(request, actor)
    return [schemas.StatisticOut.of(row, language) for row in rows]


@router.post("/statistics", status_code=201)
async def post_statistic(request: Request, actor: SignedIn, body: schemas.NewFigure) -> schemas.Entered:
    """Enter a figure; the same again changes nothing."""
    return schemas.Entered(new=await commands.enter(request.app.state.pool, actor, body.entry()))


@router.post("/statistics/{id}/review")
async def post_review(request: Request, actor: SignedIn, id: UUID, body: schemas.Review) -> schemas.StatisticOut:
    """Approve an entry of a colleague, or return it with a reason."""
    found = await commands.review(request.app.state.pool, actor, id, verdict=body.verdict, reason=body.reason)
    return schemas.StatisticOut.of(found, _language(request, actor))


@router.post("/imports/statistics", response_model=LedgerImported)
async def post_import(
    request: Request,
    actor: SignedIn,
    file: Annotated[UploadFile, File(description="Figures in the template's columns, .csv or .xlsx.")],
) -> Any:
    """Enter a file of figures. Good rows are taken even where others are not. Safe to send twice."""
    language = _language(request, actor)
    data = await file.read()
    found = await commands.import_file(
        request.app.state.pool, actor, name=file.filename or "", data=data, language=language
    )
    return told(found, language)


@router.get("/imports/statistics/template.{kind}", response_class=Response)
async def get_template(request: Request, actor: SignedIn, kind: Literal["csv", "xlsx"], city: City, of: Of) -> Response:
    """All figures that this city enters, their values left to be filled in."""
    require(actor, "statistic:enter")
    book = await open_book(request.app.state.pool)
    made = commands.template(book, city, period(of).written, kind, _language(request, actor))
    disposition = f"attachment; filename=\"statistics.{kind}\"; filename*=UTF-8''{quote(made.name)}"
    return Response(made.content, media_type=made.media_type, headers={"Content-Disposition": disposition})
