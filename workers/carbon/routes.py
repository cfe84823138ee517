"""HTTP of carbon."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.book import open_book
from wasteflow.catalog.transport import transport
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require
from workers.carbon import commands, queries, schemas
from workers.statistics.model import period

router = APIRouter(prefix="/carbon", route_class=OnceRoute, tags=["carbon"])


@router.get("")
async def get_carbon(
    request: Request,
    actor: SignedIn,
    city: Annotated[str, Query(max_length=6)],
    of: Annotated[str, Query(alias="period", max_length=7)],
) -> Response:
    """What treatment emitted, a company's inventory, what was avoided, landfill methane, trips: each by itself."""
    require(actor, "indicator:see")
    book = await open_book(request.app.state.pool)
    book.jurisdiction(city)
    when = period(of)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.carbon(conn, book, city=city, period=when)
    body: dict[str, Any] = {
        "city": city,
        "period": when.written,
        "accounts": {family: schemas.account(one) for family, one in found.accounts.items()},
        "landfill": schemas.methane(found.methane),
        "transport": schemas.moved(found.moves, transport(), found.new_vehicles),
        "note": "figures of different families rest on different questions and are never added up",
    }
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/landfill-years", status_code=201)
async def post_landfill_years(request: Request, actor: SignedIn, body: schemas.LandfillYears) -> schemas.Entered:
    """Deposits of earlier years, by material, and the share of methane drawn off; the latest entry counts."""
    return schemas.Entered(entered=await commands.enter_years(request.app.state.pool, actor, body.years))
