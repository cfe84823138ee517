"""What is made and where it goes: batches and loads with their days, but no vehicles yet. Kilograms add up exactly."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from random import Random
from uuid import UUID

from msgspec.structs import replace

from manifests.life.events import AnyEvent
from manifests.life.model import Basis, Battery
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.ids import derived_id
from wasteflow.demo.anchors import Target
from wasteflow.demo.companies import BARGES, Companies, Company, side
from wasteflow.demo.setting import Waste, setting

HEAVIEST = 30_000  # kg on one lorry of the demo
BARGE_KG = 34_000  # on one of the city's small barges


@dataclass
class Drop:
    """One batch: made, then treated where it was made (`own`) or loaded."""

    id: UUID
    waste: Waste
    maker: Company
    at: datetime
    kg: Decimal
    basis: Basis
    own: str | None = None  # method
    own_at: datetime | None = None
    entered: datetime | None = None  # when it was written down, where that was days later
    batteries: tuple[Battery, ...] = ()


@dataclass
class Load:
    """One manifest with its times; `journeys` sets vehicle and times, `faults` and `walk` what is unusual."""

    id: UUID
    waste: Waste
    drops: list[Drop]
    consignor: Company
    consignee: Company
    carrier: Company
    method: str  # treatment at the consignee
    begins: datetime  # when the manifest is made
    sent: list[Decimal]  # kg per line as the consignor's store has it
    gate: list[Decimal] = field(default_factory=list)  # kg per line as the consignee weighs it
    times: dict[str, datetime] = field(default_factory=dict)  # step -> when
    plate: str = ""
    driver: str = ""
    fate: str = "accepted"  # accepted, partly, refused, lost, cancelled
    reason: str = ""
    last: str = ""  # the step it has come to; empty: as far as time allows
    tare: Decimal | None = None  # of the vehicle, where it is weighed whole
    counted: tuple[int, ...] = ()  # packages per line as counted at the gate, where somebody counts
    late: dict[str, datetime] = field(default_factory=dict)  # step -> when it was entered, where that was days later
    road: str = ""  # what goes wrong on the way, as `driving` knows it
    more: tuple[tuple[str, datetime, AnyEvent], ...] = ()  # what else happens: whose act (sender, taker), when, what

    @property
    def kg(self) -> Decimal:
        return sum(self.sent, Decimal(0))

    @property
    def by_water(self) -> bool:
        """Whether a barge carries it."""
        return self.carrier.kind == BARGES


def timed_id(at: datetime, *parts: object) -> UUID:
    """A UUIDv7 that the parts and the moment decide: lists run by it, newest first."""
    rest = derived_id(*parts, at.isoformat()).int & ((1 << 76) - 1)
    ms = int(at.timestamp() * 1000)
    high, low = rest >> 64, rest & ((1 << 62) - 1)
    return UUID(int=ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def division(kg: float | Decimal) -> Decimal:
    """The step of the scale such a weight is read from."""
    return (
        Decimal("20") if kg >= 5000 else Decimal("5") if kg >= 1000 else Decimal("0.5") if kg >= 50 else Decimal("0.1")
    )


def on_scale(kg: float | Decimal) -> Decimal:
    """The weight as a scale shows it."""
    step = division(kg)
    return max((Decimal(str(kg)) / step).quantize(Decimal(1)) * step, Decimal("0.1"))


_BASES = {Basis.DECLARED: 4, Basis.ESTIMATED: 4, Basis.WEIGHED: 92}  # of a hundred batches, as their makers state them


class _Quota:
    """Hands out kilograms so that the shares come true however few batches there are."""

    def __init__(self) -> None:
        self._given: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._total: defaultdict[str, float] = defaultdict(float)

    def choose(self, key: str, shares: dict[str, float], kg: Decimal) -> str:
        """The choice that lags furthest behind its share."""
        total = self._total[key] + float(kg)
        chosen = max(shares, key=lambda c: shares[c] * total - self._given[key, c])
        self._total[key] = total
        self._given[key, chosen] += float(kg)
        return chosen


class Flows:
    """Plans all batches and loads of one Bay Area."""

    def __init__(
        self,
        companies: Companies,
        targets: Sequence[Target],
        start: datetime,
        end: datetime,
        made: Mapping[tuple[str, str], Decimal] | None = None,
    ) -> None:
        """`made`: (city, code) -> kilograms that are planned elsewhere and count in the city's target."""
        self.companies = companies
        self.made = made or {}
        self.seed = companies.seed
        self.start, self.end = start, end
        self.drops: list[Drop] = []
        self.loads: list[Load] = []
        self._quota = _Quota()
        self._fit: dict[tuple[str, str, str], list[Company]] = {}
        for target in targets:
            for waste in setting().wastes:
                if waste.stream == target.stream:
                    self._cell(target, waste)
        self._from_stations()

    def _cell(self, target: Target, waste: Waste) -> None:
        """One waste in one city."""
        waste = replace(waste, kg=BARGE_KG) if target.by_water else waste
        random = Random(f"{self.seed}:{target.city}:{waste.code}")
        kg = target.kg * waste.share
        kg = max(kg - self.made.get((target.city, waste.code), Decimal(0)), kg / 5)
        makers = self.companies.makers[target.city, waste.made_by]
        warm = waste.hold[1] + 12 if waste.hold[1] else 0  # what was made before the first day and is still in store
        length = (self.end - self.start) / timedelta(days=1)
        before = self._drops(
            random, waste, makers, kg * Decimal(warm / length), self.start - timedelta(days=warm), self.start
        )
        made = [*before, *self._drops(random, waste, makers, kg, self.start, self.end)]
        self._own(random, waste, made)
        kept = [d for d in made if d.own is None or (d.own_at and d.own_at >= self.start)]
        self.drops += [d for d in kept if d.own]
        for maker in makers:
            self._send(random, waste, [d for d in kept if d.maker is maker and not d.own])

    def _drops(
        self, random: Random, waste: Waste, makers: list[Company], kg: Decimal, start: datetime, end: datetime
    ) -> list[Drop]:
        drops = []
        for n, amount in enumerate(amounts := list(_amounts(random, kg, waste.kg))):
            at = start + (end - start) * ((n + random.random()) / len(amounts))
            at = self._working_time(random, waste, at, start, end)
            basis = random.choices(list(_BASES), list(_BASES.values()))[0]
            maker = random.choice(makers)
            drops.append(Drop(timed_id(at, self.seed, maker.key, waste.code, n), waste, maker, at, amount, basis))
        return sorted(drops, key=lambda d: d.at)

    def _working_time(self, random: Random, waste: Waste, at: datetime, start: datetime, end: datetime) -> datetime:
        """Same day at a working hour, seldom on a Sunday; never outside the period."""
        early = waste.made_by == "collection"
        local = at.astimezone(BAY_AREA).replace(
            hour=random.randint(4, 6) if early else random.randint(8, 16),
            minute=random.randint(0, 59),
            second=random.randint(0, 59),
            microsecond=0,
        )
        if local.weekday() == 6 and not early and random.random() < 0.7:
            local += timedelta(days=1)
        while local >= end:
            local -= timedelta(days=1)
        return max(local, start)

    def _own(self, random: Random, waste: Waste, drops: list[Drop]) -> None:
        if waste.own is None:
            return
        shares = {"own": waste.own.share, "sent": 1 - waste.own.share}
        for drop in drops:
            if self._quota.choose(f"own:{waste.code}", shares, drop.kg) == "own":
                drop.own = waste.own.method
                drop.own_at = drop.at + timedelta(days=random.randint(0, waste.hold[1]), hours=random.uniform(0, 3))

    def _send(self, random: Random, waste: Waste, drops: list[Drop]) -> None:
        """Loads of one maker's batches, in the order they were made."""
        group: list[Drop] = []
        room = random.randint(1, waste.per)
        for drop in drops:
            full = len(group) >= room or sum(d.kg for d in group) + drop.kg > HEAVIEST
            if group and (full or drop.at - group[0].at > timedelta(days=10)):
                self._load(random, waste, group)
                group, room = [], random.randint(1, waste.per)
            group.append(drop)
        if group:
            self._load(random, waste, group)

    def _load(self, random: Random, waste: Waste, drops: list[Drop]) -> None:
        maker, made = drops[0].maker, drops[-1].at
        begins = _departure_day(random, waste, made)
        if begins < self.start:  # left before the first day: none of it is seen
            return
        station = self.companies.station(maker.city) if waste.collected else None
        kg = sum((d.kg for d in drops), Decimal(0))
        if (
            station
            and self._quota.choose(
                f"collected:{waste.code}:{maker.city}", {"yes": waste.collected, "no": 1 - waste.collected}, kg
            )
            == "yes"
        ):
            receiver, method = station, "local:C5"
        else:
            receiver, method = self._receiver(random, waste, maker.city, kg)
        self.drops += drops
        self.loads.append(self._make(waste, drops, maker, receiver, method, begins, [d.kg for d in drops]))

    def _make(
        self, waste: Waste, drops: list[Drop], maker: Company, receiver: Company, method: str, at: datetime,
        sent: list[Decimal],
    ) -> Load:  # fmt: skip
        carrier = self.companies.carrier(maker.city, waste.stream)
        load_id = timed_id(at, self.seed, "load", maker.key, drops[0].id)
        return Load(load_id, waste, drops, maker, receiver, carrier, method, at, sent)

    def _receiver(self, random: Random, waste: Waste, city: str, kg: Decimal) -> tuple[Company, str]:
        ways = waste.ways_in.get(city, waste.ways)
        method = self._quota.choose(f"way:{waste.code}:{side(city)}", ways, kg)
        fit = self._fitting(side(city), waste.category, method)
        if not fit:
            raise LookupError(f"nobody takes {waste.code} by {method} near {city}")
        return random.choices(fit, [5 if r.city == city else 1 for r in fit])[0], method

    def _fitting(self, place: str, category: str, method: str) -> list[Company]:
        """Who treats this category in this way, within one legal system."""
        if (place, category, method) not in self._fit:
            self._fit[place, category, method] = [
                r
                for r in self.companies.receivers
                if side(r.city) == place and method in r.takes.get(category, ()) and not r.collects
            ]
        return self._fit[place, category, method]

    def _from_stations(self) -> None:
        """What collection stations gathered goes on to where it is treated, about weekly."""
        gathered: defaultdict[tuple[str, str], list[Load]] = defaultdict(list)
        for load in self.loads:
            if load.consignee.collects:
                gathered[load.consignee.key, load.waste.code].append(load)
        for (key, code), loads in gathered.items():
            random = Random(f"{self.seed}:station:{key}:{code}")
            loads.sort(key=lambda x: x.begins)
            for group in _together(loads):
                self._forward(random, self.companies.all[key], group)

    def _forward(self, random: Random, station: Company, loads: list[Load]) -> None:
        waste = loads[0].waste
        drops = [d for load in loads for d in load.drops]
        at = max(x.begins for x in loads) + timedelta(days=random.randint(4, 9))
        receiver, method = self._receiver(random, waste, station.city, sum((d.kg for d in drops), Decimal(0)))
        self.loads.append(self._make(waste, drops, station, receiver, method, at, []))  # weights: as it weighed them


def _together(loads: Sequence[Load]) -> Iterator[list[Load]]:
    """Three at a time, and nothing waits longer than a month for the others."""
    group: list[Load] = []
    for load in loads:
        if group and (len(group) == 3 or load.begins - group[0].begins > timedelta(days=30)):
            yield group
            group = []
        group.append(load)
    if group:
        yield group


def _amounts(random: Random, kg: Decimal, typical: int) -> Iterator[Decimal]:
    """Batches around the typical weight whose sum is `kg` to the tenth of a kilogram."""
    left = kg.quantize(Decimal("0.1"))
    count = max(1, ceil(float(kg) / typical))
    weights = [random.uniform(0.85, 1.15) for _ in range(count)]
    total = sum(weights)
    for weight in weights[:-1]:
        amount = min(on_scale(float(kg) * weight / total), left)
        if amount > 0:
            left -= amount
            yield amount
    if left > 0:
        yield left


def _departure_day(random: Random, waste: Waste, made: datetime) -> datetime:
    days = random.randint(*waste.hold)
    if days == 0:
        return made + timedelta(minutes=random.randint(10, 40))
    local = (made + timedelta(days=days)).astimezone(BAY_AREA)
    local = local.replace(hour=random.randint(8, 14), minute=random.randint(0, 59), second=random.randint(0, 59))
    waits = local.weekday() == 6 and waste.hold[1] > 1  # what may not stand is fetched on a Sunday too
    return local + timedelta(days=1) if waits else local
