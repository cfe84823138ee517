"""HTTP of what a dispatcher knows of drivers' phones: what each signed, what was refused and how it is settled."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.attached import queries as attached
from manifests.attached import routes as photos
from manifests.refusals import TooMany
from manifests.rounds import signed as rounds
from manifests.schemas import outcome
from manifests.signed import arriving, cases, queries, schemas
from wasteflow.core import clock, paging
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.problems import language_of, told
from wasteflow.people.access import SignedIn
from wasteflow.people.devices import queries as devices
from wasteflow.people.devices.commands import whose as whose_devices
from wasteflow.people.permissions import require

router = APIRouter(tags=["devices"])
_ACTS = {"requestBody": rounds.acts_openapi()["body"]}


@router.post("/rounds/acts", openapi_extra=_ACTS)
async def post_acts(request: Request) -> Response:
    """What a driver's phone signed on its round, up to 200 taps, an outcome each: `slip_filled` (the weight at the
    kerb), `call_loaded`, `call_skipped` with the reason, `round_arrived`. `subject` is the round; signed, sent again,
    answered and refused as the events of `POST /custody/events` are."""
    actor, revoked = await arriving.sender(request)
    require(actor, "round:collect")
    body, pool = await request.body(), request.app.state.pool
    acts = rounds.read(body)
    if len(acts) > rounds.MOST:
        raise TooMany("", limit=rounds.MOST)
    signatures = await arriving.look(request, actor, body, acts, revoked)
    if signatures is None:
        return _json({"outcomes": []})
    language = language_of(request.scope) if actor.language is None else actor.language
    outcomes = await rounds.record(pool, actor, acts, signatures, clock.now())
    more = await arriving.more(request, actor, signatures, outcomes, language)
    return _json({"outcomes": [arriving.add(outcome(o, language), more) for o in outcomes]})


def _json(body: object) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json")


@router.get("/refused-events")
async def get_refused(
    request: Request,
    actor: SignedIn,
    open_only: Annotated[bool, Query(alias="open")] = False,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> schemas.RefusedPage:
    """What my drivers' phones recorded and the server did not take, the latest first; `open`: what waits for me."""
    org, language = cases.whose(actor), language_of(request.scope)
    last = paging.read(after, tuple[datetime, UUID])
    rows = await queries.refused(request.app.state.pool, org=org, open_only=open_only, after=last, limit=limit)
    more = paging.cursor(rows[-1].first_at, rows[-1].event) if len(rows) == limit else None
    return schemas.RefusedPage(items=[_out(row, language) for row in rows], next=more)


@router.post("/refused-events/{subject}/{event}/settlement", status_code=204)
async def post_settlement(
    request: Request, actor: SignedIn, subject: UUID, event: UUID, body: schemas.Settlement
) -> None:
    """Settle a case: another event stands in its place, or it is discarded with a reason."""
    await cases.settle(request.app.state.pool, actor, subject, event, body)


@router.get("/refused-events/{subject}/{event}/photos/{sha256}", response_class=Response)
async def get_refused_photo(
    request: Request, actor: SignedIn, subject: UUID, event: UUID, sha256: photos.Sha256
) -> Response:
    """A photo that a refused event names, for who settles the case."""
    org, pool = cases.whose(actor), request.app.state.pool
    case = await queries.refused_one(pool, subject=subject, event=event)
    if case is None or (org is not None and case[0] != org):
        raise NotFound("event", what=Word("subject.refused_event"))
    found = await attached.refused_photo(pool, subject=subject, event=event, sha256=sha256)
    if found is None:
        raise NotFound("sha256", what=Word("subject.photo"))
    return photos.served(request, sha256, *found)


@router.get("/devices")
async def get_devices(
    request: Request,
    actor: SignedIn,
    account: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> schemas.DevicePage:
    """The devices of my company's drivers, the newest first, with what came of what each signed."""
    pool, org = request.app.state.pool, whose_devices(actor)
    rows = await devices.devices(pool, org=org, account=account, before=after, limit=limit)
    counts, moment = await queries.counts(pool, kids=[row.kid for row in rows]), clock.now()
    more = rows[-1].id if len(rows) == limit else None
    return schemas.DevicePage(
        items=[schemas.DeviceCounted.with_counts(row, moment, counts.get(row.kid)) for row in rows], next=more
    )


def _out(row: queries.Case, language: str) -> schemas.RefusedOut:
    names = schemas.RefusedOut.model_fields.keys() - {"device", "reasons"}
    return schemas.RefusedOut(
        device=row.label,
        reasons=[told(cases.reason(one), language) for one in row.reasons],
        **{name: getattr(row, name) for name in names},
    )
