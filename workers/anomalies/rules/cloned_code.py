"""A label's code is seen at two places between which no vehicle goes so fast, or far from where its chain has it.

A signed code cannot be forged, but it can be copied with the whole label: then two containers carry it. Scans are kept
to ten minutes and some five kilometres, so places nearer than `least_km` are one place, and ten minutes are added to
the time between them. The chain may only be late (a driver without a signal): where it stands is compared `grace_hours`
after a scan. A scan by somebody who was not signed in may be a picture of a label looked at from home, so it makes a
warning; two by people who were are what this rule is for. Loads are not looked at: their sheet may be copied lawfully.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations

from manifests.life.batch_events import Reweighed
from manifests.life.model import Basis, Batch, BatchStatus, Weight
from manifests.scans.queries import Sighting
from workers.anomalies import examples
from workers.anomalies.finding import CRIME, WARNING, Finding, Limit
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.situation import Situation, Stands
from workers.anomalies.statistics import km

THRESHOLDS = (
    Threshold("least_km", Decimal(30), "km", "our choice: places are kept to some five kilometres, twice"),
    Threshold("most_kmh", Decimal(110), "km/h", "our choice: more than a lorry may drive on a motorway"),
    Threshold("grace_hours", Decimal(24), "h", "our choice: a phone without a signal sends within the day"),
)
TEN_MINUTES = timedelta(minutes=10)
PUBLIC = "public"
STANDING = (BatchStatus.STORED, BatchStatus.IN_TEMPORARY_STORAGE, BatchStatus.GROUPED)


def check(situation: Situation) -> Finding | None:
    """Two places at once before a place that the chain excludes; of several the gravest."""
    if not isinstance(situation.subject, Batch):
        return None
    found = [*_at_once(situation), *_elsewhere(situation)]
    return max(found, key=lambda finding: finding.severity, default=None)


def _at_once(situation: Situation) -> Iterable[Finding]:
    for first, then in combinations([s for s in situation.seen if s.lat is not None], 2):
        far = _km((first.lat, first.lon), (then.lat, then.lon))
        hours = (then.at - first.at + TEN_MINUTES) / timedelta(hours=1)
        if far > situation.limit("least_km") and far > float(situation.limit("most_kmh")) * hours:
            severity = WARNING if PUBLIC in (first.actor, then.actor) else CRIME
            yield _finding(situation, "at_once", severity, first, then, far)


def _elsewhere(situation: Situation) -> Iterable[Finding]:
    assert isinstance(situation.subject, Batch)
    if situation.stands is None or situation.subject.status not in STANDING:
        return
    for scan in situation.seen:
        late = situation.now - scan.at >= _grace(situation)
        if scan.lat is None or not late or scan.at < situation.stands.since:
            continue
        far = _km((situation.stands.lat, situation.stands.lon), (scan.lat, scan.lon))
        if far > situation.limit("least_km"):
            yield _finding(situation, "elsewhere", WARNING if scan.actor == PUBLIC else CRIME, scan, scan, far)


def due(situation: Situation) -> datetime | None:
    """Once the chain had its time to catch up with the latest scan."""
    return situation.seen[-1].at + _grace(situation) if situation.seen else None


def _grace(situation: Situation) -> timedelta:
    return timedelta(hours=float(situation.limit("grace_hours")))


def _finding(situation: Situation, says: str, severity: int, first: Sighting, then: Sighting, far: float) -> Finding:
    assert isinstance(situation.subject, Batch)
    places = sorted({f"{s.lat} {s.lon}" for s in (first, then)})
    return Finding(
        key=f"{says} {severity} {', '.join(places)}",
        severity=severity,
        says=says,
        facts={
            "code": situation.subject.digital_code or str(situation.subject.id),
            "waste": situation.subject.name,
            "km": f"{far:.0f}",
            "minutes": f"{(then.at - first.at) / timedelta(minutes=1):.0f}",
            "place": f"{then.lat:.2f}, {then.lon:.2f}",
        },
        inputs={"scans": [first, then], "stands": situation.stands, "km": f"{far:.1f}"},
    )


def _km(one: tuple[float | None, float | None], other: tuple[float | None, float | None]) -> float:
    (lat1, lon1), (lat2, lon2) = one, other
    return km((lat1 or 0.0, lon1 or 0.0), (lat2 or 0.0, lon2 or 0.0))


BAOAN, HUIZHOU = (22.55, 113.90), (23.10, 114.40)  # 80 km


def _situation(*seen: tuple[int, tuple[float, float], str], hours_after: int = 1, stored: bool = True) -> Situation:
    """A drum in store at Bao'an, whose code was seen so many minutes after it came there."""
    drum = examples.drum("200", BatchStatus.STORED if stored else BatchStatus.IN_TRANSIT)
    base = examples.situation(examples.load("200"), Reweighed(Weight(Decimal(200), Basis.WEIGHED)), {})
    scans = tuple(Sighting(drum.last_at + timedelta(minutes=m), *where, who) for m, where, who in seen)
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    stands = Stands(*BAOAN, drum.last_at) if stored else None
    return Situation(base.event, drum, limits, drum.last_at + timedelta(hours=hours_after), seen=scans, stands=stands)


def fires() -> Iterable[Situation]:
    """On the road 80 km apart within twenty minutes; the same by strangers; in store here, seen there a day ago."""
    yield _situation((0, BAOAN, "driver"), (20, HUIZHOU, "regulator"), stored=False)
    yield _situation((0, BAOAN, "public"), (20, HUIZHOU, "regulator"), stored=False)
    yield _situation((60, HUIZHOU, "driver"), hours_after=30)


def quiet() -> Iterable[Situation]:
    """Driven there; nobody said where; twice at one place; seen far away, but the chain may still be late."""
    yield _situation((0, BAOAN, "driver"), (90, HUIZHOU, "regulator"), stored=False)
    yield _situation((0, BAOAN, "driver"), (1, BAOAN, "public"), hours_after=48)
    yield _situation((60, HUIZHOU, "driver"), hours_after=2)


RULE = Rule(
    family="C1",
    version=1,
    severity=CRIME,
    citation="label",
    listens=frozenset({"scanned"}),
    thresholds=THRESHOLDS,
    says=("at_once", "elsewhere"),
    check=check,
    fires=fires,
    quiet=quiet,
    due=due,
)
