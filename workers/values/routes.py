"""HTTP of values that people vouch for."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.book import open_book
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require
from workers.statistics.model import period
from workers.values import commands, queries, schemas
from workers.values.model import ValueState

router = APIRouter(prefix="/indicator-values", route_class=OnceRoute, tags=["indicators"])
City = Annotated[str, Query(max_length=6)]
Of = Annotated[str, Query(alias="period", max_length=7)]


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


def _done(states: list[ValueState]) -> Response:
    return _json({"items": [{"indicator": state.indicator, **schemas.life(state)} for state in states]})


@router.get("")
async def get_values(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """How far people stand for the values of a city and period; an indicator that is not among them is provisional."""
    require(actor, "indicator:see")
    (await open_book(request.app.state.pool)).jurisdiction(city)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.states(conn, city=city, period=period(of).written)
    return _done(list(found.values()))


@router.get("/published")
async def get_published(
    request: Request, actor: SignedIn, of: Of, city: Annotated[str | None, Query(max_length=6)] = None
) -> Response:
    """Released values of a period, of one city or of all."""
    require(actor, "indicator:see")
    async with request.app.state.pool.acquire() as conn:
        found = await queries.published(conn, cities=[city] if city else None, period=period(of).written)
    return _json({"items": [schemas.published(value) for value in found]})


@router.get("/{indicator}/history")
async def get_history(request: Request, actor: SignedIn, indicator: str, city: City, of: Of) -> Response:
    """Every step in the life of a value: who stood for which figures, who released them, what moved since."""
    require(actor, "indicator:see")
    async with request.app.state.pool.acquire() as conn:
        found = await queries.history(conn, city=city, period=period(of).written, indicator=indicator)
    return _json({"items": [schemas.step(told) for told in found]})


@router.post("/review")
async def post_review(request: Request, actor: SignedIn, body: schemas.Looked) -> Response:
    """Stand for values of a period that is over, as they are computed now."""
    found = await commands.review(
        request.app.state.pool, actor, city=body.city, of=body.period, indicators=body.indicators, reason=body.reason
    )
    return _done(found)


@router.post("/publish")
async def post_publish(request: Request, actor: SignedIn, body: schemas.Chosen) -> Response:
    """Release what a colleague reviewed."""
    found = await commands.publish(
        request.app.state.pool, actor, city=body.city, of=body.period, indicators=body.indicators
    )
    return _done(found)


@router.post("/return")
async def post_return(request: Request, actor: SignedIn, body: schemas.GivenBack) -> Response:
    """Give back what a colleague reviewed, with what is wrong."""
    found = await commands.give_back(
        request.app.state.pool,
        actor,
        city=body.city,
        of=body.period,
        indicators=body.indicators,
        reason=body.reason,
    )
    return _done(found)
