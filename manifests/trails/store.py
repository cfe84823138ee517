"""SQL of the commands on trails, zones and corridors."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from manifests.trails.model import Corridor, Position, Vehicle, Zone
from manifests.trails.pack import pack, unpack
from wasteflow.core.db import Connection

Key = tuple[UUID, datetime]  # vehicle, hour

# Their rows are held until the end: two batches about one vehicle are merged one after the other.
OWN_VEHICLES = """
    select id, org, plate from vehicle
     where org = $1 and plate = any($2) and closed_on is null order by id for no key update"""


async def hold_vehicles(conn: Connection, *, org: UUID, plates: Sequence[str]) -> list[Vehicle]:
    """A company's vehicles in service."""
    return [Vehicle(**row) for row in await conn.fetch(OWN_VEHICLES, org, list(plates))]


READ_HOURS = """
    select h.vehicle, h.hour, h.points from trail_hour h
      join unnest($1::uuid[], $2::timestamptz[]) as asked (vehicle, hour) using (vehicle, hour)"""


async def read_hours(conn: Connection, *, keys: Sequence[Key]) -> dict[Key, tuple[Position, ...]]:
    """What is known of these hours."""
    rows = await conn.fetch(READ_HOURS, [key[0] for key in keys], [key[1] for key in keys])
    return {(row["vehicle"], row["hour"]): unpack(row["points"]) for row in rows}


WRITE_HOURS = """
    insert into trail_hour (vehicle, hour, terminal, count, points, known_at)
    select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::int[], $5::bytea[],
                         array_fill($6::timestamptz, array[cardinality($1)]))
    on conflict (vehicle, hour) do update set
        terminal = excluded.terminal, count = excluded.count, points = excluded.points, known_at = excluded.known_at"""


async def write_hours(
    conn: Connection, *, hours: Mapping[Key, tuple[Position, ...]], terminals: Mapping[UUID, str], at: datetime
) -> None:
    """These hours, whole."""
    keys = list(hours)
    await conn.execute(
        WRITE_HOURS,
        [vehicle for vehicle, _ in keys],
        [hour for _, hour in keys],
        [terminals.get(vehicle, "") for vehicle, _ in keys],
        [len(hours[key]) for key in keys],
        [pack(hours[key]) for key in keys],
        at,
    )


WRITE_LOOK = """
    insert into trail_look (id, at, account, org, city, department, manifest, vehicle, from_at, to_at, reason, refused)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""


async def write_look(
    conn: Connection,
    *,
    id: UUID,
    at: datetime,
    by: tuple[UUID, UUID | None, str | None, str | None],
    manifest: UUID | None,
    vehicle: UUID | None,
    span: tuple[datetime | None, datetime | None],
    reason: str,
    refused: str | None = None,
) -> None:
    """`by`: account, company, city and department of who looks."""
    await conn.execute(WRITE_LOOK, id, at, *by, manifest, vehicle, *span, reason, refused)


HOLD_ZONE = "select city from zone where id = $1 for update"


async def hold_zone(conn: Connection, *, id: str) -> str | None:
    """The city it was drawn in; null where nobody drew it."""
    city: str | None = await conn.fetchval(HOLD_ZONE, id)
    return city


WRITE_ZONE = """
    insert into zone (id, city, kind, name, shape, reach_m, closed, from_hour, to_hour, streams, valid_from, valid_to,
                      source, changed_by, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    on conflict (id) do update set
        city = excluded.city, kind = excluded.kind, name = excluded.name, shape = excluded.shape,
        reach_m = excluded.reach_m, closed = excluded.closed, from_hour = excluded.from_hour,
        to_hour = excluded.to_hour, streams = excluded.streams, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to, source = excluded.source, changed_by = excluded.changed_by,
        changed_at = excluded.changed_at"""


async def write_zones(conn: Connection, *, zones: Sequence[Zone], account: UUID, at: datetime) -> None:
    """Drawn, or drawn anew."""
    await conn.executemany(WRITE_ZONE, [_zone(zone, account, at) for zone in zones])


def _zone(z: Zone, account: UUID, at: datetime) -> tuple[Any, ...]:
    return (
        z.id, z.city, z.kind.value, z.name, z.shape, z.reach_m, z.closed, z.from_hour, z.to_hour, list(z.streams),
        z.valid_from, z.valid_to, z.source, account, at,
    )  # fmt: skip


WRITE_CORRIDOR = """
    insert into corridor (id, from_site, to_site, line, most_kmh, valid_from, valid_to, source, changed_by, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing"""


async def write_corridors(conn: Connection, *, corridors: Sequence[Corridor], account: UUID, at: datetime) -> None:
    """Approved ways; one that stands is not changed but closed."""
    await conn.executemany(
        WRITE_CORRIDOR,
        [
            (c.id, c.from_site, c.to_site, c.line, c.most_kmh, c.valid_from, c.valid_to, c.source, account, at)
            for c in corridors
        ],
    )


CLOSE_CORRIDOR = """
    update corridor set valid_to = $2, changed_by = $3, changed_at = $4 where id = $1 returning valid_from"""


async def close_corridor(conn: Connection, *, id: UUID, last_day: date, account: UUID, at: datetime) -> date | None:
    """Its first day; null where there is no such corridor."""
    first: date | None = await conn.fetchval(CLOSE_CORRIDOR, id, last_day, account, at)
    return first


KEEP_TRAILS = "select keep_trails($1, $2)"


async def keep_trails(conn: Connection, *, ahead: int, keep: int) -> None:
    """Partitions for the months ahead; positions older than `keep` months go."""
    await conn.execute(KEEP_TRAILS, ahead, keep)
