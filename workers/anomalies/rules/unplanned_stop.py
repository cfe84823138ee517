"""A vehicle with waste stood still where it had no reason to.

Ends of the journey and places where vehicles are meant to rest are no stops. A stop of half an hour, or one by night,
is serious: it is long enough to unload. A terminal that falls asleep with the engine off leaves a gap in a stop, not
two stops.
"""

from collections.abc import Iterable
from decimal import Decimal

from workers.anomalies import examples, tracks, wording
from workers.anomalies.finding import SERIOUS, WARNING, Finding, Limit
from workers.anomalies.groups import Drive
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("slow_kmh", Decimal(5), "km/h", "our choice: slower is standing"),
    Threshold("most_minutes", Decimal(15), "min", "our choice: traffic lights, a jam, a call of nature"),
    Threshold("long_minutes", Decimal(30), "min", "our choice: long enough to unload"),
    Threshold("near_m", Decimal(500), "m", "our choice: yards are large"),
    Threshold("night_from", Decimal(22), "h", "rules of cities on construction lorries: from 22 to 6"),
    Threshold("night_to", Decimal(6), "h", "rules of cities on construction lorries: from 22 to 6"),
)


def check(drive: Drive) -> Finding | None:
    """The longest stop."""
    stops = tracks.stops(drive.positions, drive.limit("slow_kmh"))
    odd = [stop for stop in stops if not tracks.planned(drive, stop.at, drive.limit("near_m"))]
    stop = tracks.longest(odd)
    if stop is None or stop.minutes <= drive.limit("most_minutes"):
        return None
    night = tracks.at_night(stop.first.at, drive.limit("night_from"), drive.limit("night_to"))
    serious = night or stop.minutes > drive.limit("long_minutes")
    return Finding(
        key=f"stop {stop.first.at.isoformat()} {'serious' if serious else 'warning'}",
        severity=SERIOUS if serious else WARNING,
        says="stood",
        facts={
            "plate": drive.plate,
            "number": drive.trip.number,
            "since": wording.local(stop.first.at),
            "minutes": f"{stop.minutes:.0f}",
            "place": tracks.spot(stop.at),
        },
        inputs={"from": stop.first, "until": stop.last, "night": night},
        score=Decimal(str(round(stop.minutes / float(drive.limit("most_minutes")), 2))),
        at=stop.first.at,
    )


def _example(minutes: int, *, hours: float = 0, rest: bool = False) -> Drive:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    zones = (examples.zone("rest"),) if rest else ()
    return examples.drive(examples.stopped(minutes, hours), limits=limits, zones=zones)


def fires() -> Iterable[Drive]:
    """Twenty minutes by day; by night; forty."""
    yield _example(20)
    yield _example(20, hours=13)
    yield _example(40)


def quiet() -> Iterable[Drive]:
    """Ten minutes; at a service area; none."""
    yield _example(10)
    yield _example(40, rest=True)
    yield _example(0)


RULE = Rule(
    family="R2",
    version=1,
    severity=SERIOUS,
    citation="dangerous-goods-road",
    thresholds=THRESHOLDS,
    says=("stood",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
