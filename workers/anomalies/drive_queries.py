"""SQL of what set rules on trails look at: a load's way, and where a vehicle was without one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Record

from manifests.trails import queries as trails
from manifests.trails.model import Corridor, Position, Zone
from manifests.trails.pack import unpack
from manifests.trails.shapes import box_of, meet
from wasteflow.core.clock import local_date
from wasteflow.core.db import Connection
from workers.anomalies import groups as g
from workers.anomalies.finding import Subject
from workers.anomalies.queries import point, trip_of

DAY = timedelta(days=1)
KNOWN = timedelta(days=400)  # within which a site sent or took something
NEAR = 5000  # metres around a trail in which zones and sites matter to it

# Vehicles' ways with a load of which positions came, or something became known, since. As of `$2`.
DRIVES = """
    select l.manifest, min(coalesce(t.number, '')) as number, (array_agg(t.code order by t.line))[1] as code,
           min(t.stream) as stream, array_agg(distinct t.category) as categories,
           min(t.from_site::text)::uuid as from_site, min(t.from_city) as from_city,
           min(t.to_site::text)::uuid as to_site, min(t.to_city) as to_city,
           l.departed_at, l.arrived_at, max(t.taken_at) as taken_at,
           sum(t.sent_kg) as sent_kg, case when count(*) = count(t.gate_kg) then sum(t.gate_kg) end as gate_kg,
           max(t.tare_kg) filter (where l.to_site = t.to_site) as tare_kg,
           min(f.name) as from_name, min(o.name) as to_name, min(a.name) as start_name, min(a.lat) as start_lat,
           min(a.lon) as start_lon, min(z.name) as end_name, min(z.lat) as end_lat, min(z.lon) as end_lon,
           l.plate, v.id as vehicle, min(v.plate_form) as plate_form,
           exists (select from trail_hour h where h.vehicle = v.id and h.hour < l.departed_at
                      and h.hour > l.departed_at - interval '30 days' and h.known_at <= $2) as sends
    from rollup_leg l
    join rollup_trip t on t.manifest = l.manifest
    join site f on f.id = t.from_site
    join site o on o.id = t.to_site
    left join site a on a.id = l.from_site
    left join site z on z.id = l.to_site
    join lateral registration(l.carrier, l.plate, l.departed_at) v on true
    where t.known_at <= $2 and l.departed_at <= $2 and l.departed_at > $1::timestamptz - interval '7 days'
      and (t.known_at > $1 or exists (
           select from trail_hour h
            where h.vehicle = v.id and h.known_at > $1 and h.known_at <= $2
              and h.hour > l.departed_at - interval '1 hour'
              and h.hour <= coalesce(l.arrived_at, l.departed_at + interval '1 day')))
    group by l.manifest, l.seq, v.id order by l.manifest, l.seq"""

HOURS = """
    select h.vehicle, h.points from trail_hour h
      join unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as asked (vehicle, since, until)
        on asked.vehicle = h.vehicle and h.hour > asked.since - interval '1 hour' and h.hour <= asked.until
     where h.known_at <= $4
     group by h.vehicle, h.hour, h.points order by h.vehicle, h.hour"""

Span = tuple[UUID, datetime, datetime]


async def _positions(conn: Connection, spans: Sequence[Span], now: datetime) -> dict[UUID, list[Position]]:
    rows = await conn.fetch(HOURS, *(list(column) for column in zip(*spans, strict=True)), now) if spans else []
    found: defaultdict[UUID, list[Position]] = defaultdict(list)
    for row in rows:
        found[row["vehicle"]] += unpack(row["points"])
    return found


async def drives(conn: Connection, *, since: datetime, now: datetime) -> Iterator[g.Drive]:
    """Ways with a load that something became known of since."""
    rows = await conn.fetch(DRIVES, since, now)
    spans = [(row["vehicle"], row["departed_at"], _until(row, now)) for row in rows]
    positions = await _positions(conn, spans, now)
    zones = await trails.zones(conn)
    ways: defaultdict[tuple[UUID, UUID], list[Corridor]] = defaultdict(list)
    for way in await trails.corridors(conn):
        ways[way.from_site, way.to_site].append(way)
    return (_drive(row, positions[row["vehicle"]], zones, ways[row["from_site"], row["to_site"]], now) for row in rows)


def _until(row: Record, now: datetime) -> datetime:
    found: datetime = min(row["arrived_at"] or row["departed_at"] + DAY, now)
    return found


def _drive(
    row: Record, known: Sequence[Position], zones: Iterable[Zone], ways: Iterable[Corridor], now: datetime
) -> g.Drive:
    left, until, day = row["departed_at"], _until(row, now), local_date(row["departed_at"])
    positions = tuple(p for p in known if left <= p.at <= until)
    around = box_of([p.point for p in positions], NEAR)
    return g.Drive(
        about=Subject("manifest", row["manifest"]),
        city=row["to_city"],
        cities=tuple(sorted({row["from_city"], row["to_city"]})),
        stream=row["stream"],
        categories=tuple(row["categories"]),
        now=now,
        trip=trip_of(row),
        plate=row["plate"],
        vessel=row["plate_form"] == "vessel",
        positions=positions,
        sends=row["sends"],
        zones=tuple(z for z in zones if z.holds(day) and meet(around, box_of(z.shape, z.reach_m))),
        corridors=tuple(w for w in ways if w.valid_from <= day and (w.valid_to is None or day <= w.valid_to)),
    )


# Vehicles of which positions came since; a load whose departure was entered late has its papers all the same.
VEHICLES = """
    select h.vehicle, v.plate, min(h.hour) as since, max(h.hour) + interval '1 hour' as until,
           (select s.city from site s where s.org = v.org order by s.id limit 1) as city
      from trail_hour h join vehicle v on v.id = h.vehicle
     where h.known_at > $1 and h.known_at <= $2 and h.hour > $1::timestamptz - interval '7 days'
     group by h.vehicle, v.id order by h.vehicle"""
PAPERS = """
    select plate, departed_at, arrived_at from rollup_leg
     where plate = any($1) and departed_at > $2::timestamptz - interval '2 days' and departed_at <= $3"""
SITES = """
    select s.id as site, s.name, s.city, s.lat, s.lon, bool_or(t.sends) as sends, bool_or(not t.sends) as receives
      from (select distinct from_site as site, true as sends from rollup_trip where departed_at > $1
            union select distinct to_site, false from rollup_trip where departed_at > $1) t
      join site s on s.id = t.site
     where s.lat is not null and s.lon is not null group by s.id order by s.id"""


async def outings(conn: Connection, *, since: datetime, now: datetime) -> Iterator[g.Outing]:
    """Where vehicles were of which positions came since."""
    rows = [row for row in await conn.fetch(VEHICLES, since, now) if row["city"]]
    if not rows:
        return iter(())
    positions = await _positions(conn, [(row["vehicle"], row["since"], row["until"]) for row in rows], now)
    first, last = min(row["since"] for row in rows), max(row["until"] for row in rows)
    papers: defaultdict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for paper in await conn.fetch(PAPERS, [row["plate"] for row in rows], first, last):
        papers[paper["plate"]].append((paper["departed_at"], paper["arrived_at"]))
    sites = await conn.fetch(SITES, now - KNOWN)
    return (_outing(row, positions[row["vehicle"]], papers[row["plate"]], sites, now) for row in rows)


def _outing(row: Record, known: Sequence[Position], papers: Any, sites: Iterable[Record], now: datetime) -> g.Outing:
    around = box_of([p.point for p in known], NEAR)
    near = [s for s in sites if meet(around, box_of([(s["lat"], s["lon"])]))]
    return g.Outing(
        about=Subject("vehicle", row["vehicle"]),
        city=row["city"],
        cities=(row["city"],),
        stream="",
        categories=(),
        now=now,
        plate=row["plate"],
        positions=tuple(known),
        papers=tuple(sorted(papers, key=lambda paper: paper[0])),
        senders=tuple(_gate(s) for s in near if s["sends"]),
        receivers=tuple(_gate(s) for s in near if s["receives"]),
    )


def _gate(row: Record) -> g.Gatepost:
    at = point(row["lat"], row["lon"])
    assert at is not None, "read with its place"
    return g.Gatepost(row["site"], row["name"], row["city"], at)
