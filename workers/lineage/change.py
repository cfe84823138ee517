"""Why a value moved between two periods: the difference shared out among those who made it, exactly. Pure.

A value is `plus + factor × above / below`. What one of them adds to the difference is its change above the line at the
mean of both denominators' inverses, less its change below at the mean of both numerators: whoever is looked at first
makes no difference, and the parts add up to the whole. Printed parts are rounded so that they add up too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from wasteflow.catalog.indicators import Computed, Formula

Pair = tuple[Decimal, Decimal]  # above the line, below it


@dataclass(frozen=True)
class Share:
    """What one of them (a city, a stream, a site, a figure) adds to the difference."""

    key: str
    before: Pair
    after: Pair
    change: Decimal


@dataclass(frozen=True)
class Form:
    """How a value follows from its two sides; `digits` it is printed with."""

    plus: int
    factor: Fraction
    divided: bool
    digits: int

    @classmethod
    def of(cls, computed: Computed) -> "Form":
        match computed.formula:
            case Formula.RATIO:
                return cls(0, 1 / Fraction(computed.scale), True, 4)
            case Formula.AMOUNT:
                return cls(0, 1 / Fraction(computed.scale), False, 4)
            case Formula.DECLINE:
                return cls(100, Fraction(-100), True, 2)
            case Formula.GROWTH:
                return cls(-100, Fraction(100), True, 2)
            case _:
                return cls(0, Fraction(100), True, 2)

    def value(self, above: Fraction, below: Fraction) -> Fraction | None:
        if not self.divided:
            return self.plus + self.factor * above
        return self.plus + self.factor * above / below if below else None


def decompose(form: Form, before: Mapping[str, Pair], after: Mapping[str, Pair]) -> list[Share] | None:
    """The largest first; they add up to the difference of the printed values. None where one of them has no value."""
    keys = sorted({*before, *after})
    nothing = (Decimal(0), Decimal(0))
    pairs = {key: (before.get(key, nothing), after.get(key, nothing)) for key in keys}
    (a0, b0), (a1, b1) = (_sum(old for old, _ in pairs.values()), _sum(new for _, new in pairs.values()))
    first, last = form.value(a0, b0), form.value(a1, b1)
    if first is None or last is None:
        return None
    inverse = (1 / b0 + 1 / b1) / 2 if form.divided else Fraction(1)
    pull = (a0 + a1) / (2 * b0 * b1) if form.divided else Fraction(0)
    exact = [
        form.factor * ((Fraction(new[0]) - Fraction(old[0])) * inverse - (Fraction(new[1]) - Fraction(old[1])) * pull)
        for old, new in pairs.values()
    ]
    unit = Fraction(1, 10**form.digits)
    whole = _printed(last, form.digits) - _printed(first, form.digits)
    printed = _rounded(exact, unit, whole)
    shares = [
        Share(key, old, new, Decimal(n) / 10**form.digits)
        for (key, (old, new)), n in zip(pairs.items(), printed, strict=True)
    ]
    return sorted(shares, key=lambda share: (-abs(share.change), share.key))


def _sum(pairs: Iterable[Pair]) -> tuple[Fraction, Fraction]:
    found = list(pairs)
    return sum((Fraction(a) for a, _ in found), Fraction(0)), sum((Fraction(b) for _, b in found), Fraction(0))


def _printed(value: Fraction, digits: int) -> int:
    """In units of the last digit, halves away from zero, as values are printed."""
    scaled = abs(value) * 10**digits
    whole = int(scaled + Fraction(1, 2))
    return whole if value >= 0 else -whole


def _rounded(exact: list[Fraction], unit: Fraction, whole: int) -> list[int]:
    """Whole units that add up to `whole`: those nearest to the next unit give way first."""
    scaled = [value / unit for value in exact]
    floors = [value.numerator // value.denominator for value in scaled]
    missing = whole - sum(floors)
    order = sorted(range(len(exact)), key=lambda n: (floors[n] - scaled[n], n))
    for n in range(abs(missing)):  # at most a unit each, unless the printed values themselves were rounded apart
        at = order[n % len(order)] if missing > 0 else order[-1 - n % len(order)]
        floors[at] += 1 if missing > 0 else -1
    return floors
