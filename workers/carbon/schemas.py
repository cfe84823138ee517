"""HTTP shapes of carbon. Every figure stands with its factors, their edition, source and basis."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from wasteflow.catalog.model import EmissionFactor
from wasteflow.catalog.transport import Transport
from workers.carbon.inventory import Account
from workers.carbon.landfill import Methane
from workers.carbon.moves import Moves

KILO = Decimal("0.001")


class LandfillYear(BaseModel):
    """A year of a city's landfills."""

    model_config = ConfigDict(extra="forbid")
    city: str = Field(max_length=6, examples=["440300"])
    year: int = Field(ge=1950, le=2100, examples=[1998])
    kind: str = Field(max_length=30, description="A material of carbon.toml, or captured.", examples=["msw"])
    value: Decimal = Field(ge=0, max_digits=18, decimal_places=6, description="Tonnes; of captured a share.")
    source: str = Field(min_length=1, max_length=300, examples=["城建统计年鉴"])


class LandfillYears(BaseModel):
    """Years of a city's landfills, all or none."""

    model_config = ConfigDict(extra="forbid")
    years: list[LandfillYear] = Field(min_length=1, max_length=1000)


class Entered(BaseModel):
    """How many were taken."""

    entered: int


def account(found: Account) -> dict[str, Any]:
    """One family; never added to another."""
    return {
        "family": found.family,
        "kg_co2e": found.kg_co2e,
        "covered_percent": found.covered,
        "weighed_percent": found.weighed,
        "rests_on": [
            {
                "t": line.t.quantize(KILO),
                "kg_co2e_per_t": line.per_t,
                "kg_co2e": line.kg_co2e,
                "factor": _factor(line.factor),
                "baseline": line.baseline and _factor(line.baseline),
            }
            for line in found.emissions
        ],
        "without_factor": [
            {
                "stream": line.stream,
                "method": line.method,
                "t": line.t.quantize(KILO),
                "why": line.factor.basis if line.factor else "no factor speaks of it",
            }
            for line in found.without
        ],
    }


def _factor(row: EmissionFactor) -> dict[str, Any]:
    return {
        "route": row.route,
        "material": row.material,
        "kg_co2e_per_t": row.kg_co2e_per_t,
        "basis": row.basis,
        "edition": row.edition,
        "source": row.source,
        "confidence": row.confidence,
    }


def methane(found: Methane) -> dict[str, Any]:
    """A year of landfills, with all parameters."""
    return {
        "year": found.year,
        "ch4_t": found.ch4_t.quantize(KILO),
        "ch4_t_low": found.low.quantize(KILO),
        "ch4_t_high": found.high.quantize(KILO),
        "kg_co2e": found.kg_co2e.quantize(Decimal("0.1")),
        "by_material": {material: t.quantize(KILO) for material, t in found.by_material},
        "captured": found.captured,
        "years_known": found.years_known,
        "years_needed": found.years_needed,
        "method": "IPCC 2006 Guidelines, volume 5, chapter 3, first-order decay (equations 3.2 to 3.6)",
        "parameters": [
            {
                "parameter": p.row.parameter,
                "material": p.row.material,
                "value": p.row.value,
                "printed_range": p.row.printed_range,
                "edition": p.row.edition,
                "source": p.row.source,
                "confidence": p.row.confidence,
            }
            for p in found.parameters
        ],
    }


def moved(found: Moves, known: Transport, new_vehicles: Decimal | None) -> dict[str, Any]:
    """Trips by energy, with the targets."""
    return {
        "t_km": found.t_km,
        "known_percent": found.known,
        "clean_percent": found.clean,
        "clean_target": known.targets["clean"],
        "new_energy_percent": found.new,
        "new_vehicles_of_new_energy_percent": new_vehicles,
        "new_vehicles_target": known.targets["new"],
        "kg_co2e": found.kg_co2e,
        "loads_without_way": found.without_place,
        "by_energy": [
            {
                "energy": row.energy,
                "loads": row.loads,
                "t": row.t.quantize(KILO),
                "t_km": row.t_km,
                "kg_co2e": row.kg_co2e,
                "factor": known.energies[row.energy].factor if row.energy else None,
            }
            for row in found.rows
        ],
        "detour": known.detour,
    }
