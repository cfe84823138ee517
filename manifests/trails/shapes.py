"""Distances on a small piece of the earth, and a line with fewer points. Pure; metres, degrees of WGS-84.

Within a hundred kilometres the earth is flat enough: an error of metres at the size of the Bay Area.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, inf, radians

from manifests.trails.model import Point, Shape

METRES = 111_195  # one degree of latitude
Box = tuple[float, float, float, float]  # south, north, west, east


def metres(one: Point, other: Point) -> float:
    """Between two points."""
    return hypot(*_flat(one, other))


def _flat(at: Point, point: Point) -> tuple[float, float]:
    """A point in metres north and east of another."""
    return (point[0] - at[0]) * METRES, (point[1] - at[1]) * METRES * cos(radians(at[0]))


def to_shape(at: Point, shape: Shape) -> float:
    """How far a point is from a place, a line or an area; 0 inside an area."""
    if not shape:
        return inf
    flat = [_flat(at, point) for point in shape]
    if len(flat) == 1:
        return hypot(*flat[0])
    if len(shape) > 3 and shape[0] == shape[-1] and _around(flat):
        return 0.0
    return min(_to_segment(a, b) for a, b in pairwise(flat))


def _to_segment(a: tuple[float, float], b: tuple[float, float]) -> float:
    """From the origin."""
    north, east = b[0] - a[0], b[1] - a[1]
    length = north * north + east * east
    along = max(0.0, min(1.0, -(a[0] * north + a[1] * east) / length)) if length else 0.0
    return hypot(a[0] + along * north, a[1] + along * east)


def _around(ring: Sequence[tuple[float, float]]) -> bool:
    """Whether a ring goes around the origin: an odd number of its sides cross the line to the east."""
    odd = False
    for (y1, x1), (y2, x2) in pairwise(ring):
        if (y1 > 0) != (y2 > 0) and x1 - y1 * (x2 - x1) / (y2 - y1) > 0:
            odd = not odd
    return odd


def box_of(points: Sequence[Point], around_m: float = 0) -> Box | None:
    """The box that holds these points and so much around them; null without a point."""
    if not points:
        return None
    lats, lons = [point[0] for point in points], [point[1] for point in points]
    high = around_m / METRES
    wide = high / cos(radians(max(map(abs, lats))))
    return min(lats) - high, max(lats) + high, min(lons) - wide, max(lons) + wide


def meet(one: Box | None, other: Box | None) -> bool:
    """Whether two boxes have a point in common: where not, nothing in the one is in the other."""
    if one is None or other is None:
        return False
    return one[0] <= other[1] and other[0] <= one[1] and one[2] <= other[3] and other[2] <= one[3]


def simplified(line: Sequence[Point], within: float) -> list[int]:
    """The places of the points that draw the line, no other being further off it than `within` metres (Douglas and
    Peucker 1973); the first and last always."""
    keep, todo = {0, len(line) - 1} if line else set(), [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        part = (line[first], line[last])
        off, place = max((to_shape(line[n], part), n) for n in range(first + 1, last))
        if off > within:
            keep.add(place)
            todo += [(first, place), (place, last)]
    return sorted(keep)
