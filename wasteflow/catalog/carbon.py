"""Which emission factor speaks of which treatment, and how landfilled waste decays: read from `data/carbon.toml`.

The factors themselves are the tables `emission_factor` and `landfill_parameter`, with edition and source.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from msgspec import Struct, convert

from wasteflow.catalog import law
from wasteflow.catalog.editions import holds
from wasteflow.catalog.model import EmissionFactor, LandfillParameter

Family = Literal["direct", "attributional", "avoided"]
FAMILIES: tuple[Family, ...] = ("direct", "attributional", "avoided")
# What the table of factors calls them. A factor that nobody has published stands there as `none`, without a value.
ROWS = {"direct": ("direct", "none"), "attributional": ("attributional",), "avoided": ("consequential",)}


class Named(Struct, frozen=True):
    """A factor by its route and material."""

    route: str
    material: str


class FactorRule(Struct, frozen=True, forbid_unknown_fields=True):
    """For which loads a factor stands; what is left out is any."""

    route: str
    material: str
    streams: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()  # scheme:code
    methods: tuple[str, ...] = ()
    baseline: Named | None = None

    def fits(self, stream: str, code: str, method: str) -> bool:
        """Whether a load of this waste, so treated, is meant."""
        return (
            (not self.streams or stream in self.streams)
            and (not self.codes or code in self.codes)
            and (not self.methods or method in self.methods)
        )


class DecayMaterial(Struct, frozen=True):
    """A material in a landfill: the rows of its parameters, and the streams that are counted as it."""

    doc: str
    k: str
    streams: tuple[str, ...]


class Landfill(Struct, frozen=True):
    """Which rows of the parameters hold in the Bay Area."""

    climate: str
    site: str
    cover: str
    gas: str
    methods: tuple[str, ...]
    materials: dict[str, DecayMaterial]


@cache
def rules() -> dict[str, tuple[FactorRule, ...]]:
    """Family -> its rules in the order in which they are tried."""
    found = law.parse("carbon")
    return {family: convert(found[family], tuple[FactorRule, ...]) for family in FAMILIES}


@cache
def landfill() -> Landfill:
    """The choice of parameters."""
    return convert(law.parse("carbon")["landfill"], Landfill)


def factor(
    factors: Sequence[EmissionFactor], family: Family, route: str, material: str, on: date
) -> EmissionFactor | None:
    """The youngest edition that holds on a day."""
    rows = [
        f for f in factors if f.family in ROWS[family] and (f.route, f.material) == (route, material) and holds(f, on)
    ]
    return max(rows, key=lambda f: f.valid_from, default=None)


def parameter(rows: Sequence[LandfillParameter], name: str, material: str, climate: str = "") -> LandfillParameter:
    """One row. Raises LookupError where the table has none (a test asks that it has)."""
    for row in rows:
        if row.parameter == name and row.material == material and climate in ("", row.climate):
            return row
    raise LookupError(f"{name} of {material} {climate}")


def span(row: LandfillParameter) -> tuple[Decimal, Decimal]:
    """The range printed beside a value; the value itself where none is."""
    low, _, high = (row.printed_range or "").partition("-")
    return (Decimal(low), Decimal(high)) if high else (row.value, row.value)
