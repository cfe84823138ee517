"""What a trail shows: where a vehicle stood, where its signal was away, where it was off a line. Pure."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from manifests.trails.model import Point, Position, Zone, ZoneKind
from manifests.trails.runs import Number, Run, longest, runs, stops
from manifests.trails.shapes import metres, to_shape
from wasteflow.core.clock import BAY_AREA
from workers.anomalies.groups import Drive

__all__ = ["Run", "at_night", "longest", "off_corridors", "pairs", "planned", "runs", "spot", "stops", "within"]


def planned(drive: Drive, at: Point, near_m: Number) -> bool:
    """Whether the vehicle may stand here: at the ends of the journey, or where vehicles are meant to rest."""
    ends = (end for end in (drive.trip.start, drive.trip.end) if end)
    return any(metres(at, end.at) <= near_m for end in ends) or any(
        within(zone, at, near_m) for zone in drive.zones if zone.kind in (ZoneKind.REST, ZoneKind.BERTH)
    )


def within(zone: Zone, at: Point, near_m: Number = 0) -> bool:
    """Whether a point lies in a zone, or so near it."""
    return to_shape(at, zone.shape) <= zone.reach_m + float(near_m)


def off_corridors(drive: Drive, far_m: Number) -> Run | None:
    """The longest time it was off every way that was approved; null where none was, or it kept to one."""
    if not drive.corridors:
        return None
    lines = [corridor.line for corridor in drive.corridors]
    return longest(list(runs(drive.positions, lambda p: min(to_shape(p.point, line) for line in lines) > far_m)))


def pairs(drive: Drive) -> Iterator[tuple[Position, Position]]:
    """Each position with the next."""
    yield from pairwise(drive.positions)


def at_night(moment: datetime, from_hour: Number, to_hour: Number) -> bool:
    """By the clock on the wall, over midnight."""
    hour = moment.astimezone(BAY_AREA).hour
    return hour >= from_hour or hour < to_hour


def spot(at: Point) -> str:
    """As a map takes it."""
    return f"{at[0]:.5f}, {at[1]:.5f}"
