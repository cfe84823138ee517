"""HTTP of looking at a code with a signal."""

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests.scans import commands, schemas
from wasteflow.core import clock
from wasteflow.people.access import signed_in_or_none

router = APIRouter(tags=["custody"])


@router.post("/qr/checks")
async def post_check(request: Request, body: schemas.Seen) -> Response:
    """What is to be thought of the text of a QR, and how its container or load stands now. For anybody.

    Without a signal the same is told by the published keys: docs/signed-qr.md. `place` is kept to some five kilometres,
    with the role of whoever is signed in and nothing else.
    """
    state, actor = request.app.state, await signed_in_or_none(request)
    checked = await commands.look(state.pool, state.settings, actor, body, clock.now())
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(checked), media_type="application/json", headers=headers)
