"""A vehicle with waste drove into an area that was closed to it at that hour.

The police close tunnels, densely lived-in quarters and source waters, to some waste or to all of it, always or at
some hours (`PUT /zones/{id}`). One stray fix at the edge is none: several positions in a row must lie inside.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from manifests.trails.model import Position, Zone
from wasteflow.core.clock import BAY_AREA, local_date
from workers.anomalies import examples, tracks, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import Drive
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (Threshold("least_positions", Decimal(2), "", "our choice: one fix may stray"),)


def check(drive: Drive) -> Finding | None:
    """The longest time inside one."""
    found = []
    for zone in drive.zones:
        if zone.closed:
            found += [(run, zone) for run in tracks.runs(drive.positions, lambda p: _inside(drive, zone, p))]  # noqa: B023
    found = [(run, zone) for run, zone in found if _count(drive, run) >= drive.limit("least_positions")]
    if not found:
        return None
    run, zone = max(found, key=lambda pair: pair[0].lasts)
    return Finding(
        key=f"closed {zone.id} {run.first.at.isoformat()}",
        severity=WARNING,
        says="inside",
        facts={
            "plate": drive.plate,
            "number": drive.trip.number,
            "since": wording.local(run.first.at),
            "minutes": f"{run.minutes:.0f}",
            "zone": zone.name,
            "place": tracks.spot(run.at),
        },
        inputs={"from": run.first, "until": run.last, "zone": zone},
        at=run.first.at,
        cities=tuple(sorted({*drive.cities, zone.city})),
    )


def _count(drive: Drive, run: tracks.Run) -> int:
    return sum(run.first.at <= p.at <= run.last.at for p in drive.positions)


def _inside(drive: Drive, zone: Zone, position: Position) -> bool:
    hour = position.at.astimezone(BAY_AREA).hour
    return zone.shut(local_date(position.at), hour, drive.stream) and tracks.within(zone, position.point)


def _example(**zone: Any) -> Drive:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    closed = {"closed": True, "reach_m": 2000} | zone
    return examples.drive(examples.line(), limits=limits, zones=(examples.zone("dense", **closed),))


def fires() -> Iterable[Drive]:
    """Always closed; closed to hazardous waste in the morning."""
    yield _example()
    yield _example(from_hour=7, to_hour=12, streams=("hazardous",))


def quiet() -> Iterable[Drive]:
    """Closed by night; to other waste; not closed; only its edge is touched."""
    yield _example(from_hour=22, to_hour=6)
    yield _example(streams=("construction",))
    yield _example(closed=False)
    yield _example(reach_m=100)


RULE = Rule(
    family="R5",
    version=1,
    severity=WARNING,
    citation="dangerous-goods-road",
    thresholds=THRESHOLDS,
    says=("inside",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
