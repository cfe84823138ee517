"""HTTP of trails, zones and corridors."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from manifests.refusals import UnknownStream
from manifests.trails import commands, queries, schemas
from manifests.trails import refusals as no
from manifests.trails.model import Corridor, Zone
from wasteflow.catalog import law
from wasteflow.core.problems import language_of, told
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require

router = APIRouter(route_class=OnceRoute, tags=["trails"])
ZoneId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]


@router.post("/trails")
async def post_trails(request: Request, actor: SignedIn, body: schemas.Batch) -> Response:
    """As a carrier, or its telematics provider with an account of the carrier's: positions of its vehicles, in any
    order. What was sent before changes nothing; what cannot be kept stands in `left_out`, the rest is kept."""
    require(actor, "trail:send")
    if body.datum != "wgs84":
        raise no.OtherDatum("datum", datum=body.datum.upper())
    months = request.app.state.settings.trail_months
    receipt = await commands.receive(
        request.app.state.pool, actor, [one.read() for one in body.trails], keep_months=months
    )
    language = language_of(request.scope)
    left_out = [told(one, language) for one in receipt.left_out]
    return _json({"kept": receipt.kept, "known": receipt.known, "left_out": left_out})


@router.post("/trails/looks", status_code=201)
async def post_look(request: Request, actor: SignedIn, body: schemas.Wanted) -> Response:
    """Look at the trail of a load, or of a vehicle within a day. The look is written down with its reason; without one
    nothing is shown, and that somebody asked is written down too."""
    asked = commands.Asked(body.manifest, body.vehicle, body.since, body.until)
    trails = await commands.look(request.app.state.pool, actor, asked, reason=body.reason)
    return _json({"trails": trails}, 201)


@router.get("/trails/looks")
async def get_looks(
    request: Request, actor: SignedIn, before: UUID | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> Response:
    """Who looked at which trail, when and why, newest first: all for auditors, one's own for the others."""
    rows = await commands.looks(request.app.state.pool, actor, before, limit)
    return _json({"items": rows, "next": rows[-1].id if len(rows) == limit else None})


@router.get("/manifests/{id}/trail-looks")
async def get_looks_at(request: Request, actor: SignedIn, id: UUID) -> Response:
    """Who looked at the way of a load: the office, not the person."""
    return _json({"items": await commands.looks_at(request.app.state.pool, actor, id)})


@router.get("/zones")
async def get_zones(request: Request, actor: SignedIn) -> Response:
    """Sensitive and closed places: those of the catalogue and those authorities drew."""
    require(actor, "place:see")
    return _json({"items": await queries.zones(request.app.state.pool)})


@router.put("/zones/{id}", status_code=204)
async def put_zone(request: Request, actor: SignedIn, id: ZoneId, body: schemas.ZoneIn) -> Response:
    """Draw a zone, or draw it anew."""
    for n, stream in enumerate(body.streams):
        if stream not in law.streams():
            raise UnknownStream(f"streams[{n}]", stream=stream[:40], known=", ".join(law.streams()))
    zone = msgspec.convert({"id": id, **body.model_dump()}, Zone)
    await commands.draw_zone(request.app.state.pool, actor, zone)
    return Response(status_code=204)


@router.post("/corridors", status_code=201)
async def post_corridor(request: Request, actor: SignedIn, body: schemas.CorridorIn) -> Response:
    """Enter a way that was approved between two sites."""
    await commands.approve_corridor(request.app.state.pool, actor, msgspec.convert(body.model_dump(), Corridor))
    return _json({"id": body.id}, 201)


@router.post("/corridors/{id}/close", status_code=204)
async def close_corridor(request: Request, actor: SignedIn, id: UUID, body: schemas.Closing) -> Response:
    """Its last day."""
    await commands.close_corridor(request.app.state.pool, actor, id, body.on)
    return Response(status_code=204)


def _json(body: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=headers)
