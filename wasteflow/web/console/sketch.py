"""A trail as a drawing: the approved ways, the zones near it, the trail itself and where it stood. No map from
elsewhere lies under it: north is up, a bar gives the scale. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from manifests.trails.model import Point, Trail, Zone
from manifests.trails.shapes import METRES

WIDE, HIGH, MARGIN = 720.0, 420.0, 36.0
BARS = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)  # metres


@dataclass(frozen=True)
class Mark:
    """Something at one place of the drawing."""

    x: float
    y: float
    radius: float = 0.0
    said: str = ""


@dataclass(frozen=True)
class Area:
    """A zone as a path, or as a circle."""

    zone: Zone
    path: str
    mark: Mark


@dataclass(frozen=True)
class Sketch:
    """What `_trail.html` draws, in units of its view box."""

    wide: float
    high: float
    trail: str
    ways: tuple[str, ...]
    areas: tuple[Area, ...]
    first: Mark | None
    last: Mark | None
    stops: tuple[Mark, ...]  # numbered as they stand in the list
    bar: float
    bar_metres: int


@dataclass(frozen=True)
class _Frame:
    """From degrees to the drawing."""

    south: float
    west: float
    per_metre: float
    narrow: float  # a degree of longitude against one of latitude
    left: float
    low: float

    def at(self, point: Point) -> tuple[float, float]:
        east = (point[1] - self.west) * METRES * self.narrow
        north = (point[0] - self.south) * METRES
        return round(self.left + east * self.per_metre, 1), round(self.low - north * self.per_metre, 1)

    def path(self, points: Iterable[Point]) -> str:
        return "M" + "L".join(f"{x} {y}" for x, y in map(self.at, points))


def sketch(trail: Trail) -> Sketch | None:
    """The drawing of a trail; null where there is nothing to draw."""
    line = [position.point for position in trail.positions]
    ways = [corridor.line for corridor in trail.corridors]
    seen = [*line, *(point for way in ways for point in way)]
    if not seen:
        return None
    frame = _frame(seen)
    bar = max((b for b in BARS if b * frame.per_metre <= WIDE / 4), default=BARS[0])
    return Sketch(
        wide=WIDE,
        high=HIGH,
        trail=frame.path(line) if len(line) > 1 else "",
        ways=tuple(frame.path(way) for way in ways),
        areas=tuple(_area(frame, zone) for zone in trail.zones),
        first=Mark(*frame.at(line[0])) if line else None,
        last=Mark(*frame.at(line[-1])) if line else None,
        stops=tuple(Mark(*frame.at(stood.at), said=str(n)) for n, stood in enumerate(trail.stood, 1)),
        bar=round(bar * frame.per_metre, 1),
        bar_metres=bar,
    )


def _frame(points: Sequence[Point]) -> _Frame:
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    narrow = cos(radians((south + north) / 2))
    tall, broad = max((north - south) * METRES, 400.0), max((east - west) * METRES * narrow, 400.0)
    scale = min((WIDE - 2 * MARGIN) / broad, (HIGH - 2 * MARGIN) / tall)
    left = (WIDE - (east - west) * METRES * narrow * scale) / 2
    low = (HIGH + (north - south) * METRES * scale) / 2
    return _Frame(south, west, scale, narrow, left, low)


def _area(frame: _Frame, zone: Zone) -> Area:
    path = frame.path(zone.shape) if len(zone.shape) > 1 else ""
    x, y = frame.at(zone.shape[len(zone.shape) // 2])
    return Area(zone, path, Mark(x, y, max(4.0, round(zone.reach_m * frame.per_metre, 1))))
