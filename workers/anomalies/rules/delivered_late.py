"""A load of Hong Kong's chemical or clinical waste reached the reception point later than its clock allows.

The clock runs from the collector's signature at the producer's to the arrival at the reception point: 48 hours for
chemical waste; for clinical waste 24, which is our own knowledge. It stands in `streams.toml`, where a ticket of
`tickets.toml` names it, so that the warning at the gate and this alert are one figure. The load has arrived, so it is a
warning. Loads without a trip ticket have no such clock.
"""

from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import replace

from manifests.life.events import Arrived
from manifests.life.model import Carrier, Manifest
from manifests.tickets.paper import deliver_by, delivery_hours
from workers.anomalies import examples
from workers.anomalies.finding import WARNING, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation


def check(situation: Situation) -> Finding | None:
    """A load that has just arrived, too late."""
    manifest, arrived = situation.subject, situation.event.occurred_at
    if not isinstance(manifest, Manifest) or not isinstance(situation.event.fact, Arrived):
        return None
    by, collected = deliver_by(manifest), manifest.carriers[0].departed_at
    if by is None or collected is None or arrived <= by:
        return None
    facts = {
        "number": manifest.number or str(manifest.id),
        "hours": str(int((arrived - collected).total_seconds() // 3600)),
        "limit": str(delivery_hours(manifest)),
        "consignor": manifest.consignor.name,
        "consignee": manifest.consignee.name,
        "carrier": manifest.leg.name,
        "plate": manifest.leg.plate or "",
    }
    return Finding("late", WARNING, "late", facts, {"collected": collected, "arrived": arrived, "deliver_by": by})


def _arrives(stream: str, regime: str, hours: int) -> Situation:
    situation = examples.situation(examples.load("1800"), Arrived(), {})
    assert isinstance(situation.subject, Manifest)
    left = situation.event.occurred_at - timedelta(hours=hours)
    carriers = (Carrier(situation.subject.carriers[0].org, "港環收集", "AB1234", departed_at=left),)
    load = replace(situation.subject, stream=stream, regime=regime, carriers=carriers, number="HKCW202600000001")
    return Situation(situation.event, load, {}, situation.now)


def fires() -> Iterable[Situation]:
    """Chemical waste after 49 hours, clinical waste after 25."""
    yield _arrives("hk_chemical", "hk_trip_ticket", 49)
    yield _arrives("medical", "hk_clinical_ticket", 25)


def quiet() -> Iterable[Situation]:
    """In time; a long way on the mainland."""
    yield _arrives("hk_chemical", "hk_trip_ticket", 48)
    yield _arrives("hazardous", "between_cities", 60)


RULE = Rule(
    family="T1",
    version=1,
    severity=WARNING,
    citation="hk-chemical",
    listens=frozenset({"arrived"}),
    thresholds=(),
    says=("late",),
    check=check,
    fires=fires,
    quiet=quiet,
)
