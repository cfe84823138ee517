"""A load weighs less or more at the consignee's gate than it did when it was sent.

Line by line, |weighed - sent| is compared with the sent weight. More than 10 % is serious; more than 3 % and more
than 0.2 t is a warning. Both hold for weights from a scale: where either side only declared or estimated, the gap says
as much about the guess as about the load, so a gap over 10 % is a warning and smaller ones are silent. Gaps of a few
kilograms are what two scales make of the same drum. One alert per load and severity, about its worst line; all lines
over the limit stand in the evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from manifests.life.events import LineWeighed, Weighed
from manifests.life.model import Basis, Line, Manifest
from workers.anomalies import examples
from workers.anomalies.finding import SERIOUS, WARNING, Finding, Limit
from workers.anomalies.rule import Rule, Threshold
from workers.anomalies.situation import Situation

THRESHOLDS = (
    Threshold("serious_percent", Decimal(10), "%", "US 40 CFR 264.72 and 265.72: significant discrepancy, bulk waste"),
    Threshold("warn_percent", Decimal(3), "%", "our choice: two class III scales; tuned on the clean year"),
    Threshold("warn_kg", Decimal(200), "kg", "our choice: whichever is larger, this or the percentage"),
    Threshold("scale_kg", Decimal(2), "kg", "our choice: two divisions of a floor scale; no gap counts below it"),
)

# A share of a whole vehicle's weight differs by the vehicle's own percentage, and that was on a scale.
ON_A_SCALE = (Basis.WEIGHED, Basis.WEIGHED_WHOLE)


@dataclass(frozen=True)
class Gap:
    number: int
    line: Line
    weighed: LineWeighed
    severity: int

    @property
    def kg(self) -> Decimal:
        return self.weighed.kg - self.line.sent.kg

    @property
    def percent(self) -> Decimal:
        return abs(self.kg) / self.line.sent.kg * 100


def check(situation: Situation) -> Finding | None:
    """The worst line of a load just weighed, where one is over a limit."""
    manifest, fact = situation.subject, situation.event.fact
    if not isinstance(manifest, Manifest) or not isinstance(fact, Weighed):
        return None
    gaps = [gap for weighed in fact.lines if (gap := _gap(situation, manifest, weighed))]
    if not gaps:
        return None
    worst = max(gaps, key=lambda gap: (gap.severity, abs(gap.kg)))
    return Finding(
        key=f"severity {worst.severity}",
        severity=worst.severity,
        says="less" if worst.kg < 0 else "more",
        facts=_facts(manifest, worst),
        inputs={"lines": [_inputs(gap) for gap in gaps]},
    )


def _gap(situation: Situation, manifest: Manifest, weighed: LineWeighed) -> Gap | None:
    line = manifest.lines[weighed.line - 1]
    sent, gap = line.sent.kg, abs(weighed.kg - line.sent.kg)
    if gap <= situation.limit("scale_kg"):
        return None
    exact = line.sent.basis is Basis.WEIGHED and weighed.basis in ON_A_SCALE
    if gap > sent * situation.limit("serious_percent") / 100:
        return Gap(weighed.line, line, weighed, SERIOUS if exact else WARNING)
    if exact and gap > max(sent * situation.limit("warn_percent") / 100, situation.limit("warn_kg")):
        return Gap(weighed.line, line, weighed, WARNING)
    return None


def _facts(manifest: Manifest, gap: Gap) -> dict[str, str]:
    return {
        "number": manifest.number or str(manifest.id),
        "line": str(gap.number),
        "waste": gap.line.name,
        "code": gap.line.code.code,
        "sent": f"{gap.line.sent.kg.normalize():f}",
        "weighed": f"{gap.weighed.kg.normalize():f}",
        "gap": f"{abs(gap.kg).normalize():f}",
        "percent": f"{gap.percent:.1f}",
        "consignor": manifest.consignor.name,
        "consignee": manifest.consignee.name,
        "plate": manifest.leg.plate or "",
    }


def _inputs(gap: Gap) -> dict[str, object]:
    return {
        "line": gap.number,
        "batch": gap.line.batch,
        "sent": gap.line.sent,
        "weighed": {"kg": gap.weighed.kg, "basis": gap.weighed.basis},
        "severity": gap.severity,
    }


def fires() -> Iterable[Situation]:
    """A drum 15 % short; a tanker 0.5 t over; one short line of two; an estimate that was far off."""
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    yield examples.at_gate(examples.load("200"), "170", limits=limits)
    yield examples.at_gate(examples.load("12000"), "12500", limits=limits)
    yield examples.at_gate(examples.load("200", "180"), "200", "150", limits=limits)
    yield examples.at_gate(examples.load("200", basis=Basis.ESTIMATED), "260", limits=limits)


def quiet() -> Iterable[Situation]:
    """To the kilogram; within the limits; two scales and a small drum; an estimate that was nearly right."""
    limits = {t.name: Limit(t.value, t.origin) for t in THRESHOLDS}
    yield examples.at_gate(examples.load("200"), "200", limits=limits)
    yield examples.at_gate(examples.load("12000"), "11800", limits=limits)
    yield examples.at_gate(examples.load("15"), "13.2", limits=limits)
    yield examples.at_gate(examples.load("200", basis=Basis.ESTIMATED), "215", limits=limits)


RULE = Rule(
    family="W1",
    version=1,
    severity=SERIOUS,
    citation="receipt",
    listens=frozenset({"weighed"}),
    thresholds=THRESHOLDS,
    says=("less", "more"),
    check=check,
    fires=fires,
    quiet=quiet,
)
