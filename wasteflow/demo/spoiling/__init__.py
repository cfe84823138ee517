"""One function for each kind of fault: it finds itself a load, a site or a vehicle nothing else is wrong with, spoils
it in place, and says what it did. Null: there is none (any more).

`world` what is planned; `weights`, `times`, `sums`, `roads` the kinds. `faults` beside this folder says which rules
find them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from wasteflow.demo import faults
from wasteflow.demo.faults import KINDS, Fault
from wasteflow.demo.flows import Load
from wasteflow.demo.spoiling import roads, sums, times, weights
from wasteflow.demo.spoiling.world import World

Spoil = Callable[[World, Random], Fault | None]
SPOIL: dict[str, Spoil] = {
    "unexplained": weights.unexplained,
    "pieces": weights.pieces,
    "difference": weights.difference,
    "tare": weights.tare,
    "round": weights.round_,
    "overload": weights.overload,
    "late_receipt": times.late_receipt,
    "never_received": times.never_received,
    "late_hong_kong": times.late_hong_kong,
    "never_left": times.never_left,
    "unconfirmed": times.unconfirmed,
    "stored": times.stored,
    "late_entry": times.late_entry,
    "bulk": times.bulk,
    "correction": times.correction,
    "called_off": times.called_off,
    "over_plan": sums.over_plan,
    "over_pace": sums.over_pace,
    "untreated": times.untreated,
    "relabelled": sums.relabelled,
    "duplicate": weights.duplicate,
    "double_load": weights.double_load,
    "two_places": times.two_places,
    "residues": sums.residues,
    "drift": sums.drift,
    "silent": sums.silent,
    "triangle": sums.triangle,
    "shell": sums.shell,
    "off_route": roads.on_the_way("off_route", 2, "minutes"),
    "stop": roads.stop,
    "stop_near": roads.stop_near,
    "speeding": roads.on_the_way("speeding", 2, "minutes"),
    "closed": roads.closed,
    "signal": roads.on_the_way("signal", 3, "minutes"),
    "jump": roads.on_the_way("jump", 3, "minutes"),
    "elsewhere": roads.on_the_way("elsewhere", 3, ""),
    "no_papers": roads.no_papers,
    "barge": roads.on_the_way("barge", 4, "minutes", by_water=True),
}


def spoil(world: World, counts: Mapping[str, int]) -> list[Fault]:
    """So many of each kind, as far as there are any to spoil; oldest first. What is turned away and never heard of
    again happens by itself, and is listed too."""
    before = weights.pinned(world) if "weight_gap" in counts else 0
    for kind in sorted(counts, key=list(KINDS).index):
        random = faults.chance(world.seed, kind)
        for n in range(counts[kind] - (before if kind == "weight_gap" else 0)):
            if fault := _one(world, random, kind, n):
                world.found.append(fault)
    world.found += times.turned_away(world)
    return sorted(world.found, key=lambda f: (f.at, f.subject))


def spoil_afloat(world: World, loads: list[Load], counts: Mapping[str, int]) -> list[Fault]:
    """Barges off their lanes, among loads planned after everything else: nothing else is chosen otherwise for them."""
    afloat, random = replace(world, loads=loads), faults.chance(world.seed, "barge")
    found = (_one(afloat, random, "barge", n) for n in range(counts.get("barge", 0)))
    return [fault for fault in found if fault]


def _one(world: World, random: Random, kind: str, n: int) -> Fault | None:
    if kind == "weight_gap":  # three of five are serious
        return weights.gap(world, random, 3 if n % 5 < 3 else 2)
    return SPOIL[kind](world, random)
