"""Sums over cities, rates with the interval that their weights leave, and the ranks that interval allows. Pure.

The interval follows from what weights rest on (`uncertainty` of `bay.toml`): the mean half-width of the numerator and
of the denominator, put together as independent. It says how well a rate is known, not how a year might have gone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from wasteflow.catalog.bay import BayArea, Group

HUNDREDTH = Decimal("0.01")
ZERO, HUNDRED = Decimal(0), Decimal(100)
Share = Literal["used", "landfilled"]


@dataclass(frozen=True)
class Part:
    """A sum of cells of one city and month."""

    city: str
    month: date
    stream: str
    measure: str  # generated, used, disposed, other_treatment
    basis: str
    from_stock: bool
    landfilled: bool
    kg: Decimal


@dataclass
class Amounts:
    """Kilograms, and in `spread` the kilograms that each may be off. Amounts add up."""

    kg: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    spread: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, name: str, kg: Decimal, percent: Decimal) -> None:
        self.kg[name] += kg
        self.spread[name] += kg * percent / 100

    def plus(self, other: "Amounts") -> "Amounts":
        both = Amounts()
        for one in (self, other):
            for name, kg in one.kg.items():
                both.kg[name] += kg
            for name, kg in one.spread.items():
                both.spread[name] += kg
        return both


@dataclass(frozen=True)
class Rate:
    """Percent, with the interval that the weights leave."""

    value: Decimal
    low: Decimal
    high: Decimal


def amounts(parts: Iterable[Part], group: Group, bay: BayArea) -> dict[str, Amounts]:
    """City -> what its cells of this group come to; cities whose system has no such class are left out."""
    found: defaultdict[str, Amounts] = defaultdict(Amounts)
    for part in parts:
        if part.stream not in group.streams or not group.counts(part.city):
            continue
        known = bay.uncertainty.get(part.basis)
        percent = known.value if known else max(v.value for v in bay.uncertainty.values())
        mine = found[part.city]
        mine.add(part.measure, part.kg, percent)
        if part.landfilled:
            mine.add("landfilled", part.kg, percent)
        if part.from_stock:
            mine.add("landfilled_stock" if part.landfilled else f"{part.measure}_stock", part.kg, percent)
    return dict(found)


def together(found: Mapping[str, Amounts], cities: Iterable[str]) -> Amounts:
    """The sum of these cities."""
    whole = Amounts()
    for city in cities:
        if city in found:
            whole = whole.plus(found[city])
    return whole


def rate(of: Amounts, share: Share) -> Rate | None:
    """What was used (or landfilled), of what was generated and of what was taken for it from earlier stock."""
    above = of.kg.get(share, ZERO)
    below = of.kg.get("generated", ZERO) + of.kg.get(f"{share}_stock", ZERO)
    if below <= 0:
        return None
    spread_below = of.spread.get("generated", ZERO) + of.spread.get(f"{share}_stock", ZERO)
    relative = spread_below / below
    if above > 0:
        relative = (relative**2 + (of.spread.get(share, ZERO) / above) ** 2).sqrt()
    value = above / below * HUNDRED
    return Rate(*(_rounded(x) for x in (value, max(value * (1 - relative), ZERO), value * (1 + relative))))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Place:
    """A city's place: the best and the worst that the intervals allow."""

    city: str
    rate: Rate
    best: int
    worst: int


def ranking(rates: Mapping[str, Rate | None]) -> list[Place]:
    """By value; two cities whose intervals touch may stand either way round."""
    known = {city: r for city, r in rates.items() if r is not None}
    places = [
        Place(
            city,
            mine,
            best=1 + sum(other.low > mine.high for other in known.values()),
            worst=sum(other.high >= mine.low for other in known.values()),
        )
        for city, mine in known.items()
    ]
    return sorted(places, key=lambda p: (-p.rate.value, p.city))
