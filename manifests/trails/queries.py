"""SQL of reading trails, and who looked."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from manifests.trails.model import Corridor, Look, Position, Vehicle, Zone
from manifests.trails.pack import unpack
from manifests.trails.zones import shipped
from wasteflow.core.db import Connection, Pool

VEHICLE = """
    select v.id, v.org, v.plate from vehicle v
     where v.id = $1 and ($2::text[] is null or 'org:' || v.org = any($2) or exists (
           select from site s where s.org = v.org
              and ('city:' || s.city = any($2) or 'province:' || left(s.city, 2) || '0000' = any($2))))"""


async def vehicle(conn: Connection | Pool, *, id: UUID, scopes: Sequence[str] | None) -> Vehicle | None:
    """A vehicle whose company the scopes reach."""
    row = await conn.fetchrow(VEHICLE, id, scopes)
    return Vehicle(**row) if row else None


# The registration that held on the day; where none did, the one that ended last before it.
NAMED = """
    select v.id, v.org, v.plate
      from unnest($1::uuid[], $2::text[], $3::date[]) with ordinality as asked (org, plate, day, n)
      left join lateral (
        select r.id, r.org, r.plate from vehicle r where r.org = asked.org and r.plate = asked.plate
         order by coalesce(r.closed_on, 'infinity') > asked.day desc,
                  abs(coalesce(r.closed_on, '9999-12-31') - asked.day), r.id limit 1) v on true
     order by asked.n"""


async def named(conn: Connection | Pool, *, vehicles: Iterable[tuple[UUID, str, date]]) -> list[Vehicle | None]:
    """The vehicle of each company and plate on a day, in their order; null where it is in no register."""
    orgs, plates, days = [list(column) for column in zip(*vehicles, strict=True)] or ([], [], [])
    rows = await conn.fetch(NAMED, orgs, plates, days)
    return [Vehicle(**row) if row["id"] else None for row in rows]


POSITIONS = """
    select points from trail_hour
     where vehicle = $1 and hour > $2::timestamptz - interval '1 hour' and hour <= $3 order by hour"""


async def positions(
    conn: Connection | Pool, *, vehicle: UUID, since: datetime, until: datetime
) -> tuple[Position, ...]:
    """Where a vehicle was between two moments."""
    rows = await conn.fetch(POSITIONS, vehicle, since, until)
    return tuple(p for row in rows for p in unpack(row["points"]) if since <= p.at <= until)


LOOKS_AT = """
    select id, at, org, city, department, manifest, vehicle, from_at, to_at, reason, refused
      from trail_look where manifest = $1 order by id desc limit $2"""
LOOKS = """
    select l.id, l.at, l.org, l.city, l.department, l.manifest, l.vehicle, l.from_at, l.to_at, l.reason, l.refused,
           a.person
      from trail_look l join account a on a.id = l.account
     where ($1::uuid is null or l.account = $1) and ($2::uuid is null or l.id < $2) order by l.id desc limit $3"""


async def looks_at(conn: Connection | Pool, *, manifest: UUID, limit: int = 100) -> list[Look]:
    """Who looked at the way of a load, the latest first: the office, not the person."""
    return [_look(row) for row in await conn.fetch(LOOKS_AT, manifest, limit)]


async def looks(conn: Connection | Pool, *, account: UUID | None, before: UUID | None, limit: int) -> list[Look]:
    """All looks, or one person's own."""
    return [_look(row) for row in await conn.fetch(LOOKS, account, before, limit)]


def _look(row: Any) -> Look:
    return Look(**dict(row))


CITIES_OF = "select id, city from site where id = any($1)"


async def cities_of(conn: Connection, *, sites: Iterable[UUID]) -> dict[UUID, str]:
    """Site -> its city."""
    return {row["id"]: row["city"] for row in await conn.fetch(CITIES_OF, list(sites))}


ENDS_OF = "select s.city from corridor c join site s on s.id in (c.from_site, c.to_site) where c.id = $1"


async def ends_of(conn: Connection, *, corridor: UUID) -> list[str]:
    """The cities of its ends; none where there is no such corridor."""
    return [row["city"] for row in await conn.fetch(ENDS_OF, corridor)]


ZONES = """
select id, city, kind, name, shape, reach_m, closed, from_hour, to_hour, streams, valid_from, valid_to, source
  from zone order by id
"""


async def zones(conn: Connection | Pool) -> tuple[Zone, ...]:
    """All zones, by id; one that was drawn takes the place of the one in the file."""
    found = {zone.id: zone for zone in shipped()}
    found |= {row["id"]: msgspec.convert(dict(row), Zone) for row in await conn.fetch(ZONES)}
    return tuple(found[id] for id in sorted(found))


CORRIDORS = """
select c.id, c.from_site, c.to_site, c.line, c.most_kmh, c.valid_from, c.valid_to, c.source
  from corridor c
 where $1::uuid[] is null or (c.from_site = any($1) and c.to_site = any($1))
 order by c.from_site, c.to_site, c.id
"""


async def corridors(conn: Connection | Pool, *, sites: Iterable[object] | None = None) -> tuple[Corridor, ...]:
    """The ways approved between these sites; all where none are named."""
    rows = await conn.fetch(CORRIDORS, None if sites is None else list(sites))
    return tuple(msgspec.convert(dict(row), Corridor) for row in rows)
