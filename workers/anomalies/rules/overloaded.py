"""A vehicle carried more than it is licensed for.

The net weight at the gate, else as sent, against the licensed load of the register; where the vehicle is not registered
by its carrier, against what no lorry may carry. Of a vessel only its own licence says what is too much. A tolerance
keeps two scales apart from an overload.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from workers.anomalies import examples, wording
from workers.anomalies.finding import SERIOUS, Finding, Limit, Subject
from workers.anomalies.groups import Trip, Vehicle
from workers.anomalies.rule import Rule, Threshold

BARGE = "MMSI412345678"
THRESHOLDS = (
    Threshold("tolerance_percent", Decimal(5), "%", "our choice: two scales, and wet waste"),
    Threshold("any_kg", Decimal(40000), "kg", "French inspectors' tools: no road load over 40 t"),
)


def check(group: Vehicle) -> Finding | None:
    """The new trip that is furthest over."""
    over = [trip for trip in group.trips if trip.manifest in group.fresh and _share(group, trip) > 1]
    if not over:
        return None
    trip = max(over, key=lambda trip: _share(group, trip))
    return Finding(
        key=f"load {trip.manifest}",
        severity=SERIOUS,
        says="over",
        facts={
            "plate": group.plate,
            "number": trip.number,
            "consignor": trip.from_name,
            "consignee": trip.to_name,
            "kg": wording.plain(_kg(trip)),
            "most": wording.plain(_most(group)),
        },
        inputs={"kg": _kg(trip), "licensed_kg": group.licensed_kg},
        score=_share(group, trip),
        about=Subject("manifest", trip.manifest),
        at=trip.departed_at,
        cities=(trip.from_city, trip.to_city),
    )


def _kg(trip: Trip) -> Decimal:
    return trip.sent_kg if trip.gate_kg is None else trip.gate_kg


def _most(group: Vehicle) -> Decimal:
    if group.vessel:
        return group.licensed_kg or Decimal("Infinity")
    return min(group.licensed_kg or group.limit("any_kg"), group.limit("any_kg"))


def _share(group: Vehicle, trip: Trip) -> Decimal:
    return _kg(trip) / (_most(group) * (1 + group.limit("tolerance_percent") / 100))


def _example(kg: str, licensed: str = "20000", plate: str = "") -> Vehicle:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    found = examples.vehicle(examples.trip(0, kg=kg), limits=limits, licensed_kg=licensed)
    return replace(found, plate=plate or found.plate)


def fires() -> Iterable[Vehicle]:
    """A tonne and a bit over; more than any lorry may; a barge too deep in the water."""
    yield _example("21100")
    yield _example("43000", "60000")
    yield _example("530000", "500000", BARGE)


def quiet() -> Iterable[Vehicle]:
    """Full; within what two scales may differ; a barge."""
    yield _example("20000")
    yield _example("20900")
    yield _example("150000", "500000", BARGE)


RULE = Rule(
    family="W7",
    version=2,
    severity=SERIOUS,
    citation="dangerous-goods-road",
    thresholds=THRESHOLDS,
    says=("over",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Vehicle,
)
