"""Waste is gone from its holder's store, or with a load on the road: stolen, leaked, burnt, or nobody knows.

Its holder says so itself, and must: what is there no more and went nowhere by paper has to be looked for,
cleaned up or proved. Serious of hazardous waste, whatever the weight; of any other it is known and no more.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests.life.batch_events import Lost, LostOnRoad, Treated
from manifests.life.events import AnyEvent
from manifests.life.model import Batch, Code, Gone
from workers.anomalies import examples, wording
from workers.anomalies.finding import INFO, SERIOUS, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation

HAZARDOUS = ("cn-hw", "hk-cw")  # schemes of codes


def check(situation: Situation) -> Finding | None:
    """Each loss by itself."""
    batch, fact, event = situation.subject, situation.event.fact, situation.event
    if not isinstance(batch, Batch) or not isinstance(fact, Lost | LostOnRoad):
        return None
    facts = wording.of_batch(batch) | {
        "lost": wording.plain(fact.kg),
        "at": wording.local(event.occurred_at),
        "reason": fact.reason,
    }
    severity = SERIOUS if batch.hazards or batch.code.scheme in HAZARDOUS else INFO
    return Finding(f"lost {event.seq}", severity, fact.how, facts, {"kg": fact.kg, "holder": batch.holder_org})


def _example(fact: AnyEvent, scheme: str = "cn-hw") -> Situation:
    drum = examples.drum("200")
    if scheme != drum.code.scheme:
        drum = replace(drum, code=Code(scheme, "900-099-S17", "2024"), hazards="")
    return examples.of_batch(drum, fact, {})


def fires() -> Iterable[Situation]:
    """A drum is stolen; a few kilograms leak; another burns with its lorry; scrap, no hazardous waste, is missing."""
    yield _example(Lost(Decimal(200), Gone.STOLEN, "夜间库门被撬，已报警"))
    yield _example(Lost(Decimal(3), Gone.LEAKED, "桶底渗漏，已清理"))
    yield _example(LostOnRoad(UUID(int=1), Decimal(200), Gone.BURNT, "车辆起火"))
    yield _example(Lost(Decimal(50), Gone.MISSING, "盘点不见"), "cn-sw")


def quiet() -> Iterable[Situation]:
    """Treated: gone too, and on record where to."""
    yield _example(Treated("cn_utilisation:R4", Decimal(200)))


RULE = Rule(
    family="C2",
    version=1,
    severity=SERIOUS,
    citation="general-duty",
    thresholds=(),
    says=tuple(Gone),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset({"lost", "lost_on_road"}),
)
