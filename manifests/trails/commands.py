"""Sending positions, looking at a trail, drawing zones and corridors. Each owns its transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from manifests import queries as custody
from manifests.life.model import Manifest
from manifests.trails import queries, store
from manifests.trails import refusals as no
from manifests.trails.model import Corridor, Look, Position, Sent, Stood, Trail, Vehicle, Zone, plates_of
from manifests.trails.pack import merged
from manifests.trails.runs import stops
from manifests.trails.shapes import box_of, meet, simplified, to_shape
from manifests.trails.zones import city_shipped
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Refusal, Word
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.places.identity import plate_spelled

AHEAD = timedelta(minutes=10)  # of a terminal's clock, before its word is not taken
LOCATED = 1 << 1  # bit of the status; a status of 0 says nothing
MARGIN = timedelta(minutes=15)  # before departure and after arrival
LONGEST = timedelta(hours=24)
REASON = 300
DRAWN_WITHIN = 25.0  # metres that the line shown may be off
SLOW, LONG_STOP = 5.0, timedelta(minutes=10)  # km/h; stops shorter than this are not marked
NEAR = 2000.0  # metres: zones that are shown beside a trail


# --- sending -----------------------------------------------------------------------------------------------


@dataclass
class Receipt:
    """What became of a batch."""

    kept: int = 0
    known: int = 0  # sent before
    left_out: list[Refusal] = field(default_factory=list)


async def receive(
    pool: Pool, actor: Actor, sent: Sequence[Sent], *, keep_months: int, now: datetime | None = None
) -> Receipt:
    """Keep what the company's terminals report, in any order and however often it is sent. What cannot be kept is left
    out and told, the rest is kept. Raises MayNotSendTrails."""
    require(actor, "trail:send")
    now, receipt = now or clock.now(), Receipt()
    async with pool.acquire() as conn, conn.transaction():
        plates = [plate_spelled(one.plate) for one in sent]
        mine = plates_of(await store.hold_vehicles(conn, org=actor.org, plates=plates)) if actor.org else {}
        hours: defaultdict[store.Key, list[Position]] = defaultdict(list)
        terminals: dict[UUID, str] = {}
        for n, one in enumerate(sent):
            vehicle = mine.get(plates[n])
            if vehicle is None:
                receipt.left_out.append(no.VehicleNotYours(f"trails[{n}].plate", plate=one.plate))
                continue
            terminals[vehicle.id] = one.terminal
            for m, position in enumerate(one.positions):
                if wrong := _not_kept(position, f"trails[{n}].positions[{m}]", now, keep_months):
                    receipt.left_out.append(wrong)
                else:
                    hours[vehicle.id, position.at.replace(minute=0, second=0, microsecond=0)].append(position)
        await _merge(conn, hours, terminals, now, receipt)
    return receipt


async def _merge(
    conn: Connection,
    hours: defaultdict[store.Key, list[Position]],
    terminals: dict[UUID, str],
    now: datetime,
    receipt: Receipt,
) -> None:
    known = await store.read_hours(conn, keys=list(hours))
    changed = {}
    for key, positions in hours.items():
        whole, fresh = merged(known.get(key, ()), positions)
        receipt.kept += fresh
        receipt.known += len(positions) - fresh
        if fresh:
            changed[key] = whole
    if changed:
        await store.write_hours(conn, hours=changed, terminals=terminals, at=now)


def _not_kept(position: Position, path: str, now: datetime, keep_months: int) -> Refusal | None:
    if position.at > now + AHEAD:
        return no.PositionInFuture(f"{path}.at", at=position.at.isoformat())
    if position.at < now - timedelta(days=30 * keep_months):
        return no.PositionTooOld(f"{path}.at", months=keep_months)
    if position.status and not position.status & LOCATED:
        return no.NoFix(f"{path}.status")
    return None


# --- looking -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """Whose trail: of a load's way, or of a vehicle within some hours."""

    manifest: UUID | None = None
    vehicle: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def look(pool: Pool, actor: Actor, asked: Asked, *, reason: str) -> list[Trail]:
    """The trails asked for, one for each vehicle of the load. The look is written down in the transaction that reads;
    so is one without a reason, which shows nothing.

    Raises MayNotLookAtTrails, TrailReasonMissing, TrailOfWhat, NotFound.
    """
    require(actor, "trail:look")
    why, now = " ".join(reason.split())[:REASON], clock.now()
    spans: list[tuple[Vehicle, datetime, datetime]] = []
    async with pool.acquire() as conn, conn.transaction():
        refused = None if why else no.TrailReasonMissing("reason")
        pairs, load = await _spans(conn, actor, asked, now) if refused is None else ([], None)
        spans += pairs
        id = new_id()
        await store.write_look(
            conn,
            id=id,
            at=now,
            by=(actor.account, actor.org, actor.city, actor.department),
            manifest=asked.manifest,
            vehicle=asked.vehicle or (spans[0][0].id if spans else None),
            span=((min(s for _, s, _ in spans), max(u for _, _, u in spans)) if spans else (asked.since, asked.until)),
            reason=why,
            refused=refused.code if refused else None,
        )
        found = [await _trail(conn, id, load, *span) for span in spans]
    if refused:
        raise refused
    return found


async def _spans(
    conn: Connection, actor: Actor, asked: Asked, now: datetime
) -> tuple[list[tuple[Vehicle, datetime, datetime]], Manifest | None]:
    if (asked.manifest is None) == (asked.vehicle is None):
        raise no.TrailOfWhat("manifest", hours=int(LONGEST / timedelta(hours=1)))
    if asked.manifest is not None:
        load = await custody.manifest(conn, id=asked.manifest, scopes=scopes(actor))
        if load is None or not may_see(actor, load):
            raise NotFound("manifest", what=Word("subject.manifest"))
        return await _of_load(conn, actor, load, now), load
    vehicle = await queries.vehicle(conn, id=asked.vehicle, scopes=scopes(actor)) if asked.vehicle else None
    if vehicle is None:
        raise NotFound("vehicle", what=Word("subject.vehicle"))
    if asked.since is None or asked.until is None or not timedelta(0) < asked.until - asked.since <= LONGEST:
        raise no.TrailOfWhat("since", hours=int(LONGEST / timedelta(hours=1)))
    return [(vehicle, asked.since, asked.until)], None


def may_see(actor: Actor, load: Manifest) -> bool:
    """Officers whose city the load concerns; of companies, only those that carried it."""
    return actor.org is None or any(carrier.org == actor.org for carrier in load.carriers)


async def _of_load(
    conn: Connection, actor: Actor, load: Manifest, now: datetime
) -> list[tuple[Vehicle, datetime, datetime]]:
    """Each leg that has left, from a little before to a little after; of a carrier's own alone, where one looks."""
    legs = [
        (c.org, c.plate, c.departed_at, c.arrived_at or now)
        for c in load.carriers
        if c.plate and c.departed_at and actor.org in (None, c.org)
    ]
    asked = [(org, plate, clock.local_date(left)) for org, plate, left, _ in legs]
    return [
        (vehicle, left - MARGIN, min(now, came) + MARGIN)
        for (_, _, left, came), vehicle in zip(legs, await queries.named(conn, vehicles=asked), strict=True)
        if vehicle
    ]


async def _trail(
    conn: Connection, id: UUID, load: Manifest | None, vehicle: Vehicle, since: datetime, until: datetime
) -> Trail:
    positions = await queries.positions(conn, vehicle=vehicle.id, since=since, until=until)
    day = clock.local_date(since)
    ends = [load.consignor.site, load.consignee.site] if load else []
    ways = await queries.corridors(conn, sites=ends) if load else ()
    line = [p.point for p in positions]
    drawn = [positions[n] for n in simplified(line, DRAWN_WITHIN)]
    box = box_of(line)
    zones = [z for z in await queries.zones(conn) if z.holds(day) and meet(box, box_of(z.shape, _reach(z)))]
    near = [z for z in zones if any(to_shape(point, z.shape) <= _reach(z) for point in line)]
    return Trail(
        look=id,
        vehicle=vehicle.id,
        plate=vehicle.plate,
        datum="wgs84",
        from_at=since,
        to_at=until,
        count=len(positions),
        positions=tuple(drawn),
        stood=tuple(
            Stood(run.at, run.first.at, run.last.at) for run in stops(positions, SLOW) if run.lasts >= LONG_STOP
        ),
        corridors=tuple(c for c in ways if load and c.from_site == load.consignor.site),
        zones=tuple(near),
    )


def _reach(zone: Zone) -> float:
    return zone.reach_m + NEAR


async def looks(pool: Pool, actor: Actor, before: UUID | None, limit: int) -> list[Look]:
    """All looks for auditors, one's own for the others. Raises MayNotLookAtTrails."""
    if allowed(actor, "audit:see"):
        return await queries.looks(pool, account=None, before=before, limit=limit)
    require(actor, "trail:look")
    return await queries.looks(pool, account=actor.account, before=before, limit=limit)


async def looks_at(pool: Pool, actor: Actor, manifest: UUID) -> list[Look]:
    """Who looked at the way of a load: for its carriers, officers it concerns and auditors. Raises NotFound."""
    require(actor, "custody:see")
    async with pool.acquire() as conn:
        load = await custody.manifest(conn, id=manifest, scopes=scopes(actor))
        if load is None or not (may_see(actor, load) or allowed(actor, "audit:see")):
            raise NotFound("id", what=Word("subject.manifest"))
        return await queries.looks_at(conn, manifest=manifest)


# --- zones and corridors -----------------------------------------------------------------------------------


async def draw_zone(pool: Pool, actor: Actor, zone: Zone) -> None:
    """Draw a zone, or draw it anew: an officer in the own city, and where it stood before. Raises MayNotDrawZones,
    NotFound, ZoneEnds, OnlyHalfTheHours."""
    require(actor, "zone:draw")
    if not _own_city(actor, zone.city):
        raise NotFound("city", what=Word("subject.city"))
    if (zone.from_hour is None) != (zone.to_hour is None):
        raise no.OnlyHalfTheHours("from_hour")
    _ends(zone.valid_from, zone.valid_to)
    async with pool.acquire() as conn, conn.transaction():
        before = await store.hold_zone(conn, id=zone.id) or city_shipped(zone.id)
        if before is not None and not _own_city(actor, before):
            raise NotFound("id", what=Word("subject.city"))
        await store.write_zones(conn, zones=[zone], account=actor.account, at=clock.now())


async def approve_corridor(pool: Pool, actor: Actor, corridor: Corridor) -> None:
    """Enter an approved way. Raises MayNotDrawZones, NotALine, ZoneEnds, NotFound."""
    require(actor, "zone:draw")
    if len(corridor.line) < 2:
        raise no.NotALine("line")
    _ends(corridor.valid_from, corridor.valid_to)
    async with pool.acquire() as conn, conn.transaction():
        cities = await queries.cities_of(conn, sites=[corridor.from_site, corridor.to_site])
        if len(cities) < len({corridor.from_site, corridor.to_site}) or not any(
            _own_city(actor, city) for city in cities.values()
        ):
            raise NotFound("from_site", what=Word("subject.site"))
        await store.write_corridors(conn, corridors=[corridor], account=actor.account, at=clock.now())


async def close_corridor(pool: Pool, actor: Actor, id: UUID, last_day: date) -> None:
    """Its last day. Raises MayNotDrawZones, NotFound, ZoneEnds."""
    require(actor, "zone:draw")
    async with pool.acquire() as conn, conn.transaction():
        ends = await queries.ends_of(conn, corridor=id)
        if not any(_own_city(actor, city) for city in ends):
            raise NotFound("id", what=Word("subject.corridor"))
        first = await store.close_corridor(conn, id=id, last_day=last_day, account=actor.account, at=clock.now())
        if first is not None:
            _ends(first, last_day)


def _ends(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise no.ZoneEnds("valid_to", first=first)


def _own_city(actor: Actor, city: str) -> bool:
    reach = scopes(actor)
    return reach is None or f"city:{city}" in reach or f"province:{city[:2]}0000" in reach
