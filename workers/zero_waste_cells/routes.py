"""HTTP of zero-waste cells."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import Response

from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require, scopes
from workers.zero_waste_cells import commands, policy, queries, schemas
from workers.zero_waste_cells.model import Cell, CellStatus

router = APIRouter(prefix="/zero-waste-cells", route_class=OnceRoute, tags=["zero-waste cells"])
City = Annotated[str | None, Query(max_length=6)]
Kind = Annotated[str | None, Query(max_length=30)]


def _json(body: Any, status: int = 200) -> Response:
    return Response(
        msgspec.json.encode(body), status, media_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _language(request: Request, actor: Actor | None = None) -> str:
    return (actor.language if actor else None) or language_of(request.scope)


@router.get("/public")
async def get_public(request: Request, city: City = None, kind: Kind = None) -> Response:
    """Awards in force: name, kind, city, number and last day; for everybody."""
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.public(conn, today=clock.local_date(clock.now()), city=city, kind=kind)
    return _json({"items": [schemas.public(row, _language(request)) for row in rows]})


@router.get("")
async def get_cells(
    request: Request,
    actor: SignedIn,
    city: City = None,
    kind: Kind = None,
    status: CellStatus | None = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """One's own cells: a company's, or a city's; the newest first."""
    require(actor, policy.SEE)
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.cells(
            conn, scopes=scopes(actor), city=city, kind=kind, status=status, before=before, limit=limit
        )
    return _json({"items": [schemas.cell(row, _language(request, actor)) for row in rows]})


@router.post("", status_code=201)
async def post_cell(request: Request, actor: SignedIn, body: schemas.NewCell) -> Response:
    """Apply: a company for itself, the city's office for whoever is on no register."""
    found = await commands.apply(request.app.state.pool, actor, body.id, body.fact())
    return _json(schemas.cell(found, _language(request, actor)), 201)


@router.get("/{id}")
async def get_cell(request: Request, actor: SignedIn, id: UUID) -> Response:
    """One of one's own, with what happened to it."""
    found = await _seen(request, actor, id)
    async with request.app.state.pool.acquire() as conn:
        steps = await queries.steps(conn, id=id)
    return _json(schemas.cell(found, _language(request, actor)) | {"steps": [schemas.step(s) for s in steps]})


@router.post("/{id}/steps")
async def post_step(request: Request, actor: SignedIn, id: UUID, body: schemas.NewStep) -> Response:
    """Submit, score, return, award, reject, renew or revoke."""
    found = await commands.record(request.app.state.pool, actor, id, body.fact(), body.expected)
    return _json(schemas.cell(found, _language(request, actor)))


@router.post("/{id}/evidence", status_code=201)
async def post_evidence(
    request: Request,
    actor: SignedIn,
    id: UUID,
    file: Annotated[UploadFile, File(description="A PDF, JPEG or PNG.")],
    criterion: Annotated[str, Form(max_length=30)] = "",
    title: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Add a file that speaks for one criterion."""
    data = await file.read()
    found = await commands.add_evidence(
        request.app.state.pool, actor, id, criterion=criterion, title=title or file.filename or "", data=data
    )
    return _json(schemas.cell(found, _language(request, actor)), 201)


@router.get("/{id}/evidence/{sha256}")
async def get_evidence(request: Request, actor: SignedIn, id: UUID, sha256: str) -> Response:
    """A file, as it was added."""
    await _seen(request, actor, id)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.evidence(conn, id=id, sha256=sha256)
    if found is None:
        raise NotFound("sha256", what=Word("subject.page"))
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(found[1], media_type=found[0], headers=headers)


async def _seen(request: Request, actor: Actor, id: UUID) -> Cell:
    require(actor, policy.SEE)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.cell(conn, id=id)
    if found is None or not policy.sees(actor, found):
        raise NotFound("id", what=Word("subject.zero_waste_cell"))
    return found
