"""The ways of the demo's vehicles: one position a minute, sent when the journey is over.

Hong Kong's and Macao's vehicles send none: no law there asks it of them. A way is a line with one bend, which the pair
of sites decides, so that it is the corridor approved for the pair.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from math import hypot
from random import Random

from manifests.trails.model import Corridor, Point, Position, Sent
from manifests.trails.shapes import metres
from wasteflow.core.clock import local_date
from wasteflow.core.ids import derived_id
from wasteflow.demo import acts
from wasteflow.demo.companies import Company
from wasteflow.demo.flows import Load

MINUTE = timedelta(minutes=1)
LONGEST = 240  # minutes of driving; what took longer stood somewhere
LONGEST_AFLOAT = 900
DETOUR, FAST, FAR = 1500.0, 95.0, 0.5  # metres, km/h, degrees
ASIDE = {"off_route": (14, 3), "barge": (30, 6)}  # minutes off its way, and of them to leave it and to come back
STANDS = {"stop": 40, "stop_near": 8}  # minutes in the middle of the way
AT_THE_GATES = 12  # minutes that a trip without papers shows at either end
SLOWEST = 150.0  # metres a minute, on average
DEGREE = 111_195.0


@dataclass(frozen=True)
class Wrong:
    """What goes wrong on a way: which kind, between which minutes."""

    kind: str
    first: int
    last: int


def sends(load: Load) -> bool:
    """Whether its vehicle has a terminal, and left."""
    placed = all(c.site.lat is not None and c.site.lon is not None for c in (load.consignor, load.consignee))
    return placed and not load.carrier.city.startswith("8") and "departed" in acts.steps(load) and load.plate != ""


def place(company: Company) -> Point:
    """Where its site is."""
    return (company.site.lat or 0.0, company.site.lon or 0.0)


def way(load: Load) -> tuple[Point, Point, Point]:
    """From gate to gate with one bend."""
    a, b = place(load.consignor), place(load.consignee)
    random = Random(f"way:{load.consignor.key}:{load.consignee.key}")
    share, aside = random.uniform(0.35, 0.65), random.uniform(-0.08, 0.08)
    bend = (
        a[0] + (b[0] - a[0]) * share + (b[1] - a[1]) * aside,
        a[1] + (b[1] - a[1]) * share - (b[0] - a[0]) * aside,
    )
    return (a, bend, b)


def minutes(load: Load) -> int:
    """Of driving, at the pace of a walk at the least; the rest of the time between its papers it waited at the gate."""
    length = sum(metres(a, b) for a, b in pairwise(way(load)))
    usual, slowest = round(length / 1000 * 1.4) + 20, round(length / SLOWEST) + 1
    took = between(load)
    longest = LONGEST_AFLOAT if load.by_water else LONGEST
    return max(3, min(slowest, usual if took is None or took > longest else took, took or usual))


def between(load: Load) -> int | None:
    """Minutes from its departure to its arrival, where it arrived."""
    came = load.times.get("arrived") if "arrived" in acts.steps(load) else None
    return int((came - load.times["departed"]) / MINUTE) if came else None


def middle(load: Load, kind: str) -> Wrong:
    """Where something goes wrong, in minutes of the way: it needs forty."""
    aside = {kind: minutes for kind, (minutes, _) in ASIDE.items()}
    lasts = {"speeding": 4, "signal": 25, "jump": 3, **aside, **STANDS}.get(kind, 0)
    first = minutes(load) // 2 - lasts // 2
    return Wrong(kind, first, first + lasts)


def spot(load: Load, minute: int) -> Point:
    """Where it is after so many minutes, as planned."""
    line, speeds = way(load), _speeds(load, minutes(load))
    gone = list(accumulate(speeds))
    return _along(line, gone[min(minute, len(gone)) - 1] / gone[-1])


def trail(load: Load, end: datetime) -> tuple[Position, ...]:
    """Its positions up to a moment."""
    line, count, random = way(load), minutes(load), Random(f"trail:{load.id}")
    length = sum(metres(a, b) for a, b in pairwise(line)) * (0.5 if load.road == "elsewhere" else 1)
    speeds = _speeds(load, count)
    share = length / sum(metres(a, b) for a, b in pairwise(line))
    left = load.times["departed"].astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
    wrong = middle(load, load.road) if load.road else None
    gone, found, whole = 0.0, [], sum(speeds)
    for n, speed in enumerate([*speeds, 0.0]):
        at, far = _along(line, gone / whole * share), random.gauss(0, 12) / DEGREE
        kmh = speed * share * 0.06 if n < count else 8.0
        aside = _aside(wrong, n, line)
        gone += speed
        if wrong and wrong.kind == "signal" and wrong.first < n < wrong.last:
            continue
        spotted = (at[0] + far + aside[0], at[1] + random.gauss(0, 12) / DEGREE + aside[1])
        moment = left + n * MINUTE
        found.append(
            Position(
                moment, round(spotted[0], 6), round(spotted[1], 6), round(kmh, 1), 0, 15, 0, 3,
                round(1000 + gone / 1000, 1),
            )
        )  # fmt: skip
    return tuple(p for p in _gates(load, found) if p.at <= end)


def _gates(load: Load, positions: list[Position]) -> Iterator[Position]:
    """Without papers it is only known by where it stood."""
    first, last = positions[0], positions[-1]
    stood = AT_THE_GATES if load.road == "no_papers" else 0
    for n in range(stood, 0, -1):
        yield Position(first.at - n * MINUTE, first.lat, first.lon, 0, 0, 15, 0, 3, first.mileage)
    yield from positions
    for n in range(1, stood + 1):
        yield Position(last.at + n * MINUTE, last.lat, last.lon, 0, 0, 15, 0, 3, last.mileage)


def _speeds(load: Load, count: int) -> list[float]:
    """Metres of each minute."""
    random = Random(f"speeds:{load.id}")
    length = sum(metres(a, b) for a, b in pairwise(way(load)))
    raw = [random.uniform(0.88, 1.12) for _ in range(count)]
    fixed: dict[int, float] = {}
    if load.road in STANDS or load.road == "speeding":
        wrong = middle(load, load.road)
        fixed = dict.fromkeys(range(wrong.first, wrong.last), FAST / 0.06 if load.road == "speeding" else 0.0)
    left = (length - sum(fixed.values())) / sum(raw[n] for n in range(count) if n not in fixed)
    return [fixed.get(n, raw[n] * left) for n in range(count)]


def _along(line: tuple[Point, ...], share: float) -> Point:
    """The point after this share of a line."""
    parts = [metres(a, b) for a, b in pairwise(line)]
    rest = share * sum(parts)
    for (a, b), part in zip(pairwise(line), parts, strict=True):
        if rest <= part and part:
            return (a[0] + (b[0] - a[0]) * rest / part, a[1] + (b[1] - a[1]) * rest / part)
        rest -= part
    return line[-1]


def _aside(wrong: Wrong | None, minute: int, line: tuple[Point, ...]) -> Point:
    """How far off its way, in degrees: to the left of where it is going."""
    if wrong is None or not wrong.first <= minute < wrong.last:
        return (0.0, 0.0)
    if wrong.kind == "jump":
        return (0.0, FAR)
    if wrong.kind in ASIDE:
        _, slow = ASIDE[wrong.kind]
        ramp = min(1.0, (minute - wrong.first + 1) / slow, (wrong.last - minute) / slow)
        north, east = line[-1][0] - line[0][0], line[-1][1] - line[0][1]
        off = ramp * DETOUR / DEGREE / hypot(north, east)
        return (off * east, -off * north)
    return (0.0, 0.0)


def corridors(loads: Iterable[Load], start: datetime) -> list[Corridor]:
    """One for each pair between which hazardous waste is driven, or anything goes by water."""
    bound = (x for x in loads if (x.waste.scheme == "cn-hw" or x.by_water) and sends(x))
    pairs = {(x.consignor.key, x.consignee.key): x for x in bound}
    return [
        Corridor(
            derived_id("demo", *key, "corridor"), x.consignor.site.id, x.consignee.site.id, way(x), local_date(start),
            "演示：交通运输主管部门核准",
        )
        for key, x in sorted(pairs.items())
    ]  # fmt: skip


def by_carrier(loads: Iterable[Load], end: datetime) -> Mapping[str, list[tuple[datetime, Sent]]]:
    """Carrier -> what it sends and when, in the order of time."""
    found: defaultdict[str, list[tuple[datetime, Sent]]] = defaultdict(list)
    for load in loads:
        if sends(load) and (positions := trail(load, end)):
            found[load.carrier.key].append((positions[-1].at + 3 * MINUTE, Sent(load.plate, positions)))
    return {carrier: sorted(many, key=lambda one: one[0]) for carrier, many in found.items()}
