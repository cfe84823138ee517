"""The finding that a load was off every way approved for it: a lorry off its road, a vessel off its lane. Pure."""

from decimal import Decimal

from workers.anomalies import tracks, wording
from workers.anomalies.finding import Finding
from workers.anomalies.groups import Drive


def found(drive: Drive, severity: int) -> Finding | None:
    """The longest time further off than the rule's `far_m`, where it was longer than its `most_minutes`."""
    run = tracks.off_corridors(drive, drive.limit("far_m"))
    if run is None or run.minutes <= drive.limit("most_minutes"):
        return None
    return Finding(
        key=f"off {run.first.at.isoformat()}",
        severity=severity,
        says="off",
        facts={
            "plate": drive.plate,
            "number": drive.trip.number,
            "since": wording.local(run.first.at),
            "minutes": f"{run.minutes:.0f}",
            "metres": wording.plain(drive.limit("far_m")),
            "place": tracks.spot(run.at),
        },
        inputs={"from": run.first, "until": run.last, "corridors": [c.id for c in drive.corridors]},
        score=Decimal(str(round(run.minutes / float(drive.limit("most_minutes")), 2))),
        at=run.first.at,
    )
