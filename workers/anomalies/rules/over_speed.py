"""A vehicle with hazardous waste drove too fast, and not for a moment only.

The law allows eighty on motorways and sixty elsewhere. A trail does not say which road it was on: eighty holds, and
less along an approved corridor that says so (`most_kmh`); no corridor allows more than the law. Where two corridors run
together the faster one holds. The terminal's own speed counts, over several positions in a row.
"""

from collections.abc import Iterable
from dataclasses import replace as driven
from decimal import Decimal

from msgspec.structs import replace

from manifests.trails.model import Corridor, Position
from manifests.trails.shapes import to_shape
from wasteflow.catalog import law
from workers.anomalies import examples, tracks, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.groups import Drive
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold(
        "most_kmh",
        Decimal(80),
        "km/h",
        "Road Dangerous-Goods Safety Measures, art. 46: 80, off motorways 60",
    ),
    Threshold("least_seconds", Decimal(60), "s", "our choice: not for a moment only"),
    Threshold("near_m", Decimal(500), "m", "our choice: so near it drives along a corridor"),
)


def check(drive: Drive) -> Finding | None:
    """The longest time over."""
    stream = law.streams().get(drive.stream)
    if drive.vessel or stream is None or not stream.hazardous:
        return None
    run = tracks.longest(list(tracks.runs(drive.positions, lambda p: p.kmh > _allowed(drive, p))))
    if run is None or run.lasts.total_seconds() < drive.limit("least_seconds"):
        return None
    there = max((p for p in drive.positions if run.first.at <= p.at <= run.last.at), key=lambda p: p.kmh)
    fastest, allowed = there.kmh, _allowed(drive, there)
    return Finding(
        key=f"fast {run.first.at.isoformat()}",
        severity=WARNING,
        says="fast",
        facts={
            "plate": drive.plate,
            "number": drive.trip.number,
            "since": wording.local(run.first.at),
            "minutes": f"{run.minutes:.0f}",
            "kmh": f"{fastest:.0f}",
            "allowed": f"{allowed}",
            "place": tracks.spot(run.at),
        },
        inputs={"from": run.first, "until": run.last, "fastest_kmh": fastest, "allowed_kmh": allowed},
        score=Decimal(str(round(fastest / float(allowed), 2))),
        at=run.first.at,
    )


def _allowed(drive: Drive, position: Position) -> Decimal:
    """By the law, or by the corridor it drives along."""
    law_kmh, near = drive.limit("most_kmh"), float(drive.limit("near_m"))
    along = [way.most_kmh for way in drive.corridors if to_shape(position.point, way.line) <= near]
    return max((min(law_kmh, Decimal(kmh or law_kmh)) for kmh in along), default=law_kmh)


def _example(
    kmh: float, minutes: int, stream: str = "hazardous", ways: tuple[tuple[float, int | None], ...] = ()
) -> Drive:
    """`ways`: approved corridors, so many degrees north of the way taken, with what they allow."""
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    way = [replace(p, kmh=kmh) if 30 <= n <= 30 + minutes else p for n, p in enumerate(examples.line())]
    found = examples.drive(way, limits=limits, stream=stream, corridor=True)
    return driven(found, corridors=tuple(_way(found.corridors[0], *one) for one in ways))


def _way(straight: Corridor, north: float, most_kmh: int | None) -> Corridor:
    return replace(straight, line=tuple((lat + north, lon) for lat, lon in straight.line), most_kmh=most_kmh)


def fires() -> Iterable[Drive]:
    """Ninety-five for three minutes; where the corridor allows sixty; on one that allows more than the law."""
    yield _example(95, 3)
    yield _example(70, 3, ways=((0, 60),))
    yield _example(95, 3, ways=((0, 100),))


def quiet() -> Iterable[Drive]:
    """Eighty; for a moment; with waste that is not hazardous; where a slower corridor is elsewhere, or runs along."""
    yield _example(80, 3)
    yield _example(95, 0)
    yield _example(95, 3, "construction")
    yield _example(70, 3, ways=((0.05, 60),))
    yield _example(70, 3, ways=((0, 60), (0, None)))


RULE = Rule(
    family="R4",
    version=2,
    severity=WARNING,
    citation="dangerous-goods-road",
    thresholds=THRESHOLDS,
    says=("fast",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
