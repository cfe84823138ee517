"""HTTP of trip tickets."""

from typing import Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests.tickets import commands
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.schemas import Shape

router = APIRouter(route_class=OnceRoute, tags=["trip tickets"])


class Demand(Shape):
    """Whose copy is to be shown."""

    copy_of: Literal["consignor", "carrier", "consignee"]


@router.get("/manifests/{id}/ticket")
async def get_ticket(request: Request, actor: SignedIn, id: UUID) -> Response:
    """The trip ticket a load of Hong Kong or Macao runs under: who holds which copy, signed when, to be kept until
    when; until when the load must be delivered; to whom a copy was shown."""
    return _json(await commands.read(request.app.state.pool, actor, id))


@router.post("/manifests/{id}/ticket/showings", status_code=201)
async def post_showing(request: Request, actor: SignedIn, id: UUID, body: Demand) -> Response:
    """Have a copy shown, as an authority; it is kept who asked for it and when, and the parties see it."""
    return _json(await commands.demand(request.app.state.pool, actor, id, body.copy_of), 201)


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
