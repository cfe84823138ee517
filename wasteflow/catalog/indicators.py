"""How indicators of the zero-waste city come about: figures, and formulas over them, read from `data/indicators.toml`.

What an indicator is called, in which group it stands and whether it is compulsory is the table `zero_waste_indicator`.
"""

from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Literal

from msgspec import Struct, convert

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Names


class Formula(StrEnum):
    """How a value comes about."""

    SHARE = "share"  # above / below, in percent
    RATIO = "ratio"
    AMOUNT = "amount"  # the figure itself
    DECLINE = "decline"  # against the figure of the base year, in percent
    GROWTH = "growth"
    CUSTODY = "custody"  # a file of its own in workers/indicators/catalogue
    DECLARED = "declared"  # in words
    UNKNOWN = "unknown"


class Custody(Struct, frozen=True):
    """Which sums of custody a figure is."""

    streams: tuple[str, ...]
    measures: tuple[str, ...]


class Figure(Struct, frozen=True):
    """One number that indicators rest on: from custody, or from a city's statistics."""

    id: str
    unit: str  # a key of `units`
    names: Names
    custody: Custody | None = None


class Computed(Struct, frozen=True):
    """One indicator of the set."""

    id: str
    formula: Formula
    names: dict[str, str]  # language -> name; zh-Hans stands in the table, except of the unknown one
    above: str | None = None  # figures
    below: str | None = None
    direction: Literal["up", "down", "none"] = "none"
    scale: Decimal = Decimal(1)

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(id for id in (self.above, self.below) if id)


class IndicatorSet(Struct, frozen=True):
    """An edition of the set, whole."""

    edition: str
    source: str
    confidence: Confidence
    units: dict[str, Names]
    figures: dict[str, Figure]
    indicators: dict[str, Computed]


@cache
def indicator_set() -> IndicatorSet:
    """The set that is in force."""
    found = law.parse("indicators")
    figures = {
        id: {"id": id, **block, "custody": _custody(block.get("custody"))} for id, block in found["figures"].items()
    }
    indicators = {id: {"id": id, **block} for id, block in found["indicators"].items()}
    return convert({**found, "figures": figures, "indicators": indicators}, IndicatorSet)


def _custody(written: str | None) -> dict[str, list[str]] | None:
    if written is None:
        return None
    streams, measures = written.split(":")
    return {"streams": streams.split("+"), "measures": measures.split("+")}
