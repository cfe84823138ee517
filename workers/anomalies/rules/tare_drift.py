"""A vehicle's empty weight on the weighbridge is off what it usually is.

Water in the tank, stones under the tarpaulin, a driver who stays in the cab on one weighing: the load's weight is wrong
by as much. The empty weight of a new weighing is compared with the median of the ones before, of which there must be
some.
"""

from collections.abc import Iterable
from decimal import Decimal

from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit, Subject
from workers.anomalies.groups import Trip, Vehicle
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.statistics import middle

THRESHOLDS = (
    Threshold("most_percent", Decimal(3), "%", "our choice: fuel and a driver are less"),
    Threshold("most_kg", Decimal(300), "kg", "our choice: whichever is larger, this or most_percent"),
    Threshold("least_weighings", Decimal(5), "", "our choice: fewer make no median"),
)


def check(group: Vehicle) -> Finding | None:
    """The new trip whose empty weight is furthest off."""
    off = [(gap, trip, usual) for trip in group.trips if (found := _off(group, trip)) for gap, usual in (found,)]
    if not off:
        return None
    gap, trip, usual = max(off, key=lambda found: abs(found[0]))
    assert trip.tare_kg is not None
    return Finding(
        key=f"tare {trip.manifest}",
        severity=WARNING,
        says="heavier" if gap > 0 else "lighter",
        facts={
            "plate": group.plate,
            "number": trip.number,
            "consignee": trip.to_name,
            "tare": wording.plain(trip.tare_kg),
            "usual": wording.plain(usual),
            "gap": wording.plain(abs(gap)),
        },
        inputs={"tare_kg": trip.tare_kg, "before": _before(group, trip)},
        score=abs(gap) / _bound(group, usual),
        about=Subject("manifest", trip.manifest),
        at=trip.arrived_at,
        cities=(trip.from_city, trip.to_city),
    )


def _off(group: Vehicle, trip: Trip) -> tuple[Decimal, Decimal] | None:
    before = _before(group, trip)
    if trip.manifest not in group.fresh or trip.tare_kg is None or len(before) < group.limit("least_weighings"):
        return None
    usual = Decimal(str(middle(before)))
    gap = trip.tare_kg - usual
    return (gap, usual) if abs(gap) > _bound(group, usual) else None


def _before(group: Vehicle, trip: Trip) -> list[Decimal]:
    return [t.tare_kg for t in group.trips if t.tare_kg is not None and t.departed_at < trip.departed_at]


def _bound(group: Vehicle, usual: Decimal) -> Decimal:
    return max(usual * group.limit("most_percent") / 100, group.limit("most_kg"))


def _example(*tares: str) -> Vehicle:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    trips = (examples.trip(n, hours=24 * n, tare_kg=tare) for n, tare in enumerate(tares))
    return examples.vehicle(*trips, limits=limits)


def fires() -> Iterable[Vehicle]:
    """Half a tonne heavier than five times before; lighter."""
    yield _example("11000", "11020", "10980", "11000", "11040", "11500")
    yield _example("11000", "11020", "10980", "11000", "11040", "10600")


def quiet() -> Iterable[Vehicle]:
    """A full tank; too few weighings to know."""
    yield _example("11000", "11020", "10980", "11000", "11040", "11300")
    yield _example("11000", "11020", "11500")


RULE = Rule(
    family="W5",
    version=1,
    severity=WARNING,
    citation="ledger",
    thresholds=THRESHOLDS,
    says=("heavier", "lighter"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Vehicle,
)
