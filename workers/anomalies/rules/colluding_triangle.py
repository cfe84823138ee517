"""Consignor, carrier and consignee send each other loads that are too much alike, by night, with no time at the gate.

Waste that exists differs from load to load. Loads that exist on paper only are made by copying. Of the features of
the edge between the three, each odd in itself, several must come together: weights that hardly vary, departures at
night, a gate passed in minutes, and scales of both ends that agree to the kilogram. How odd it is orders the list; how
much of the consignor's waste goes this one way stands in the evidence.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal

from wasteflow.core.clock import BAY_AREA
from workers.anomalies import examples
from workers.anomalies.finding import SERIOUS, Finding, Limit, Subject
from workers.anomalies.groups import Triangle, Trip
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.statistics import mad, middle

THRESHOLDS = (
    Threshold("least_trips", Decimal(10), "", "our choice: fewer are chance"),
    Threshold("least_signs", Decimal(3), "", "our choice: of the four"),
    Threshold("alike_percent", Decimal(1), "%", "our choice: spread of the weights; real loads differ by a tenth"),
    Threshold("night_percent", Decimal(50), "%", "our choice: of the departures between 22 and 6"),
    Threshold("gate_minutes", Decimal(10), "min", "our choice: half of the loads are in and weighed faster"),
    Threshold("equal_percent", Decimal(80), "%", "our choice: of the loads whose two weights are the same"),
)


def check(group: Triangle) -> Finding | None:
    """Enough of the signs at once."""
    trips = [trip for trip in group.trips if trip.gate_kg is not None and trip.arrived_at is not None]
    if len(trips) < group.limit("least_trips"):
        return None
    measured = features(trips)
    signs = [
        name
        for name, odd in (
            ("alike", measured["spread"] < float(group.limit("alike_percent"))),
            ("night", measured["night"] > float(group.limit("night_percent"))),
            ("gate", measured["gate"] < float(group.limit("gate_minutes"))),
            ("equal", measured["equal"] > float(group.limit("equal_percent"))),
        )
        if odd
    ]
    if len(signs) < group.limit("least_signs"):
        return None
    return Finding(
        key=f"triangle {trips[-1].from_site} {trips[-1].to_site} {group.now:%Y}",
        severity=SERIOUS,
        says="alike",
        facts={
            "consignor": group.from_name,
            "carrier": group.carrier_name,
            "consignee": group.to_name,
            "trips": str(len(trips)),
            "spread": f"{measured['spread']:.1f}",
            "night": f"{measured['night']:.0f}",
            "gate": f"{measured['gate']:.0f}",
            "equal": f"{measured['equal']:.0f}",
        },
        inputs={"signs": signs, "share": group.share, "trips": trips},
        score=Decimal(len(signs)) / 4,
        also=tuple(Subject("manifest", trip.manifest) for trip in trips[-5:]),
        at=trips[-1].departed_at,
    )


def features(trips: Sequence[Trip]) -> dict[str, float]:
    """Spread of the weights, share of departures by night and of equal weights, in percent; minutes at the gate."""
    weights = [trip.sent_kg for trip in trips]
    hours = [trip.departed_at.astimezone(BAY_AREA).hour for trip in trips]
    gate = [(t.taken_at - t.arrived_at) / timedelta(minutes=1) for t in trips if t.taken_at and t.arrived_at]
    return {
        "spread": 148.26 * mad(weights) / max(middle(weights), 1.0),
        "night": 100 * sum(hour >= 22 or hour < 6 for hour in hours) / len(trips),
        "gate": middle(gate) if gate else 60.0,
        "equal": 100 * sum(trip.gate_kg == trip.sent_kg for trip in trips) / len(trips),
    }


def _example(kilograms: Sequence[int], *, night: bool, minutes: int = 5, off: int = 0) -> Triangle:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    start = 14 if night else 0  # the examples begin in the morning
    trips = (
        examples.trip(n, hours=24 * n + start, kg=str(kg), gate_kg=str(kg + off), at_gate=minutes)
        for n, kg in enumerate(kilograms)
    )
    return examples.triangle(limits, *trips)


def fires() -> Iterable[Triangle]:
    """Twelve nights, twelve tonnes each, in and out in five minutes."""
    yield _example([12000, 12020] * 6, night=True)


def quiet() -> Iterable[Triangle]:
    """Standard containers by day; real loads by night; too few."""
    yield _example([12000, 12020] * 6, night=False, minutes=25, off=40)
    yield _example([9000, 12000, 14500, 11000] * 3, night=True, minutes=25, off=40)
    yield _example([12000] * 4, night=True)


RULE = Rule(
    family="G1",
    version=1,
    severity=SERIOUS,
    citation="transfer",
    thresholds=THRESHOLDS,
    says=("alike",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Triangle,
)
