"""HTTP of targets."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.book import open_book
from wasteflow.people.access import SignedIn
from wasteflow.people.permissions import require
from workers.statistics.model import period
from workers.targets import commands, queries, schemas

router = APIRouter(prefix="/indicator-targets", tags=["indicators"])
City = Annotated[str, Query(max_length=6)]


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("")
async def get_targets(
    request: Request, actor: SignedIn, city: City, of: Annotated[str, Query(alias="period", max_length=7)]
) -> Response:
    """Every target of a city, and how the values of a period stand to them: on track, at risk, off track, and why."""
    require(actor, "indicator:see")
    (await open_book(request.app.state.pool)).jurisdiction(city)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.standings(conn, city=city, period=period(of))
    items = [
        {**schemas.target(one.target), "value": one.value, "judgement": schemas.judgement(one.judgement)}
        for one in found.values()
    ]
    return _json({"city": city, "period": of, "items": items})


@router.put("/{city}/{indicator}")
async def put_target(request: Request, actor: SignedIn, city: str, indicator: str, body: schemas.NewTarget) -> Response:
    """Set a target; another one replaces it with a reason, and stays to be read."""
    points = [(point.year, point.value) for point in body.points]
    found = await commands.set_target(
        request.app.state.pool,
        actor,
        city=city,
        indicator=indicator,
        points=points,
        source=body.source,
        reason=body.reason,
    )
    return _json(schemas.target(found))
