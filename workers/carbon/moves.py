"""Trips by the energy of their vehicles: tonne-kilometres, the share that is clean, what they emit. Pure.

Ways are straight lines times a detour (catalogue `transport.toml`), since no odometer is on record; a vehicle that no
register knows has no energy, and the shares are told of what is known, with how much that is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from wasteflow.catalog.transport import Transport
from workers.anomalies.statistics import Place, km

TENTH = Decimal("0.1")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Leg:
    """Loads from one place to another by one kind of vehicle. `energy` null: the plate is in no register."""

    energy: str | None
    start: Place | None
    end: Place | None
    loads: int
    kg: Decimal


@dataclass(frozen=True)
class ByEnergy:
    """One kind of vehicle."""

    energy: str | None
    loads: int
    t: Decimal
    t_km: Decimal
    kg_co2e: Decimal | None


@dataclass(frozen=True)
class Moves:
    """A period's trips. Shares in percent of the tonne-kilometres whose vehicle is known."""

    rows: tuple[ByEnergy, ...]
    t_km: Decimal
    known: Decimal | None  # share of all tonne-kilometres whose vehicle is known
    clean: Decimal | None
    new: Decimal | None
    kg_co2e: Decimal | None
    without_place: int  # loads whose way is not known: counted in no tonne-kilometre


def moves(legs: Iterable[Leg], transport: Transport) -> Moves:
    """What was moved, by energy; unknown vehicles last."""
    loads: defaultdict[str | None, int] = defaultdict(int)
    t: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    t_km: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    without = 0
    for leg in legs:
        energy = leg.energy if leg.energy in transport.energies else None
        loads[energy] += leg.loads
        t[energy] += leg.kg / 1000
        if leg.start is None or leg.end is None:
            without += leg.loads
        else:
            t_km[energy] += leg.kg / 1000 * transport.road_km(km(leg.start, leg.end))
    rows = [
        ByEnergy(
            energy, loads[energy], t[energy], t_km[energy].quantize(TENTH), _emits(energy, t_km[energy], transport)
        )
        for energy in sorted(loads, key=lambda e: (e is None, -t_km[e], e or ""))
    ]
    whole = sum(t_km.values(), ZERO)
    known = whole - t_km[None]

    def share(part: Decimal, of: Decimal) -> Decimal | None:
        return (part / of * 100).quantize(TENTH) if of else None

    energies = transport.energies
    return Moves(
        rows=tuple(rows),
        t_km=whole.quantize(TENTH),
        known=share(known, whole),
        clean=share(sum((x for e, x in t_km.items() if e and energies[e].clean), ZERO), known),
        new=share(sum((x for e, x in t_km.items() if e and energies[e].new), ZERO), known),
        kg_co2e=sum((row.kg_co2e or ZERO for row in rows), ZERO) if known else None,
        without_place=without,
    )


def _emits(energy: str | None, t_km: Decimal, transport: Transport) -> Decimal | None:
    return None if energy is None else (t_km * transport.energies[energy].factor.value).quantize(TENTH)
