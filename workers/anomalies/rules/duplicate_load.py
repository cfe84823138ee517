"""The same vehicle brought the same waste of the same weight from the same place twice within a day.

One load with two manifests pays a capacity twice, or covers a load that went elsewhere. Equal to half a percent is what
two scales make of one load; two real loads hardly ever come so near, unless they are standard containers, so it
is a warning. Small loads are not compared.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit, Subject
from workers.anomalies.groups import Trip, Vehicle
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("within_percent", Decimal("0.5"), "%", "our choice: two scales and one load"),
    Threshold("within_hours", Decimal(24), "h", "our choice: a day's work"),
    Threshold("least_kg", Decimal(1000), "kg", "our choice: drums are alike"),
)


def check(group: Vehicle) -> Finding | None:
    """The first pair with a new trip in it."""
    for first, then in combinations(group.trips, 2):
        if {first.manifest, then.manifest} & group.fresh and _alike(group, first, then):
            return _finding(group, first, then)
    return None


def _alike(group: Vehicle, first: Trip, then: Trip) -> bool:
    return (
        first.manifest != then.manifest
        and (first.from_site, first.to_site, first.code) == (then.from_site, then.to_site, then.code)
        and then.departed_at - first.departed_at <= timedelta(hours=float(group.limit("within_hours")))
        and first.sent_kg >= group.limit("least_kg")
        and abs(first.sent_kg - then.sent_kg) <= first.sent_kg * group.limit("within_percent") / 100
    )


def _finding(group: Vehicle, first: Trip, then: Trip) -> Finding:
    return Finding(
        key=f"twice {first.manifest} {then.manifest}",
        severity=WARNING,
        says="twice",
        facts={
            "plate": group.plate,
            "first": first.number,
            "then": then.number,
            "consignor": first.from_name,
            "code": first.code,
            "kg": wording.plain(first.sent_kg),
            "other": wording.plain(then.sent_kg),
        },
        inputs={"first": first, "then": then},
        about=Subject("manifest", then.manifest),
        also=(Subject("manifest", first.manifest),),
        at=then.departed_at,
        cities=(first.from_city, first.to_city),
    )


def _example(hours: float, kg: str, first: str = "12000") -> Vehicle:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.vehicle(examples.trip(0, kg=first), examples.trip(1, hours=hours, kg=kg), limits=limits)


def fires() -> Iterable[Vehicle]:
    """The same to the kilogram five hours later; to half a percent."""
    yield _example(5, "12000")
    yield _example(24, "12060")


def quiet() -> Iterable[Vehicle]:
    """The next day; another weight; drums."""
    yield _example(25, "12000")
    yield _example(5, "12200")
    yield _example(5, "200", "200")


RULE = Rule(
    family="C4",
    version=1,
    severity=WARNING,
    citation="one-trip",
    thresholds=THRESHOLDS,
    says=("twice",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Vehicle,
)
