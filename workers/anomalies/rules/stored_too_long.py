"""Waste stands in a store longer than its stream allows.

The clock runs from when it came into this store: a year for hazardous waste (the national limit names licensed
operators, Guangdong's regulation producers too), with a warning before; two days for medical waste. `streams.toml`
holds both clocks. Waste that is on a manifest but has not left still stands there.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from manifests.life.batch_events import Reweighed
from manifests.life.events import AnyEvent
from manifests.life.model import Basis, Batch, BatchStatus, Weight
from wasteflow.catalog.law import streams
from workers.anomalies import examples, wording
from workers.anomalies.finding import SERIOUS, WARNING, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation

STANDING = (BatchStatus.STORED, BatchStatus.ASSIGNED)


def check(situation: Situation) -> Finding | None:
    """Over the limit, else over the warning."""
    batch = situation.subject
    if not isinstance(batch, Batch) or batch.status not in STANDING:
        return None
    stood = situation.now - _since(batch)
    over = [clock for clock in ("storage", "storage_warning") if (days := _days(batch, clock)) and stood >= days]
    if not over:
        return None
    limit = _days(batch, "storage")
    assert limit is not None
    facts = wording.of_batch(batch) | {
        "since": wording.local(_since(batch)),
        "days": str(stood.days),
        "limit": str(limit.days),
    }
    severity = SERIOUS if over[0] == "storage" else WARNING
    key = f"{over[0]} {_since(batch).isoformat()}"
    return Finding(key, severity, over[0], facts, {"since": _since(batch), "holder": batch.holder_site})


def due(situation: Situation) -> datetime | None:
    """The next of the two clocks; null where it stands in no store, or both have run out."""
    batch = situation.subject
    if not isinstance(batch, Batch) or batch.status not in STANDING:
        return None
    ends = sorted(_since(batch) + days for clock in ("storage_warning", "storage") if (days := _days(batch, clock)))
    return next((end for end in ends if end > situation.now), None)


def _since(batch: Batch) -> datetime:
    return batch.stored_since or batch.generated_at


def _days(batch: Batch, clock: str) -> timedelta | None:
    value = streams()[batch.stream].clocks.get(clock)
    return timedelta(days=int(value.value)) if value else None


def _example(days: int, stream: str = "hazardous", status: BatchStatus = BatchStatus.STORED) -> Situation:
    drum = replace(examples.drum("200", status), stream=stream)
    fact: AnyEvent = Reweighed(Weight(drum.weight.kg, Basis.WEIGHED))
    situation = examples.of_batch(drum, fact, {})
    return Situation(situation.event, drum, {}, drum.generated_at + timedelta(days=days))


def fires() -> Iterable[Situation]:
    """Three hundred days, a year; medical waste after two days."""
    yield _example(300)
    yield _example(365)
    yield _example(2, "medical")


def quiet() -> Iterable[Situation]:
    """In time; on the road; a stream without such a clock."""
    yield _example(299)
    yield _example(400, status=BatchStatus.IN_TRANSIT)
    yield _example(400, "household")


RULE = Rule(
    family="T3",
    version=1,
    severity=SERIOUS,
    citation="storage-limit",
    thresholds=(),
    says=("storage_warning", "storage"),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset(
        {"generated", "transformed", "received", "returned", "split_off", "assigned", "released", "loaded", "treated"}
    ),
    due=due,
)
