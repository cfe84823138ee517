"""Whether a value is on its way to its target, and why not. Pure.

Between two milestones the way is straight. A period is held to what the way asks at its end. What the pace since the
base would reach in the target year is told beside it: it decides between at risk and off track.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

Point = tuple[int, Decimal]  # a year, and the value at its end
HUNDREDTH = Decimal("0.01")


class Standing(StrEnum):
    """How a value stands to its target."""

    MET = "met"  # the target is reached already
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"  # behind the way, but the pace would still reach the target
    OFF_TRACK = "off_track"
    UNKNOWN = "unknown"  # no target, or no value


@dataclass(frozen=True)
class Judgement:
    """`gap`: how far behind the way (negative: ahead); `heading`: what the pace since the base would reach."""

    standing: Standing
    expected: Decimal | None = None
    gap: Decimal | None = None
    heading: Decimal | None = None
    target: Point | None = None

    @property
    def off(self) -> Decimal:
        """How far behind the way, as a share of what it asks: comparable between units."""
        if self.gap is None or not self.expected:
            return Decimal(0)
        return self.gap / abs(self.expected)


def expected_at(points: Sequence[Point], moment: Decimal) -> Decimal:
    """What the way asks at a moment, as a year with its fraction; before the base the base, after the target that."""
    first, last = points[0], points[-1]
    if moment <= _end(first):
        return first[1]
    for (y0, v0), (y1, v1) in pairwise(points):
        if moment <= y1 + 1:
            return v0 + (v1 - v0) * (moment - (y0 + 1)) / (y1 - y0)
    return last[1]


def asked_by(points: Sequence[Point], last_month: date) -> Decimal:
    """What the way asks at the end of a month."""
    return expected_at(points, _moment(last_month)).quantize(HUNDREDTH, ROUND_HALF_UP)


def judge(value: Decimal | None, points: Sequence[Point] | None, *, up: bool, last_month: date) -> Judgement:
    """A value of a period that ends with this month."""
    if value is None or not points:
        return Judgement(Standing.UNKNOWN, target=points[-1] if points else None)
    asked = asked_by(points, last_month)
    gap = asked - value if up else value - asked
    heading = _heading(value, points, _moment(last_month))
    target = points[-1]
    if reaches(value, target[1], up):
        standing = Standing.MET
    elif gap <= 0:
        standing = Standing.ON_TRACK
    else:
        standing = Standing.AT_RISK if heading is not None and reaches(heading, target[1], up) else Standing.OFF_TRACK
    return Judgement(standing, asked, gap, heading, target)


def _heading(value: Decimal, points: Sequence[Point], moment: Decimal) -> Decimal | None:
    """Null before anything can be said of a pace: within a quarter of the base."""
    base, (year, _) = points[0], points[-1]
    passed = moment - _end(base)
    if passed < Decimal("0.25"):
        return None
    pace = (value - base[1]) / passed
    return (value + pace * max(year + 1 - moment, Decimal(0))).quantize(HUNDREDTH, ROUND_HALF_UP)


def _moment(last_month: date) -> Decimal:
    return last_month.year + Decimal(last_month.month) / 12


def _end(point: Point) -> Decimal:
    return Decimal(point[0] + 1)


def reaches(value: Decimal, target: Decimal, up: bool) -> bool:
    """Whether a value meets a limit; `up`: more is better. What "met" means, wherever something is held to a limit."""
    return value >= target if up else value <= target
