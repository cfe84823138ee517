"""A vehicle with hazardous waste drove too fast, and not for a moment only.

The law allows eighty on motorways and sixty elsewhere. A trail does not say which road it was on: eighty holds, and
sixty where the approved corridor says so (`most_kmh`). The terminal's own speed counts, over several positions in a
row.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

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
)


def check(drive: Drive) -> Finding | None:
    """The longest time over."""
    stream = law.streams().get(drive.stream)
    if drive.vessel or stream is None or not stream.hazardous:
        return None
    allowed = min([c.most_kmh for c in drive.corridors if c.most_kmh], default=drive.limit("most_kmh"))
    run = tracks.longest(list(tracks.runs(drive.positions, lambda p: p.kmh > allowed)))
    if run is None or run.lasts.total_seconds() < drive.limit("least_seconds"):
        return None
    fastest = max(p.kmh for p in drive.positions if run.first.at <= p.at <= run.last.at)
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


def _example(kmh: float, minutes: int, stream: str = "hazardous") -> Drive:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    way = [replace(p, kmh=kmh) if 30 <= n <= 30 + minutes else p for n, p in enumerate(examples.line())]
    return examples.drive(way, limits=limits, stream=stream)


def fires() -> Iterable[Drive]:
    """Ninety-five for three minutes."""
    yield _example(95, 3)


def quiet() -> Iterable[Drive]:
    """Eighty; for a moment; with waste that is not hazardous."""
    yield _example(80, 3)
    yield _example(95, 0)
    yield _example(95, 3, "construction")


RULE = Rule(
    family="R4",
    version=1,
    severity=WARNING,
    citation="dangerous-goods-road",
    thresholds=THRESHOLDS,
    says=("fast",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Drive,
)
