"""Faults on the way: they show in the trail, and nowhere in the papers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from manifests.trails.model import Point, Zone, ZoneKind
from manifests.trails.shapes import to_shape
from wasteflow.core.clock import BAY_AREA, local_date
from wasteflow.demo import driving
from wasteflow.demo.faults import KINDS, Fault
from wasteflow.demo.flows import Load, timed_id
from wasteflow.demo.spoiling.world import DAY, World, apart_km, fault_of

LEAST_KM, LEAST_MINUTES = 22, 56
AROUND = 900  # metres that a zone closed for a day reaches


def _pick(world: World, random: Random, *, by_water: bool = False) -> Load | None:
    """A load of hazardous waste, or on a barge, on a long way, under a plate nothing is wrong with."""

    def fit(load: Load) -> bool:
        meant = load.by_water if by_water else load.waste.scheme == "cn-hw"
        whole = meant and driving.sends(load) and world.plate_free(load)
        far = apart_km(load.consignor, load.consignee) > LEAST_KM
        return whole and far and LEAST_MINUTES <= driving.minutes(load) == driving.between(load)

    return world.pick(random, fit)


def on_the_way(
    kind: str, severity: int, unit: str, *, by_water: bool = False
) -> Callable[[World, Random], Fault | None]:
    """A kind of fault that is only in the trail."""

    def spoil(world: World, random: Random) -> Fault | None:
        load = _pick(world, random, by_water=by_water)
        if load is None:
            return None
        load.road = kind
        wrong = driving.middle(load, kind)
        return _fault(load, kind, severity, wrong.first, wrong.last - wrong.first, unit)

    return spoil


def _fault(load: Load, kind: str, severity: int, minute: int, size: object, unit: str) -> Fault:
    at = load.times["departed"] + timedelta(minutes=minute)
    return replace(fault_of(kind, severity, load, "departed", size, unit), at=at)


def stop(world: World, random: Random) -> Fault | None:
    """Forty minutes somewhere, on a lorry that does nothing else."""
    load = _pick(world, random)
    if load is None:
        return None
    lorry = world.lorry(load.carrier, 39_000)
    load.plate, load.driver, load.tare, load.road = lorry.vehicle.plate, lorry.driver, None, "stop"
    for step in ("arrived", "weighed", "accepted", "treated"):
        load.times[step] += timedelta(minutes=driving.STANDS["stop"])
    return _fault(load, "stop", 3, driving.middle(load, "stop").first, driving.STANDS["stop"], "minutes")


def stop_near(world: World, random: Random) -> Fault | None:
    """A short stop beside a place where waste was tipped before."""
    load = _pick(world, random)
    if load is None:
        return None
    load.road = "stop_near"
    wrong = driving.middle(load, load.road)
    at = driving.spot(load, wrong.first)
    dump = Zone(
        f"dump-{str(load.id)[:13]}", load.consignee.city, ZoneKind.DUMP, "历史倾倒点", ((at[0] + 0.001, at[1]),),
        local_date(load.times["departed"]), "演示",
    )  # fmt: skip
    world.zones.append(dump)
    return _fault(load, "stop_near", 3, wrong.first, wrong.last - wrong.first, "minutes")


def closed(world: World, random: Random) -> Fault | None:
    """Through a quarter that the police closed to such waste for a day; others that went there too are told as well."""
    load = _pick(world, random)
    if load is None:
        return None
    day, half = local_date(load.times["departed"]), driving.minutes(load) // 2
    at = driving.spot(load, half)
    hour = (load.times["departed"] + timedelta(minutes=half)).astimezone(BAY_AREA).hour
    world.zones.append(
        Zone(
            f"closed-{str(load.id)[:13]}", load.consignee.city, ZoneKind.DENSE, "临时禁行区", (at,), day, "演示",
            reach_m=AROUND, closed=True, from_hour=(hour - 1) % 24, to_hour=(hour + 2) % 24,
            streams=(load.waste.stream,), valid_to=day,
        )
    )  # fmt: skip
    fault = _fault(load, "closed", 2, half, AROUND, "m")
    others = [x.id for x in world.loads if x.id != load.id and _through(x, load, at)]
    return replace(fault, touches=(*fault.touches, *others))


def _through(other: Load, load: Load, at: Point) -> bool:
    """Whether another load of the stream passes there on that day, or the days beside it."""
    if other.waste.stream != load.waste.stream or not driving.sends(other):
        return False
    near_in_time = abs(other.times["departed"] - load.times["departed"]) < DAY
    return near_in_time and to_shape(at, driving.way(other)) < AROUND + 200


def no_papers(world: World, random: Random) -> Fault | None:
    """The way of a load driven once more, by a lorry nobody made a manifest for."""
    load = _pick(world, random)
    if load is None:
        return None
    lorry, later = world.lorry(load.carrier, 20_000), timedelta(hours=3)
    times = {step: at + later for step, at in load.times.items()}
    ghost = replace(
        load, id=timed_id(times["created"], load.id, "no papers"), plate=lorry.vehicle.plate, driver=lorry.driver,
        times=times, begins=load.begins + later, road="no_papers",
    )  # fmt: skip
    world.unwritten.append(ghost)
    touches = (load.consignor.site.id, load.consignee.site.id)
    assert lorry.vehicle.id is not None, "the demo names its vehicles"
    return Fault(
        "no_papers", KINDS["no_papers"][0], 3, "vehicle", lorry.vehicle.id, load.consignee.city, times["departed"],
        "1", "trip", touches=touches,
    )  # fmt: skip
