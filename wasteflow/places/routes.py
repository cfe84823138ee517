"""HTTP of places. Everybody signed in sees who is registered, to name them as a counterparty; plans, vehicles and
drivers are shown to their own company and to the authorities of its cities."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request

from wasteflow.core import paging
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.access import SignedIn
from wasteflow.people.audit import note
from wasteflow.people.once import OnceRoute
from wasteflow.people.permissions import require, scopes
from wasteflow.places import commands, queries, schemas

router = APIRouter(route_class=OnceRoute, tags=["places"])
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=2000)]
Words = Annotated[str | None, Query(max_length=100)]
City = Annotated[str | None, Query(pattern="^[0-9]{6}$")]
Closed = Annotated[bool, Query(description="Also those that no longer take part.")]


# --- organisations and sites: open to everybody signed in ----------------------------------------------------


@router.get("/organisations")
async def get_organisations(
    request: Request,
    actor: SignedIn,
    after: Cursor = None,
    q: Words = None,
    city: City = None,
    part: Literal["generates", "carries", "receives"] | None = None,
    closed: Closed = False,
    limit: Limit = 50,
) -> schemas.Page[schemas.OrganisationOut]:
    """Organisations by name; `q` searches names and numbers."""
    require(actor, "place:see")
    rows = await queries.organisations(
        request.app.state.pool,
        after=paging.read(after, tuple[str, UUID]),
        q=q,
        city=city,
        part=part,
        closed=closed,
        limit=limit,
    )
    return schemas.page(schemas.OrganisationOut, rows, limit, "name", "id")


@router.post("/organisations", status_code=201)
async def post_organisation(request: Request, actor: SignedIn, body: schemas.NewOrganisation) -> schemas.Made:
    """Register an organisation."""
    (made,) = await commands.register_organisations(request.app.state.pool, actor, [body])
    return schemas.Made(id=made)


@router.get("/organisations/{id}")
async def get_organisation(request: Request, actor: SignedIn, id: UUID) -> schemas.OrganisationFull:
    """One organisation with its sites and permits: what Order 23, article 10, has a consignor check."""
    require(actor, "place:see")
    pool = request.app.state.pool
    found = await queries.organisation(pool, id=id)
    if found is None:
        raise NotFound("id", what=Word("subject.organisation"))
    sites = await queries.sites(pool, after=None, q=None, city=None, org=id, part=None, closed=True, limit=500)
    return schemas.OrganisationFull(
        **schemas.OrganisationOut.model_validate(found, from_attributes=True).model_dump(),
        sites=[schemas.SiteOut.model_validate(s, from_attributes=True) for s in sites],
        permits=[schemas.PermitOut.of(p) for p in await queries.permits(pool, org=id)],
    )


@router.post("/organisations/{id}/closing", status_code=204)
async def close_organisation(request: Request, actor: SignedIn, id: UUID, body: schemas.Closing) -> None:
    """It takes part no more from that day on."""
    await commands.close_organisation(request.app.state.pool, actor, id, body.on)


@router.get("/sites")
async def get_sites(
    request: Request,
    actor: SignedIn,
    after: Cursor = None,
    q: Words = None,
    city: City = None,
    org: UUID | None = None,
    part: Literal["generates", "receives"] | None = None,
    closed: Closed = False,
    limit: Limit = 50,
) -> schemas.Page[schemas.SiteOut]:
    """Sites by name; `q` searches the names of sites and organisations."""
    require(actor, "place:see")
    rows = await queries.sites(
        request.app.state.pool,
        after=paging.read(after, tuple[str, UUID]),
        q=q,
        city=city,
        org=org,
        part=part,
        closed=closed,
        limit=limit,
    )
    return schemas.page(schemas.SiteOut, rows, limit, "name", "id")


@router.post("/sites", status_code=201)
async def post_site(request: Request, actor: SignedIn, body: schemas.NewSite) -> schemas.Made:
    """Register a site of an organisation."""
    (made,) = await commands.open_sites(request.app.state.pool, actor, [body])
    return schemas.Made(id=made)


@router.get("/sites/{id}")
async def get_site(request: Request, actor: SignedIn, id: UUID) -> schemas.SiteFull:
    """One site with the permits that speak for it."""
    require(actor, "place:see")
    pool = request.app.state.pool
    found = await queries.site(pool, id=id)
    if found is None:
        raise NotFound("id", what=Word("subject.site"))
    card = (await queries.site_cards(pool, ids=[id]))[id]
    return schemas.SiteFull(
        **schemas.SiteOut.model_validate(found, from_attributes=True).model_dump(),
        permits=[schemas.PermitOut.of(p) for p in card.permits],
    )


@router.post("/sites/{id}/closing", status_code=204)
async def close_site(request: Request, actor: SignedIn, id: UUID, body: schemas.Closing) -> None:
    """New loads cannot name it from that day on."""
    await commands.close_site(request.app.state.pool, actor, id, body.on)


@router.put("/sites/{id}/store", status_code=204)
async def put_store(request: Request, actor: SignedIn, id: UUID, body: schemas.Store) -> None:
    """State what its store is and how many tonnes of hazardous waste it may hold."""
    await commands.set_store(request.app.state.pool, actor, id, body)


# --- permits ---------------------------------------------------------------------------------------------------


@router.get("/permits")
async def get_permits(request: Request, actor: SignedIn, org: UUID, on: date | None = None) -> list[schemas.PermitOut]:
    """The permits of an organisation; `on`: those that count on that day."""
    require(actor, "place:see")
    rows = await queries.permits(request.app.state.pool, org=org)
    return [schemas.PermitOut.of(p) for p in rows if on is None or p.valid_on(on)]


@router.post("/permits", status_code=201)
async def post_permit(request: Request, actor: SignedIn, body: schemas.NewPermit) -> schemas.Made:
    """Enter a permit that was granted."""
    (made,) = await commands.grant_permits(request.app.state.pool, actor, [body])
    return schemas.Made(id=made)


@router.post("/permits/{id}/closing", status_code=204)
async def revoke_permit(request: Request, actor: SignedIn, id: UUID, body: schemas.Closing) -> None:
    """Revoke a permit; it counts up to the day before."""
    await commands.revoke_permit(request.app.state.pool, actor, id, body.on)


# --- vehicles and drivers: to their own company and its authorities ---------------------------------------------


@router.get("/vehicles")
async def get_vehicles(
    request: Request,
    actor: SignedIn,
    after: Cursor = None,
    q: Words = None,
    org: UUID | None = None,
    closed: Closed = False,
    limit: Limit = 50,
) -> schemas.Page[schemas.VehicleOut]:
    """Vehicles by plate; `q` is a part of a plate in any spelling."""
    require(actor, "place:see")
    rows = await queries.vehicles(
        request.app.state.pool,
        scopes=scopes(actor),
        after=paging.read(after, tuple[str, UUID]),
        q=q,
        org=org,
        closed=closed,
        limit=limit,
    )
    return schemas.page(schemas.VehicleOut, rows, limit, "plate", "id")


@router.post("/vehicles", status_code=201)
async def post_vehicle(request: Request, actor: SignedIn, body: schemas.NewVehicle) -> schemas.Made:
    """Register a vehicle."""
    (made,) = await commands.register_vehicles(request.app.state.pool, actor, [body])
    return schemas.Made(id=made)


@router.post("/vehicles/{id}/closing", status_code=204)
async def retire_vehicle(request: Request, actor: SignedIn, id: UUID, body: schemas.Closing) -> None:
    """Take a vehicle out of service; its plate is free again."""
    await commands.retire_vehicle(request.app.state.pool, actor, id, body.on)


@router.get("/drivers")
async def get_drivers(
    request: Request,
    actor: SignedIn,
    after: Cursor = None,
    org: UUID | None = None,
    closed: Closed = False,
    limit: Limit = 50,
) -> schemas.Page[schemas.DriverOut]:
    """Drivers by name. Looking at another company's is written to the audit log."""
    require(actor, "driver:see")
    pool = request.app.state.pool
    last = paging.read(after, tuple[str, UUID])
    rows = await queries.drivers(pool, scopes=scopes(actor), after=last, org=org, closed=closed, limit=limit)
    if actor.org is None and rows:
        await note(pool, actor, "driver:see", subject_kind="driver", ids=[str(row.id) for row in rows])
    return schemas.page(schemas.DriverOut, rows, limit, "name", "id")


@router.post("/drivers", status_code=201)
async def post_driver(request: Request, actor: SignedIn, body: schemas.NewDriver) -> schemas.Made:
    """Register a driver."""
    (made,) = await commands.register_drivers(request.app.state.pool, actor, [body])
    return schemas.Made(id=made)


@router.post("/drivers/{id}/closing", status_code=204)
async def release_driver(request: Request, actor: SignedIn, id: UUID, body: schemas.Closing) -> None:
    """A driver drives for this carrier no more."""
    await commands.release_driver(request.app.state.pool, actor, id, body.on)


# --- plans and approvals: to their own company and its authorities ----------------------------------------------


@router.get("/plans")
async def get_plans(
    request: Request,
    actor: SignedIn,
    after: Cursor = None,
    site: UUID | None = None,
    year: Annotated[int | None, Query(ge=2000, le=2200)] = None,
    limit: Limit = 50,
) -> schemas.Page[schemas.PlanLineOut]:
    """Lines of yearly management plans."""
    require(actor, "custody:see")
    last = paging.read(after, tuple[UUID])
    rows = await queries.plan_lines(
        request.app.state.pool,
        scopes=scopes(actor),
        after=last[0] if last else None,
        site=site,
        year=year,
        limit=limit,
    )
    return schemas.page(schemas.PlanLineOut, rows, limit, "id")


@router.post("/plans", status_code=204)
async def post_plan(
    request: Request, actor: SignedIn, body: Annotated[list[schemas.NewPlanLine], schemas.SomeLines]
) -> None:
    """File lines of a management plan, all of them or none; a line filed again replaces its tonnes."""
    await commands.file_plan(request.app.state.pool, actor, body)


@router.get("/approvals")
async def get_approvals(
    request: Request,
    actor: SignedIn,
    after: Cursor = None,
    kind: schemas.ApprovalKind | None = None,
    limit: Limit = 50,
) -> schemas.Page[schemas.ApprovalOut]:
    """Approvals with what is left of them."""
    require(actor, "custody:see")
    last = paging.read(after, tuple[UUID])
    rows = await queries.approvals(
        request.app.state.pool, scopes=scopes(actor), after=last[0] if last else None, kind=kind, limit=limit
    )
    return schemas.page(schemas.ApprovalOut, rows, limit, "id")


@router.post("/approvals", status_code=201)
async def post_approval(request: Request, actor: SignedIn, body: schemas.NewApproval) -> schemas.Made:
    """Enter an approval that was granted: between provinces, for export, for the sea."""
    (made,) = await commands.grant_approvals(request.app.state.pool, actor, [body])
    return schemas.Made(id=made)


@router.post("/approvals/{id}/closing", status_code=204)
async def revoke_approval(request: Request, actor: SignedIn, id: UUID, body: schemas.Closing) -> None:
    """Nothing may leave under it from that day on."""
    await commands.revoke_approval(request.app.state.pool, actor, id, body.on)
