"""When each step of a load happens, who drives it, and what the scale at the gate says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import hypot
from random import Random
from uuid import UUID

from manifests.life.model import Basis
from wasteflow.core.ids import derived_id
from wasteflow.demo import names
from wasteflow.demo.companies import BARGES, Company
from wasteflow.demo.flows import Load, division, timed_id
from wasteflow.places.schemas import NewDriver, NewVehicle

SIZES = (5_000, 12_000, 20_000, 39_000)  # kg a lorry may carry
BARGE_SIZE = 500_000
STEPS = ("created", "published", "signed", "departed", "arrived", "weighed", "accepted", "treated")
EXACT, GUESSED = (0.0025, 0.007), (0.015, 0.045)  # standard deviation and largest gap between store and gate


@dataclass
class Lorry:
    vehicle: NewVehicle
    driver: str
    tare: Decimal  # kg
    free: datetime


@dataclass
class Fleet:
    """A carrier's lorries, as many as its loads need at once."""

    carrier: Company
    prefixes: tuple[str, ...]
    random: Random
    taken: set[str]  # plates of all fleets
    lorries: list[Lorry] = field(default_factory=list)

    @property
    def afloat(self) -> bool:
        """Whether its lorries are barges."""
        return self.carrier.kind == BARGES

    def take(self, at: datetime, until: datetime, kg: Decimal) -> Lorry:
        """The smallest lorry that is free and may carry it; a new one where there is none."""
        size = BARGE_SIZE if self.afloat else next(s for s in SIZES if s >= kg)
        fit = [x for x in self.lorries if x.free <= at and x.vehicle.licensed_kg == size]
        lorry = min(fit, key=lambda x: (x.free, x.vehicle.plate)) if fit else self.buy(size)
        lorry.free = until
        return lorry

    def drivers(self) -> list[NewDriver]:
        """One for each lorry."""
        org = self.carrier.org.id
        return [
            NewDriver(id=derived_id("demo", org, x.vehicle.plate, "driver"), org=org, name=x.driver)
            for x in self.lorries
        ]

    def buy(self, size: int) -> Lorry:
        """One more of this size."""
        while (plate := self._plate()) in self.taken:
            continue
        self.taken.add(plate)
        org = self.carrier.org.id
        electric = len(plate) == 8
        vehicle = NewVehicle(
            id=derived_id("demo", org, plate),
            org=org,
            plate=plate,
            energy="electric" if electric else "diesel",
            licensed_kg=Decimal(size),
        )
        tare = Decimal(round(size * self.random.uniform(0.3, 0.4), -1)) + 3000
        self.lorries.append(Lorry(vehicle, names.person(self.random), tare, datetime.min.replace(tzinfo=UTC)))
        return self.lorries[-1]

    def _plate(self) -> str:
        if self.afloat:
            return names.mmsi(self.random)
        return names.plate(self.random, self.carrier.city, self.prefixes)


class Journeys:
    """Gives every load its times, lorry, driver and weights, oldest first."""

    def __init__(self, seed: int, plates: Mapping[str, tuple[str, ...]], *, turned_away: bool = True) -> None:
        """`turned_away`: now and then a load is, and nothing is heard of it again."""
        self.seed = seed
        self.turned_away = turned_away
        self.fleets: dict[str, Fleet] = {}
        self._plates = plates
        self._taken: set[str] = set()
        self._there: dict[UUID, Decimal | None] = {}  # batch -> kg at its last consignee; none: it never came in whole

    def run(self, loads: Sequence[Load]) -> list[Load]:
        """All loads that can take place, with the manifests that were called off before them."""
        going: list[Load] = []
        for load in sorted(loads, key=lambda x: (x.begins, x.id)):
            if self._from_store(load):
                going += self._journey(load)
        return going

    def _from_store(self, load: Load) -> bool:
        """Weights of what another load brought; False where nothing of it came."""
        if load.sent:
            return True
        load.drops = [d for d in load.drops if self._there.get(d.id)]
        load.sent = [kg for d in load.drops if (kg := self._there[d.id])]
        return bool(load.drops)

    def _journey(self, load: Load) -> list[Load]:
        random = Random(f"{self.seed}:journey:{load.id}")
        self._times(random, load)
        fleet = self.fleet(load.carrier)
        back = load.times["arrived"] - load.times["departed"]
        lorry = fleet.take(load.times["departed"], load.times["accepted"] + back, load.kg)
        load.plate, load.driver = lorry.vehicle.plate, lorry.driver
        load.gate = [_at_gate(random, d.basis, kg) for d, kg in zip(load.drops, load.sent, strict=True)]
        if _weighed_whole(load):
            load.tare = lorry.tare + 20 * random.randint(-3, 3)  # fuel, and who sits in it
        before = self._fate(random, load)
        for drop, kg in zip(load.drops, load.gate, strict=True):
            self._there[drop.id] = kg if load.fate == "accepted" else None
        return [*before, load]

    def fleet(self, carrier: Company) -> Fleet:
        """A carrier's lorries."""
        if carrier.key not in self.fleets:
            random = Random(f"{self.seed}:fleet:{carrier.key}")
            self.fleets[carrier.key] = Fleet(carrier, self._plates[carrier.city], random, self._taken)
        return self.fleets[carrier.key]

    def _times(self, random: Random, load: Load) -> None:
        minutes = {
            "published": random.randint(3, 12),
            "signed": random.randint(8, 40),
            "departed": random.randint(6, 25),
            "arrived": round(_km(load) * _pace(random, load)) + random.randint(12, 30),
            "weighed": random.randint(4, 18),
            "accepted": random.randint(4, 25),
            "treated": _treatment_minutes(random, load),
        }
        at = load.times["created"] = load.begins
        for step, after in minutes.items():
            at = load.times[step] = at + timedelta(minutes=after, seconds=random.randint(0, 59))

    def _fate(self, random: Random, load: Load) -> list[Load]:
        """A few loads are refused in part or whole, a few manifests called off and made anew the next day."""
        dice = random.random()
        if load.waste.stream not in ("hazardous", "general_industrial") or load.consignee.collects:
            return []
        if dice < 0.005 and not self.turned_away:
            return []
        if dice < 0.002:
            load.fate, load.reason = "refused", "包装破损，渗漏，不予接收"
        elif dice < 0.005 and load.gate[0] >= 1000:
            load.fate, load.reason = "partly", "部分包装与联单不符"
        elif dice < 0.009 and not load.consignor.collects:
            at = load.begins - timedelta(hours=20)
            if at > load.drops[-1].at:
                off = Load(
                    timed_id(at, load.id), load.waste, load.drops, load.consignor, load.consignee, load.carrier,
                    load.method, at, load.sent, fate="cancelled", reason="车辆临时检修，改日运输",
                )  # fmt: skip
                off.times = {
                    "created": at,
                    "published": at + timedelta(minutes=6),
                    "cancelled": at + timedelta(hours=2),
                }
                return [off]
        return []


def _pace(random: Random, load: Load) -> float:
    """Minutes of a kilometre; a barge is three times as slow."""
    return random.uniform(1.1, 1.7) * (3 if load.by_water else 1)


def _km(load: Load) -> float:
    """Between the two sites, as the crow flies."""
    one, other = load.consignor.site, load.consignee.site
    north, east = (other.lat or 0) - (one.lat or 0), (other.lon or 0) - (one.lon or 0)
    return hypot(north * 111, east * 102)


def _weighed_whole(load: Load) -> bool:
    """One heavy line on a weighbridge: soil, refuse, slag."""
    streams = ("general_industrial", "construction", "household")
    return (
        len(load.drops) == 1 and load.gate[0] >= 5000 and load.waste.stream in streams and not load.consignee.collects
    )


def _treatment_minutes(random: Random, load: Load) -> int:
    longest = 6 if load.waste.stream in ("hazardous", "hk_chemical") else 1
    if load.consignee.collects:
        longest = 1
    return random.randint(60, 240) + 1440 * random.randint(0, longest)


def _at_gate(random: Random, basis: Basis, kg: Decimal) -> Decimal:
    """What the other scale shows of the same load: well under one percent off, more where the first was a guess."""
    spread, most = EXACT if basis is Basis.WEIGHED else GUESSED
    share = max(-most, min(most, random.gauss(0, spread)))
    step = division(kg)
    return max((kg * Decimal(str(round(1 + share, 6))) / step).quantize(Decimal(1)) * step, step)
