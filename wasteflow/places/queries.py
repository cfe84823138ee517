"""SQL of the screens on places, and the cards custody reads. One query each."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from wasteflow.core.db import Connection, Pool
from wasteflow.places.identity import plate_spelled, province_of
from wasteflow.places.model import (
    ApprovalCard,
    DriverCard,
    OrgCard,
    OrgLine,
    PermitCard,
    PermitItem,
    PlanLine,
    SiteCard,
    SiteLine,
    TakenIn,
    VehicleCard,
)

Reader = Connection | Pool
After = tuple[str, UUID] | None  # name and id of the last one seen
Route = tuple[UUID, UUID]  # from site, to site

_permits = msgspec.json.Decoder(tuple[PermitCard, ...])
_items = msgspec.json.Decoder(tuple[PermitItem, ...])

# --- cards -----------------------------------------------------------------------------------------------------

SITE_CARDS = """
    select s.id as site, s.org, s.name as site_name, o.name as org_name, s.city, o.credit_code, o.credit_scheme,
           s.closed_on, o.closed_on as org_closed_on, s.store, s.store_t,
           (select coalesce(jsonb_agg(jsonb_build_object(
                       'id', p.id, 'number', p.number, 'kind', p.kind, 'site', p.site,
                       'valid_from', p.valid_from, 'valid_to', least(p.valid_to, p.closed_on - 1),
                       'yearly_t', p.yearly_t::text, 'storage_t', p.storage_t::text,
                       'items', (select coalesce(jsonb_agg(jsonb_build_object(
                                         'scheme', i.scheme, 'code', i.code, 'methods', i.methods)
                                         order by i.scheme, i.code), '[]')
                                   from permit_item i where i.permit = p.id))
                       order by p.valid_to desc, p.id), '[]')
              from permit p where p.org = s.org and (p.site is null or p.site = s.id))::text as permits
      from site s join organisation o on o.id = s.org
     where s.id = any($1)"""


async def site_cards(conn: Reader, *, ids: Iterable[UUID]) -> dict[UUID, SiteCard]:
    """Sites with their organisations and permits; ids that are no site are left out."""
    cards = {}
    for row in await conn.fetch(SITE_CARDS, list(ids)):
        values = dict(row)
        permits = _permits.decode(values.pop("permits"))
        cards[row["site"]] = SiteCard(**values, province=province_of(row["city"]), permits=permits)
    return cards


ORG_CARDS = """
    select o.id, o.name, o.credit_code, o.credit_scheme, o.jurisdiction, o.closed_on,
           (select coalesce(jsonb_agg(jsonb_build_object(
                       'id', p.id, 'number', p.number, 'kind', p.kind, 'site', p.site,
                       'valid_from', p.valid_from, 'valid_to', least(p.valid_to, p.closed_on - 1),
                       'yearly_t', p.yearly_t::text, 'storage_t', p.storage_t::text,
                       'items', (select coalesce(jsonb_agg(jsonb_build_object(
                                         'scheme', i.scheme, 'code', i.code, 'methods', i.methods)
                                         order by i.scheme, i.code), '[]')
                                   from permit_item i where i.permit = p.id))
                       order by p.valid_to desc, p.id), '[]')
              from permit p where p.org = o.id)::text as permits,
           array(select v.plate from vehicle v where v.org = o.id and v.closed_on is null) as plates
      from organisation o where o.id = any($1)"""


async def org_cards(conn: Reader, *, ids: Iterable[UUID]) -> dict[UUID, OrgCard]:
    """Organisations with their permits and plates; ids that are none are left out."""
    cards = {}
    for row in await conn.fetch(ORG_CARDS, list(ids)):
        values = dict(row)
        permits = _permits.decode(values.pop("permits"))
        cards[row["id"]] = OrgCard(**{**values, "permits": permits, "plates": frozenset(row["plates"])})
    return cards


# --- lists: by name, from after the last one seen ---------------------------------------------------------------

ORGANISATIONS = """
    select id, name, name_en, jurisdiction, credit_scheme, credit_code, generates, carries, receives, closed_on
      from organisation
     where ($1::text is null or (name, id) > ($1, $2::uuid))
       and ($3::text is null or strpos(lower(name || ' ' || name_en || ' ' || credit_code), $3) > 0)
       and ($4::text is null or jurisdiction = $4)
       and ($5::text is null or ($5 = 'generates' and generates) or ($5 = 'carries' and carries)
            or ($5 = 'receives' and receives))
       and ($6 or closed_on is null)
     order by name, id limit $7"""


async def organisations(
    conn: Reader, *, after: After, q: str | None, city: str | None, part: str | None, closed: bool, limit: int
) -> list[OrgLine]:
    """Organisations by name; `part` is generates, carries or receives."""
    name, last = after or (None, None)
    rows = await conn.fetch(ORGANISATIONS, name, last, q and q.lower(), city, part, closed, limit)
    return [OrgLine(**row) for row in rows]


ORGANISATION = """
    select id, name, name_en, jurisdiction, credit_scheme, credit_code, generates, carries, receives, closed_on
      from organisation where id = $1"""


async def organisation(conn: Reader, *, id: UUID) -> OrgLine | None:
    row = await conn.fetchrow(ORGANISATION, id)
    return OrgLine(**row) if row else None


SITES = """
    select s.id, s.org, o.name as org_name, s.name, s.name_en, s.address, s.city, s.lat, s.lon, s.closed_on,
           s.store, s.store_t
      from site s join organisation o on o.id = s.org
     where ($1::text is null or (s.name, s.id) > ($1, $2::uuid))
       and ($3::text is null or strpos(lower(s.name || ' ' || s.name_en || ' ' || o.name), $3) > 0)
       and ($4::text is null or s.city = $4) and ($5::uuid is null or s.org = $5)
       and ($6::text is null or ($6 = 'generates' and o.generates) or ($6 = 'receives' and o.receives))
       and ($7 or (s.closed_on is null and o.closed_on is null))
     order by s.name, s.id limit $8"""


async def sites(
    conn: Reader,
    *,
    after: After,
    q: str | None,
    city: str | None,
    org: UUID | None,
    part: str | None,
    closed: bool,
    limit: int,
) -> list[SiteLine]:
    """Sites by name; `part` is what their organisation does: generates or receives."""
    name, last = after or (None, None)
    rows = await conn.fetch(SITES, name, last, q and q.lower(), city, org, part, closed, limit)
    return [SiteLine(**row) for row in rows]


SITE = """
    select s.id, s.org, o.name as org_name, s.name, s.name_en, s.address, s.city, s.lat, s.lon, s.closed_on,
           s.store, s.store_t
      from site s join organisation o on o.id = s.org where s.id = $1"""


async def site(conn: Reader, *, id: UUID) -> SiteLine | None:
    row = await conn.fetchrow(SITE, id)
    return SiteLine(**row) if row else None


PERMITS = """
    select p.id, p.number, p.kind, p.site, p.valid_from, least(p.valid_to, p.closed_on - 1) as valid_to,
           p.yearly_t, p.storage_t,
           (select coalesce(jsonb_agg(jsonb_build_object('scheme', i.scheme, 'code', i.code, 'methods', i.methods)
                                      order by i.scheme, i.code), '[]')
              from permit_item i where i.permit = p.id)::text as items
      from permit p where p.org = $1 order by p.valid_to desc, p.id"""


async def permits(conn: Reader, *, org: UUID) -> list[PermitCard]:
    """All permits of an organisation, the ones that last longest first."""
    return [PermitCard(**{**dict(row), "items": _items.decode(row["items"])}) for row in await conn.fetch(PERMITS, org)]


VEHICLES = """
    select v.id, v.org, o.name as org_name, v.plate, v.plate_form, v.energy, v.licensed_kg, v.permit_number,
           v.permit_valid_to, v.closed_on
      from vehicle v join organisation o on o.id = v.org
     where ($1::text is null or (v.plate, v.id) > ($1, $2::uuid)) and ($3::text is null or strpos(v.plate, $3) > 0)
       and ($4::uuid is null or v.org = $4) and ($5 or v.closed_on is null)
       and ($6::text[] is null or 'org:' || v.org = any($6) or exists (
            select from site s where s.org = v.org
               and ('city:' || s.city = any($6) or 'province:' || left(s.city, 2) || '0000' = any($6)))
            or 'city:' || o.jurisdiction = any($6) or 'province:' || left(o.jurisdiction, 2) || '0000' = any($6))
     order by v.plate, v.id limit $7"""


async def vehicles(
    conn: Reader,
    *,
    scopes: list[str] | None,
    after: After,
    q: str | None,
    org: UUID | None,
    closed: bool,
    limit: int,
) -> list[VehicleCard]:
    """Vehicles by plate, of carriers within `scopes` (null: all)."""
    plate, last = after or (None, None)
    rows = await conn.fetch(VEHICLES, plate, last, q and plate_spelled(q), org, closed, scopes, limit)
    return [VehicleCard(**row) for row in rows]


DRIVERS = """
    select d.id, d.org, d.name, d.account, d.certificate, d.certificate_valid_to, d.closed_on
      from driver d join organisation o on o.id = d.org
     where ($1::text is null or (d.name, d.id) > ($1, $2::uuid)) and ($3::uuid is null or d.org = $3)
       and ($4 or d.closed_on is null)
       and ($5::text[] is null or 'org:' || d.org = any($5) or exists (
            select from site s where s.org = d.org
               and ('city:' || s.city = any($5) or 'province:' || left(s.city, 2) || '0000' = any($5)))
            or 'city:' || o.jurisdiction = any($5) or 'province:' || left(o.jurisdiction, 2) || '0000' = any($5))
     order by d.name, d.id limit $6"""


async def drivers(
    conn: Reader, *, scopes: list[str] | None, after: After, org: UUID | None, closed: bool, limit: int
) -> list[DriverCard]:
    """Drivers by name, of carriers within `scopes` (null: all). Personal: the caller writes the look down."""
    name, last = after or (None, None)
    return [DriverCard(**row) for row in await conn.fetch(DRIVERS, name, last, org, closed, scopes, limit)]


PLAN_LINES = """
    select l.id, l.site, l.year, l.scheme, l.code, l.method, l.tonnes, l.filed_at
      from plan_line l join site s on s.id = l.site
     where ($1::uuid is null or l.id > $1) and ($2::uuid is null or l.site = $2) and ($3::int is null or l.year = $3)
       and ($4::text[] is null or 'org:' || s.org = any($4) or 'city:' || s.city = any($4)
            or 'province:' || left(s.city, 2) || '0000' = any($4))
     order by l.id limit $5"""


async def plan_lines(
    conn: Reader, *, scopes: list[str] | None, after: UUID | None, site: UUID | None, year: int | None, limit: int
) -> list[PlanLine]:
    """Lines of management plans of sites within `scopes` (null: all)."""
    return [PlanLine(**row) for row in await conn.fetch(PLAN_LINES, after, site, year, scopes, limit)]


PLANNED_CODES = "select distinct site, scheme, code from plan_line where site = any($1) and year = $2"


async def planned_codes(conn: Reader, *, sites: Iterable[UUID], year: int) -> dict[UUID, frozenset[tuple[str, str]]]:
    """What the plans of these sites name for a year, as (scheme, code)."""
    found: dict[UUID, set[tuple[str, str]]] = {}
    for row in await conn.fetch(PLANNED_CODES, list(sites), year):
        found.setdefault(row["site"], set()).add((row["scheme"], row["code"]))
    return {site: frozenset(codes) for site, codes in found.items()}


# A permit without a site speaks for all of its company: theirs are read together.
TAKEN_IN = """
    select asked.id as asked, t.site, t.scheme, t.code, t.category, t.kg
      from site asked join site own on own.org = asked.org join taken_in t on t.site = own.id and t.year = $2
     where asked.id = any($1)"""


async def taken_in(conn: Reader, *, sites: Iterable[UUID], year: int) -> dict[UUID, tuple[TakenIn, ...]]:
    """What each of these sites, and the others of its company, received in a year."""
    found: dict[UUID, list[TakenIn]] = {}
    for asked, *values in await conn.fetch(TAKEN_IN, list(sites), year):
        found.setdefault(asked, []).append(TakenIn(*values))
    return {site: tuple(rows) for site, rows in found.items()}


APPROVALS_BETWEEN = """
    select a.id, a.kind, a.number, a.from_site, a.to_site, a.scheme, a.code, a.tonnes, a.used_t, a.valid_from,
           a.valid_to, a.closed_on, a.methods, a.shipments, a.shipments_used, a.conditions
      from unnest($1::uuid[], $2::uuid[]) as route (from_site, to_site) join approval a using (from_site, to_site)
     order by a.valid_to, a.id"""


async def approvals_between(conn: Reader, *, routes: Iterable[Route]) -> dict[Route, tuple[ApprovalCard, ...]]:
    """All approvals for these routes (from site, to site), those that end soonest first."""
    found: dict[Route, list[ApprovalCard]] = {route: [] for route in routes}
    for row in await conn.fetch(APPROVALS_BETWEEN, [start for start, _ in found], [end for _, end in found]):
        found[row["from_site"], row["to_site"]].append(ApprovalCard(**row))
    return {route: tuple(cards) for route, cards in found.items()}


APPROVAL = """
    select a.id, a.kind, a.number, a.from_site, a.to_site, a.scheme, a.code, a.tonnes, a.used_t, a.valid_from,
           a.valid_to, a.closed_on, a.methods, a.shipments, a.shipments_used, a.conditions
      from approval a join site f on f.id = a.from_site join site t on t.id = a.to_site
     where a.id = $1
       and ($2::text[] is null or 'org:' || f.org = any($2) or 'org:' || t.org = any($2)
            or 'city:' || f.city = any($2) or 'city:' || t.city = any($2)
            or 'province:' || left(f.city, 2) || '0000' = any($2)
            or 'province:' || left(t.city, 2) || '0000' = any($2))"""


async def approval(conn: Reader, *, id: UUID, scopes: list[str] | None) -> ApprovalCard | None:
    """One approval, where one of its ends lies within `scopes` (null: all)."""
    row = await conn.fetchrow(APPROVAL, id, scopes)
    return ApprovalCard(**row) if row else None


APPROVALS_NAMED = """
    select id, kind, number, from_site, to_site, scheme, code, tonnes, used_t, valid_from, valid_to, closed_on, methods,
           shipments, shipments_used, conditions
      from approval where id = any($1)"""


async def approvals_named(conn: Reader, *, ids: Iterable[UUID]) -> dict[UUID, ApprovalCard]:
    """Approvals by their ids."""
    return {row["id"]: ApprovalCard(**row) for row in await conn.fetch(APPROVALS_NAMED, list(ids))}


NOTIFICATIONS = "select id, notification from approval where id = any($1)"


async def notifications(conn: Reader, *, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What the notifications of approvals say beyond them."""
    return {row["id"]: row["notification"] for row in await conn.fetch(NOTIFICATIONS, list(ids))}


APPROVALS = """
    select a.id, a.kind, a.number, a.from_site, a.to_site, a.scheme, a.code, a.tonnes, a.used_t, a.valid_from,
           a.valid_to, a.closed_on, a.methods, a.shipments, a.shipments_used, a.conditions
      from approval a join site f on f.id = a.from_site join site t on t.id = a.to_site
     where ($1::uuid is null or a.id > $1)
       and ($2::text[] is null or 'org:' || f.org = any($2) or 'org:' || t.org = any($2)
            or 'city:' || f.city = any($2) or 'city:' || t.city = any($2)
            or 'province:' || left(f.city, 2) || '0000' = any($2)
            or 'province:' || left(t.city, 2) || '0000' = any($2))
       and ($3::text is null or a.kind = $3)
     order by a.id limit $4"""


async def approvals(
    conn: Reader, *, scopes: list[str] | None, after: UUID | None, kind: str | None, limit: int
) -> list[ApprovalCard]:
    """Approvals from or to a site within `scopes` (null: all)."""
    return [ApprovalCard(**row) for row in await conn.fetch(APPROVALS, after, scopes, kind, limit)]
