"""What is planned and what was spoiled already; how a fault is written down."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from math import hypot
from random import Random
from uuid import UUID

from manifests.life.model import Basis
from manifests.trails.model import Zone
from wasteflow.demo.companies import Companies, Company
from wasteflow.demo.faults import KINDS, Fault
from wasteflow.demo.flows import Drop, Load, timed_id
from wasteflow.demo.journeys import Journeys, Lorry
from wasteflow.demo.setting import Waste

DAY = timedelta(days=1)
SLIGHT = Decimal("0.02")
ORDINARY = ("hazardous", "general_industrial", "construction", "household")


@dataclass
class World:
    """All that is planned, and what was spoiled already."""

    seed: int
    start: datetime
    end: datetime
    companies: Companies
    journeys: Journeys
    loads: list[Load]
    drops: list[Drop]
    tight_plans: dict[tuple[UUID, str], Decimal] = field(default_factory=dict)  # site, code -> t planned this year
    tight_permits: dict[str, Decimal] = field(default_factory=dict)  # company -> t a year
    zones: list[Zone] = field(default_factory=list)  # drawn for what goes wrong there
    unwritten: list[Load] = field(default_factory=list)  # driven, and no manifest says so
    taken: set[object] = field(default_factory=set)  # loads, sites and plates something is wrong with
    found: list[Fault] = field(default_factory=list)

    def pick(self, random: Random, fit: Callable[[Load], bool]) -> Load | None:
        """A load nothing is wrong with, over before the last day, that is `fit`; it is taken then."""
        free = [x for x in self.loads if x.id not in self.taken and ordinary(x, self.end) and fit(x)]
        return self.take(random.choice(free)) if free else None

    def take(self, load: Load) -> Load:
        """Nothing else is to go wrong with it."""
        self.taken |= {load.id, *(drop.id for drop in load.drops)}
        return load

    def slight(self, load: Load) -> bool:
        """Whether as much again would hardly move what its city made: the totals of cities are anchored."""
        drop = load.drops[0]
        return load.kg <= self.made[drop.maker.city, drop.waste.stream] * SLIGHT

    @cached_property
    def made(self) -> dict[tuple[str, str], Decimal]:
        """City and stream -> kilograms planned."""
        kg: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for drop in self.drops:
            kg[drop.maker.city, drop.waste.stream] += drop.kg
        return kg

    def plate_free(self, load: Load) -> bool:
        """Whether nothing is wrong with its vehicle."""
        return load.plate not in self.taken

    def lorry(self, carrier: Company, kg: int) -> Lorry:
        """One nobody else drives."""
        lorry = self.journeys.fleet(carrier).buy(kg)
        lorry.free = self.end + DAY
        self.taken.add(lorry.vehicle.plate)
        return lorry


def ordinary(load: Load, end: datetime) -> bool:
    """Nothing unusual about it, and weighed in both places."""
    return (
        load.fate == "accepted"
        and not load.last
        and (load.waste.stream in ORDINARY or load.by_water)
        and not load.consignee.collects
        and not load.consignor.collects
        and all(d.basis is Basis.WEIGHED for d in load.drops)
        and load.times["accepted"] < end - timedelta(hours=6)
    )


def fault_of(
    kind: str, severity: int, load: Load, step: str, size: object, unit: str, line: int | None = None
) -> Fault:
    """What was done to a load, at one of its steps."""
    return Fault(
        kind, KINDS[kind][0], severity, "manifest", load.id, load.consignee.city, load.times[step], str(size), unit,
        line, load.drops[line - 1].id if line else None, touches=tuple(drop.id for drop in load.drops),
    )  # fmt: skip


def fault_at(kind: str, severity: int, company: Company, at: datetime, size: object, unit: str, *more: UUID) -> Fault:
    """What was done at a site; `more`: what else a rule may name."""
    touches = (company.org.id, *more)
    return Fault(
        kind, KINDS[kind][0], severity, "site", company.site.id, company.city, at, str(size), unit, touches=touches
    )


def new_drop(
    world: World, waste: Waste, maker: Company, at: datetime, kg: Decimal, key: str, entered: datetime | None = None
) -> Drop:
    """One more batch; `key` tells those of one maker and moment apart."""
    return Drop(
        timed_id(at, world.seed, maker.key, waste.code, key), waste, maker, at, kg, Basis.WEIGHED, entered=entered
    )


def copy_of(world: World, load: Load, lorry: Lorry, by: timedelta, kg: Decimal, key: str) -> Load:
    """A load like this one, so much later, of waste of its own."""
    drop = new_drop(world, load.waste, load.consignor, load.drops[0].at + by, kg, f"{load.id} {key}")
    begins = load.begins + by
    copy = replace(
        load, id=timed_id(begins, load.id, key), drops=[drop], begins=begins, sent=[kg], gate=[kg], late={}, tare=None,
        plate=lorry.vehicle.plate, driver=lorry.driver, times={step: at + by for step, at in load.times.items()},
    )  # fmt: skip
    world.drops.append(drop)
    world.loads.append(world.take(copy))
    return copy


def apart_km(one: Company, other: Company) -> float:
    """As the crow flies."""
    north, east = (other.site.lat or 0) - (one.site.lat or 0), (other.site.lon or 0) - (one.site.lon or 0)
    return hypot(north * 111, east * 102)
