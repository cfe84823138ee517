"""Faults in when things happen, when they are entered, and what papers say of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random

from manifests.life import events as e
from wasteflow.catalog.law import streams
from wasteflow.demo.faults import Fault
from wasteflow.demo.flows import Load, on_scale, timed_id
from wasteflow.demo.journeys import STEPS
from wasteflow.demo.setting import setting
from wasteflow.demo.spoiling.world import DAY, World, apart_km, fault_at, fault_of, new_drop, ordinary


def _later(load: Load, after: str, by: timedelta) -> None:
    for step in STEPS[STEPS.index(after) :]:
        load.times[step] += by


def late_receipt(world: World, random: Random) -> Fault | None:
    """At the gate days later."""
    load = world.pick(random, lambda x: x.times["departed"] < world.end - 16 * DAY)
    if load is None:
        return None
    days = random.randint(9, 13)
    _later(load, "arrived", days * DAY)
    return fault_of("late_receipt", 3, load, "departed", days, "days")


def never_received(world: World, random: Random) -> Fault | None:
    """It left, and was never heard of again."""
    load = world.pick(random, lambda x: x.times["departed"] < world.end - 16 * DAY)
    if load is None:
        return None
    load.fate = "lost"
    return fault_of("never_received", 3, load, "departed", load.kg, "kg")


def late_hong_kong(world: World, random: Random) -> Fault | None:
    """Over Hong Kong's hours."""
    free = [
        x for x in world.loads
        if x.waste.stream == "hk_chemical" and x.fate == "accepted" and not x.last and x.id not in world.taken
        and x.times["treated"] < world.end - 5 * DAY
    ]  # fmt: skip
    if not free:
        return None
    load = world.take(random.choice(free))
    hours = random.randint(51, 80)
    _later(load, "arrived", timedelta(hours=hours))
    return fault_of("late_hong_kong", 3, load, "departed", hours, "hours")


def never_left(world: World, random: Random) -> Fault | None:
    """Signed, and no vehicle came."""
    load = world.pick(random, lambda x: x.times["signed"] < world.end - 15 * DAY)
    if load is None:
        return None
    load.last = "signed"
    return fault_of("never_left", 2, load, "signed", load.kg, "kg")


def unconfirmed(world: World, random: Random) -> Fault | None:
    """At the gate, and nobody says for weeks whether it is taken."""
    clocks = {id for id, stream in streams().items() if "receipt" in stream.clocks}
    load = world.pick(random, lambda x: x.waste.stream in clocks and x.times["treated"] < world.end - 18 * DAY)
    if load is None:
        return None
    days = random.randint(14, 17)
    _later(load, "accepted", days * DAY)
    return fault_of("unconfirmed", 2, load, "arrived", days, "days")


def stored(world: World, random: Random) -> Fault | None:
    """Medical waste that was made days before its collector came."""
    free = [
        x for x in world.loads
        if x.waste.stream == "medical" and x.fate == "accepted" and not x.last and x.id not in world.taken
        and x.drops[0].at.tzinfo and x.begins > world.start + 9 * DAY and not x.consignor.city.startswith("8")
    ]  # fmt: skip
    if not free:
        return None
    load = world.take(random.choice(free))
    days = random.randint(3, 6)
    load.drops[0].at -= days * DAY
    fault = fault_of("stored", 3, load, "created", days, "days")
    return replace(fault, subject_kind="batch", subject=load.drops[0].id, touches=(load.id,))


def late_entry(world: World, random: Random) -> Fault | None:
    """Its treatment is entered days later."""
    load = world.pick(random, lambda x: x.times["treated"] < world.end - 12 * DAY)
    if load is None:
        return None
    days = random.randint(4, 9)
    load.late["treated"] = load.times["treated"] + days * DAY
    return fault_of("late_entry", 2, load, "treated", days, "days")


def bulk(world: World, random: Random) -> Fault | None:
    """A month of small drums that were all written down at its end."""
    makers = [
        (waste, maker)
        for waste in setting().wastes
        if waste.stream == "hazardous" and not waste.own
        for (_, kind), many in world.companies.makers.items()
        if kind == waste.made_by
        for maker in many
        if (maker.key, "bulk") not in world.taken and not maker.city.startswith("8")
    ]
    if not makers:
        return None
    waste, maker = random.choice(makers)
    world.taken.add((maker.key, "bulk"))
    entered = (world.start + (world.end - world.start) * random.uniform(0.5, 0.9)).replace(hour=9, minute=30)
    made = []
    for n in range(random.randint(26, 34)):
        at = entered - timedelta(days=1 + n * 0.8, hours=random.uniform(0, 4))
        made.append(new_drop(world, waste, maker, at, on_scale(random.uniform(21, 49)), f"bulk {n}", entered))
    world.drops += made
    return fault_at("bulk", 2, maker, entered, len(made), "batches", *(drop.id for drop in made))


def correction(world: World, random: Random) -> Fault | None:
    """A change is asked for, and nobody answers."""
    load = world.pick(random, lambda x: x.times["departed"] < world.end - 25 * DAY)
    if load is None:
        return None
    asked = load.times["departed"] + timedelta(minutes=5)
    load.more = (("sender", asked, e.RevisionRequested("备注写错", remark="桶盖已加固")),)
    return replace(fault_of("correction", 2, load, "departed", 0, "answers"), at=asked)


def called_off(world: World, random: Random) -> Fault | None:
    """Signed, then called off by agreement; it leaves on another manifest."""
    before = {drop.id for x in world.loads if x.fate == "cancelled" for drop in x.drops}

    def fit(x: Load) -> bool:
        return x.begins - timedelta(hours=20) > x.drops[-1].at and x.drops[0].id not in before

    load = world.pick(random, fit)
    if load is None:
        return None
    at = load.begins - timedelta(hours=20)
    off = replace(
        load, id=timed_id(at, load.id, "off"), begins=at, fate="cancelled", reason="车辆临时检修，改日运输", gate=[],
        times={}, tare=None, late={}, plate="", driver="",
    )  # fmt: skip
    steps = {"created": 0, "published": 6, "signed": 30}
    off.times = {step: at + timedelta(minutes=minutes) for step, minutes in steps.items()}
    off.more = (
        ("sender", at + timedelta(minutes=90), e.RevisionRequested(off.reason, cancel=True)),
        ("taker", at + timedelta(minutes=150), e.RevisionApproved()),
    )
    world.loads.append(off)
    return fault_of("called_off", 1, off, "signed", off.kg, "kg")


def untreated(world: World, random: Random) -> Fault | None:
    """Taken in, and nothing is done with it."""
    load = world.pick(random, lambda x: x.times["accepted"] < world.end - 32 * DAY)
    if load is None:
        return None
    load.last = "accepted"
    return fault_of("untreated", 2, load, "accepted", load.kg, "kg")


def turned_away(world: World) -> list[Fault]:
    """Those that were, by chance, and of which nothing is heard."""
    known = {fault.subject for fault in world.found}
    away = (x for x in world.loads if x.fate in ("refused", "partly") and x.id not in known)
    return [
        fault_of("turned_away", 3, x, "accepted", x.kg, "kg") for x in away if x.times["accepted"] < world.end - 6 * DAY
    ]


def two_places(world: World, random: Random) -> Fault | None:
    """A load that left where its lorry had not come back to."""
    by_carrier: defaultdict[str, list[Load]] = defaultdict(list)
    for load in world.loads:
        if load.id not in world.taken and ordinary(load, world.end) and world.plate_free(load):
            by_carrier[load.carrier.key].append(load)
    pairs = [
        (first, then)
        for many in by_carrier.values()
        for first, then in _soon_after(sorted(many, key=lambda x: x.times["departed"]))
    ]
    if not pairs:
        return None
    first, then = random.choice(pairs)
    world.taken |= {first.plate, then.plate}
    lorry = world.lorry(first.carrier, 39_000)
    for load in (world.take(first), world.take(then)):
        load.plate, load.driver, load.tare = lorry.vehicle.plate, lorry.driver, None
    fault = fault_of("two_places", 3, then, "departed", 15, "minutes at most")
    return replace(fault, touches=(*fault.touches, first.id))


def _soon_after(loads: list[Load]) -> Iterable[tuple[Load, Load]]:
    for first in loads:
        if first.consignor.city == first.consignee.city or apart_km(first.consignor, first.consignee) < 45:
            continue
        came = first.times["arrived"]
        for then in loads:
            soon = timedelta(0) < then.times["departed"] - came < timedelta(minutes=15)
            if soon and apart_km(first.consignee, then.consignor) > 45:
                yield first, then
