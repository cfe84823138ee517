"""One vehicle cannot have driven what its manifests say.

From its gate to the next place where it loaded, or from one place of loading to the other while the first load was
still on the road: the straight line over the time between is faster than any lorry. Loads gathered on one round are
near each other and pass. Sites without a position are not compared; the GPS trail will say more.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from workers.anomalies import examples
from workers.anomalies.finding import SERIOUS, Finding, Limit, Subject
from workers.anomalies.groups import Trip, Vehicle
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.statistics import km

THRESHOLDS = (
    Threshold("most_kmh", Decimal(130), "km/h", "our choice: no lorry drives so fast, and roads are no straight lines"),
    Threshold("least_km", Decimal(30), "km", "our choice: sites nearer than this may lie beside each other"),
)


def check(group: Vehicle) -> Finding | None:
    """The fastest of the legs that a new trip is part of."""
    legs = [leg for first, then in pairwise(group.trips) for leg in _legs(group, first, then)]
    if not legs:
        return None
    kmh, far, hours, first, then = max(legs, key=lambda leg: leg[0])
    return Finding(
        key=f"travel {first.manifest} {then.manifest}",
        severity=SERIOUS,
        says="travel",
        facts={
            "plate": group.plate,
            "first": first.number,
            "then": then.number,
            "km": f"{far:.0f}",
            "minutes": f"{hours * 60:.0f}",
            "from": first.to_name,
            "to": then.from_name,
        },
        inputs={"first": first, "then": then, "km": f"{far:.1f}", "hours": f"{hours:.2f}"},
        score=Decimal(str(round(min(kmh, 9999) / float(group.limit("most_kmh")), 2))),
        about=Subject("manifest", then.manifest),
        also=(Subject("manifest", first.manifest),),
        at=then.departed_at,
        cities=tuple(sorted({first.from_city, first.to_city, then.from_city, then.to_city})),
    )


def _legs(group: Vehicle, first: Trip, then: Trip) -> Iterator[tuple[float, float, float, Trip, Trip]]:
    """Speed in km/h, distance and hours between two trips, where no lorry could."""
    if not {first.manifest, then.manifest} & group.fresh or then.from_at is None:
        return
    arrived = first.arrived_at
    ended = arrived is not None and arrived <= then.departed_at
    place, since = (first.to_at, arrived) if ended else (first.from_at, first.departed_at)
    if place is None or since is None:
        return
    far, hours = km(place, then.from_at), (then.departed_at - since) / timedelta(hours=1)
    kmh = far / max(hours, 0.01)
    if far > group.limit("least_km") and kmh > group.limit("most_kmh"):
        yield kmh, far, hours, first, then


def _example(hours: float, *, arrives: int = 90) -> Vehicle:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.vehicle(examples.trip(0, minutes=arrives), examples.trip(1, hours=hours), limits=limits)


def fires() -> Iterable[Vehicle]:
    """Ten minutes after it stood in Huizhou it loads in Dongguan, 67 km away."""
    yield _example(1.67)


def quiet() -> Iterable[Vehicle]:
    """An hour later; two loads of one round, taken at one place."""
    yield _example(2.6)
    yield _example(0.2)


RULE = Rule(
    family="R7",
    version=1,
    severity=SERIOUS,
    citation="transfer",
    thresholds=THRESHOLDS,
    scored="most_kmh",
    says=("travel",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Vehicle,
)
