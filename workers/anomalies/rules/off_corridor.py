"""A vehicle with waste left every way that was approved for it.

Each position is held against the approved corridors between the two sites; the longest time off all of them counts,
so that one lost fix or a turn around a lorry that broke down passes. Where no corridor is on record nothing was
departed from. Vessels have a rule of their own.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from workers.anomalies import examples, off_way
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import Drive
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("far_m", Decimal(500), "m", "our choice; tune by class of road"),
    Threshold("most_minutes", Decimal(5), "min", "our choice: a wrong turn is noticed by then"),
)


def check(drive: Drive) -> Finding | None:
    """The longest time off."""
    return None if drive.vessel else off_way.found(drive, WARNING)


def _example(north: float, minutes: int, *, corridor: bool = True) -> Drive:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    way = examples.line()
    for n in range(40, 40 + minutes):
        way[n] = replace(way[n], lat=way[n].lat + north)
    return examples.drive(way, limits=limits, corridor=corridor)


def fires() -> Iterable[Drive]:
    """A kilometre to the north for ten minutes."""
    yield _example(0.01, 11)


def quiet() -> Iterable[Drive]:
    """Three hundred metres; three minutes; where nothing was approved."""
    yield _example(0.0027, 11)
    yield _example(0.01, 4)
    yield _example(0.01, 11, corridor=False)


RULE = Rule(
    family="R1",
    version=1,
    severity=WARNING,
    citation="transfer",
    thresholds=THRESHOLDS,
    says=("off",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
