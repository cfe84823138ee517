"""One vehicle cannot have driven what its manifests say.

Where it left with each load and where it brought it are moments at which the vehicle stood at a gate, those of all its
loads in one order; of a load that is handed over each vehicle has its own part, and a road is no gate. From one to the
next the straight line over the time between is faster than any lorry: between two loads, or within one that arrived too
soon. Loads gathered on one round are near each other and pass. Sites without a position are not compared; where the
vehicle sends a trail, `trail_contradicts` says more.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from workers.anomalies import examples
from workers.anomalies.finding import SERIOUS, Finding, Limit, Subject
from workers.anomalies.groups import Place, Trip, Vehicle
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.statistics import km

THRESHOLDS = (
    Threshold("most_kmh", Decimal(130), "km/h", "our choice: no lorry drives so fast, and roads are no straight lines"),
    Threshold("least_km", Decimal(30), "km", "our choice: sites nearer than this may lie beside each other"),
)


@dataclass(frozen=True)
class Stood:
    """A moment at which a manifest has the vehicle at a gate."""

    at: datetime
    place: Place
    trip: Trip


@dataclass(frozen=True)
class Leg:
    """From one such moment to the next."""

    first: Stood
    then: Stood

    @property
    def km(self) -> float:
        return km(self.first.place.at, self.then.place.at)

    @property
    def hours(self) -> float:
        return (self.then.at - self.first.at) / timedelta(hours=1)

    @property
    def kmh(self) -> float:
        return self.km / max(self.hours, 0.01)


def check(group: Vehicle) -> Finding | None:
    """The fastest of the legs that a new trip is part of."""
    legs = [leg for leg in itertools.starmap(Leg, pairwise(_gates(group.trips))) if _too_fast(group, leg)]
    if not legs:
        return None
    leg = max(legs, key=lambda leg: leg.kmh)
    first, then = leg.first.trip, leg.then.trip
    alone = first.manifest == then.manifest
    return Finding(
        key=f"travel {first.manifest} {then.manifest}",
        severity=SERIOUS,
        says="alone" if alone else "travel",
        facts={
            "plate": group.plate,
            "first": first.number,
            "then": then.number,
            "km": f"{leg.km:.0f}",
            "minutes": f"{leg.hours * 60:.0f}",
            "from": leg.first.place.name,
            "to": leg.then.place.name,
        },
        inputs={"first": first, "then": then, "km": f"{leg.km:.1f}", "hours": f"{leg.hours:.2f}"},
        score=Decimal(str(round(min(leg.kmh, 9999) / float(group.limit("most_kmh")), 2))),
        about=Subject("manifest", then.manifest),
        also=() if alone else (Subject("manifest", first.manifest),),
        at=leg.then.at,
        cities=tuple(sorted({first.from_city, first.to_city, then.from_city, then.to_city})),
    )


def _gates(trips: Iterable[Trip]) -> list[Stood]:
    """Where the vehicle stood, by time."""
    found = []
    for trip in trips:
        if trip.start:
            found.append(Stood(trip.departed_at, trip.start, trip))
        if trip.end and trip.arrived_at:
            found.append(Stood(trip.arrived_at, trip.end, trip))
    return sorted(found, key=lambda stood: stood.at)


def _too_fast(group: Vehicle, leg: Leg) -> bool:
    new = {leg.first.trip.manifest, leg.then.trip.manifest} & group.fresh
    return bool(new) and leg.km > group.limit("least_km") and leg.kmh > group.limit("most_kmh")


def _example(hours: float, *, last: int = 90) -> Vehicle:
    """Two loads from Dongguan to Huizhou, 67 km in an hour and a half; the second so many hours later."""
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.vehicle(examples.trip(0), examples.trip(1, hours=hours, minutes=last), limits=limits)


def fires() -> Iterable[Vehicle]:
    """Loading ten minutes after it stood at the other end; ten minutes before; there in twenty minutes."""
    yield _example(1.67)
    yield _example(1.33)
    yield _example(9, last=20)


def quiet() -> Iterable[Vehicle]:
    """An hour later; two loads of one round, taken at one place."""
    yield _example(2.6)
    yield _example(0.2)


RULE = Rule(
    family="R7",
    version=2,
    severity=SERIOUS,
    citation="transfer",
    thresholds=THRESHOLDS,
    scored="most_kmh",
    says=("travel", "alone"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Vehicle,
)
