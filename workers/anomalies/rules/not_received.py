"""A load left, and is at nobody's gate when its time on the road is over.

The clock is the stream's `delivery` (hours from the first departure; a trip ticket of Hong Kong has its own), and what
stops on the way may take is added. Nobody's entry is awaited: that the arrival does not come is what is seen. A load
that comes late has its alert all the same, with what came of it in its chain.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from manifests.life.events import AnyEvent, Arrived, Departed
from manifests.life.model import Manifest, ManifestStatus, Party, Stop
from manifests.tickets.paper import delivery_hours
from wasteflow.catalog.law import streams
from workers.anomalies import examples, wording
from workers.anomalies.finding import SERIOUS, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation

ON_THE_ROAD = (ManifestStatus.IN_TRANSIT, ManifestStatus.AT_STOP, ManifestStatus.IN_TEMPORARY_STORAGE)


def check(situation: Situation) -> Finding | None:
    """Still on the road, and its time is over."""
    moment, manifest = due(situation), situation.subject
    if moment is None or situation.now < moment:
        return None
    assert isinstance(manifest, Manifest)
    left = manifest.carriers[0].departed_at
    assert left is not None
    facts = wording.of_manifest(manifest) | {
        "left": wording.local(left),
        "hours": str(int((moment - left) / timedelta(hours=1))),
        "kg": wording.plain(sum(line.sent.kg for line in manifest.lines)),  # type: ignore[arg-type]
    }
    return Finding("not received", SERIOUS, "missing", facts, {"left": left, "due": moment, "status": manifest.status})


def due(situation: Situation) -> datetime | None:
    """When it should have arrived; null unless it is on the road."""
    manifest = situation.subject
    if not isinstance(manifest, Manifest) or manifest.status not in ON_THE_ROAD:
        return None
    left = manifest.carriers[0].departed_at
    if left is None:
        return None
    hours = delivery_hours(manifest) or int(streams()[manifest.stream].clocks["delivery"].value)
    return left + timedelta(hours=hours + sum(stop.hours or 0 for stop in manifest.stops if stop.dropped is None))


def _example(hours: int, status: ManifestStatus = ManifestStatus.IN_TRANSIT, stop: int = 0) -> Situation:
    fact: AnyEvent = Arrived() if status is ManifestStatus.ARRIVED else Departed("粤S12345", "王师傅")
    manifest = examples.on_road(status)
    party = Party(manifest.id, manifest.id, "中转站", "441900")
    stops = (Stop(party, manifest.created_at, hours=stop),) if stop else ()
    return examples.situation(replace(manifest, stops=stops), fact, {}, timedelta(hours=hours))


def fires() -> Iterable[Situation]:
    """Two days on the road; with a stop of a day, three."""
    yield _example(48)
    yield _example(72, ManifestStatus.IN_TEMPORARY_STORAGE, stop=24)


def quiet() -> Iterable[Situation]:
    """Still in time; at the gate; its stop may take that long."""
    yield _example(47)
    yield _example(480, ManifestStatus.ARRIVED)
    yield _example(71, stop=24)


RULE = Rule(
    family="T1",
    version=1,
    severity=SERIOUS,
    citation="transfer",
    thresholds=(),
    says=("missing",),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset({"departed", "handed_over", "stopped", "resumed", "arrived"}),
    due=due,
)
