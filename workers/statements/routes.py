"""HTTP of statements."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from fastapi import APIRouter, File, Query, Request, UploadFile
from pydantic import BaseModel
from starlette.responses import Response

from manifests.attached.routes import Sha256, served
from wasteflow.catalog.book import open_book
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require
from workers.statements import commands, schemas, store
from workers.statistics.model import period
from workers.statistics.policy import own

router = APIRouter(prefix="/statements", route_class=OnceRoute, tags=["indicators"])
City = Annotated[str, Query(max_length=6)]
Of = Annotated[str, Query(alias="period", max_length=7)]


class EvidenceKept(BaseModel):
    """By which digest it is kept."""

    sha256: str


def _json(body: Any, status: int = 200) -> Response:
    return Response(
        msgspec.json.encode(body), status, media_type="application/json", headers={"Cache-Control": "no-store"}
    )


@router.get("")
async def get_statements(request: Request, actor: SignedIn, city: City, of: Of) -> Response:
    """Every version of what a city says of a period in words, the newest of each indicator first."""
    require(actor, "indicator:see")
    (await open_book(request.app.state.pool)).jurisdiction(city)
    async with request.app.state.pool.acquire() as conn:
        found = await store.versions(conn, city=city, period=period(of).written)
    return _json({"items": [schemas.statement(one) for one in found]})


@router.post("", status_code=201)
async def post_statement(request: Request, actor: SignedIn, body: schemas.NewStatement) -> Response:
    """State an indicator in words; the same again is the same."""
    found = await commands.state(
        request.app.state.pool,
        actor,
        city=body.city,
        indicator=body.indicator,
        of=body.period,
        met=body.met,
        words=body.words,
        reason=body.reason,
    )
    return _json(schemas.statement(found), 201)


@router.post("/{id}/evidence", status_code=201)
async def post_evidence(
    request: Request,
    actor: SignedIn,
    id: UUID,
    file: Annotated[UploadFile, File(description="PDF, picture, XLSX or DOCX.")],
) -> EvidenceKept:
    """Add a file to one's own statement, until a second person has looked at it."""
    data = await file.read()
    kept = await commands.add_evidence(request.app.state.pool, actor, id, name=file.filename or "", data=data)
    return EvidenceKept(sha256=kept)


@router.get("/{id}/evidence/{sha256}", response_class=Response)
async def get_evidence(request: Request, actor: SignedIn, id: UUID, sha256: Sha256) -> Response:
    """The very bytes; they are handed over as a file and run nothing."""
    require(actor, "indicator:see")
    book = await open_book(request.app.state.pool)
    async with request.app.state.pool.acquire() as conn:
        found = await store.read_file(conn, statement=id, sha256=sha256)
    if found is None or not own(actor, book, found[3]):
        raise NotFound("sha256", what=Word("subject.statement"))
    kind, name, data, _ = found
    disposition = f"attachment; filename=\"evidence\"; filename*=UTF-8''{quote(name)}"
    return served(request, sha256, kind, data, disposition)


@router.post("/{id}/review")
async def post_review(request: Request, actor: SignedIn, id: UUID, body: schemas.Looked) -> Response:
    """Approve what a colleague stated, with its evidence, or return it with what is wrong."""
    found = await commands.review(request.app.state.pool, actor, id, verdict=body.verdict, reason=body.reason)
    return _json(schemas.statement(found))
