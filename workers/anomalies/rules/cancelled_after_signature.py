"""A manifest was called off by agreement after its consignor had signed that the load was handed over.

There are honest reasons: the vehicle broke down at the gate. But a load that left without papers looks just so, and
the French inspectors' tools list such manifests for every site. It is information, ordered by how often it happens.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from manifests.life.events import RevisionApproved, RevisionRequested
from manifests.life.model import Manifest, ManifestStatus, Signature
from workers.anomalies import examples, wording
from workers.anomalies.finding import INFO, Finding
from workers.anomalies.rule import Rule
from workers.anomalies.situation import Situation


def check(situation: Situation) -> Finding | None:
    """Called off, with a signature on it."""
    manifest, fact = situation.subject, situation.event.fact
    if not isinstance(manifest, Manifest) or not isinstance(fact, RevisionApproved | RevisionRequested):
        return None
    if not fact.cancels:
        return None
    signed = next((mark for mark in manifest.signatures if mark.box == "consignor"), None)
    if signed is None:
        return None
    agreed = manifest.corrections[-1].reason if manifest.corrections else ""
    facts = wording.of_manifest(manifest) | {"signed": wording.local(signed.at), "reason": agreed}
    return Finding("cancelled", INFO, "cancelled", facts, {"signed_at": signed.at, "reason": agreed})


def _example(*, signed: bool, cancels: bool = True) -> Situation:
    situation = examples.situation(examples.load("200"), RevisionApproved(cancels=cancels), {})
    assert isinstance(situation.subject, Manifest)
    marks = (Signature("consignor", situation.event.account, "李姐", situation.event.occurred_at),) if signed else ()
    manifest = replace(situation.subject, status=ManifestStatus.CANCELLED, signatures=marks)
    return Situation(situation.event, manifest, {}, situation.now)


def fires() -> Iterable[Situation]:
    """Signed, then called off."""
    yield _example(signed=True)


def quiet() -> Iterable[Situation]:
    """Called off before anybody signed; another change was agreed to."""
    yield _example(signed=False)
    yield _example(signed=True, cancels=False)


RULE = Rule(
    family="T7",
    version=1,
    severity=INFO,
    citation="manifest",
    thresholds=(),
    says=("cancelled",),
    check=check,
    fires=fires,
    quiet=quiet,
    listens=frozenset({"revision_requested", "revision_approved"}),
)
