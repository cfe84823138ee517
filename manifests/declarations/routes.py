"""HTTP of declarations: what is due, its figures, filing it; who is late in a city."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.declarations import commands, queries, schemas, standing
from wasteflow.catalog.book import open_book
from wasteflow.core import paging
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require, scopes
from wasteflow.places.schemas import Made

router = APIRouter(route_class=OnceRoute, tags=["declarations"])


@router.get("/sites/{id}/declarations")
async def get_declarations(request: Request, actor: SignedIn, id: UUID) -> Response:
    """What a site has to declare, by its class: due, filed, late, overdue. Derived anew each time."""
    require(actor, "custody:see")
    pool = request.app.state.pool
    book, today = await open_book(pool), commands.this_day()
    async with pool.acquire() as conn:
        site = await commands.declarer(conn, book, actor, id)
    return _json(schemas.standing(site, standing.owed(site, today), today))


@router.get("/sites/{id}/declarations/{duty}/{first}")
async def get_declaration(request: Request, actor: SignedIn, id: UUID, duty: str, first: date) -> Response:
    """The figures of one declaration as custody has them now, and every version that was filed."""
    require(actor, "custody:see")
    pool = request.app.state.pool
    book, period = await open_book(pool), commands.period_of(duty, first)
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        site = await commands.declarer(conn, book, actor, id)
        made = await commands.draft(conn, book, site, period)
        filed = await queries.filings(conn, site=id, duty=duty, first=first)
    return _json(schemas.draft(made, filed))


@router.post("/sites/{id}/declarations", status_code=201)
async def post_declaration(
    request: Request, actor: SignedIn, id: UUID, body: schemas.NewDeclaration
) -> schemas.FiledOut:
    """File a declaration, nil where nothing moved; once more, with a reason, to amend it."""
    filed = await commands.file(
        request.app.state.pool,
        actor,
        id,
        body.duty,
        body.first,
        seen=body.figures_sha256,
        reason=body.reason,
        id=body.id,
    )
    return schemas.FiledOut.model_validate(filed, from_attributes=True)


@router.post("/sites/{id}/class", status_code=201)
async def post_class(request: Request, actor: SignedIn, id: UUID, body: schemas.NewClass) -> Made:
    """Enter a generator's class for a year, or the tonnes of its environmental assessment, with the reason."""
    made = await commands.enter_class(
        request.app.state.pool,
        actor,
        id,
        body.year,
        class_=body.class_,
        assessed_t=body.assessed_t,
        reason=body.reason,
    )
    return Made(id=made)


@router.get("/declarations/overdue")
async def get_overdue(
    request: Request,
    actor: SignedIn,
    city: Annotated[str | None, Query(pattern="^[0-9]{6}$")] = None,
    after: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Sites looked through; those in time are left out")] = 100,
) -> Response:
    """Sites within your reach that are late, by name, with what they owe."""
    require(actor, "custody:see")
    pool = request.app.state.pool
    book, today = await open_book(pool), commands.this_day()
    async with pool.acquire() as conn:
        sites = await queries.declarers(
            conn,
            scopes=scopes(actor),
            today=today,
            hazardous=commands.streams(book, "hazardous"),
            general=commands.streams(book, "general"),
            city=city,
            after=paging.read(after, tuple[str, UUID]),
            limit=limit,
        )
    late = [(site, missing) for site in sites if (missing := standing.overdue(standing.owed(site, today)))]
    more = paging.cursor(sites[-1].name, sites[-1].id) if len(sites) == limit else None
    items = [{**schemas.named(site), "overdue": [schemas.owed(o) for o in missing]} for site, missing in late]
    return _json({"items": items, "next": more})


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})
