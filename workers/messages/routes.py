"""HTTP of messages: everybody sets their own."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from wasteflow.core import paging
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute, fresh_id
from wasteflow.people.permissions import require
from workers.messages import commands, queries, schemas
from workers.messages.model import SUBSCRIBE, Channel

router = APIRouter(prefix="/messages", route_class=OnceRoute, tags=["messages"])


@router.get("/contacts")
async def get_contacts(request: Request, actor: SignedIn) -> list[schemas.ContactOut]:
    """Where I am told things, and what."""
    require(actor, SUBSCRIBE)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.contacts(conn, account=actor.account)
    return [schemas.ContactOut.of(one) for one in found]


@router.post("/contacts", status_code=201)
async def post_contact(request: Request, actor: SignedIn, body: schemas.NewContact) -> schemas.Made:
    """A mail address or webhook of mine. A test goes there at once; nothing else before its code has come back, or
    before the webhook has answered it."""
    made = await commands.add_contact(
        request.app.state.pool, actor, id=fresh_id(), channel=Channel(body.channel), address=body.address,
        language=body.language, time_zone=body.time_zone, quiet=(body.quiet_from, body.quiet_to), urgent=body.urgent,
        private=request.app.state.settings.webhook_private,
    )  # fmt: skip
    return schemas.Made(id=made)


@router.put("/contacts/{id}", status_code=204)
async def put_contact(request: Request, actor: SignedIn, id: UUID, body: schemas.Hours) -> None:
    """Language, time zone, quiet hours."""
    await commands.change_contact(
        request.app.state.pool, actor, id, language=body.language, time_zone=body.time_zone,
        quiet=(body.quiet_from, body.quiet_to), urgent=body.urgent,
    )  # fmt: skip


@router.delete("/contacts/{id}", status_code=204)
async def delete_contact(request: Request, actor: SignedIn, id: UUID) -> None:
    """Nothing is sent there any more."""
    await commands.end_contact(request.app.state.pool, actor, id)


@router.post("/contacts/{id}/test", status_code=202)
async def post_test(request: Request, actor: SignedIn, id: UUID) -> None:
    """Send a test there."""
    await commands.test(request.app.state.pool, actor, id)


@router.post("/contacts/{id}/confirmation", status_code=204)
async def post_confirmation(request: Request, actor: SignedIn, id: UUID, body: schemas.Confirmation) -> None:
    """The code that the test brought: the address is mine."""
    await commands.confirm(request.app.state.pool, actor, id, body.code)


@router.post("/contacts/{id}/subscriptions", status_code=201)
async def post_subscription(request: Request, actor: SignedIn, id: UUID, body: schemas.NewSubscription) -> schemas.Made:
    """Be told of this there: only of what my pages would show me, whenever it is sent."""
    made = await commands.subscribe(
        request.app.state.pool, actor, id, id=fresh_id(), what=body.what, severity=body.severity, at_hour=body.at_hour,
        attach=body.attach,
    )  # fmt: skip
    return schemas.Made(id=made)


@router.delete("/subscriptions/{id}", status_code=204)
async def delete_subscription(request: Request, actor: SignedIn, id: UUID) -> None:
    """Be told of it no more."""
    await commands.unsubscribe(request.app.state.pool, actor, id)


@router.get("/sendings")
async def get_sendings(
    request: Request,
    actor: SignedIn,
    before: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> schemas.SendingPage:
    """What went out to me, waits, or could not be delivered, newest first."""
    require(actor, SUBSCRIBE)
    place = paging.read(before, tuple[datetime, UUID])
    rows = await queries.sendings(request.app.state.pool, account=actor.account, before=place, limit=limit)
    more = paging.cursor(rows[-1].due_at, rows[-1].id) if len(rows) == limit else None
    return schemas.SendingPage(items=[schemas.SendingOut.of(row) for row in rows], next=more)


@router.post("/sendings/{id}/retry", status_code=202)
async def post_retry(request: Request, actor: SignedIn, id: UUID) -> None:
    """Try again what has failed."""
    await commands.retry(request.app.state.pool, actor, id)


@router.get("/failed")
async def get_failed(
    request: Request, actor: SignedIn, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[schemas.FailedOut]:
    """What could not be delivered to anybody, without what it says."""
    require(actor, "operation:see")
    rows = await queries.failed(request.app.state.pool, limit=limit)
    return [schemas.FailedOut(**{n: row[n] for n in schemas.FailedOut.model_fields}) for row in rows]
