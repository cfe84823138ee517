"""HTTP of cases: one endpoint writes, the others read; a company sees the questions it was asked."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, File, Query, Request, UploadFile
from starlette.responses import Response

from manifests.attached.routes import Sha256, served
from wasteflow.core import clock, paging
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.etag import etag, expected, seen_already
from wasteflow.core.problems import language_of, problem
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require, scopes
from workers.cases import commands, files, policy, queries, schemas, store
from workers.cases import refusals as no
from workers.cases.model import UNSETTLED, CaseFile, CaseStatus

router = APIRouter(tags=["cases"])
_described = schemas.openapi()
Words = Annotated[str | None, Query(max_length=100)]


@router.get("/cases")
async def get_cases(
    request: Request,
    actor: SignedIn,
    status: Annotated[list[CaseStatus] | None, Query()] = None,
    severity: Annotated[int | None, Query(ge=1, le=4)] = None,
    rule: Words = None,
    stream: Words = None,
    city: Words = None,
    q: Words = None,
    mine: bool = False,
    overdue: bool = False,
    subject: UUID | None = None,
    after: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Response:
    """Cases of your jurisdiction and department: the gravest first, then what is due first. Without `status` those
    not settled yet."""
    require(actor, policy.SEE)
    now = clock.now()
    wanted = queries.Wanted(
        statuses=status or UNSETTLED, severity=severity, rule=rule, city=city, stream=stream, words=q,
        officer=actor.account if mine else None, subject=subject, overdue=now if overdue else None,
    )  # fmt: skip
    where = paging.read(after, tuple[paging.Int4, datetime, UUID])
    rows = await queries.queue(request.app.state.pool, actor, wanted, after=where, limit=limit)
    more = paging.cursor(*queries.place(rows[-1])) if len(rows) == limit else None
    return _json({"items": [schemas.state(c, actor, now, _language(request, actor)) for c in rows], "next": more})


@router.get("/cases/{id}")
async def get_case(request: Request, actor: SignedIn, id: UUID) -> Response:
    """One case as it stands; its ETag is the step to send back as `If-Match`, or as `If-None-Match` (304)."""
    found = await seen(request, actor, id)
    headers = {"ETag": etag(found.seq), "Cache-Control": "private, no-cache"}
    if seen_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _json(schemas.state(found, actor, clock.now(), _language(request, actor)), headers=headers)


@router.get("/cases/{id}/events")
async def get_case_events(request: Request, actor: SignedIn, id: UUID) -> Response:
    """Everything that happened in a case, and who did it."""
    found = await whole(request, actor, id)
    return _json(schemas.steps(await queries.steps(request.app.state.pool, case=found.id)))


@router.get("/cases/{id}/evidence")
async def get_case_evidence(request: Request, actor: SignedIn, id: UUID) -> Response:
    """What each of its alerts was raised on, frozen: events, inputs, thresholds with their origin."""
    found = await whole(request, actor, id)
    return _json(schemas.evidence(await queries.evidence(request.app.state.pool, case=found.id)))


@router.post("/cases/{id}/files", status_code=201)
async def post_case_file(
    request: Request,
    actor: SignedIn,
    id: UUID,
    file: Annotated[UploadFile, File(description="The very bytes whose digest a step of mine names.")],
) -> Response:
    """Send a file that an answer or inspection of mine names: a picture, a PDF or a spreadsheet. Sent again it is the
    same."""
    return _json({"sha256": await commands.keep_file(request.app.state.pool, actor, id, await file.read())}, 201)


@router.get("/cases/{id}/files/{sha256}", response_class=Response)
async def get_case_file(request: Request, actor: SignedIn, id: UUID, sha256: Sha256) -> Response:
    """A file of a case, for whoever may see all of it, and for the company that sent it. It cannot run anything."""
    pool = request.app.state.pool
    if actor.org is None or not allowed(actor, policy.ANSWER):
        await whole(request, actor, id)
    elif not await store.names_file(
        pool, case=id, sha256=sha256, org=actor.org, city=actor.city or "", department=actor.department or ""
    ):
        raise NotFound("sha256", what=Word("subject.file"))
    found = await queries.file(pool, case=id, sha256=sha256)
    if found is None:
        raise NotFound("sha256", what=Word("subject.file"))
    kind, data = found
    name = f"{sha256[:16]}.{files.ENDINGS.get(kind, 'bin')}"
    shown = "inline" if kind.startswith("image/") else "attachment"
    return served(request, sha256, kind, data, f'{shown}; filename="{name}"')


@router.post("/cases/{id}/events", status_code=201, openapi_extra={"requestBody": _described["body"]})
async def post_case_event(request: Request, actor: SignedIn, id: UUID) -> Response:
    """Record one step of a case: take it, ask, confirm, pass it on, ...; a company that was asked answers here.

    `id` or `Idempotency-Key` makes it safe to send again; `If-Match` (or `expected`) is the step last seen.
    """
    sent = schemas.read_proposal(await request.body())
    if (last := expected(request)) is not None:
        sent = msgspec.structs.replace(sent, expected=last)
    try:
        key = request.headers.get("idempotency-key")
        done = await commands.record(request.app.state.pool, actor, id, sent, key=key)
    except commands.Stale as stale:
        fresh: dict[str, Any] = {"seq": stale.fresh.seq}
        if policy.sees(actor, stale.fresh):  # a company that was asked learns the step, nothing else
            fresh["state"] = schemas.state(stale.fresh, actor, clock.now(), _language(request, actor))
        answer = problem([stale.refusal], language_of(request.scope), fresh)
        answer.headers["ETag"] = etag(stale.fresh.seq)
        return answer
    return _json(schemas.written(done), 201, {"ETag": etag(done.seq)})


@router.get("/case-questions")
async def get_case_questions(request: Request, actor: SignedIn) -> Response:
    """What authorities asked your company, what waits for its answer first."""
    require(actor, policy.ANSWER)
    if actor.org is None:
        return _json({"items": []})
    return _json(schemas.questions(await queries.asked(request.app.state.pool, org=actor.org), actor.org))


async def seen(request: Request, actor: Actor, id: UUID) -> CaseFile:
    """The case, where this actor may see it. Raises the action's refusal, NotFound."""
    require(actor, policy.SEE)
    found = await queries.case(request.app.state.pool, id=id, scopes=scopes(actor))
    if found is None or not policy.sees(actor, found):
        raise NotFound("id", what=Word("subject.case"))
    return found


async def whole(request: Request, actor: Actor, id: UUID) -> CaseFile:
    """The case, where this actor may see all of it. Raises as `seen`, and OnlyTheSharedMinimum."""
    found = await seen(request, actor, id)
    if policy.minimum(actor, found.scopes):
        raise no.OnlyTheSharedMinimum("id")
    return found


def _language(request: Request, actor: Actor) -> str:
    return actor.language or language_of(request.scope)


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    kept = {"Cache-Control": "no-store"} | (headers or {})
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=kept)
