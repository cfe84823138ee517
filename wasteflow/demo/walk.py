"""What the demo's people find to do: loads that have come to each step, and drums just filled, all in one city."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from manifests.model import Basis
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


def add(companies: Companies, journeys: Journeys, drops: list[Drop], loads: list[Load], end: datetime) -> None:
    """Put the open loads and drums into the plan. Deterministic for a seed and an end."""
    random = Random(f"{companies.seed}:walk")
    for n, (step, hours) in enumerate(OPEN):
        load = _load(random, companies, n, end - timedelta(hours=hours))
        _hurry(journeys, load, step, end)
        drops += load.drops
        loads.append(load)
    for n in range(6):
        waste = _drum(random)
        drops.append(_drop(random, companies, waste, f"drum {n}", end - timedelta(hours=n * 5 + 1)))


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


def _hurry(journeys: Journeys, load: Load, step: str, end: datetime) -> None:
    """Its steps, pressed together so that the last one it has come to lies before the end."""
    journeys.run([load])
    load.fate, load.last = "accepted", step
    steps = STEPS[: STEPS.index(step) + 1]
    whole = end - load.begins
    for n, name in enumerate(steps):
        load.times[name] = load.begins + whole * (n / (len(steps) + 1))


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
