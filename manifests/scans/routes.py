"""HTTP of looking at a code with a signal, and of what a phone must know to look at one without."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.scans import commands, ended, schemas
from wasteflow.core import clock
from wasteflow.people.access import address_of, signed_in_or_none
from wasteflow.people.pace import Pace, household
from wasteflow.people.permissions import require, scopes

router = APIRouter(tags=["custody"])
MOST, SECONDS = 60, 60  # our choice: more than people scan in a minute, also where a firm shares an address


@router.post("/qr/checks")
async def post_check(request: Request, body: schemas.Seen) -> Response:
    """What is to be thought of the text of a QR, and how its container or load stands now. For anybody.

    Without a signal the same is told by the published keys: docs/signed-qr.md. `place` is kept to some five kilometres,
    with the role of whoever is signed in and nothing else. Without an account one address may ask sixty times a minute.
    """
    state, actor = request.app.state, await signed_in_or_none(request)
    if actor is None:
        _pace(state).count(household(address_of(request)))
    checked = await commands.look(state.pool, state.settings, actor, body, clock.now())
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(checked), media_type="application/json", headers=headers)


@router.get("/qr/ended")
async def get_ended(request: Request, after: Annotated[str | None, Query(max_length=200)] = None) -> Response:
    """Codes that are worth nothing any more, of what I may see: `[key, seq, since]`, by key of the number. Without an
    account: manifests that were called off, and no drums.

    The key is the first 16 digits of the hexadecimal SHA-256 of the number; `since` in seconds, 0 where the code counts
    again. Ask on with `next` until `whole`, later with the last `next` for what is new. The same code may come twice.
    """
    state, actor = request.app.state, await signed_in_or_none(request)
    if actor is None:
        _pace(state).count(household(address_of(request)))
        found = await ended.ended(state.pool, scopes=None, after=after, now=clock.now(), public=True)
    else:
        require(actor, "custody:see")
        found = await ended.ended(state.pool, scopes=scopes(actor), after=after, now=clock.now())
    headers = {"Cache-Control": "private, no-store"}
    return Response(msgspec.json.encode(found), media_type="application/json", headers=headers)


def _pace(state: Any) -> Pace:
    """One for each application."""
    if not hasattr(state, "qr_pace"):
        state.qr_pace = Pace(MOST, SECONDS)
    pace: Pace = state.qr_pace
    return pace
