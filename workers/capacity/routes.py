"""HTTP of the capacity board."""

from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.months import next_month
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require
from workers.capacity import commands, queries, schemas
from workers.capacity.board import narrowed
from workers.statistics.policy import own

router = APIRouter(prefix="/capacity", route_class=OnceRoute, tags=["capacity"])
Word = Annotated[str, Query(max_length=40)]


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("")
async def get_board(
    request: Request, actor: SignedIn, city: Word = "", category: Word = "", method: Word = ""
) -> Response:
    """What each facility may take, took, and may still take: this year, and next month by the forecast it states."""
    require(actor, "capacity:see")
    now = clock.now()
    async with request.app.state.pool.acquire() as conn:
        found = await queries.capacity(conn, now=now)
    rows = narrowed(found.rows, city=city, category=category, method=method)
    return _json(
        {
            "month_ahead": f"{next_month(clock.local_date(now)):%Y-%m}",
            "forecast": "mean of the last three whole months; a month takes at most a twelfth of the licence",
            "items": [schemas.row(row) for row in rows],
        }
    )


@router.get("/hard-to-treat")
async def get_hard(request: Request, actor: SignedIn) -> Response:
    """Wastes that wait or are turned away: how long, by whom, and how many licences name them."""
    require(actor, "capacity:see")
    async with request.app.state.pool.acquire() as conn:
        found = await queries.capacity(conn, now=clock.now())
    return _json({"items": [schemas.hard(one) for one in found.hard]})


@router.get("/proposal")
async def get_proposal(request: Request, actor: SignedIn) -> Response:
    """Who could take what waits where nobody may treat it, over the shortest lawful ways; for people to decide."""
    require(actor, "capacity:see")
    book, now = await open_book(request.app.state.pool), clock.now()
    async with request.app.state.pool.acquire() as conn:
        known = await queries.capacity(conn, now=now)
        found = await queries.proposal(conn, book, known, now=now)
    return _json(schemas.matching(found, partial(own, actor, book)))


@router.post("/prices", status_code=201)
async def post_price(request: Request, actor: SignedIn, body: schemas.NewPrice) -> schemas.Stated:
    """State what one's own facility asks for a tonne; the latest that holds counts."""
    return schemas.Stated(id=await commands.state_price(request.app.state.pool, actor, body))
