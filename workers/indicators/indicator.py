"""What an indicator is: one file in `catalogue/` with `INDICATOR = Indicator(...)`. Its docstring is its card."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from workers.indicators import catalogue
from workers.indicators.balance import Balance

DIGITS = Decimal("0.01")  # bulletins print percentages with up to two decimals


@dataclass(frozen=True)
class Indicator:
    """A share in percent. Which waste it speaks of is data (streams, categories left out), so that the cells behind it
    can be listed; what is divided by what are two functions of a balance.
    """

    code: str  # in the national set (catalogue table zero_waste_indicator, with edition and source): ZW21-16
    streams: tuple[str, ...]
    numerator: Callable[[Balance], Decimal]
    denominator: Callable[[Balance], Decimal]
    numerator_measures: tuple[str, ...]
    denominator_measures: tuple[str, ...]
    stock_measure: str  # the part of this measure taken from earlier stock belongs to the denominator too
    formula: str
    direction: str  # up: more is better; down
    example: tuple[Balance, Decimal]  # amounts and the rate they give
    without_categories: tuple[str, ...] = ()
    unit: str = "%"
    id: str = ""  # the name of its file
    card: str = ""  # the docstring of its file

    def rate(self, balance: Balance) -> Decimal | None:
        """Percent, to two decimals; None where nothing was generated or taken from stock."""
        below = self.denominator(balance)
        if not below:
            return None
        return (self.numerator(balance) / below * 100).quantize(DIGITS, ROUND_HALF_UP)


@cache
def all_indicators() -> dict[str, Indicator]:
    """Every file of the folder by its code in the national set."""
    found = {}
    for module in pkgutil.iter_modules(catalogue.__path__):
        loaded = importlib.import_module(f"{catalogue.__name__}.{module.name}")
        indicator = replace(loaded.INDICATOR, id=module.name, card=inspect.cleandoc(loaded.__doc__ or ""))
        found[indicator.code] = indicator
    return dict(sorted(found.items()))


# --- the page docs/indicators.md ---------------------------------------------------------------------------
