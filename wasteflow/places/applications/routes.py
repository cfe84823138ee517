"""HTTP of applications for approvals: shown to both ends of the route and to their authorities."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.core import clock, paging
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.etag import etag, expected
from wasteflow.core.problems import language_of, problem
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require, scopes
from wasteflow.places.applications import commands, policy, queries, schemas
from wasteflow.places.applications.refusals import ApplicationMoved
from wasteflow.places.schemas import ApprovalKind, Page, page

router = APIRouter(route_class=OnceRoute, tags=["places"])


@router.get("/applications")
async def get_applications(
    request: Request,
    actor: SignedIn,
    after: Annotated[str | None, Query(max_length=2000)] = None,
    kind: ApprovalKind | None = None,
    late: Annotated[bool, Query(description="Only those that wait longer than they may.")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[schemas.ApplicationOut]:
    """Applications for approvals, with what they wait for and until when."""
    require(actor, "custody:see")
    last = paging.read(after, tuple[UUID])
    rows = await queries.applications(
        request.app.state.pool,
        scopes=scopes(actor),
        after=last[0] if last else None,
        kind=kind,
        due_before=clock.local_date(clock.now()) if late else None,
        limit=limit,
    )
    return page(schemas.ApplicationOut, rows, limit, "id")


@router.post("/applications", status_code=201)
async def post_application(request: Request, actor: SignedIn, body: schemas.NewApplication) -> schemas.ApplicationMade:
    """Apply for an approval of what is to cross a border."""
    moved = await commands.apply(request.app.state.pool, actor, body)
    return schemas.ApplicationMade(id=body.id, state=moved.state, due=moved.due)


@router.get("/applications/{id}")
async def get_application(request: Request, response: Response, actor: SignedIn, id: UUID) -> schemas.ApplicationFull:
    """One application with everything that happened to it."""
    require(actor, "custody:see")
    pool = request.app.state.pool
    found = await queries.application(pool, id=id)
    if found is None or not policy.sees(actor, found):
        raise NotFound("id", what=Word("subject.application"))
    response.headers["ETag"] = etag(found.seq)
    return schemas.shown(found, await queries.steps(pool, id=id), language_of(request.scope))


@router.post("/applications/{id}/steps", status_code=201, response_model=schemas.Moved)
async def post_application_step(
    request: Request, response: Response, actor: SignedIn, id: UUID, body: schemas.NewStep
) -> Any:
    """Take it on: accept it, list what is missing, ask the other side, answer, decide, withdraw.

    `If-Match` says which step was seen, as `expected` does; who was slower gets what stands now.
    """
    if (seen := expected(request)) is not None:
        body = body.model_copy(update={"expected": seen})
    try:
        moved = await commands.step(request.app.state.pool, actor, id, body)
    except ApplicationMoved as late:
        return await _late(request, late, id)
    response.headers["ETag"] = etag(moved.seq)
    return moved


async def _late(request: Request, late: ApplicationMoved, id: UUID) -> Response:
    now = await queries.application(request.app.state.pool, id=id)
    assert now is not None
    late.facts["seq"] = now.seq
    state = schemas.ApplicationOut.model_validate(now, from_attributes=True).model_dump(mode="json")
    answer = problem([late], language_of(request.scope), {"seq": now.seq, "state": state})
    answer.headers["ETag"] = etag(now.seq)
    return answer
