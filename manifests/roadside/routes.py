"""HTTP of control on the road."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from manifests.roadside import commands
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.schemas import Shape

router = APIRouter(route_class=OnceRoute, tags=["control on the road"])


class Wanted(Shape):
    """What an officer has before them, and why they look."""

    asked: Annotated[str, Field(max_length=600, description="A plate, any number, or what a QR holds")]
    purpose: Annotated[str, Field(max_length=300, description="Written down; the parties of the load can read it")]


@router.post("/road/looks", status_code=201)
async def post_look(request: Request, actor: SignedIn, body: Wanted) -> Response:
    """Look up a load by plate, any number or a scanned symbol: the leg under way, or what else has become of it. With
    nothing found, the answer names an attestation of that (`/road/attestations/{number}.pdf`)."""
    found = await commands.look(request.app.state.pool, actor, asked=body.asked, purpose=body.purpose)
    return _json(found, 201)


@router.get("/road/looks")
async def get_looks(
    request: Request,
    actor: SignedIn,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Response:
    """Who looked at what, when and why, newest first: all for auditors, their own for officers."""
    rows = await commands.looks(request.app.state.pool, actor, before, limit)
    return _json({"items": rows, "next": rows[-1].id if len(rows) == limit else None})


@router.get("/manifests/{id}/looks")
async def get_looks_at(request: Request, actor: SignedIn, id: UUID) -> Response:
    """Who looked at a load on the road: for its parties and auditors; the office, not the person."""
    return _json({"items": await commands.looks_at(request.app.state.pool, actor, id)})


@router.post("/manifests/{id}/showing", status_code=201)
async def post_showing(request: Request, actor: SignedIn, id: UUID) -> Response:
    """As the carrier: a link that shows the leg under way without signing in, for half an hour (a setting)."""
    settings = request.app.state.settings
    made = await commands.show(request.app.state.pool, actor, id, minutes=settings.road_link_minutes)
    address = f"{settings.public_url.rstrip('/')}/S/{made.token}"
    return _json({"id": made.id, "address": address, "expires_at": made.expires_at}, 201)


@router.delete("/manifests/{id}/showing", status_code=204)
async def delete_showing(request: Request, actor: SignedIn, id: UUID) -> Response:
    """Revoke one's links to a load."""
    await commands.hide(request.app.state.pool, actor, id)
    return Response(status_code=204)


def _json(body: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=headers)
