"""What an indicator is: one file in `catalogue/` with `INDICATOR = Indicator(...)`. Its docstring is its card."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from wasteflow.catalog.indicators import IndicatorSet, indicator_set
from wasteflow.core.i18n import text
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


def set_markdown() -> list[str]:
    """The whole set: each indicator with its formula over figures, and where each figure comes from."""
    known = indicator_set()
    lines = [
        "## The whole set",
        "",
        "From `wasteflow/catalog/data/indicators_*.toml`, one file an edition, and `zero_waste_indicators.csv`.",
        "`GET /indicator-set` computes it for a city and a year or month: the place's own, then everybody's. A figure",
        "in *italics* is counted from custody, any other is entered. A newer edition takes over for the periods that",
        "end after it began; what an older one computed keeps its ids and stays.",
        "",
    ]
    for edition in known.editions.values():
        lines += [
            f"### Edition {edition.id}, since {edition.since}{edition.place and f', of {edition.place}'}",
            "",
            f"Source: {edition.source} ({edition.confidence}).",
            "",
            "| indicator | what it is | formula | figures | better |",
            "| --- | --- | --- | --- | --- |",
            *_rows(known, edition.id),
            "",
        ]
    return lines


def _rows(known: IndicatorSet, edition: str) -> list[str]:
    lines = []
    for one in known.indicators.values():
        if one.edition != edition:
            continue
        figures = [known.figures[id] for id in one.figures]
        said = " / ".join(f"*{f.names['en']}*" if f.custody else f.names["en"] for f in figures)
        units = ", ".join(dict.fromkeys(known.units[f.unit]["en"] for f in figures))
        lines.append(
            f"| {one.id} | {one.names['en']} | {one.formula} | {said}{units and f' ({units})'} | {one.direction} |"
        )
    return lines


def indicators_markdown() -> str:
    """The page about indicators, made from their files."""
    lines = [
        "# Indicators",
        "",
        "Generated from `workers/indicators/catalogue/`; one file is one indicator. Each value comes with its",
        "numerator, denominator, the share of either that rests on weighed, estimated and declared weights, and the",
        "position up to which custody is counted; `GET /indicators/{code}/loads` lists the loads behind it.",
        "",
    ]
    for indicator in all_indicators().values():
        balance, rate = indicator.example
        lines += [
            f"## {indicator.code} {text(f'indicators.{indicator.id}.title', 'en')}",
            "",
            indicator.card,
            "",
            f"- File `{indicator.id}`; unit {indicator.unit}; better when it goes {indicator.direction}",
            f"- Formula: {indicator.formula}",
            f"- Streams: {', '.join(f'`{s}`' for s in indicator.streams)}"
            + (f", without {', '.join(indicator.without_categories)}" if indicator.without_categories else ""),
            f"- Example: {balance.generated} generated, {balance.used} used, {balance.used_from_stock} of it from"
            f" earlier stock: {rate} %",
            "",
        ]
    return "\n".join([*lines, *set_markdown()]).rstrip() + "\n"
