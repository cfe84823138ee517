"""Weeks after a load left, its consignee has said neither that it took it nor that it refused it.

The outer bound behind the shorter clocks (`not_received`, `receipt_unconfirmed`): it holds for every stream, wherever
the load is said to be. The United States ask for an exception report where no signed copy has come back by then.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from manifests.life.events import Accepted, AnyEvent, Departed
from manifests.life.model import Manifest, ManifestStatus
from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.situation import Situation

THRESHOLDS = (Threshold("most_days", Decimal(45), "d", "US 40 CFR 262.42: exception report after 45 days"),)
UNANSWERED = (
    ManifestStatus.IN_TRANSIT,
    ManifestStatus.AT_STOP,
    ManifestStatus.IN_TEMPORARY_STORAGE,
    ManifestStatus.ARRIVED,
)


def check(situation: Situation) -> Finding | None:
    """No answer, and the days are over."""
    moment, manifest = due(situation), situation.subject
    if moment is None or situation.now < moment:
        return None
    assert isinstance(manifest, Manifest)
    left = manifest.carriers[0].departed_at
    assert left is not None
    facts = wording.of_manifest(manifest) | {
        "left": wording.local(left),
        "days": wording.plain(situation.limit("most_days")),
    }
    return Finding("no reply", WARNING, "silent", facts, {"left": left, "due": moment, "status": manifest.status})


def due(situation: Situation) -> datetime | None:
    """So many days after it left; null where the consignee has answered."""
    manifest = situation.subject
    if not isinstance(manifest, Manifest) or manifest.status not in UNANSWERED:
        return None
    left = manifest.carriers[0].departed_at
    return left + timedelta(days=int(situation.limit("most_days"))) if left else None


def _example(days: int, status: ManifestStatus = ManifestStatus.IN_TRANSIT) -> Situation:
    fact: AnyEvent = Accepted() if status is ManifestStatus.ACCEPTED else Departed("粤S12345", "王师傅")
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    return examples.situation(examples.on_road(status), fact, limits, timedelta(days=days))


def fires() -> Iterable[Situation]:
    """On the road, or at the gate, for 45 days."""
    yield _example(45)
    yield _example(46, ManifestStatus.ARRIVED)


def quiet() -> Iterable[Situation]:
    """A day less; taken."""
    yield _example(44)
    yield _example(90, ManifestStatus.ACCEPTED)


RULE = Rule(
    family="T2",
    version=1,
    severity=WARNING,
    citation="consignee-duties",
    thresholds=THRESHOLDS,
    says=("silent",),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset({"departed", "accepted", "partly_accepted", "refused"}),
    due=due,
)
