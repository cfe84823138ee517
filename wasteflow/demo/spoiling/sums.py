"""Faults that only show in sum: over months, over a year, between companies."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from wasteflow.core.clock import BAY_AREA, local_date
from wasteflow.demo.companies import Company
from wasteflow.demo.faults import Fault
from wasteflow.demo.flows import Drop, Load, on_scale
from wasteflow.demo.journeys import STEPS, Lorry
from wasteflow.demo.setting import setting
from wasteflow.demo.spoiling.world import DAY, World, copy_of, fault_at, new_drop
from wasteflow.people.model import Role


def over_plan(world: World, random: Random) -> Fault | None:
    """Less was planned than is made."""
    year = local_date(world.end).year
    made: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for drop in world.drops:
        if drop.waste.scheme == "cn-hw" and local_date(drop.at).year == year and drop.at < world.end:
            made[drop.maker.key, drop.waste.code] += drop.kg
    busy = sorted(key for key, kg in made.items() if kg > 3000 and (*key, "plan") not in world.taken)
    if not busy:
        return None
    maker_key, code = random.choice(busy)
    world.taken.add((maker_key, code, "plan"))
    maker, kg = world.companies.all[maker_key], made[maker_key, code]
    planned = (kg / Decimal("1.4") / 1000).quantize(Decimal("0.1"))
    world.tight_plans[maker.site.id, code] = planned
    return fault_at("over_plan", 2, maker, world.end, planned, "t planned")


def over_pace(world: World, random: Random) -> Fault | None:
    """Less is licensed than is taken in."""
    year = local_date(world.end).year
    taken: defaultdict[str, Decimal] = defaultdict(Decimal)
    for load in world.loads:
        if load.fate != "cancelled" and load.waste.scheme == "cn-hw" and local_date(load.begins).year == year:
            taken[load.consignee.key] += max(sum(load.sent), sum(load.gate))
    busy = sorted(
        key for key, kg in taken.items()
        if kg > 20_000 and (key, "pace") not in world.taken and not world.companies.all[key].collects
    )  # fmt: skip
    if not busy:
        return None
    key = random.choice(busy)
    world.taken.add((key, "pace"))
    scale = (taken[key] / 1000 / Decimal("1.16")).quantize(Decimal("0.1"))
    world.tight_permits[key] = scale
    return fault_at("over_pace", 3, world.companies.all[key], world.end, scale, "t a year")


def _months(world: World) -> list[tuple[datetime, datetime]]:
    """Whole months that a sweep before the end has looked at, the latest last."""
    found: list[tuple[datetime, datetime]] = []
    month = world.end.astimezone(BAY_AREA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if world.end - month < 4 * DAY:
        month = (month - DAY).replace(day=1)
    while (first := (month - DAY).replace(day=1)) >= world.start:
        found.insert(0, (first, month))
        month = first
    return found


def _made(world: World) -> dict[str, list[Drop]]:
    """Hazardous batches by maker that nothing is wrong with and that go straight to where they are treated."""
    straight: set[UUID] = set()
    for load in world.loads:
        usual = (
            load.fate == "accepted" and not load.last and not load.consignee.collects and not load.consignor.collects
        )
        if usual and load.id not in world.taken:
            straight |= {drop.id for drop in load.drops}
    by_maker: defaultdict[str, list[Drop]] = defaultdict(list)
    for drop in world.drops:
        free = drop.id in straight or (drop.own and drop.own_at)
        if drop.waste.scheme == "cn-hw" and drop.at >= world.start and free and drop.maker.city[0] != "8":
            by_maker[drop.maker.key].append(drop)
    return by_maker


def _remove(world: World, gone: Iterable[Drop]) -> Decimal:
    """These batches were never made, nor what they travelled on; how many kilograms that is."""
    ids = {drop.id for drop in gone}
    with_them = {load.id for load in world.loads if any(drop.id in ids for drop in load.drops)}
    for load in world.loads:
        if load.id in with_them:
            ids |= {drop.id for drop in load.drops}
    kg = sum((drop.kg for drop in world.drops if drop.id in ids), Decimal(0))
    world.loads[:] = [load for load in world.loads if load.id not in with_them]
    world.drops[:] = [drop for drop in world.drops if drop.id not in ids]
    return kg


def _works(world: World, random: Random, kind: str, shape: Callable[[int, bool], float]) -> Company | None:
    """A works that makes some hazardous waste, treated on the spot, and some general waste, twice a week; `shape`: what
    it makes of each (month counted back from the last whole one, hazardous?) against what is usual."""
    if len(_months(world)) < 9:
        return None
    city = random.choice([c for c in setting().cities if not c.startswith("8")])
    company = world.companies.add(city, "works", Role.GENERATOR, "表面工程", "Surface Works")
    hazardous = next(w for w in setting().wastes if w.own and w.scheme == "cn-hw")
    general = next(w for w in setting().wastes if w.stream == "general_industrial")
    _, last = _months(world)[-1]
    at = world.start + timedelta(days=random.uniform(1, 6))
    while at < world.end - 3 * DAY:
        local = at.astimezone(BAY_AREA)
        back = (last.year - local.year) * 12 + last.month - 1 - local.month
        for waste, usual in ((hazardous, 1300), (general, 2100)):
            kg = on_scale(usual * random.uniform(0.88, 1.12) * shape(back, waste is hazardous))
            drop = new_drop(world, waste, company, at, kg, f"{kind} {waste.code}")
            if waste is hazardous and waste.own:
                drop.own, drop.own_at = waste.own.method, at + timedelta(hours=5)
            world.drops.append(drop)
        at += timedelta(days=3.5, hours=random.uniform(-2, 2))
    return company


def relabelled(world: World, random: Random) -> Fault | None:
    """In the last month most of the hazardous waste is general waste; beside it a works where nothing is wrong."""

    def moved(back: int, hazardous: bool) -> float:
        return 1 if back else 0.25 if hazardous else 1 + 0.75 * 1300 / 2100

    _works(world, random, "steady", lambda *_: 1)
    works = _works(world, random, "relabelled", moved)
    return fault_at("relabelled", 4, works, _months(world)[-1][1], 75, "percent") if works else None


def drift(world: World, random: Random) -> Fault | None:
    """A little less every month, for the last six; beside it a works with a quiet season."""
    if len(_months(world)) < 14:
        return None
    falls = (0.42, 0.48, 0.55, 0.63, 0.72, 0.82)

    def fallen(back: int, hazardous: bool) -> float:
        return falls[back] if hazardous and 0 <= back < len(falls) else 1

    _works(world, random, "summer", lambda back, _: 0.85 if back in (5, 6) else 1)
    works = _works(world, random, "drift", fallen)
    return fault_at("drift", 2, works, _months(world)[-6][0], 58, "percent") if works else None


def residues(world: World, random: Random) -> Fault | None:
    """A plant whose residues shrink in one month, and what it takes in does not."""
    months = _months(world)
    taken: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for load in world.loads:
        if load.fate == "accepted" and not load.last and not load.consignee.collects:
            for n, (first, end) in enumerate(months):
                if first <= load.times["accepted"] < end:
                    taken[load.consignee.key][n] += int(load.kg)
    free = sorted(
        key for key, by_month in taken.items()
        if len(months) >= 8 and (key, "residues") not in world.taken
        and min(by_month[n] for n in range(len(months))) > 25_000
    )  # fmt: skip
    if not free:
        return None
    key = random.choice(free)
    world.taken.add((key, "residues"))
    company, waste = world.companies.all[key], next(w for w in setting().wastes if w.own and w.scheme == "cn-hw")
    for n, (first, _) in enumerate(months):
        for week in range(4):
            kg = taken[key][n] * 0.2 / 4 * random.uniform(0.93, 1.07) * (0.15 if n == len(months) - 1 else 1)
            at = first + timedelta(days=3 + 6 * week, hours=10)
            drop = new_drop(world, waste, company, at, on_scale(kg), f"ash {week}")
            drop.own, drop.own_at = waste.own.method if waste.own else None, at + timedelta(hours=4)
            world.drops.append(drop)
    return fault_at("residues", 2, company, months[-1][1], 85, "percent")


def _of_code(world: World, maker: str, code: str, since: datetime) -> list[Drop]:
    return [d for d in world.drops if (d.maker.key, d.waste.code) == (maker, code) and d.at >= since]


def silent(world: World, random: Random) -> Fault | None:
    """One waste is not entered any more."""
    since = world.end - 110 * DAY
    by_code: defaultdict[tuple[str, str], list[Drop]] = defaultdict(list)
    for key, drops in _made(world).items():
        for drop in drops:
            by_code[key, drop.waste.code].append(drop)
    free = sorted(
        key for key, drops in by_code.items()
        if key not in world.taken and key[0] not in world.taken and sum(d.at < since for d in drops) >= 25
        and (world.end - world.start) > 200 * DAY and not any(d.id in world.taken for d in _of_code(world, *key, since))
    )  # fmt: skip
    if not free:
        return None
    key, code = random.choice(free)
    world.taken |= {(key, code), key}
    gone = _of_code(world, key, code, since)
    kg = _remove(world, gone)
    return fault_at("silent", 2, world.companies.all[key], since, kg, "kg")


def triangle(world: World, random: Random) -> Fault | None:
    """One load, copied a dozen times: by night, in and out."""
    of_pair = Counter((x.consignor.key, x.consignee.key) for x in world.loads)

    def fit(x: Load) -> bool:
        early = world.start + 20 * DAY < x.begins < world.end - 150 * DAY
        return len(x.drops) == 1 and early and of_pair[x.consignor.key, x.consignee.key] <= 3

    load = world.pick(random, fit)
    if load is None:
        return None
    lorry, base, mine = world.lorry(load.carrier, 20_000), random.randint(350, 650) * 20, [load]
    _make_alike(random, load, lorry, Decimal(base))
    for n in range(1, 14):
        by = timedelta(days=9 * n)
        copy = copy_of(world, load, lorry, by, Decimal(base), f"copy {n}")
        _make_alike(random, copy, lorry, Decimal(base + 20 * random.randint(-2, 2)))
        mine.append(copy)
    fault = fault_at("triangle", 3, load.consignor, mine[9].times["accepted"], len(mine), "loads")
    return replace(fault, touches=(*fault.touches, *(x.id for x in mine), *(x.drops[0].id for x in mine)))


def _make_alike(random: Random, load: Load, lorry: Lorry, kg: Decimal) -> None:
    load.drops[0].kg, load.sent, load.gate, load.tare = kg, [kg], [kg], None
    load.plate, load.driver = lorry.vehicle.plate, lorry.driver
    left = load.times["departed"].astimezone(BAY_AREA)
    night = left.replace(hour=23, minute=random.randint(0, 40)) - left
    for step in STEPS:
        load.times[step] += night
    load.begins = load.times["created"]
    load.times["weighed"] = load.times["arrived"] + timedelta(minutes=2)
    load.times["accepted"] = load.times["arrived"] + timedelta(minutes=4)


def shell(world: World, random: Random) -> Fault | None:
    """A carrier that was not there before has a good part of one city's waste of one kind."""
    if (world.end - world.start) < 250 * DAY:
        return None
    since = world.end - 112 * DAY

    def fit(x: Load) -> bool:
        small = x.waste.scheme == "cn-hw" and len(x.drops) == 1 and x.kg < 9000 and x.tare is None
        return small and world.start < x.begins < since and (x.consignor.city, "shell") not in world.taken

    load = world.pick(random, fit)
    if load is None:
        return None
    city = load.consignor.city
    world.taken.add((city, "shell"))
    carrier = world.companies.add(city, "hazardous_carrier", Role.DISPATCHER, "新达运输", "Newcomer Transport")
    lorry = world.lorry(carrier, 12_000)
    for n in range(13):
        by = since - load.begins + timedelta(days=6.5 * n)
        kg = on_scale(random.uniform(6500, 9500))
        copy_of(world, load, lorry, by, kg, f"shell {n}").carrier = carrier
    return fault_at("shell", 2, carrier, since, 13, "loads", load.id)
