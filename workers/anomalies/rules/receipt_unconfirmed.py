"""A load stands at the gate, and the consignee has not said within its working days whether it takes it.

The Transfer Measures give five working days from receipt, by the calendar of the place of receipt; the clock is the
stream's `receipt`, and streams without one have no such duty.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from msgspec.structs import replace

from manifests.life.events import Accepted, AnyEvent, Arrived
from manifests.life.model import Manifest, ManifestStatus
from wasteflow.catalog.law import streams, zone
from wasteflow.core.clock import BAY_AREA, local_date
from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation


def check(situation: Situation) -> Finding | None:
    """Arrived, and neither taken nor refused when the days are over."""
    moment, manifest = due(situation), situation.subject
    if moment is None or situation.now < moment:
        return None
    assert isinstance(manifest, Manifest)
    came = manifest.leg.arrived_at
    assert came is not None
    facts = wording.of_manifest(manifest) | {"came": wording.local(came), "days": str(_days(manifest))}
    return Finding("unconfirmed", WARNING, "unconfirmed", facts, {"arrived_at": came, "due": moment})


def due(situation: Situation) -> datetime | None:
    """The end of the last working day; null where nothing is awaited of the consignee."""
    manifest = situation.subject
    if not isinstance(manifest, Manifest) or manifest.status is not ManifestStatus.ARRIVED:
        return None
    came = manifest.leg.arrived_at
    if came is None or "receipt" not in streams()[manifest.stream].clocks:
        return None
    last = situation.after_working_days(zone(manifest.consignee.city), local_date(came), _days(manifest))
    return datetime.combine(last + timedelta(days=1), time(), BAY_AREA).astimezone(UTC)


def _days(manifest: Manifest) -> int:
    return int(streams()[manifest.stream].clocks["receipt"].value)


def _example(days: int, status: ManifestStatus = ManifestStatus.ARRIVED, stream: str = "hazardous") -> Situation:
    fact: AnyEvent = Arrived() if status is ManifestStatus.ARRIVED else Accepted()
    manifest = replace(examples.load("200"), status=status, stream=stream)
    return examples.situation(manifest, fact, {}, timedelta(days=days))


def fires() -> Iterable[Situation]:
    """A week and a day at the gate."""
    yield _example(8)


def quiet() -> Iterable[Situation]:
    """The fifth working day; taken; a stream that has no such clock."""
    yield _example(7)
    yield _example(30, ManifestStatus.ACCEPTED)
    yield _example(30, stream="household")


RULE = Rule(
    family="T1",
    version=1,
    severity=WARNING,
    citation="receipt",
    thresholds=(),
    says=("unconfirmed",),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset({"arrived", "weighed", "accepted", "partly_accepted", "refused"}),
    due=due,
)
