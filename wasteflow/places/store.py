"""SQL of the commands on places. Inserts take many rows in one round trip."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from wasteflow.core.db import Connection
from wasteflow.places.schemas import NewApproval, NewDriver, NewPermit, NewPlanLine, NewSite

INSERT_ORGANISATION = """
    insert into organisation (id, name, name_en, jurisdiction, credit_scheme, credit_code, generates, carries, receives)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""


class OrganisationRow(Struct, frozen=True):
    """An organisation to insert, its number in one spelling."""

    id: UUID
    name: str
    name_en: str
    jurisdiction: str
    credit_scheme: str
    credit_code: str
    generates: bool
    carries: bool
    receives: bool


async def insert_organisations(conn: Connection, *, rows: Sequence[OrganisationRow]) -> None:
    await conn.executemany(INSERT_ORGANISATION, [_values(row) for row in rows])


INSERT_SITE = """
    insert into site (id, org, name, name_en, address, city, lat, lon, store, store_t, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, now()))"""

SET_STORE = "update site set store = $2, store_t = $3 where id = $1 returning org"


async def set_store(conn: Connection, *, id: UUID, store: str, store_t: Decimal | None) -> UUID | None:
    """Whose site it is; none where there is none."""
    org: UUID | None = await conn.fetchval(SET_STORE, id, store, store_t)
    return org


async def insert_sites(conn: Connection, *, rows: Sequence[NewSite], since: datetime | None = None) -> None:
    await conn.executemany(
        INSERT_SITE,
        [(r.id, r.org, r.name, r.name_en, r.address, r.city, r.lat, r.lon, r.store, r.store_t, since) for r in rows],
    )


INSERT_PERMIT = """
    insert into permit (id, org, site, number, kind, valid_from, valid_to, yearly_t, storage_t)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""

INSERT_PERMIT_ITEM = """
    insert into permit_item (permit, scheme, code, methods) values ($1, $2, $3, $4)
    on conflict (permit, scheme, code) do update
        set methods = array(select distinct unnest(permit_item.methods || excluded.methods) order by 1)"""


async def insert_permits(conn: Connection, *, rows: Sequence[NewPermit]) -> None:
    """The permits with their items; an item named twice joins its methods."""
    await conn.executemany(
        INSERT_PERMIT,
        [(r.id, r.org, r.site, r.number, r.kind, r.valid_from, r.valid_to, r.yearly_t, r.storage_t) for r in rows],
    )
    await conn.executemany(
        INSERT_PERMIT_ITEM, [(r.id, i.scheme, i.code, list(i.methods)) for r in rows for i in r.items]
    )


INSERT_VEHICLE = """
    insert into vehicle (id, org, plate, plate_form, energy, licensed_kg, permit_number, permit_valid_to)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""


class VehicleRow(Struct, frozen=True):
    """A vehicle to insert, its plate in one spelling."""

    id: UUID
    org: UUID
    plate: str
    plate_form: str
    energy: str
    licensed_kg: Decimal
    permit_number: str
    permit_valid_to: date | None


async def insert_vehicles(conn: Connection, *, rows: Sequence[VehicleRow]) -> None:
    await conn.executemany(INSERT_VEHICLE, [_values(row) for row in rows])


INSERT_DRIVER = """
    insert into driver (id, org, name, account, certificate, certificate_valid_to) values ($1, $2, $3, $4, $5, $6)"""


async def insert_drivers(conn: Connection, *, rows: Sequence[NewDriver]) -> None:
    await conn.executemany(
        INSERT_DRIVER, [(r.id, r.org, r.name, r.account, r.certificate, r.certificate_valid_to) for r in rows]
    )


UPSERT_PLAN_LINE = """
    insert into plan_line (id, site, year, scheme, code, method, tonnes) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (site, year, scheme, code, method) do update set tonnes = excluded.tonnes, filed_at = now()"""


async def file_plan_lines(conn: Connection, *, rows: Sequence[NewPlanLine]) -> None:
    """A line filed again for the same waste and method replaces its tonnes."""
    await conn.executemany(
        UPSERT_PLAN_LINE, [(r.id, r.site, r.year, r.scheme, r.code, r.method, r.tonnes) for r in rows]
    )


INSERT_APPROVAL = """
    insert into approval (id, kind, number, from_site, to_site, scheme, code, tonnes, valid_from, valid_to, methods,
                          shipments, notification)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""


async def insert_approvals(conn: Connection, *, rows: Sequence[NewApproval]) -> None:
    await conn.executemany(
        INSERT_APPROVAL,
        [
            (r.id, r.kind, r.number, r.from_site, r.to_site, r.scheme, r.code, r.tonnes, r.valid_from, r.valid_to,
             list(r.methods), r.shipments, r.notification.model_dump(mode="json", exclude_defaults=True))
            for r in rows
        ],
    )  # fmt: skip


# --- whose is it ---------------------------------------------------------------------------------------------

CITIES_OF_ORGS = """
    select o.id, array_agg(distinct c.city) as cities
      from organisation o
      cross join lateral (select o.jurisdiction as city union select s.city from site s where s.org = o.id) c
     where o.id = any($1) group by o.id"""


async def cities_of_orgs(conn: Connection, *, ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """Where organisations are registered or have sites."""
    return {row["id"]: frozenset(row["cities"]) for row in await conn.fetch(CITIES_OF_ORGS, list(set(ids)))}


SITES_OF = """
    select id, org, city from site where id = any($1)"""


class Owner(Struct, frozen=True):
    """Whose a thing is, and where."""

    org: UUID
    cities: frozenset[str]


async def owners_of_sites(conn: Connection, *, ids: Iterable[UUID]) -> dict[UUID, Owner]:
    rows = await conn.fetch(SITES_OF, list(set(ids)))
    return {row["id"]: Owner(row["org"], frozenset((row["city"],))) for row in rows}


# --- endings: each answers whose it was, none where there is no open one ------------------------------------

CLOSE_ORGANISATION = """
    update organisation set closed_on = $2 where id = $1 and closed_on is null
    returning id as org, null::uuid as site"""

CLOSE_SITE = """
    update site set closed_on = $2 where id = $1 and closed_on is null returning org, id as site"""

REVOKE_PERMIT = """
    update permit set closed_on = $2 where id = $1 and closed_on is null returning org, site"""

RETIRE_VEHICLE = """
    update vehicle set closed_on = $2 where id = $1 and closed_on is null returning org, null::uuid as site"""

RELEASE_DRIVER = """
    update driver set closed_on = $2 where id = $1 and closed_on is null returning org, null::uuid as site"""

REVOKE_APPROVAL = """
    update approval a set closed_on = $2 from site s
     where a.id = $1 and a.closed_on is null and s.id = a.from_site returning s.org, s.id as site"""


async def end(conn: Connection, statement: str, *, id: UUID, on: date) -> tuple[UUID, UUID | None] | None:
    """Run one of the endings above: the organisation (and site) it belonged to."""
    row = await conn.fetchrow(statement, id, on)
    return (row["org"], row["site"]) if row else None


def _values(row: Struct) -> tuple[Any, ...]:
    return tuple(getattr(row, field) for field in row.__struct_fields__)
