"""HTTP of notices: one endpoint writes, photos have one of their own, the others read."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import Response

from manifests.notices import commands, policy, queries, schemas
from manifests.notices.model import Notice, NoticeStatus
from wasteflow.core import clock, paging
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.etag import etag, expected, seen_already
from wasteflow.core.problems import language_of, problem
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes

router = APIRouter(tags=["marine litter"], prefix="/notices")
_described = schemas.openapi()


@router.post("/events", status_code=201, openapi_extra={"requestBody": _described["body"]})
async def post_notice_event(request: Request, actor: SignedIn) -> Response:
    """Record one step of a notice: `reported` begins it.

    `id` or `Idempotency-Key` makes it safe to send again; `If-Match` (or `expected`) is the step last seen.
    """
    sent = schemas.read_proposal(await request.body())
    if (seen := expected(request)) is not None:
        sent = msgspec.structs.replace(sent, expected=seen)
    try:
        done = await commands.record(request.app.state.pool, actor, sent, key=request.headers.get("idempotency-key"))
    except commands.Stale as stale:
        return _stale(request, stale)
    return _json(schemas.written(done), 201, {"ETag": etag(done.seq)})


@router.get("")
async def get_notices(
    request: Request,
    actor: SignedIn,
    status: NoticeStatus | None = None,
    overdue: Annotated[bool, Query(description="Only those whose reply should be here by now.")] = False,
    after: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Response:
    """Notices of either side that you may see, newest first."""
    require(actor, "notice:see")
    now = clock.now()
    rows = await queries.notices(
        request.app.state.pool,
        scopes=scopes(actor),
        after=paging.read(after, tuple[datetime, UUID]),
        statuses=[status] if status else None,
        due_before=now if overdue else None,
        limit=limit,
    )
    more = paging.cursor(rows[-1].reported_at, rows[-1].id) if len(rows) == limit else None
    return _json({"items": [schemas.state(n, now) for n in rows], "next": more})


@router.get("/{id}")
async def get_notice(request: Request, actor: SignedIn, id: UUID) -> Response:
    """One notice as it stands; its ETag is the step to send back as `If-Match`, or as `If-None-Match` (304)."""
    found = await seen(request, actor, id)
    headers = {"ETag": etag(found.seq), "Cache-Control": "private, no-cache"}
    if seen_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _json(schemas.state(found, clock.now()), headers=headers)


@router.get("/{id}/events")
async def get_notice_events(request: Request, actor: SignedIn, id: UUID) -> Response:
    """Everything that happened. Of the other side's office you see what it says, never who said it."""
    found = await seen(request, actor, id)
    happened = await queries.events(request.app.state.pool, notice=found.id)
    return _json(schemas.chain(policy.shared(happened, actor)))


@router.post("/{id}/photos", status_code=201)
async def post_notice_photo(
    request: Request,
    actor: SignedIn,
    id: UUID,
    file: Annotated[UploadFile, File(description="JPEG, PNG or WebP; what the camera wrote into it is not kept.")],
    remark: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Add a photo. The same file sent again is the same event."""
    data, key = await file.read(), request.headers.get("idempotency-key")
    try:
        done = await commands.add_photo(request.app.state.pool, actor, id, data, remark=remark, key=key)
    except commands.Stale as stale:
        return _stale(request, stale)
    return _json(schemas.written(done), 201, {"ETag": etag(done.seq)})


@router.get("/{id}/photos/{sha256}", response_class=Response)
async def get_notice_photo(request: Request, actor: SignedIn, id: UUID, sha256: str) -> Response:
    """The picture, for whoever may see the notice."""
    return await picture(request, actor, id, sha256)


async def seen(request: Request, actor: Actor, id: UUID) -> Notice:
    """The notice, where this actor may see it. Raises the action's refusal, NotFound."""
    require(actor, "notice:see")
    found = await queries.notice(request.app.state.pool, id=id, scopes=scopes(actor))
    if found is None:
        raise NotFound("id", what=Word("subject.notice"))
    return found


async def picture(request: Request, actor: Actor, id: UUID, sha256: str) -> Response:
    """A photo's bytes as an answer; they never change, but who may see them does. Raises as `seen`."""
    found = await seen(request, actor, id)
    data = await queries.photo(request.app.state.pool, notice=found.id, sha256=sha256)
    if data is None:
        raise NotFound("sha256", what=Word("subject.photo"))
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{sha256}"', "X-Content-Type-Options": "nosniff",
               "Content-Security-Policy": "default-src 'none'"}  # fmt: skip
    if seen_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="image/jpeg", headers=headers)


def _stale(request: Request, stale: commands.Stale) -> Response:
    fresh = {"seq": stale.fresh.seq, "state": schemas.state(stale.fresh, clock.now())}
    answer = problem([stale.refusal], language_of(request.scope), fresh)
    answer.headers["ETag"] = etag(stale.fresh.seq)
    return answer


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=headers)
