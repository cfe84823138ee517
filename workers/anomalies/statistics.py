"""Statistics of few and crooked values: medians, not means; floors, so that a dull history makes no alarm of a trifle.

Of weights as floats, for they are compared here and never summed or stored.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import asin, cos, log10, radians, sin, sqrt
from statistics import median

Number = float | Decimal
Place = tuple[float, float]  # latitude, longitude in degrees

BENFORD = tuple(log10(1 + 1 / digit) for digit in range(1, 10))


def middle(values: Sequence[Number]) -> float:
    """The median."""
    return median(float(value) for value in values)


def mad(values: Sequence[Number]) -> float:
    """The median distance from the median."""
    at = middle(values)
    return median(abs(float(value) - at) for value in values)


def robust_z(value: Number, values: Sequence[Number], floor: Number) -> float:
    """How far out a value lies (Iglewicz and Hoaglin 1993: over 3.5 is out); `floor` is the least spread assumed. Where
    there is neither spread nor floor nothing can be said: 0."""
    spread = max(mad(values), float(floor))
    return 0.6745 * (float(value) - middle(values)) / spread if spread else 0.0


def cusum(
    values: Sequence[Number], baseline: Sequence[Number], floor: Number, slack: float = 0.5
) -> tuple[float, float]:
    """The sum of what lies above, and below, the baseline's median by more than `slack` spreads, up to now: a drift too
    slow for any single value shows here. In spreads."""
    at, spread = middle(baseline), max(1.4826 * mad(baseline), float(floor))
    up = down = 0.0
    for value in values:
        step = (float(value) - at) / spread
        up, down = max(0.0, up + step - slack), max(0.0, down - step - slack)
    return up, down


def seasonal(values: Sequence[Number], period: int = 12) -> list[float]:
    """Values less what their place in the season usually is; as they are where no whole second season is known."""
    series = [float(value) for value in values]
    if len(series) < 2 * period:
        return series
    usual = [median(series[place::period]) for place in range(period)]
    return [value - usual[n % period] + median(series) for n, value in enumerate(series)]


def first_digits(values: Sequence[Number]) -> float:
    """Chi-square (8 degrees of freedom) of first digits against Benford's law."""
    found = [int(f"{abs(float(value)):e}"[0]) for value in values if value]
    expected = [share * len(found) for share in BENFORD]
    return sum((found.count(d) - e) ** 2 / e for d, e in enumerate(expected, 1))


def km(one: Place, other: Place) -> float:
    """Along the earth's surface."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))
