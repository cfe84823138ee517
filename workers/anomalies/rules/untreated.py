"""What was taken in has stood at its receiver without a treatment, or was turned away and is nowhere since.

In without out is where waste disappears on paper: taken in, paid for, and never burned. The French tools list what was
treated more than thirty days after receipt. What was begun and then left lying counts from the last thing done with it.
A load that was turned away is still on its vehicle by its chain; a few
days later it should be home, or on its way elsewhere under papers of its own.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests.life.batch_events import Received, Treated, TurnedAway
from manifests.life.events import AnyEvent
from manifests.life.model import Basis, Batch, BatchStatus, Weight
from workers.anomalies import examples, wording
from workers.anomalies.finding import SERIOUS, WARNING, Finding, Limit
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.situation import Situation

THRESHOLDS = (
    Threshold("untreated_days", Decimal(30), "d", "French inspectors' sheet: treated more than 30 days after receipt"),
    Threshold("begun_days", Decimal(90), "d", "our choice: a quarter; a furnace's repair is over by then"),
    Threshold("turned_away_days", Decimal(5), "d", "our choice: a working week to bring it home or elsewhere"),
)


def check(situation: Situation) -> Finding | None:
    """Its time is over, and nothing was done with it."""
    moment, batch = due(situation), situation.subject
    if moment is None or situation.now < moment:
        return None
    assert isinstance(batch, Batch)
    away = batch.status is BatchStatus.REFUSED
    says = "turned_away" if away else "begun" if _begun(batch) else "untreated"
    facts = wording.of_batch(batch) | {
        "since": wording.local(_since(batch)),
        "days": wording.plain(situation.limit(f"{says}_days")),
    }
    inputs = {"since": _since(batch), "holder": batch.holder_org, "by": batch.refused_by or batch.arrived_by}
    return Finding(f"{says} {_since(batch).isoformat()}", SERIOUS if away else WARNING, says, facts, inputs)


def due(situation: Situation) -> datetime | None:
    """So many days after it came in, or was turned away; null where neither holds (any more)."""
    batch = situation.subject
    if not isinstance(batch, Batch):
        return None
    if batch.status is BatchStatus.REFUSED:
        return _since(batch) + timedelta(days=int(situation.limit("turned_away_days")))
    if batch.arrived_by is None or batch.status is not BatchStatus.STORED:
        return None
    days = situation.limit("begun_days" if _begun(batch) else "untreated_days")
    return _since(batch) + timedelta(days=int(days))


def _begun(batch: Batch) -> bool:
    return bool(batch.treated_in_all or batch.steps or batch.portions)


def _since(batch: Batch) -> datetime:
    """When it came into this store; of what was begun or turned away, its latest step."""
    if batch.status is BatchStatus.REFUSED or _begun(batch):
        return batch.last_at
    return batch.stored_since or batch.last_at


def _example(
    days: int, status: BatchStatus = BatchStatus.STORED, treated: str = "0", *, arrived: bool = True
) -> Situation:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    drum = examples.drum("200", status)
    by = UUID(int=1) if arrived else None
    facts: dict[BatchStatus, AnyEvent] = {
        BatchStatus.REFUSED: TurnedAway(UUID(int=1), "渗漏"),
        BatchStatus.STORED: Received(UUID(int=1), drum.org, drum.site, drum.city, Weight(Decimal(200), Basis.WEIGHED)),
        BatchStatus.TREATED: Treated("cn_utilisation:R4", Decimal(200)),
    }
    stands = replace(drum, arrived_by=by, stored_since=drum.last_at, treated_kg=Decimal(treated))
    situation = examples.of_batch(stands, facts[status], limits)
    return Situation(situation.event, stands, limits, drum.last_at + timedelta(days=days))


def fires() -> Iterable[Situation]:
    """A month in the receiver's store; begun, and a quarter of nothing; five days turned away."""
    yield _example(30)
    yield _example(90, treated="50")
    yield _example(5, BatchStatus.REFUSED)


def quiet() -> Iterable[Situation]:
    """A day less; treated; begun lately; at its own maker's."""
    yield _example(29)
    yield _example(90, BatchStatus.TREATED, "200")
    yield _example(89, treated="50")
    yield _example(90, arrived=False)


RULE = Rule(
    family="C2",
    version=2,
    severity=SERIOUS,
    citation="ledger",
    thresholds=THRESHOLDS,
    says=("untreated", "begun", "turned_away"),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset(
        {"received", "treated", "assigned", "portion_taken", "turned_away", "returned", "split_off", "loaded"}
    ),
    due=due,
)
