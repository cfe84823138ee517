"""What a facility charges for a load, read from `data/charges.toml`: Hong Kong's construction waste."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Literal

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.editions import holding
from wasteflow.catalog.model import Confidence, Names, Value

Effect = Literal["refused", "told"]


class Rate(msgspec.Struct, frozen=True):
    """HKD per tonne, from one day to another."""

    hkd: Decimal
    valid_from: date
    source: str
    confidence: Confidence
    valid_to: date | None = None


class Facility(msgspec.Struct, frozen=True):
    """A kind of facility, for loads of one code."""

    id: str  # public_fill, sorting, landfill
    code: str
    inert: Names
    inert_confidence: Confidence
    rates: tuple[Rate, ...]

    def rate(self, on: date) -> Rate | None:
        """The charge on a day; null before there was one."""
        return holding(self.rates, on)


class Charging(msgspec.Struct, frozen=True):
    """The charging of one regime."""

    regime: str
    schemes: tuple[str, ...]
    clock: str
    citation: str
    without_account: Effect
    unprinted: Effect
    account_from: Value
    round: Value
    facilities: tuple[Facility, ...]

    def facility(self, scheme: str, code: str) -> Facility | None:
        """The kind of facility that a load of this code goes to."""
        return next((f for f in self.facilities if scheme in self.schemes and f.code == code), None)

    def amount(self, kg: Decimal, rate: Decimal) -> Decimal:
        """What these kilograms cost, rounded half up."""
        return (kg * rate / 1000).quantize(self.round.value, ROUND_HALF_UP)


@cache
def charging() -> dict[str, Charging]:
    """Regime -> its charging; only Hong Kong's construction waste has one."""
    return {regime: _charging(regime, block) for regime, block in law.parse("charges")["charges"].items()}


def _charging(regime: str, block: dict[str, Any]) -> Charging:
    values = {name: law.value(block[name]) for name in ("account_from", "round")}
    return msgspec.convert({"regime": regime, **block, **values}, Charging)
