"""Registering and ending places: one function per intent. Each takes many at once and does all of them or none."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

import asyncpg

from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes
from wasteflow.places import approvals, identity, policy, store
from wasteflow.places import refusals as no
from wasteflow.places.approvals import check_period as _period
from wasteflow.places.queries import site_cards
from wasteflow.places.schemas import (
    New,
    NewApproval,
    NewDriver,
    NewOrganisation,
    NewPermit,
    NewPlanLine,
    NewSite,
    NewVehicle,
    Store,
)

T = TypeVar("T")
R = TypeVar("R")

# What the database refuses, by the name of its constraint: the refusal and the field it is about.
_CONSTRAINTS: dict[str, tuple[type[Refusal], str]] = {
    "organisation_pkey": (no.IdTaken, "id"),
    "organisation_credit_code": (no.CreditCodeTaken, "credit_code"),
    "site_pkey": (no.IdTaken, "id"),
    "site_org": (no.UnknownOrganisation, "org"),
    "permit_pkey": (no.IdTaken, "id"),
    "permit_org": (no.UnknownOrganisation, "org"),
    "permit_site": (no.UnregisteredSite, "site"),
    "permit_number": (no.PermitNumberTaken, "number"),
    "vehicle_pkey": (no.IdTaken, "id"),
    "vehicle_org": (no.UnknownOrganisation, "org"),
    "vehicle_plate": (no.PlateTaken, "plate"),
    "driver_pkey": (no.IdTaken, "id"),
    "driver_org": (no.UnknownOrganisation, "org"),
    "driver_account": (no.UnknownAccount, "account"),
    "driver_of_account": (no.DriverHasAccount, "account"),
    "plan_line_pkey": (no.IdTaken, "id"),
    "plan_line_site": (no.UnregisteredSite, "site"),
    "approval_pkey": (no.IdTaken, "id"),
    "approval_number": (no.ApprovalNumberTaken, "number"),
    "approval_from": (no.UnregisteredSite, "from_site"),
    "approval_to": (no.UnregisteredSite, "to_site"),
    "approval_period": (no.ApprovalTooLong, "valid_to"),
}


# --- registering -------------------------------------------------------------------------------------------


async def register_organisations(pool: Pool, actor: Actor, items: Sequence[NewOrganisation]) -> list[UUID]:
    """Register companies and public bodies; the form of their number follows from where they are registered."""
    require(actor, "organisation:register")

    def row(item: NewOrganisation) -> store.OrganisationRow:
        city = identity.city_code("jurisdiction", item.jurisdiction)
        _own(actor, "jurisdiction", org=None, cities=(city,))
        number = identity.company_number("credit_code", item.credit_code, jurisdiction=city)
        values = item.model_dump(exclude={"credit_code"})
        return store.OrganisationRow(**values, credit_scheme=number.scheme, credit_code=number.value)

    rows = _each(items, row)
    async with _registering(pool, rows) as conn:
        await store.insert_organisations(conn, rows=rows)
        await _noted(conn, actor, "organisation:register", items)
    return [item.id for item in items]


async def open_sites(
    pool: Pool, actor: Actor, items: Sequence[NewSite], *, since: datetime | None = None
) -> list[UUID]:
    """Register sites of organisations; `since`: from when on, where they stood on another register before."""
    require(actor, "place:edit")

    def check(item: NewSite) -> None:
        city = identity.city_code("city", item.city)
        _own(actor, "org", org=item.org, cities=(city,))

    _each(items, check)
    async with _registering(pool, items) as conn:
        await store.insert_sites(conn, rows=items, since=since)
        await _noted(conn, actor, "place:edit", items)
    return [item.id for item in items]


async def grant_permits(pool: Pool, actor: Actor, items: Sequence[NewPermit]) -> list[UUID]:
    """Enter permits that an authority has granted."""
    require(actor, "permit:grant")
    async with _registering(pool, items) as conn:
        sites = await store.owners_of_sites(conn, ids=(i.site for i in items if i.site))
        orgs = await store.cities_of_orgs(conn, ids=(i.org for i in items))

        def check(item: NewPermit) -> None:
            _period(item.valid_from, item.valid_to)
            if item.org not in orgs:
                raise no.UnknownOrganisation("org")
            if item.site and item.site not in sites:
                raise no.UnregisteredSite("site")
            if not item.items and item.kind != "transport":
                raise no.NothingItCovers("items")
            _own(actor, "org", org=item.org, cities=sites[item.site].cities if item.site else orgs[item.org])

        _each(items, check)
        await store.insert_permits(conn, rows=items)
        await _noted(conn, actor, "permit:grant", items)
    return [item.id for item in items]


async def register_vehicles(pool: Pool, actor: Actor, items: Sequence[NewVehicle]) -> list[UUID]:
    """Register a carrier's vehicles by their plates."""
    require(actor, "fleet:edit")

    def row(item: NewVehicle) -> store.VehicleRow:
        _own(actor, "org", org=item.org)
        plate = identity.plate("plate", item.plate)
        return store.VehicleRow(**item.model_dump(exclude={"plate"}), plate=plate.value, plate_form=plate.form)

    rows = _each(items, row)
    async with _registering(pool, rows) as conn:
        await store.insert_vehicles(conn, rows=rows)
        await _noted(conn, actor, "fleet:edit", items)
    return [item.id for item in items]


async def register_drivers(pool: Pool, actor: Actor, items: Sequence[NewDriver]) -> list[UUID]:
    """Register a carrier's drivers."""
    require(actor, "fleet:edit")
    _each(items, lambda item: _own(actor, "org", org=item.org))
    async with _registering(pool, items) as conn:
        await store.insert_drivers(conn, rows=items)
        await _noted(conn, actor, "fleet:edit", items)
    return [item.id for item in items]


async def file_plan(pool: Pool, actor: Actor, items: Sequence[NewPlanLine]) -> None:
    """File lines of yearly management plans; a line filed again for the same waste replaces its tonnes."""
    require(actor, "plan:file")
    async with _registering(pool, items) as conn:
        sites = await store.owners_of_sites(conn, ids=(i.site for i in items))

        def check(item: NewPlanLine) -> None:
            if item.site not in sites:
                raise no.UnregisteredSite("site")
            _own(actor, "site", org=sites[item.site].org)

        _each(items, check)
        await store.file_plan_lines(conn, rows=items)
        await _noted(conn, actor, "plan:file", items)


async def grant_approvals(pool: Pool, actor: Actor, items: Sequence[NewApproval]) -> list[UUID]:
    """Enter approvals that were granted for what crosses a border; the authority at either end may."""
    require(actor, "approval:grant")
    async with _registering(pool, items) as conn:
        cards = await site_cards(conn, ids={s for i in items for s in (i.from_site, i.to_site)})

        def check(item: NewApproval) -> None:
            approvals.check(item, cards)
            _own(actor, "from_site", org=None, cities={cards[item.from_site].city, cards[item.to_site].city})

        _each(items, check)
        await store.insert_approvals(conn, rows=items)
        await _noted(conn, actor, "approval:grant", items)
    return [item.id for item in items]


# --- ending: from that day on it no longer counts; nothing is deleted ----------------------------------------


async def close_organisation(pool: Pool, actor: Actor, organisation: UUID, on: date) -> None:
    """It takes part no more; loads on their way may still arrive."""
    await _end(pool, actor, "organisation:register", "organisation", store.CLOSE_ORGANISATION, organisation, on)


async def close_site(pool: Pool, actor: Actor, site: UUID, on: date) -> None:
    """New loads cannot name it; loads on their way may still arrive."""
    await _end(pool, actor, "place:edit", "site", store.CLOSE_SITE, site, on)


async def set_store(pool: Pool, actor: Actor, site: UUID, store_: Store) -> None:
    """State what a site's store is and may hold."""
    require(actor, "place:edit")
    async with pool.acquire() as conn, conn.transaction():
        org = await store.set_store(conn, id=site, store=store_.store, store_t=store_.store_t)
        if org is None:
            raise NotFound("id", what=Word("subject.site"))
        if scopes(actor) is not None:
            _own(actor, "id", org=org, cities=(await store.owners_of_sites(conn, ids=[site]))[site].cities)
        said = {"store": store_.store, "store_t": str(store_.store_t or "")}
        await note(conn, actor, "place:edit", subject_kind="site", subject=site, **said)


async def revoke_permit(pool: Pool, actor: Actor, permit: UUID, on: date) -> None:
    """The permit counts up to the day before."""
    await _end(pool, actor, "permit:grant", "permit", store.REVOKE_PERMIT, permit, on)


async def retire_vehicle(pool: Pool, actor: Actor, vehicle: UUID, on: date) -> None:
    """Its plate is free for another vehicle."""
    await _end(pool, actor, "fleet:edit", "vehicle", store.RETIRE_VEHICLE, vehicle, on)


async def release_driver(pool: Pool, actor: Actor, driver: UUID, on: date) -> None:
    """They drive for this carrier no more."""
    await _end(pool, actor, "fleet:edit", "driver", store.RELEASE_DRIVER, driver, on)


async def revoke_approval(pool: Pool, actor: Actor, approval: UUID, on: date) -> None:
    """Nothing may leave under it from that day on."""
    await _end(pool, actor, "approval:grant", "approval", store.REVOKE_APPROVAL, approval, on)


async def _end(pool: Pool, actor: Actor, action: str, what: str, statement: str, subject: UUID, on: date) -> None:
    require(actor, action)
    async with pool.acquire() as conn, conn.transaction():
        ended = await store.end(conn, statement, id=subject, on=on)
        if ended is None:
            raise NotFound("id", what=Word(f"subject.{what}"))
        org, site = ended
        if scopes(actor) is not None:
            sites = await store.owners_of_sites(conn, ids=[site] if site else [])
            orgs = await store.cities_of_orgs(conn, ids=[org])
            _own(actor, "id", org=org, cities=sites[site].cities if site else orgs[org])  # else it is rolled back
        await note(conn, actor, action, subject_kind=what, subject=subject, closed_on=on.isoformat())


# --- what they share -----------------------------------------------------------------------------------------


def _own(actor: Actor, path: str, *, org: UUID | None, cities: Iterable[str] = ()) -> None:
    if not policy.own(actor, org=org, cities=frozenset(cities)):
        raise no.NotYourPlace(path)


def _each(items: Sequence[T], check: Callable[[T], R]) -> list[R]:
    """What `check` makes of each item. Raises all refusals together, their paths under the item's number."""
    made, problems = [], []
    for n, item in enumerate(items):
        try:
            made.append(check(item))
        except Refusal as problem:
            problems.append(_placed(problem, n, items))
    if problems:
        raise Refusals(problems)
    return made


def _placed(problem: Refusal, n: int, items: Sequence[object]) -> Refusal:
    if len(items) > 1:
        problem.at(str(n))
    return problem


@asynccontextmanager
async def _registering(pool: Pool, rows: Sequence[object]) -> AsyncIterator[Connection]:
    """A transaction in which a broken constraint becomes the refusal it stands for, at the row that broke it."""
    try:
        async with pool.acquire() as conn, conn.transaction():
            yield conn
    except asyncpg.IntegrityConstraintViolationError as error:
        known = _CONSTRAINTS.get(error.constraint_name or "")
        if known is None:
            raise
        cls, field = known
        raise _placed(cls(field), _guilty(error.detail or "", field, rows), rows) from None


def _guilty(detail: str, field: str, rows: Sequence[object]) -> int:
    """Which row PostgreSQL's detail speaks of; of two equal rows the later."""
    values = detail.partition("=(")[2].rpartition(")")[0].split(", ")  # Key (plate)=(粤B12345) already exists.
    named = [n for n, row in enumerate(rows) if str(getattr(row, field)) in values]
    return named[-1] if named else 0


async def _noted(conn: Connection, actor: Actor, action: str, items: Sequence[New]) -> None:
    """One line for one thing, one line for many things entered together."""
    if len(items) == 1:
        await note(conn, actor, action, subject_kind=_kind(items[0]), subject=items[0].id)
    elif items:
        await note(conn, actor, action, subject_kind=_kind(items[0]), ids=[str(item.id) for item in items])


def _kind(item: New) -> str:
    return type(item).__name__.removeprefix("New").lower()
