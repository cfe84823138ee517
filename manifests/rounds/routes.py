"""HTTP of rounds: plan one, work through its calls, deliver it."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from manifests.rounds import arriving, kerb, planning, queries, recording, schemas
from manifests.rounds.model import RoundStatus
from manifests.rounds.recording import Done
from manifests.rounds.view import RoundView, view
from wasteflow.core.db import Pool
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require, scopes

router = APIRouter(route_class=OnceRoute, tags=["rounds"])
Number = Annotated[int, Path(ge=1, le=10_000)]


@router.post("/rounds", status_code=201)
async def post_round(request: Request, actor: SignedIn, body: schemas.NewRound) -> Response:
    """Plan a round: the producers that gave leave, in their order, one's own vehicle, a driver, a day, a consignee."""
    return await _told(request, actor, await planning.plan(_pool(request), actor, body), 201)


@router.get("/rounds")
async def get_rounds(
    request: Request,
    actor: SignedIn,
    before: UUID | None = None,
    status: RoundStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Rounds you may see, newest first."""
    require(actor, "custody:see")
    rows = await queries.rounds(_pool(request), scopes=scopes(actor), before=before, status=status, limit=limit)
    return _json({"items": rows, "next": rows[-1].id if len(rows) == limit else None})


@router.get("/rounds/{id}")
async def get_round(request: Request, actor: SignedIn, id: UUID) -> Response:
    """A round with each call's slip as it stands now, and the total of those signed."""
    require(actor, "custody:see")
    return await _told(request, actor, Done(await recording.seen(_pool(request), actor, id)))


@router.post("/rounds/{id}/calls", status_code=201)
async def post_call(request: Request, actor: SignedIn, id: UUID, body: schemas.NewCall) -> Response:
    """One more call, at the end."""
    return await _told(request, actor, await planning.add_call(_pool(request), actor, id, body), 201)


@router.post("/rounds/{id}/calls/{n}/skipping")
async def post_skipping(request: Request, actor: SignedIn, id: UUID, n: Number, body: schemas.Skipping) -> Response:
    """Nobody calls there."""
    return await _told(request, actor, await planning.skip_call(_pool(request), actor, id, n, body.reason))


@router.post("/rounds/{id}/calls/{n}/slip", status_code=201)
async def post_slip(request: Request, actor: SignedIn, id: UUID, n: Number, body: schemas.NewSlip) -> Response:
    """Fill in the producer's slip with the weight at the kerb; it gets its number, and its time to be signed runs."""
    return await _told(request, actor, await kerb.fill(_pool(request), actor, id, n, body), 201)


@router.post("/rounds/{id}/calls/{n}/pick-up")
async def post_pick_up(request: Request, actor: SignedIn, id: UUID, n: Number, body: schemas.PickUp) -> Response:
    """The load of a signed slip goes on the vehicle; an absent producer signs by its site's code or its leave."""
    return await _told(request, actor, await kerb.pick_up(_pool(request), actor, id, n, body))


@router.post("/rounds/{id}/arrival")
async def post_arrival(request: Request, actor: SignedIn, id: UUID, body: schemas.Moment) -> Response:
    """The vehicle stands at the consignee's gate."""
    done = await arriving.arrive(_pool(request), actor, id, occurred_at=body.occurred_at)
    return await _told(request, actor, done)


@router.post("/rounds/{id}/weighing")
async def post_weighing(request: Request, actor: SignedIn, id: UUID, body: schemas.Weighing) -> Response:
    """The whole vehicle full and empty; every line of every slip has its share."""
    return await _told(request, actor, await arriving.weigh(_pool(request), actor, id, body.gross, body.tare))


@router.post("/rounds/{id}/acceptance")
async def post_acceptance(request: Request, actor: SignedIn, id: UUID, body: schemas.Acceptance) -> Response:
    """Accept everything that arrived but the calls named, whose loads are refused whole."""
    return await _told(request, actor, await arriving.settle(_pool(request), actor, id, body.refused))


@router.post("/rounds/{id}/cancellation")
async def post_cancellation(request: Request, actor: SignedIn, id: UUID, body: schemas.Skipping) -> Response:
    """Call it off, while no slip of it counts."""
    return await _told(request, actor, await planning.cancel(_pool(request), actor, id, body.reason))


@router.get("/rounds/producers/willing")
async def get_willing(request: Request, actor: SignedIn) -> Response:
    """The producers that let one's company fill in their papers, for planning."""
    require(actor, "round:plan")
    found = await planning.willing(_pool(request), actor)
    return _json({"items": found})


def _pool(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool


async def _told(request: Request, actor: Actor, done: Done, status: int = 200) -> Response:
    language = actor.language or language_of(request.scope)
    shown = await whole(_pool(request), done)
    return _json(schemas.out(shown, done.warnings, language), status, {"ETag": f'"{done.round.seq}"'})


async def whole(pool: Pool, done: Done) -> RoundView:
    """The round with its slips."""
    ids = [slip for call in done.round.calls for slip in call.slips]
    return view(done.round, await queries.slips(pool, ids=ids))


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=headers)
