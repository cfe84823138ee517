"""A vehicle with waste stopped beside water, in a forest, or where waste was tipped before.

Shorter stops count here than elsewhere: a tanker is emptied in minutes. Zones are data: those of the catalogue and
those authorities drew (`PUT /zones/{id}`), a dump of a closed case among them. The gate of a plant at a river is no
stop.
"""

from collections.abc import Iterable
from decimal import Decimal

from workers.anomalies import examples, tracks, wording
from workers.anomalies.finding import SERIOUS, Finding, Limit
from workers.anomalies.groups import Drive
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("slow_kmh", Decimal(5), "km/h", "our choice: slower is standing"),
    Threshold("least_minutes", Decimal(4), "min", "our choice: a tanker is emptied in minutes"),
    Threshold("near_m", Decimal(300), "m", "our choice: as far as a hose and a track reach"),
    Threshold("gate_m", Decimal(500), "m", "our choice: yards are large"),
)


def check(drive: Drive) -> Finding | None:
    """The longest stop near one."""
    zones = [zone for zone in drive.zones if zone.kind.sensitive]
    near = [
        (stop, zone)
        for stop in (tracks.stops(drive.positions, drive.limit("slow_kmh")) if zones else ())
        if stop.minutes >= drive.limit("least_minutes") and not tracks.planned(drive, stop.at, drive.limit("gate_m"))
        for zone in zones
        if tracks.within(zone, stop.at, drive.limit("near_m"))
    ]
    if not near:
        return None
    stop, zone = max(near, key=lambda pair: pair[0].lasts)
    return Finding(
        key=f"stop {stop.first.at.isoformat()} at {zone.id}",
        severity=SERIOUS,
        says="stood",
        facts={
            "plate": drive.plate,
            "number": drive.trip.number,
            "since": wording.local(stop.first.at),
            "minutes": f"{stop.minutes:.0f}",
            "place": tracks.spot(stop.at),
            "zone": zone.name,
        },
        inputs={"from": stop.first, "until": stop.last, "zone": zone},
        score=Decimal(str(round(stop.minutes / float(drive.limit("least_minutes")), 2))),
        at=stop.first.at,
        cities=tuple(sorted({*drive.cities, zone.city})),
    )


def _example(minutes: int, kind: str = "river", at: tuple[float, float] = examples.HALFWAY) -> Drive:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.drive(examples.stopped(minutes), limits=limits, zones=(examples.zone(kind, at),))


def fires() -> Iterable[Drive]:
    """Six minutes at the river; where waste was tipped before."""
    yield _example(6)
    yield _example(12, "dump")


def quiet() -> Iterable[Drive]:
    """A red light; a kilometre away; at a service area."""
    yield _example(2)
    yield _example(12, at=(23.07, 114.075))
    yield _example(12, "rest")


RULE = Rule(
    family="R3",
    version=1,
    severity=SERIOUS,
    citation="general-duty",
    thresholds=THRESHOLDS,
    says=("stood",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
