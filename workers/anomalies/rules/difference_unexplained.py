"""A load was taken with a serious difference in weight or contents, and nobody has put it right since.

What differs seriously is what `weight_gap` and `found_difference` hold for serious. The parties put it right by a
correction that all agree to. The United States give fifteen days, after which the receiver reports to the authority.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from manifests.life.events import Accepted
from manifests.life.model import Basis, Differs, Line, Manifest, ManifestStatus, Revision, Signature, Weight
from workers.anomalies import examples, wording
from workers.anomalies.finding import SERIOUS, Finding, Limit
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.rules import weight_gap
from workers.anomalies.situation import Situation

THRESHOLDS = (
    Threshold("most_days", Decimal(15), "d", "US 40 CFR 264.72 and 265.72: reported where not resolved by then"),
    *(limit for limit in weight_gap.THRESHOLDS if limit.name in ("serious_percent", "scale_kg")),
)
SLIGHT = (Differs.WEIGHT, Differs.TIME)


def check(situation: Situation) -> Finding | None:
    """Taken, different, and not put right when the days are over."""
    moment, manifest = due(situation), situation.subject
    if moment is None or situation.now < moment:
        return None
    assert isinstance(manifest, Manifest)
    taken = _taken(manifest)
    assert taken is not None
    off = [n for n, line in enumerate(manifest.lines, 1) if _far(situation, line)]
    facts = wording.of_manifest(manifest) | {
        "taken": wording.local(taken),
        "days": wording.plain(situation.limit("most_days")),
        "lines": ", ".join(map(str, off)) or "—",
    }
    return Finding("unexplained", SERIOUS, "weight" if off else "found", facts, {"taken": taken, "lines": off})


def due(situation: Situation) -> datetime | None:
    """So many days after it was taken; null where nothing serious differs, or it was put right."""
    manifest = situation.subject
    if (
        not isinstance(manifest, Manifest)
        or (taken := _taken(manifest)) is None
        or manifest.status is ManifestStatus.REFUSED
    ):
        return None
    found = manifest.found.differences if manifest.found else ()
    serious = any(_far(situation, line) for line in manifest.lines) or any(d.kind not in SLIGHT for d in found)
    if not serious or any(correction.at >= taken for correction in manifest.corrections):
        return None
    return taken + timedelta(days=int(situation.limit("most_days")))


def _taken(manifest: Manifest) -> datetime | None:
    return next((mark.at for mark in reversed(manifest.signatures) if mark.box == "consignee"), None)


def _far(situation: Situation, line: Line) -> bool:
    if line.weighed is None or line.sent.basis is not Basis.WEIGHED or line.weighed.basis not in weight_gap.ON_A_SCALE:
        return False
    gap = abs(line.weighed.kg - line.sent.kg)
    return gap > situation.limit("scale_kg") and gap > line.sent.kg * situation.limit("serious_percent") / 100


def _example(days: int, kg: str, *, corrected: bool = False) -> Situation:
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    situation = examples.situation(examples.load("1000"), Accepted(), limits, timedelta(days=days))
    manifest, at = situation.subject, situation.event.occurred_at
    assert isinstance(manifest, Manifest)
    revision = Revision(situation.event.org, "抄错磅单", at + timedelta(days=1), at + timedelta(days=9), (), ())
    taken = replace(
        manifest,
        lines=(replace(manifest.lines[0], weighed=Weight(Decimal(kg), Basis.WEIGHED), accepted_kg=Decimal(kg)),),
        signatures=(Signature("consignee", situation.event.account, "赵磅房", at),),
        corrections=(revision,) if corrected else (),
    )
    return Situation(situation.event, taken, limits, situation.now)


def fires() -> Iterable[Situation]:
    """A fifth is missing, for fifteen days."""
    yield _example(15, "800")


def quiet() -> Iterable[Situation]:
    """A day less; within the limit; put right by agreement."""
    yield _example(14, "800")
    yield _example(30, "950")
    yield _example(30, "800", corrected=True)


RULE = Rule(
    family="W4",
    version=1,
    severity=SERIOUS,
    citation="receipt",
    thresholds=THRESHOLDS,
    says=("weight", "found"),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset({"accepted", "partly_accepted", "revision_approved"}),
    due=due,
)
