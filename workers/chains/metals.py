"""Generators of wastes that carry heavy metals: what they make in a year, what lies there and how long, where it ends.

Who stands on the list follows from the codes (`heavy_metals.toml`); nobody enters it. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.catalog.chains import HeavyMetals
from workers.chains.model import ZERO, Lying, Made, Treated

Waste = tuple[str, str]  # scheme, code


@dataclass(frozen=True)
class Line:
    """One waste of a generator. `fate`: (measure, method scheme:code, kilograms), the most first."""

    scheme: str
    code: str
    category: str
    metals: tuple[str, ...]
    made: Decimal
    lying: Decimal
    since: datetime | None
    fate: tuple[tuple[str, str, Decimal], ...]

    @property
    def ended(self) -> Decimal:
        """Finally treated."""
        return sum((kg for _, _, kg in self.fate), ZERO)


@dataclass(frozen=True)
class Generator:
    """A site with its wastes, the most first."""

    site: UUID
    lines: tuple[Line, ...]

    @property
    def metals(self) -> list[str]:
        """All it has to do with."""
        return list(dict.fromkeys(metal for line in self.lines for metal in line.metals))

    @property
    def made(self) -> Decimal:
        return sum((line.made for line in self.lines), ZERO)

    @property
    def lying(self) -> Decimal:
        return sum((line.lying for line in self.lines), ZERO)

    @property
    def since(self) -> datetime | None:
        """When the oldest of its stock came into the store."""
        return min((line.since for line in self.lines if line.since), default=None)


def generators(
    made: Iterable[Made], lying: Iterable[Lying], treated: Iterable[Treated], known: HeavyMetals
) -> list[Generator]:
    """Who made such waste or still has some: key metals first, then the most."""
    of_code: dict[Waste, str] = {}
    made_kg: defaultdict[UUID, defaultdict[Waste, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    stock: dict[tuple[UUID, Waste], Lying] = {}
    fate: defaultdict[tuple[UUID, Waste], list[Treated]] = defaultdict(list)
    for x in made:
        made_kg[x.site][x.scheme, x.code] += x.kg
        of_code[x.scheme, x.code] = x.category
    for lot in lying:
        stock[lot.site, (lot.scheme, lot.code)] = lot
        of_code[lot.scheme, lot.code] = lot.category
        made_kg[lot.site][lot.scheme, lot.code] += ZERO
    for one in treated:
        fate[one.site, (one.scheme, one.code)].append(one)
    found = [Generator(site, _lines(site, wastes, of_code, stock, fate, known)) for site, wastes in made_kg.items()]
    return sorted((g for g in found if g.lines), key=lambda g: (not _key(g, known), -g.made, str(g.site)))


def _lines(
    site: UUID,
    wastes: dict[Waste, Decimal],
    of_code: dict[Waste, str],
    stock: dict[tuple[UUID, Waste], Lying],
    fate: dict[tuple[UUID, Waste], list[Treated]],
    known: HeavyMetals,
) -> tuple[Line, ...]:
    lines = []
    for waste, kg in wastes.items():
        metals = known.of(waste[1], of_code[waste])
        lot = stock.get((site, waste))
        ends = sorted(fate.get((site, waste), ()), key=lambda x: (-x.kg, x.method))
        if metals:
            line = Line(
                *waste, of_code[waste], metals, kg, lot.kg if lot else ZERO, lot.since if lot else None,
                tuple((x.measure, x.method, x.kg) for x in ends),
            )  # fmt: skip
            lines.append(line)
    return tuple(sorted(lines, key=lambda x: (-x.made, -x.lying, x.code)))


def _key(found: Generator, known: HeavyMetals) -> bool:
    return any(id in known.metals and known.metals[id].key for id in found.metals)
