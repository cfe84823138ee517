"""HTTP of papers that go with a load: trip tickets, movement documents and the notification behind them."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.borders.routes import notification_of, papers_of
from manifests.tickets.commands import sheet_of
from reports.answering import answered
from reports.answering import language as spoken
from reports.documents import movement, notification, ticket
from wasteflow.catalog.book import open_book
from wasteflow.catalog.papers import CROSSING
from wasteflow.core.clock import local_date, now
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.access import SignedIn
from wasteflow.people.permissions import require, scopes

router = APIRouter()


@router.get("/manifests/{id}/ticket.pdf", tags=["trip tickets"], response_class=Response)
async def get_ticket_paper(request: Request, actor: SignedIn, id: UUID, language: str | None = None) -> Response:
    """The trip ticket of a load in its copies, one for each party; what is not signed yet has room to sign."""
    require(actor, "custody:see")
    state, chosen = request.app.state, spoken(request, actor, language)
    moment = now()
    async with state.pool.acquire() as conn:
        manifest = await custody.manifest(conn, id=id, scopes=scopes(actor))
        sheet = await sheet_of(conn, manifest, moment) if manifest else None
    if manifest is None or sheet is None or not sheet.copies:
        raise NotFound("id", what=Word("subject.trip_ticket"))
    on: date = local_date(manifest.created_at)
    facts = ticket.load(await open_book(state.pool), manifest, sheet, on=on, public_url=state.settings.public_url)
    issue = ticket.issue(facts, chosen)
    return await answered(request, actor, issue, ticket.draw, facts)


@router.get("/manifests/{id}/movement-document.pdf", tags=["borders"], response_class=Response)
async def get_movement_paper(request: Request, actor: SignedIn, id: UUID, language: str | None = None) -> Response:
    """The movement document (or notice) of a load that crosses a border, block by block."""
    require(actor, "custody:see")
    state, chosen = request.app.state, spoken(request, actor, language)
    async with state.pool.acquire() as conn:
        manifest = await custody.manifest(conn, id=id, scopes=scopes(actor))
        if manifest is None:
            raise NotFound("id", what=Word("subject.manifest"))
        papers = await papers_of(state.pool, conn, manifest, chosen)
    if papers["paper"] not in CROSSING or not papers["documents"]:
        raise NotFound("id", what=Word("subject.movement_document"))
    url = state.settings.public_url
    facts = movement.load(
        movement.cities_of(await open_book(state.pool)), papers, seq=manifest.seq, language=chosen, public_url=url
    )
    issue = movement.issue(facts, chosen)
    return await answered(request, actor, issue, movement.draw, facts)


@router.get("/approvals/{id}/notification.pdf", tags=["borders"], response_class=Response)
async def get_notification_paper(request: Request, actor: SignedIn, id: UUID, language: str | None = None) -> Response:
    """The Basel notification an approval rests on, block by block."""
    state, chosen = request.app.state, spoken(request, actor, language)
    found = await notification_of(state.pool, actor, id, chosen)
    url = state.settings.public_url
    facts = notification.load(movement.cities_of(await open_book(state.pool)), found, language=chosen, public_url=url)
    issue = notification.issue(facts, chosen)
    return await answered(request, actor, issue, notification.draw, facts)
