"""HTTP of custody: one endpoint writes (one or many events), the others read."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests import queries, schemas
from manifests.chain import queries as chains
from manifests.chain.reader import reader_of
from manifests.commands import Proposal, Recorded
from manifests.life.model import Batch, BatchStatus, Manifest, ManifestStatus
from manifests.notices import queries as notices
from manifests.refusals import TooMany
from manifests.signed import arriving
from manifests.signed.looking import Signatures
from wasteflow.core import clock, paging
from wasteflow.core.db import Connection
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.etag import etag, expected, seen_already
from wasteflow.core.problems import language_of, problem
from wasteflow.people import once
from wasteflow.people.access import SignedIn, authenticate
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes

router = APIRouter(tags=["custody"])
EVENTS = "/custody/events"
MOST_EVENTS = 1000
_described = schemas.events_openapi()
Limit = Annotated[int, Query(ge=1, le=500)]


@router.post(
    EVENTS,
    status_code=201,
    openapi_extra={"requestBody": _described["body"]},
    responses={200: {"description": "The outcome of each of many events, in their order"}},
)
async def post_events(request: Request) -> Response:
    """Record one event (201, or a problem) or many (200, an outcome each).

    The id of an event makes it safe to send again: the same event is answered again and stored once. Without ids,
    `Idempotency-Key` serves. `If-Match` on a single event is the step last seen (its ETag). What a device signed is
    answered with a signed receipt, other events on request (`Prefer: receipt`).
    """
    return await _record(request, await request.body())


async def _record(request: Request, body: bytes) -> Response:
    actor, revoked = await arriving.sender(request)
    language = language_of(request.scope) if actor.language is None else actor.language
    sent = schemas.read_proposals(body)
    if not isinstance(sent, Proposal) and len(sent) > MOST_EVENTS:
        raise TooMany("", limit=MOST_EVENTS)
    many = [sent] if isinstance(sent, Proposal) else sent
    signatures = await arriving.look(request, actor, body, many, revoked)
    key = request.headers.get("idempotency-key")
    if key is not None and any(p.id is None for p in many):
        await once.one_body(request.app.state.pool, actor, key, body)
    if isinstance(sent, Proposal):
        return await _post_one(request, actor, sent, key, language, signatures)
    outcomes = await arriving.record_all(request.app.state.pool, actor, sent, key=key, signatures=signatures)
    if key is not None and not any(isinstance(o, Recorded) for o in outcomes):
        await once.free(request.app.state.pool, actor, key)
    answers = [schemas.outcome(o, language) for o in outcomes]
    if signatures is not None or "prefer" in request.headers:
        more = await arriving.more(request, actor, signatures, outcomes, language)
        answers = [arriving.add(answer, more) for answer in answers]
    return _json({"outcomes": answers})


async def _post_one(
    request: Request, actor: Actor, sent: Proposal, key: str | None, language: str, signatures: Signatures | None
) -> Response:
    if (seen := expected(request)) is not None:
        sent = msgspec.structs.replace(sent, expected=seen)
    (outcome,) = await arriving.record_all(request.app.state.pool, actor, [sent], key=key, signatures=signatures)
    more: arriving.More = {}
    if signatures is not None or "prefer" in request.headers:
        more = await arriving.more(request, actor, signatures, [outcome], language)
    if not isinstance(outcome, Recorded):
        if key is not None:
            await once.free(request.app.state.pool, actor, key)
        case = more.get(outcome.id, {}) if outcome.id else {}
        refused = problem(outcome.problems, language, schemas.fresh(outcome) | case)
        if outcome.fresh:
            refused.headers["ETag"] = etag(outcome.fresh.seq)
        return refused
    answer = schemas.recorded(outcome, language)
    return _json(arriving.add(answer, more) if more else answer, 201, {"ETag": etag(outcome.seq)})


@router.get("/batches")
async def get_batches(
    request: Request,
    actor: SignedIn,
    before: UUID | None = None,
    status: BatchStatus | None = None,
    limit: Limit = 50,
) -> Response:
    """Batches you may see, newest first."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.list_batches(conn, scopes=scopes(actor), before=before, status=status, limit=limit)
    return _json(schemas.page(rows, limit))


@router.get("/batches/{id}")
async def get_batch(request: Request, actor: SignedIn, id: UUID) -> Response:
    """One batch as it stands; its ETag is the step to send back as `If-Match`, or as `If-None-Match` (304)."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        found = await queries.batch(conn, id=id, scopes=scopes(actor))
    if found is None:
        raise NotFound("id", what=Word("subject.batch"))
    return _step(request, found)


@router.get("/batches/{id}/chain")
async def get_chain(request: Request, actor: SignedIn, id: UUID) -> Response:
    """The chain of custody of a batch: every event, who recorded it, when it happened and when we learned of it."""
    require(actor, "custody:see")
    chain = await reader_of(request.app.state.pool).of_batch(id, scopes(actor))
    if not chain:
        raise NotFound("id", what=Word("subject.batch"))
    return _json({"events": [schemas.link(x, actor) for x in chain]})


@router.get("/manifests")
async def get_manifests(
    request: Request,
    actor: SignedIn,
    before: UUID | None = None,
    status: ManifestStatus | None = None,
    limit: Limit = 50,
) -> Response:
    """Manifests you may see, newest first."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.list_manifests(conn, scopes=scopes(actor), before=before, status=status, limit=limit)
    return _json(schemas.page(rows, limit))


@router.get("/manifests/{id}")
async def get_manifest(request: Request, actor: SignedIn, id: UUID) -> Response:
    """One manifest as it stands; 304 where the step in `If-None-Match` is still the latest."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        found = await queries.manifest(conn, id=id, scopes=scopes(actor))
    if found is None:
        raise NotFound("id", what=Word("subject.manifest"))
    return _step(request, found)


@router.get("/manifests/{id}/chain")
async def get_manifest_chain(request: Request, actor: SignedIn, id: UUID) -> Response:
    """Every event of a manifest."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        if await queries.manifest(conn, id=id, scopes=scopes(actor)) is None:
            raise NotFound("id", what=Word("subject.manifest"))
        chain = await chains.of_manifest(conn, id=id)
    return _json({"events": [schemas.link(x, actor) for x in chain]})


@router.get("/corrections")
async def get_corrections(
    request: Request,
    actor: SignedIn,
    awaiting: bool = False,
    overdue: bool = False,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> Response:
    """Corrections that are open, of manifests you may see, due soonest first. `awaiting`: your company's answer;
    `overdue`: their time is over."""
    require(actor, "custody:see")
    now = clock.now()
    async with request.app.state.pool.acquire() as conn:
        rows = await queries.open_corrections(
            conn,
            scopes=scopes(actor),
            awaits=(actor.org or UUID(int=0)) if awaiting else None,
            due_by=now if overdue else None,
            after=paging.read(after, tuple[datetime, UUID]),
            limit=limit,
        )
    items = [schemas.correction(row.state, actor.org, now) for row in rows]
    more = paging.cursor(items[-1]["due"], items[-1]["manifest"]) if len(items) == limit else None
    return _json({"items": items, "next": more})


@router.get("/numbers/{value}")
async def get_number(request: Request, actor: SignedIn, value: str) -> Response:
    """The batch, manifest or notice known by a number: a manifest's, national, provincial or of our own series, the
    37-character code of a container, the code of a battery, ... `others`: what else it leads to, as the second life of
    a battery."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        found = [known for known in await queries.subjects_of(conn, value=value) if await _seen(conn, actor, known)]
    if not found:
        raise NotFound("value", what=Word("subject.batch_or_manifest"))
    first, *others = ({"subject": id, "subject_kind": kind, "scheme": scheme} for id, kind, scheme in found)
    return _json({**first, "others": others})


async def _seen(conn: Connection, actor: Actor, known: queries.Known) -> bool:
    subject, kind, _ = known
    return await _READ[kind](conn, id=subject, scopes=scopes(actor)) is not None


_READ: dict[str, Any] = {"batch": queries.batch, "manifest": queries.manifest, "notice": notices.notice}


def _step(request: Request, state: Batch | Manifest) -> Response:
    """The state, or 304 where the client has this step already. Each reader's alone, and asked for anew each time."""
    headers = {"ETag": etag(state.seq), "Cache-Control": "private, no-cache"}
    if seen_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _json(state, headers=headers)


def _json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=headers)


# --- entered directly ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Door:
    """An endpoint that the application enters without the layers that find and call the others."""

    method: str
    path: re.Pattern[str]  # of the whole address; its groups are the request's `path_params`
    enter: Callable[[Request], Awaitable[Response]]


async def _enter_events(request: Request) -> Response:
    return await _record(request, (await request.receive())["body"])  # in one piece: `edge.Limits` has read it


async def _enter_chain(request: Request) -> Response:
    return await get_chain(request, await authenticate(request), UUID(request.path_params["id"]))


# The two that are asked most: the layers in between take as long as what they do themselves.
DOORS = (
    Door("POST", re.compile(EVENTS), _enter_events),
    Door("GET", re.compile("/batches/(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/chain"), _enter_chain),
)
