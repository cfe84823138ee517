"""A load is on the road three times as long as its way takes, and six hours at least.

The way is the straight line between the two sites at a pace that leaves room for what roads do; on the water it is a
barge's. The time runs from when its leaving, or its latest step on the road, was heard of: a phone that told the one
late tells the other late. What stops on the way may take is added, and eighteen hours for what was recorded without a
signal, or by night; a city whose roads have one everywhere sets less. It is a warning: who loads in the evening arrives
in the morning, and `not_received` follows when the stream's own clock has run out. Tickets of Hong Kong have a clock of
their own, a slip of a collector's round waits for the rest of the round, and where a site has no position nothing is
said.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests.life.events import AnyEvent, Arrived, Departed
from manifests.life.model import Filled, Manifest, ManifestStatus, Party, Stop
from manifests.tickets.paper import delivery_hours
from wasteflow.places.model import VESSEL
from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.rules.not_received import ON_THE_ROAD
from workers.anomalies.situation import Situation

THRESHOLDS = (
    Threshold("least_hours", Decimal(6), "h", "our choice: a puncture, a queue at the gate"),
    Threshold("times", Decimal(3), "", "our choice: of the time the way takes"),
    Threshold("unheard_hours", Decimal(18), "h", "our choice: what was recorded without a signal comes by then"),
    Threshold("road_kmh", Decimal(40), "km/h", "our choice: as the crow flies, towns included"),
    Threshold("water_kmh", Decimal(10), "km/h", "our choice: a barge against the tide"),
)


def check(situation: Situation) -> Finding | None:
    """Still on the road, and its way does not take so long."""
    moment, manifest = due(situation), situation.subject
    if moment is None or situation.now < moment:
        return None
    assert isinstance(manifest, Manifest)
    assert situation.way_km is not None
    left = manifest.carriers[0].departed_at
    assert left is not None
    facts = wording.of_manifest(manifest) | {
        "left": wording.local(left),
        "hours": str((moment - left) // timedelta(hours=1)),
        "km": f"{situation.way_km:.0f}",
    }
    return Finding("long", WARNING, "long", facts, {"left": left, "due": moment, "km": f"{situation.way_km:.1f}"})


def due(situation: Situation) -> datetime | None:
    """When it should have been there; null unless it is on the road and its way is known."""
    manifest = situation.subject
    if not isinstance(manifest, Manifest) or manifest.status not in ON_THE_ROAD or situation.way_km is None:
        return None
    left = manifest.carriers[0].departed_at
    if left is None or manifest.filled or delivery_hours(manifest) is not None:
        return None
    stops = sum(stop.hours or 0 for stop in manifest.stops if stop.dropped is None)
    heard = max(left, situation.event.received_at)
    return heard + timedelta(hours=_hours(situation, manifest, situation.way_km) + stops)


def _hours(situation: Situation, manifest: Manifest, way_km: float) -> float:
    afloat = (manifest.leg.plate or "").startswith(VESSEL)
    takes = way_km / float(situation.limit("water_kmh" if afloat else "road_kmh"))
    longest = max(float(situation.limit("least_hours")), float(situation.limit("times")) * takes)
    return longest + float(situation.limit("unheard_hours"))


def _example(
    hours: float, km: float | None = 60, *, status: ManifestStatus = ManifestStatus.IN_TRANSIT, stop: int = 0,
    plate: str = "粤S12345", filled: bool = False, heard: float = 0,
) -> Situation:  # fmt: skip
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    manifest = examples.on_road(status)
    party = Party(manifest.id, manifest.id, "中转站", "441900")
    stops = (Stop(party, manifest.created_at, hours=stop),) if stop else ()
    carriers = tuple(replace(carrier, plate=plate) for carrier in manifest.carriers)
    standing = replace(manifest, stops=stops, carriers=carriers)
    if filled:
        standing = replace(standing, filled=Filled(UUID(int=1), UUID(int=2), UUID(int=3)))
    fact: AnyEvent = Arrived() if status is ManifestStatus.ARRIVED else Departed(plate, "王师傅")
    situation = examples.situation(standing, fact, limits, timedelta(hours=hours), way_km=km)
    event = replace(situation.event, received_at=situation.event.occurred_at + timedelta(hours=heard))
    return Situation(event, standing, limits, situation.now, way_km=km)


def fires() -> Iterable[Situation]:
    """A day for sixty kilometres, six hours more for a hundred and sixty, twelve more for a barge."""
    yield _example(24)
    yield _example(30, 160)
    yield _example(36, plate="MMSI412345678")


def quiet() -> Iterable[Situation]:
    """In time; heard of late; a long way; a barge; with a day's stop; at the gate; a slip of a round; from nowhere."""
    yield _example(23.9)
    yield _example(36, heard=13)
    yield _example(29, 160)
    yield _example(30, plate="MMSI412345678")
    yield _example(47, stop=24)
    yield _example(48, status=ManifestStatus.ARRIVED)
    yield _example(48, filled=True)
    yield _example(48, None)


RULE = Rule(
    family="T1",
    version=1,
    severity=WARNING,
    citation="transfer",
    thresholds=THRESHOLDS,
    says=("long",),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset({"departed", "handed_over", "stopped", "resumed", "arrived"}),
    due=due,
)
