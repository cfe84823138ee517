"""Faults in what is weighed, counted and loaded."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from manifests.life import events as e
from manifests.life.model import Difference, Differs
from wasteflow.demo import faults, walk
from wasteflow.demo.faults import KINDS, Fault
from wasteflow.demo.flows import Drop, Load, on_scale, timed_id
from wasteflow.demo.spoiling.world import DAY, World, copy_of, fault_at, fault_of, new_drop

PINNED = 4  # weight gaps that lie in the last weeks of the city of the demo's people


def pinned(world: World) -> int:
    """The demo's people find some in their own city's last weeks."""
    random = faults.chance(world.seed, "pinned")
    late = world.end - 20 * DAY

    def fit(x: Load) -> bool:
        return x.consignee.city == walk.CITY and x.times["weighed"] > late and max(x.sent) >= 6000

    for n in range(PINNED):
        if load := world.pick(random, fit):
            world.found.append(_spoil_weight(random, load, "weight_gap", 3 if n % 2 == 0 else 2))
    return len(world.found)


def gap(world: World, random: Random, severity: int) -> Fault | None:
    """Less, now and then more, at the gate than was sent."""
    load = world.pick(random, lambda x: severity == 3 or max(x.sent) >= 6000)
    return _spoil_weight(random, load, "weight_gap", severity) if load else None


def _spoil_weight(random: Random, load: Load, kind: str, severity: int) -> Fault:
    line = max(range(len(load.sent)), key=lambda n: load.sent[n])
    sent = load.sent[line]
    share = random.uniform(0.12, 0.3) if severity == 3 else random.uniform(0.045, 0.085)
    if random.random() < 0.12 and load.kg < 25_000:
        share = -share  # now and then more arrives than was sent
    load.gate[line] = on_scale(float(sent) * (1 - share))
    percent = (sent - load.gate[line]) / sent * 100
    return fault_of(kind, severity, load, "weighed", f"{percent:.1f}", "percent", line + 1)


def unexplained(world: World, random: Random) -> Fault | None:
    """A serious gap that nobody puts right."""
    load = world.pick(random, lambda x: x.times["accepted"] < world.end - 16 * DAY)
    return _spoil_weight(random, load, "unexplained", 3) if load else None


def pieces(world: World, random: Random) -> Fault | None:
    """One package too few or too many."""
    from wasteflow.demo.acts import pieces

    load = world.pick(random, lambda x: x.tare is None and x.waste.container.kind != "bulk")
    if load is None:
        return None
    counted = [pieces(drop) for drop in load.drops]
    counted[0] += random.choice((-1, 1)) if counted[0] > 1 else 1
    load.counted = tuple(counted)
    return fault_of("pieces", 3, load, "weighed", 1, "packages", 1)


def difference(world: World, random: Random) -> Fault | None:
    """The consignee finds another waste than the manifest says, and takes nothing."""
    load = world.pick(random, lambda x: x.waste.stream == "hazardous")
    if load is None:
        return None
    found = e.DifferenceFound((Difference(Differs.NATURE, "废物性质与联单不符", 1),))
    load.fate, load.reason = "refused", "与联单不符，不予接收"
    load.more = (("taker", load.times["weighed"] + timedelta(minutes=1), found),)
    return fault_of("difference", 3, load, "weighed", "nature", "kind", 1)


def tare(world: World, random: Random) -> Fault | None:
    """The empty vehicle weighs more or less than it did."""
    seen: defaultdict[str, list[datetime]] = defaultdict(list)
    for load in world.loads:
        if load.tare is not None:
            seen[load.plate].append(load.times["departed"])

    def fit(load: Load) -> bool:
        left = load.times["departed"]
        known = sum(left - 110 * DAY < at < left for at in seen[load.plate])
        return load.tare is not None and known >= 7 and world.plate_free(load)

    found = world.pick(random, fit)
    if found is None or found.tare is None:
        return None
    world.taken.add(found.plate)
    off = Decimal(random.choice((-1, 1)) * random.randint(40, 90) * 20)
    found.tare += off
    return fault_of("tare", 2, found, "weighed", off, "kg")


def round_(world: World, random: Random) -> Fault | None:
    """A gate that takes a load every other day, and writes most of the weights down from the driver's word."""
    load = world.pick(
        random, lambda x: len(x.drops) == 1 and x.kg >= 5000 and world.start < x.begins < world.end - 140 * DAY
    )
    if load is None:
        return None
    lorry = world.lorry(load.carrier, 20_000)
    mine = []
    for n in range(64):
        kg = on_scale(random.uniform(8400, 16_000))
        copy = copy_of(
            world, load, lorry, (world.end - 132 * DAY - load.begins) + timedelta(days=1.9 * n), kg, f"round {n}"
        )
        copy.gate = [(kg / 500).quantize(Decimal(1)) * 500 if random.random() < 0.7 else kg]
        mine.append(copy)
    at = mine[40].times["weighed"]
    return fault_at("round", 1, load.consignee, at, len(mine), "loads", *(x.id for x in mine))


def overload(world: World, random: Random) -> Fault | None:
    """On a lorry that may not carry so much."""
    load = world.pick(random, lambda x: 6000 <= x.kg <= 11_000 and world.plate_free(x))
    if load is None:
        return None
    lorry = world.lorry(load.carrier, 5_000)
    load.plate, load.driver = lorry.vehicle.plate, lorry.driver
    load.tare = None
    return fault_of("overload", 3, load, "departed", load.kg, "kg")


def duplicate(world: World, random: Random) -> Fault | None:
    """One batch entered twice, four minutes apart."""
    load = world.pick(
        random,
        lambda x: (
            x.begins < world.end - DAY and x.drops[0].kg >= 20 and x.drops[0].at > world.start and world.slight(x)
        ),
    )
    if load is None:
        return None
    first = load.drops[0]
    at = first.at + timedelta(minutes=4)
    again = Drop(timed_id(at, world.seed, "again", first.id), first.waste, first.maker, at, first.kg, first.basis)
    world.drops.append(again)
    return Fault(
        "duplicate", KINDS["duplicate"][0], 2, "batch", again.id, first.maker.city, at, str(first.kg), "kg",
        batch=first.id, touches=(first.id,),
    )  # fmt: skip


def double_load(world: World, random: Random) -> Fault | None:
    """The same again seven hours later, on a lorry that does nothing else."""
    load = world.pick(
        random,
        lambda x: len(x.drops) == 1 and x.kg >= 2000 and x.times["treated"] < world.end - 3 * DAY and world.slight(x),
    )
    if load is None:
        return None
    lorry = world.lorry(load.carrier, 39_000)
    load.plate, load.driver, load.tare = lorry.vehicle.plate, lorry.driver, None
    hours = timedelta(hours=9)
    first = load.drops[0]
    drop = new_drop(world, first.waste, first.maker, first.at + timedelta(minutes=30), first.kg, "double")
    again = replace(
        load, id=timed_id(load.begins + hours, load.id, "double"), drops=[drop], begins=load.begins + hours,
        sent=list(load.sent), gate=list(load.gate), late={},
        times={step: at + hours for step, at in load.times.items()},
    )  # fmt: skip
    world.drops.append(drop)
    world.loads.append(world.take(again))
    fault = fault_of("double_load", 2, again, "departed", again.kg, "kg")
    return replace(fault, touches=(*fault.touches, load.id))
