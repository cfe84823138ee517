"""HTTP of a driver's work."""

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests.codes import issuing
from manifests.driving import work
from wasteflow.core import clock
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require

router = APIRouter(route_class=OnceRoute, tags=["devices"])


@router.get("/drivers/current/work")
async def get_work(request: Request, actor: SignedIn, whole: bool = False) -> Response:
    """What lies ahead of me: loads and rounds, where to go, and for each load which steps lead where.

    A phone keeps it and works on with no signal; `If-None-Match` answers 304 while nothing changed. `whole`: of all my
    company's drivers, for who stands in for another.
    """
    require(actor, "manifest:depart")
    now = clock.now()
    issuer = issuing.issuer(request.app.state.settings, now)
    found = await work.work(request.app.state.pool, actor, whole=whole, now=now, issuer=issuer)
    return Response(msgspec.json.encode(found), media_type="application/json")
