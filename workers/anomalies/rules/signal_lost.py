"""With a load on board a vehicle's signal was away for longer than a tunnel or a rest explains.

Looked at is the time between two positions: while driving, minutes count; while standing, hours do, and not at the
ends of the journey or where vehicles rest. So do the times before the first position and after the last. A vehicle
whose terminal was heard of in the month before and not once on this journey was off all the way. What a terminal kept
while it had no network comes later, so nothing is said until that had its time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from manifests.trails.model import Point
from manifests.trails.shapes import metres
from workers.anomalies import examples, tracks, wording
from workers.anomalies.finding import SERIOUS, Finding, Limit
from workers.anomalies.groups import Drive
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("driving_minutes", Decimal(10), "min", "our choice: longer than any tunnel"),
    Threshold("standing_minutes", Decimal(120), "min", "our choice: a terminal may sleep for a while"),
    Threshold("moved_m", Decimal(1000), "m", "our choice: so far between two positions is driving"),
    Threshold(
        "near_m",
        Decimal(1000),
        "m",
        "our choice: at the ends papers are not to the minute",
    ),
    Threshold("settle_minutes", Decimal(120), "min", "our choice: what was kept without a network comes by then"),
)


Gap = tuple[datetime, datetime, Point | None]


def check(drive: Drive) -> Finding | None:
    """The longest time away."""
    settled = drive.now - timedelta(minutes=float(drive.limit("settle_minutes")))
    gaps = [gap for gap in _gaps(drive) if gap[1] <= settled]
    if not gaps:
        return None
    since, until, at = max(gaps, key=lambda gap: gap[1] - gap[0])
    minutes = (until - since) / timedelta(minutes=1)
    return Finding(
        key=f"away {since.isoformat()}",
        severity=SERIOUS,
        says="away" if at else "never",
        facts={
            "plate": drive.plate,
            "number": drive.trip.number,
            "since": wording.local(since),
            "minutes": f"{minutes:.0f}",
            "place": tracks.spot(at) if at else "—",
        },
        inputs={"since": since, "until": until, "positions": len(drive.positions)},
        score=Decimal(str(round(minutes / float(drive.limit("driving_minutes")), 2))),
        at=since,
    )


def _gaps(drive: Drive) -> Iterable[Gap]:
    driving = timedelta(minutes=float(drive.limit("driving_minutes")))
    standing = timedelta(minutes=float(drive.limit("standing_minutes")))
    left, came = drive.trip.departed_at, drive.trip.arrived_at
    if not drive.positions:
        if drive.sends and came and came - left > driving:
            yield left, came, None
        return
    for a, b in tracks.pairs(drive):
        moved = metres(a.point, b.point) > drive.limit("moved_m")
        odd = moved or not tracks.planned(drive, a.point, drive.limit("near_m"))
        if b.at - a.at > (driving if moved else standing) and odd:
            yield a.at, b.at, a.point
    first, last = drive.positions[0], drive.positions[-1]
    if first.at - left > driving and not tracks.planned(drive, first.point, drive.limit("near_m")):
        yield left, first.at, first.point
    if came and came - last.at > driving and not tracks.planned(drive, last.point, drive.limit("near_m")):
        yield last.at, came, last.point


def _example(away: int, *, sends: bool = True, part: slice | None = None) -> Drive:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    way = examples.line()
    kept = [p for n, p in enumerate(way) if not 40 < n < 40 + away]
    return examples.drive(kept[part] if part else kept, limits=limits, sends=sends)


def fires() -> Iterable[Drive]:
    """Twenty minutes on the road; all the way."""
    yield _example(20)
    yield _example(0, part=slice(0, 0))


def quiet() -> Iterable[Drive]:
    """A tunnel; a vehicle that has no terminal; everything there."""
    yield _example(8)
    yield _example(0, part=slice(0, 0), sends=False)
    yield _example(0)


RULE = Rule(
    family="R6",
    version=1,
    severity=SERIOUS,
    citation="dangerous-goods-road",
    thresholds=THRESHOLDS,
    says=(
        "away",
        "never",
    ),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
