"""What the demo's people find to do: loads that have come to each step, and drums just filled, all in one city."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from manifests.life.model import Basis
from wasteflow.demo.companies import Companies, Company
from wasteflow.demo.flows import Drop, Load, on_scale, timed_id
from wasteflow.demo.journeys import STEPS, Journeys
from wasteflow.demo.setting import Vessel, Waste, setting

CITY = "440300"
CODES = ("336-062-17", "336-054-17")
# Each is a load that has come to this step, so many hours ago made.
OPEN = (
    ("created", 2), ("created", 26), ("published", 3), ("published", 5), ("signed", 2), ("signed", 4),
    ("departed", 4), ("departed", 6), ("arrived", 5), ("arrived", 7), ("weighed", 8),
    ("accepted", 30), ("accepted", 54),
)  # fmt: skip


def factory(companies: Companies) -> Company:
    """The plating factory of the demo's clerk."""
    return companies.makers[CITY, "plating"][0]


def carrier(companies: Companies) -> Company:
    """The carrier of its driver and dispatcher."""
    return companies.carrier(CITY, "hazardous")


def receiver(companies: Companies) -> Company:
    """The site that takes its waste in."""
    return next(r for r in companies.receivers if r.city == CITY and "HW17" in r.takes)


@dataclass(frozen=True)
class Walk:
    """The open loads, each with the step it has come to, and the drums."""

    loads: list[tuple[Load, str]]
    drums: list[Drop]

    @property
    def drops(self) -> list[Drop]:
        return [d for load, _ in self.loads for d in load.drops] + self.drums

    def made(self) -> dict[tuple[str, str], Decimal]:
        """(city, code) -> kilograms: a part of what the city makes."""
        kg: dict[tuple[str, str], Decimal] = {}
        for drop in self.drops:
            key = (CITY, drop.waste.code)
            kg[key] = kg.get(key, Decimal(0)) + drop.kg
        return kg


def plan(companies: Companies, end: datetime) -> Walk:
    """What is open at `end`. The same seed and end give the same."""
    random = Random(f"{companies.seed}:walk")
    loads = [(_load(random, companies, n, end - timedelta(hours=hours)), step) for n, (step, hours) in enumerate(OPEN)]
    drums = [_drop(random, companies, _drum(random), f"drum {n}", end - timedelta(hours=n * 5 + 1)) for n in range(6)]
    return Walk(loads, drums)


def set_out(walk: Walk, journeys: Journeys, end: datetime) -> list[Load]:
    """The open loads with their lorries, their steps pressed together so that the last lies before the end."""
    for load, step in walk.loads:
        journeys.run([load])
        load.fate, load.last = "accepted", step
        steps = STEPS[: STEPS.index(step) + 1]
        for n, name in enumerate(steps):
            load.times[name] = load.begins + (end - load.begins) * (n / (len(steps) + 1))
    return [load for load, _ in walk.loads]


def _load(random: Random, companies: Companies, n: int, at: datetime) -> Load:
    waste = _drum(random)
    drops = [
        _drop(random, companies, waste, f"{n}:{k}", at - timedelta(hours=random.randint(1, 40)))
        for k in range(random.randint(2, 4))
    ]
    maker, taker = factory(companies), receiver(companies)
    return Load(
        timed_id(at, companies.seed, "walk", n), waste, drops, maker, taker, carrier(companies),
        "cn_utilisation:R4", at, [d.kg for d in drops],
    )  # fmt: skip


def _drum(random: Random) -> Waste:
    code = random.choice(CODES)
    waste = next(w for w in setting().wastes if w.code == code)
    return Waste(
        stream=waste.stream, code=waste.code, name=waste.name, form=waste.form, made_by=waste.made_by,
        share=Decimal(0), container=Vessel("drum", Decimal(200)), kg=230, ways=waste.ways,
    )  # fmt: skip


def _drop(random: Random, companies: Companies, waste: Waste, key: str, at: datetime) -> Drop:
    maker = factory(companies)
    kg = on_scale(random.uniform(180, 260))
    return Drop(timed_id(at, companies.seed, "walk", key, waste.code), waste, maker, at, kg, Basis.WEIGHED)
