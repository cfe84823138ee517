"""Values of indicators from sums of cells; what cells there are is asked in `workers.queries`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from workers.indicators.balance import Balance, Part, balance_of
from workers.indicators.indicator import Indicator

SHARE = Decimal("0.0001")


@dataclass(frozen=True)
class Sum:
    """Cells added up over a period (months as their first day)."""

    start: date
    stream: str
    category: str
    measure: str
    basis: str
    from_stock: bool
    kg: Decimal
    loads: int


@dataclass(frozen=True)
class Watermark:
    """The data's position: custody events up to this transaction are counted; `at` is when it last moved."""

    xid: int
    events: int
    at: datetime


@dataclass(frozen=True)
class IndicatorValue:
    """One figure with what it is made of. Kilograms; `coverage` is the share of each side by what weights rest on."""

    code: str
    id: str
    city: str
    start: date
    end: date  # first day of the last month
    unit: str
    direction: str
    numerator: Decimal
    denominator: Decimal
    value: Decimal | None  # null: nothing to divide by
    balance: Balance
    numerator_loads: int
    denominator_loads: int
    coverage: dict[str, dict[str, Decimal]]
    status: str  # provisional: late events may still move it
    watermark: Watermark


def value_of(
    indicator: Indicator, sums: Iterable[Sum], *, city: str, start: date, end: date, watermark: Watermark
) -> IndicatorValue:
    """The value for a period from the sums of exactly that period."""
    own = [s for s in sums if concerns(indicator, s)]
    balance = balance_of(Part(s.measure, s.from_stock, s.kg) for s in own)
    above = [s for s in own if s.measure in indicator.numerator_measures]
    under = [s for s in own if stands_below(indicator, s)]
    return IndicatorValue(
        code=indicator.code,
        id=indicator.id,
        city=city,
        start=start,
        end=end,
        unit=indicator.unit,
        direction=indicator.direction,
        numerator=indicator.numerator(balance),
        denominator=indicator.denominator(balance),
        value=indicator.rate(balance),
        balance=balance,
        numerator_loads=sum(s.loads for s in above),
        denominator_loads=sum(s.loads for s in under),
        coverage={"numerator": shares(above), "denominator": shares(under)},
        status="provisional",
        watermark=watermark,
    )


def concerns(indicator: Indicator, s: Sum) -> bool:
    """Whether the indicator speaks of this waste."""
    return s.stream in indicator.streams and s.category not in indicator.without_categories


def stands_below(indicator: Indicator, s: Sum) -> bool:
    """Whether these loads are part of its denominator."""
    return s.measure in indicator.denominator_measures or (s.measure == indicator.stock_measure and s.from_stock)


def shares(sums: Sequence[Sum]) -> dict[str, Decimal]:
    """By what weights rest on."""
    whole = sum((s.kg for s in sums), Decimal(0))
    if not whole:
        return {}
    bases = sorted({s.basis for s in sums})
    by_basis = {basis: sum((s.kg for s in sums if s.basis == basis), Decimal(0)) for basis in bases}
    return {basis: (kg / whole).quantize(SHARE, ROUND_HALF_UP) for basis, kg in by_basis.items()}
