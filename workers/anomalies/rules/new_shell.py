"""A carrier nobody knew three months ago carries a good part of a city's waste of one category.

Whoever is young has no history to lose. Its age counts from its registration or its first load, whichever is earlier;
nothing is said before the register itself is old enough to know anybody.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import Carrying
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("young_days", Decimal(90), "d", "our choice"),
    Threshold("least_percent", Decimal(5), "%", "our choice: of the category's flow in the city"),
    Threshold("least_trips", Decimal(5), "", "our choice: fewer are a trial"),
)


def check(group: Carrying) -> Finding | None:
    """Young, and large."""
    age, percent = group.now - group.since, group.kg / max(group.all_kg, Decimal(1)) * 100
    if (
        age >= timedelta(days=float(group.limit("young_days")))
        or percent <= group.limit("least_percent")
        or group.trips < group.limit("least_trips")
    ):
        return None
    return Finding(
        key=f"{group.category} {group.city}",
        severity=WARNING,
        says="young",
        facts={
            "carrier": group.carrier_name,
            "category": group.category,
            "days": str(age.days),
            "percent": f"{percent:.0f}",
            "tonnes": wording.tonnes(group.kg),
            "trips": str(group.trips),
        },
        inputs={"since": group.since, "kg": group.kg, "all_kg": group.all_kg},
        score=percent / group.limit("least_percent") / 20,
    )


def _example(days: int, kg: int, trips: int = 12) -> Carrying:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.carrying(limits, days=days, kg=kg, trips=trips)


def fires() -> Iterable[Carrying]:
    """Sixty days old, a tenth of the sludge."""
    yield _example(60, 100_000)


def quiet() -> Iterable[Carrying]:
    """A hundred days old; a hundredth; a trial."""
    yield _example(100, 100_000)
    yield _example(60, 10_000)
    yield _example(60, 100_000, 2)


RULE = Rule(
    family="G3",
    version=1,
    severity=WARNING,
    citation="carrier-duties",
    thresholds=THRESHOLDS,
    says=("young",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Carrying,
)
