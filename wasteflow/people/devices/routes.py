"""HTTP of devices: codes, enrolment, the list, revocation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from wasteflow.core.clock import now
from wasteflow.people import access, queries
from wasteflow.people.access import SignedIn, same_origin
from wasteflow.people.commands import Opened
from wasteflow.people.devices import commands, schemas
from wasteflow.people.devices import queries as devices
from wasteflow.people.routes import address_of, set_cookie, who

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


@router.get("/devices")
async def get_devices(
    request: Request,
    actor: SignedIn,
    account: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> schemas.DevicePage:
    """The devices of my company's drivers, the newest first."""
    org = commands.whose(actor)
    rows = await devices.devices(request.app.state.pool, org=org, account=account, before=after, limit=limit)
    moment = now()
    more = rows[-1].id if len(rows) == limit else None
    return schemas.DevicePage(items=[schemas.DeviceOut.of(row, moment) for row in rows], next=more)


@router.post("/devices/{id}/revocation", status_code=204)
async def post_revocation(request: Request, actor: SignedIn, id: UUID, body: schemas.Revocation) -> None:
    """Revoke a device: lost, stolen, replaced. What it signed before still counts, also where it comes later."""
    await commands.revoke(request.app.state.pool, actor, id, body)
