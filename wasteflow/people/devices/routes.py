"""HTTP of devices: codes, enrolment, revocation. The list, with what each signed, is custody's: `manifests.signed`."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from wasteflow.core.clock import now
from wasteflow.people import access, queries
from wasteflow.people.access import SignedIn, address_of, same_origin
from wasteflow.people.commands import Opened
from wasteflow.people.devices import commands, schemas
from wasteflow.people.routes import set_cookie, who

router = APIRouter(tags=["devices"])


@router.post("/devices/codes", status_code=201)
async def post_code(request: Request, actor: SignedIn, body: schemas.NewCode) -> schemas.CodeMade:
    """A code by which one driver's phone is enrolled: soon, and once."""
    made = await commands.make_code(request.app.state.pool, actor, body)
    return schemas.CodeMade(id=made.id, code=made.code, url=made.url, expires_at=made.expires_at)


@router.post("/devices", status_code=201)
async def post_device(request: Request, response: Response, body: schemas.Enrolment) -> schemas.DeviceEnrolled:
    """Enrol a phone by a code. The key's private half never leaves it; the proof shows that it has it."""
    same_origin(request)
    pool = request.app.state.pool
    made = await commands.enrol(pool, body, address_of(request))
    found = await queries.recognise(pool, digest=access.digest_of(made.secret), now=now())
    if found is None:  # closed or revoked while enrolling
        raise access.NotSignedIn()
    set_cookie(response, Opened(found.credential, made.secret, made.valid_until))
    return schemas.DeviceEnrolled(
        device=made.device, kid=made.kid, token=made.secret, valid_until=made.valid_until, who=who(found.actor)
    )


@router.post("/devices/{id}/revocation", status_code=204)
async def post_revocation(request: Request, actor: SignedIn, id: UUID, body: schemas.Revocation) -> None:
    """Revoke a device: lost, stolen, replaced. What it signed before still counts, also where it comes later."""
    await commands.revoke(request.app.state.pool, actor, id, body)
