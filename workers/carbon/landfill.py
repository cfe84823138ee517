"""Methane of landfilled waste by first-order decay. Pure.

IPCC 2006 Guidelines for National Greenhouse Gas Inventories, volume 5, chapter 3, equations 3.2 to 3.6 (kept by the
2019 Refinement), with the default delay: decay of what was deposited in a year starts on the first of January after it.

    CH4 generated in T = sum over x < T of W(x) DOC DOCf MCF (1 - e^-k) e^-k(T-x-1) F 16/12
    CH4 emitted in T   = CH4 generated (1 - R) (1 - OX)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wasteflow.catalog.carbon import landfill, parameter, span
from wasteflow.catalog.model import LandfillParameter

CARBON_TO_METHANE = Decimal(16) / Decimal(12)
ONE, ZERO = Decimal(1), Decimal(0)


@dataclass(frozen=True)
class Decay:
    """How one material decays."""

    doc: Decimal  # degradable organic carbon, fraction of wet weight
    docf: Decimal  # of which decays
    mcf: Decimal  # of which without air
    k: Decimal  # per year
    f: Decimal  # methane in the gas


def generated(deposits: Mapping[int, Decimal], year: int, decay: Decay) -> Decimal:
    """Tonnes of methane that deposits (year -> tonnes) make in one year."""
    lost = ONE - (-decay.k).exp()
    of_a_tonne = decay.doc * decay.docf * decay.mcf * lost * decay.f * CARBON_TO_METHANE
    alive = (t * (-decay.k * (year - x - 1)).exp() for x, t in deposits.items() if x < year)
    return of_a_tonne * sum(alive, ZERO)


def emitted(made: Decimal, *, captured: Decimal, oxidised: Decimal) -> Decimal:
    """What leaves the ground: `captured` of what is made is drawn off, of the rest `oxidised` in the cover."""
    return made * (ONE - captured) * (ONE - oxidised)


@dataclass(frozen=True)
class Parameter:
    """A value that the figure rests on, as the table has it."""

    material: str
    row: LandfillParameter


@dataclass(frozen=True)
class Methane:
    """A year of a city's landfills. `low`, `high`: at both ends of the range printed for k."""

    year: int
    ch4_t: Decimal
    low: Decimal
    high: Decimal
    kg_co2e: Decimal
    by_material: tuple[tuple[str, Decimal], ...]  # tonnes of methane emitted
    captured: Decimal  # share
    years_known: int  # of those that count, years of which a deposit is on record
    years_needed: int
    parameters: tuple[Parameter, ...]


def methane(
    deposits: Mapping[str, Mapping[int, Decimal]], year: int, rows: Sequence[LandfillParameter], captured: Decimal
) -> Methane:
    """The methane of one year: material -> year -> tonnes deposited."""
    chosen = landfill()
    history = int(parameter(rows, "history", "all").value)
    oxidised, gwp = parameter(rows, "OX", chosen.cover), parameter(rows, "GWP100 CH4", chosen.gas)
    used = [Parameter("", oxidised), Parameter("", gwp)]
    by_material, ends = [], [ZERO, ZERO]
    for material, found in sorted(deposits.items()):
        counted = {x: t for x, t in found.items() if year - history <= x < year}
        mine = _parameters(material, rows)
        used += [Parameter(material, row) for row in mine.values()]
        by_material.append(
            (material, emitted(generated(counted, year, _decay(mine)), captured=captured, oxidised=oxidised.value))
        )
        for n, k in enumerate(span(mine["k"])):
            made = generated(counted, year, _decay(mine, k))
            ends[n] += emitted(made, captured=captured, oxidised=oxidised.value)
    whole = sum((t for _, t in by_material), ZERO)
    known = {x for found in deposits.values() for x in found if year - history <= x < year}
    return Methane(
        year=year,
        ch4_t=whole,
        low=min(*ends, whole),
        high=max(*ends, whole),
        kg_co2e=whole * 1000 * gwp.value,
        by_material=tuple(by_material),
        captured=captured,
        years_known=len(known),
        years_needed=history,
        parameters=tuple(used),
    )


def _parameters(material: str, rows: Sequence[LandfillParameter]) -> dict[str, LandfillParameter]:
    chosen = landfill()
    of = chosen.materials[material]
    return {
        "DOC": parameter(rows, "DOC", of.doc),
        "DOCf": parameter(rows, "DOCf", "all"),
        "MCF": parameter(rows, "MCF", chosen.site),
        "k": parameter(rows, "k", of.k, chosen.climate),
        "F": parameter(rows, "F", "all"),
    }


def _decay(of: Mapping[str, LandfillParameter], k: Decimal | None = None) -> Decay:
    values = {name: row.value for name, row in of.items()}
    return Decay(values["DOC"], values["DOCf"], values["MCF"], values["k"] if k is None else k, values["F"])
