"""A vessel with waste left the lane that was approved for it.

A vessel's number (MMSI) stands where a vehicle has its plate, and its positions come as trails do. Off the lane for a
while is where spoil goes overboard. Its draught, which would show that it did, is sent by nobody yet.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from workers.anomalies import examples, off_way
from workers.anomalies.finding import CRIME, Finding, Limit
from workers.anomalies.groups import Drive
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("far_m", Decimal(1000), "m", "our choice: a fairway is wide"),
    Threshold("most_minutes", Decimal(10), "min", "our choice: giving way to another takes less"),
)


def check(drive: Drive) -> Finding | None:
    """The longest time off the lane."""
    return off_way.found(drive, CRIME) if drive.vessel else None


def _example(minutes: int, plate: str = "MMSI412345678") -> Drive:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    way = [replace(p, lat=p.lat + 0.03) if 40 <= n < 40 + minutes else p for n, p in enumerate(examples.line())]
    return examples.drive(way, limits=limits, corridor=True, stream="spoil", plate=plate)


def fires() -> Iterable[Drive]:
    """Three kilometres off for twenty minutes."""
    yield _example(20)


def quiet() -> Iterable[Drive]:
    """Giving way to another; a lorry."""
    yield _example(5)
    yield _example(20, "粤S12345")


RULE = Rule(
    family="R9",
    version=1,
    severity=CRIME,
    citation="marine-fill",
    thresholds=THRESHOLDS,
    says=("off",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
