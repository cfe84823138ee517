"""HTTP of signing for the absent: a site's code and the leave given to carriers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from manifests.absent import commands, queries, schemas
from manifests.absent import shown as showing
from wasteflow.core import paging
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require, scopes
from wasteflow.places.schemas import Closing, Made, Page, page

router = APIRouter(route_class=OnceRoute, tags=["signing for the absent"])


@router.put("/sites/{id}/signing-code", status_code=204)
async def put_signing_code(request: Request, actor: SignedIn, id: UUID, body: schemas.NewSigningCode) -> None:
    """Set a site's signing code, or another in its place; only its own company may."""
    await commands.set_code(request.app.state.pool, actor, id, body)


@router.get("/sites/{id}/signing-code")
async def get_signing_code(request: Request, actor: SignedIn, id: UUID) -> schemas.SigningCodeOut:
    """Whether one's own site has a signing code, and since when. The code itself is told to nobody."""
    pool = request.app.state.pool
    await commands.own_site(pool, actor, id)
    found = await queries.code(pool, site=id)
    if found is None:
        raise NotFound("id", what=Word("subject.signing_code"))
    return schemas.SigningCodeOut(**found)


@router.get("/sites/{id}/signing-code/shown")
async def get_shown_code(request: Request, actor: SignedIn, id: UUID) -> schemas.ShownCodeOut:
    """A fresh signing code of one's own site, to be shown as a QR for some minutes: the driver's phone scans it and
    signs for the consignor by it, with no signal of its own. Ask for another before it ends."""
    shown = await showing.show(request.app.state.pool, request.app.state.settings, actor, id)
    return schemas.ShownCodeOut(site=id, text=shown.text, made_at=shown.made_at, ends_at=shown.ends_at)


@router.delete("/sites/{id}/signing-code", status_code=204)
async def delete_signing_code(request: Request, actor: SignedIn, id: UUID) -> None:
    """Withdraw a site's signing code."""
    await commands.withdraw_code(request.app.state.pool, actor, id)


@router.get("/authorisations")
async def get_authorisations(
    request: Request,
    actor: SignedIn,
    after: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[schemas.AuthorisationOut]:
    """Who may sign for whom: shown to both companies and to the authorities of the site's city."""
    require(actor, "custody:see")
    last = paging.read(after, tuple[UUID])
    rows = await queries.authorisations(
        request.app.state.pool, scopes=scopes(actor), after=last[0] if last else None, limit=limit
    )
    items = [schemas.AuthorisationOut(**row) for row in rows]
    return page(schemas.AuthorisationOut, items, limit, "id")


@router.post("/authorisations", status_code=201)
async def post_authorisation(request: Request, actor: SignedIn, body: schemas.NewAuthorisation) -> Made:
    """Let a carrier sign the consignor's box at one of one's own sites, for one stream and a period."""
    return Made(id=await commands.authorise(request.app.state.pool, actor, body))


@router.post("/authorisations/{id}/closing", status_code=204)
async def close_authorisation(request: Request, actor: SignedIn, id: UUID, body: Closing) -> None:
    """Withdraw it; it counts up to the day before."""
    await commands.withdraw(request.app.state.pool, actor, id, body.on)
