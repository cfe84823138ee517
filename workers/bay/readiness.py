"""Two zero-waste cities by 2027: which criteria a city meets, and where its months lead. Pure.

The forecast is a straight line through the months counted so far with its prediction interval of 80 %: simple, stated,
and wide where little is known. A criterion is on track where the whole interval meets it, off track where none of it
does, and at risk between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from wasteflow.catalog.bay import ReadinessCriterion
from workers.targets.track import reaches

Standing = Literal["on_track", "at_risk", "off_track", "unknown"]
LEAST = 4  # months that a line needs
# 90 % quantiles of Student's t by degrees of freedom: what an interval of 80 % takes on either side.
STUDENT = (
    3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341, 1.337,
    1.333, 1.330, 1.328, 1.325, 1.323, 1.321, 1.319, 1.318, 1.316, 1.315, 1.314, 1.313, 1.311, 1.310,
)  # fmt: skip
NORMAL = 1.2816


@dataclass(frozen=True)
class Forecast:
    """Percent at the month asked for, and the interval of 80 %; `months`: how many it rests on."""

    value: Decimal
    low: Decimal
    high: Decimal
    months: int


@dataclass(frozen=True)
class Met:
    """One criterion of one city."""

    criterion: str
    now: Decimal | None  # of the last twelve months
    forecast: Forecast | None
    standing: Standing


@dataclass(frozen=True)
class CityReadiness:
    """A city, with what is on track first."""

    city: str
    met: tuple[Met, ...]

    @property
    def ready(self) -> bool:
        """Whether every criterion is on track."""
        return all(one.standing == "on_track" for one in self.met)

    def count(self, standing: Standing) -> int:
        """How many criteria stand so."""
        return sum(one.standing == standing for one in self.met)


def forecast(series: Sequence[tuple[date, Decimal]], at: date) -> Forecast | None:
    """The line through (month, percent) at another month; None with too few months."""
    n = len(series)
    if n < LEAST:
        return None
    xs = [float(_months(month)) for month, _ in series]
    ys = [float(value) for _, value in series]
    mean_x, mean_y = sum(xs) / n, sum(ys) / n
    spread = sum((x - mean_x) ** 2 for x in xs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
    where = float(_months(at)) - mean_x
    value = mean_y + slope * where
    rest = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in zip(xs, ys, strict=True)) / (n - 2)
    t = STUDENT[n - 3] if n - 3 < len(STUDENT) else NORMAL
    half = t * (rest * (1 + 1 / n + where**2 / spread)) ** 0.5
    return Forecast(_percent(value), _percent(value - half), _percent(value + half), n)


def _months(month: date) -> int:
    return month.year * 12 + month.month


def _percent(value: float) -> Decimal:
    return Decimal(str(min(max(value, 0.0), 100.0))).quantize(Decimal("0.1"))


def standing(criterion: ReadinessCriterion, now: Decimal | None, ahead: Forecast | None) -> Standing:
    """On track, at risk or off track; without a forecast what is met now is at risk still."""

    def meets(value: Decimal) -> bool:
        return reaches(value, criterion.threshold.value, criterion.direction == "up")

    if now is None:
        return "unknown"
    if ahead is None:
        return "at_risk" if meets(now) else "off_track"
    ends = {meets(ahead.low), meets(ahead.high)}
    return "at_risk" if len(ends) == 2 else "on_track" if ends == {True} else "off_track"


def readiness(
    now: Mapping[str, Mapping[str, Decimal | None]],
    series: Mapping[str, Mapping[str, Sequence[tuple[date, Decimal]]]],
    criteria: Mapping[str, ReadinessCriterion],
    at: date,
) -> list[CityReadiness]:
    """Each city (city -> criterion -> percent, and its months), the readiest first."""
    found = []
    for city, values in now.items():
        met = []
        for id, criterion in criteria.items():
            ahead = forecast(series.get(city, {}).get(id, ()), at)
            met.append(Met(id, values.get(id), ahead, standing(criterion, values.get(id), ahead)))
        found.append(CityReadiness(city, tuple(met)))
    return sorted(found, key=lambda c: (-c.count("on_track"), c.count("off_track"), c.count("unknown"), c.city))
