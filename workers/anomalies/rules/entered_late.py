"""Something was entered long after it is said to have happened.

A driver without a signal is late by hours; the bound of three days leaves room for a phone and a weekend's back office.
What a person declares of the past cannot be checked by anybody, so it is told, once for each subject and step. Steps
that wasteflow writes itself are not looked at.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from manifests.life.events import AnyEvent, Arrived, Departed
from manifests.life.model import Batch, Manifest
from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.situation import Situation

THRESHOLDS = (Threshold("late_hours", Decimal(72), "h", "our choice: a phone without a signal over a weekend"),)
GOODS = ("generated", "treated")
ROAD = ("signed", "departed", "handed_over", "arrived", "weighed", "accepted", "partly_accepted", "refused")
STEPS = frozenset({*GOODS, *ROAD})


def check(situation: Situation) -> Finding | None:
    """An event of a person's, entered later than the bound."""
    event = situation.event
    late = event.received_at - event.occurred_at
    if event.cause is not None or late <= timedelta(hours=float(situation.limit("late_hours"))):
        return None
    step = str(event.fact.__struct_config__.tag)
    facts = {
        "subject": _name(situation.subject),
        "happened": wording.local(event.occurred_at),
        "entered": wording.local(event.received_at),
        "days": str(late.days),
    }
    inputs = {"occurred_at": event.occurred_at, "received_at": event.received_at, "account": event.account}
    score = Decimal(late // timedelta(hours=1)) / situation.limit("late_hours")
    return Finding(step, WARNING, "batch" if isinstance(situation.subject, Batch) else "manifest", facts, inputs, score)


def _name(subject: Manifest | Batch) -> str:
    if isinstance(subject, Batch):
        return subject.digital_code or str(subject.id)
    return subject.number or str(subject.id)


def _example(hours: float, fact: AnyEvent | None = None) -> Situation:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    situation = examples.situation(examples.load("200"), fact or Arrived(), limits)
    event = replace(situation.event, received_at=situation.event.occurred_at + timedelta(hours=hours))
    return Situation(event, situation.subject, limits, event.received_at)


def fires() -> Iterable[Situation]:
    """An arrival four days later; a departure a minute past the bound."""
    yield _example(96)
    yield _example(72.02, Departed("粤S12345", "王师傅"))


def quiet() -> Iterable[Situation]:
    """At once; after a weekend; what follows from something else."""
    yield _example(0.1)
    yield _example(72)
    late = _example(96)
    yield Situation(replace(late.event, cause=late.event.id), late.subject, late.limits, late.now)


RULE = Rule(
    family="T5",
    version=1,
    severity=WARNING,
    citation="ledger",
    thresholds=THRESHOLDS,
    says=("batch", "manifest"),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=STEPS,
)
