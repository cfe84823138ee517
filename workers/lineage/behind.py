"""Which loads a side of a value is made of. Pure."""

from dataclasses import dataclass
from typing import Literal

from wasteflow.catalog.indicators import indicator_set
from workers.indicators.indicator import Indicator, all_indicators

Part = Literal["numerator", "denominator"]
PARTS: tuple[Part, Part] = ("numerator", "denominator")


@dataclass(frozen=True)
class Behind:
    """Loads of these streams and measures; of `stock_measures` only what was generated before the period began."""

    streams: tuple[str, ...]
    measures: tuple[str, ...]
    without_categories: tuple[str, ...] = ()
    stock_measures: tuple[str, ...] = ()

    def counts(self, stream: str, category: str, measure: str, *, from_stock: bool) -> bool:
        """Whether such loads are among them."""
        mine = stream in self.streams and category not in self.without_categories
        return mine and (measure in self.measures or (from_stock and measure in self.stock_measures))


def of_indicator(indicator: Indicator, part: Part) -> Behind:
    """Of an indicator with a file of its own."""
    if part == "numerator":
        return Behind(indicator.streams, indicator.numerator_measures, indicator.without_categories)
    return Behind(
        indicator.streams, indicator.denominator_measures, indicator.without_categories, (indicator.stock_measure,)
    )


def behind(id: str, part: Part) -> Behind | None:
    """Of an indicator of the set; None where this side does not come from custody."""
    if own := all_indicators().get(id):
        return of_indicator(own, part)
    computed = indicator_set().indicators[id]
    figure = indicator_set().figures.get((computed.above if part == "numerator" else computed.below) or "")
    if figure is None or figure.custody is None:
        return None
    return Behind(figure.custody.streams, figure.custody.measures, stock_measures=figure.custody.stock)
