"""A vehicle's trail says what cannot be: it jumped, or it was elsewhere when its papers had it at the gate.

Two positions so far apart that no vehicle drives it come of two terminals under one number, or of a terminal that is
told where to be. A manifest that arrives while its vehicle is kilometres away was signed without its load.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from manifests.trails.model import Position
from manifests.trails.shapes import metres
from workers.anomalies import examples, tracks, wording
from workers.anomalies.finding import SERIOUS, Finding, Limit
from workers.anomalies.groups import Drive
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("most_kmh", Decimal(130), "km/h", "our choice: no lorry drives so fast"),
    Threshold("least_km", Decimal(5), "km", "our choice: a stray fix is nearer"),
    Threshold("elsewhere_km", Decimal(5), "km", "our choice: no yard is so large"),
    Threshold("within_minutes", Decimal(10), "min", "our choice: a position so near the moment speaks of it"),
)


def check(drive: Drive) -> Finding | None:
    """A jump before a wrong place."""
    return _jump(drive) or _elsewhere(drive)


def _jump(drive: Drive) -> Finding | None:
    found = []
    for a, b in tracks.pairs(drive):
        far, hours = metres(a.point, b.point) / 1000, max((b.at - a.at) / timedelta(hours=1), 1 / 3600)
        if far > drive.limit("least_km") and far / hours > drive.limit("most_kmh"):
            found.append((far / hours, far, a, b))
    if not found:
        return None
    kmh, far, a, b = max(found, key=lambda jump: jump[0])
    score = Decimal(str(round(min(kmh, 9999) / float(drive.limit("most_kmh")), 2)))
    return _finding(drive, "jump", a, b, far, score)


def _elsewhere(drive: Drive) -> Finding | None:
    came, gate = drive.trip.arrived_at, drive.trip.end
    if came is None or gate is None or not drive.positions:
        return None
    last = min(drive.positions, key=lambda p: abs(p.at - came))
    far = metres(last.point, gate.at) / 1000
    most_km, near = float(drive.limit("elsewhere_km")), timedelta(minutes=float(drive.limit("within_minutes")))
    if abs(last.at - came) > near or far < most_km:
        return None
    return _finding(drive, "elsewhere", last, last, far, Decimal(str(round(far / most_km, 2))))


def _finding(drive: Drive, says: str, a: Position, b: Position, far: float, score: Decimal) -> Finding:
    return Finding(
        key=f"{says} {a.at.isoformat()}",
        severity=SERIOUS,
        says=says,
        facts={
            "plate": drive.plate,
            "number": drive.trip.number,
            "since": wording.local(a.at),
            "km": f"{far:.0f}",
            "seconds": f"{(b.at - a.at).total_seconds():.0f}",
            "place": tracks.spot(a.point),
            "site": drive.trip.end.name if drive.trip.end else drive.trip.to_name,
        },
        inputs={"from": a, "to": b, "km": f"{far:.1f}"},
        score=score,
        at=a.at,
    )


def _example(east: float = 0.0, *, until: int = 91) -> Drive:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    way = [replace(p, lon=p.lon + east) if 40 <= n < 43 else p for n, p in enumerate(examples.line())]
    stood = [replace(way[until - 1], at=p.at) for p in way[until:]]
    return examples.drive([*way[:until], *stood], limits=limits)


def fires() -> Iterable[Drive]:
    """Fifty kilometres within a minute, and back; half way when it is said to have arrived."""
    yield _example(0.5)
    yield _example(until=50)


def quiet() -> Iterable[Drive]:
    """As it should be; a stray fix."""
    yield _example()
    yield _example(0.02)


RULE = Rule(
    family="R7",
    version=1,
    severity=SERIOUS,
    citation="transfer",
    thresholds=THRESHOLDS,
    says=(
        "jump",
        "elsewhere",
    ),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
