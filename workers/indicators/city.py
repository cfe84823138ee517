"""The whole indicator set of a city and period: each value with what it rests on, and what is missing for it. Pure.

Three sources that are never mixed silently: `custody` (sums of the roll-up), `statistics` (entered, perhaps approved),
`declared` (in words). A value is as sure as the least sure of its figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from uuid import UUID

from wasteflow.catalog.indicators import Computed, Formula
from workers.indicators.balance import Part, balance_of
from workers.indicators.engine import Sum, concerns, shares, stands_below
from workers.indicators.indicator import Indicator

Source = Literal["custody", "statistics"]
Standing = Literal["reviewed", "provisional", "missing", "declared", "unknown"]
TONNE = Decimal(1000)
HUNDREDTH, FOURTH = Decimal("0.01"), Decimal("0.0001")
_OF_BASE = (Formula.DECLINE, Formula.GROWTH)


@dataclass(frozen=True)
class Amount:
    """A figure of the period: where it comes from, and whether a second person approved it (custody: never yet, since
    late events may still move it). `coverage`: of custody, the share by what weights rest on."""

    figure: str
    value: Decimal
    source: Source
    approved: bool = False
    coverage: Mapping[str, Decimal] = field(default_factory=dict)
    statistic: UUID | None = None
    loads: int = 0  # of custody


@dataclass(frozen=True)
class SetValue:
    """One indicator of a city and period. `missing`: figures without which there is no value; `base`: the year that a
    decline or growth is measured against."""

    id: str
    value: Decimal | None
    standing: Standing
    above: Amount | None = None
    below: Amount | None = None
    before: Amount | None = None
    missing: tuple[str, ...] = ()
    base: int | None = None
    statement: UUID | None = None  # of an indicator in words
    approved_words: bool = False
    met: str = ""  # how far it is met, as stated

    @property
    def known(self) -> bool:
        """Whether there is a figure, or what the city says in words."""
        return self.value is not None or self.statement is not None


def value_of(
    computed: Computed, now: Mapping[str, Amount], before: Mapping[str, Amount], base: int | None = None
) -> SetValue:
    """`now` and `before`: figures of the period, and of the same part of the base year."""
    if computed.formula is Formula.UNKNOWN:
        return SetValue(computed.id, None, "unknown")
    if computed.formula is Formula.DECLARED:
        return SetValue(computed.id, None, "declared")
    above, below = (now.get(id) if id else None for id in (computed.above, computed.below))
    earlier = before.get(computed.above or "") if computed.formula in _OF_BASE else None
    missing = tuple(id for id in computed.figures if id not in now)
    if computed.formula in _OF_BASE and (base is None or earlier is None):
        missing += ("base_year",)
    used = [x for x in (above, below, earlier) if x is not None]
    value = None if missing or above is None else _value(computed, above, below, earlier)
    standing: Standing = "missing" if value is None else "reviewed" if all(x.approved for x in used) else "provisional"
    return SetValue(computed.id, value, standing, above, below, earlier, missing, base)


def amount_of(figure: str, sums: Sequence[Sum]) -> Amount:
    """A figure of custody, in tonnes, with the share of each basis."""
    kg = sum((s.kg for s in sums), Decimal(0))
    return Amount(figure, kg / TONNE, "custody", coverage=shares(sums), loads=sum(s.loads for s in sums))


def from_custody(indicator: Indicator, sums: Sequence[Sum]) -> SetValue:
    """An indicator with a file of its own, from the sums of exactly the period."""
    own = [s for s in sums if concerns(indicator, s)]
    balance = balance_of(Part(s.measure, s.from_stock, s.kg) for s in own)
    above = amount_of("numerator", [s for s in own if s.measure in indicator.numerator_measures])
    below = amount_of("denominator", [s for s in own if stands_below(indicator, s)])
    above = replace(above, value=indicator.numerator(balance) / TONNE)
    below = replace(below, value=indicator.denominator(balance) / TONNE)
    value = indicator.rate(balance)
    return SetValue(indicator.code, value, "missing" if value is None else "provisional", above, below)


def _value(computed: Computed, above: Amount, below: Amount | None, earlier: Amount | None) -> Decimal | None:
    """None where there is nothing to divide by."""
    match computed.formula:
        case Formula.SHARE if below is not None and below.value:
            return (above.value / below.value * 100).quantize(HUNDREDTH, ROUND_HALF_UP)
        case Formula.RATIO if below is not None and below.value:
            return (above.value / below.value / computed.scale).quantize(FOURTH, ROUND_HALF_UP)
        case Formula.AMOUNT:
            return (above.value / computed.scale).quantize(FOURTH, ROUND_HALF_UP).normalize() + 0
        case Formula.DECLINE if earlier is not None and earlier.value:
            return ((earlier.value - above.value) / earlier.value * 100).quantize(HUNDREDTH, ROUND_HALF_UP)
        case Formula.GROWTH if earlier is not None and earlier.value:
            return ((above.value - earlier.value) / earlier.value * 100).quantize(HUNDREDTH, ROUND_HALF_UP)
        case _:
            return None
