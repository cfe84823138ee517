"""A carrier at loading, or the consignee at the gate, states that the load is not what its manifest says.

Whatever becomes of the load, the authority of the receiving place is told (Transfer Measures, art. 18). Another waste,
form, nature or number of packages is serious; a weight or a time alone is a warning, since scales and clocks have rules
of their own. One alert per load and severity; all that was stated stands in the evidence.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from manifests.life.events import DifferenceFound
from manifests.life.model import Difference, Differs, Manifest, ManifestStatus
from workers.anomalies import examples
from workers.anomalies.finding import SERIOUS, WARNING, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation

MILD = (Differs.WEIGHT, Differs.TIME)


def check(situation: Situation) -> Finding | None:
    """The gravest of what was stated."""
    manifest, fact = situation.subject, situation.event.fact
    if not isinstance(manifest, Manifest) or not isinstance(fact, DifferenceFound) or not fact.differences:
        return None
    worst = next((one for one in fact.differences if one.kind not in MILD), fact.differences[0])
    severity = WARNING if worst.kind in MILD else SERIOUS
    return Finding(
        key=f"severity {severity}",
        severity=severity,
        says="at_gate" if situation.event.org == manifest.consignee.org else "at_loading",
        facts={
            "number": manifest.number or str(manifest.id),
            "found": worst.found,
            "consignor": manifest.consignor.name,
            "consignee": manifest.consignee.name,
            "plate": manifest.leg.plate or "",
        },
        inputs={"differences": fact.differences},
    )


def _stated(*differences: Difference) -> Situation:
    return examples.situation(examples.load("200"), DifferenceFound(differences), {})


def fires() -> Iterable[Situation]:
    """At the gate it is liquid; a drum more than written; the carrier finds another waste at loading."""
    yield _stated(Difference(Differs.FORM, "液态，联单为半固态", 1))
    yield _stated(Difference(Differs.PACKAGES, "2 桶", 1))
    other = _stated(Difference(Differs.CODE, "标签为 900-041-49"))
    yield _at_loading(other)


def _at_loading(situation: Situation) -> Situation:
    """The same, stated by the carrier before it left."""
    assert isinstance(situation.subject, Manifest)
    loaded = replace(situation.subject, status=ManifestStatus.SIGNED)
    return Situation(replace(situation.event, org=loaded.leg.org), loaded, situation.limits, situation.now)


def quiet() -> Iterable[Situation]:
    """Nothing differs any more."""
    yield _stated()


RULE = Rule(
    family="W3",
    version=1,
    severity=SERIOUS,
    citation="receipt",
    listens=frozenset({"difference_found"}),
    thresholds=(),
    says=("at_gate", "at_loading"),
    check=check,
    fires=fires,
    quiet=quiet,
)
