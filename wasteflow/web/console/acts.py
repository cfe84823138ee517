"""What this person may do now with a batch or manifest: the life's table, the company's part, the role. Pure."""

from decimal import Decimal

from manifests.codes import signed_qr
from manifests.life import events as e
from manifests.life import lifecycle, policy
from manifests.life.model import Batch, BatchStatus, Gone, Manifest, SubjectKind, Weight
from manifests.life.steps import kind_of
from wasteflow.core.errors import Refusal
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed
from wasteflow.web.console.manifest.steps import STEPS

_NOTHING = Weight(Decimal(1), "weighed")  # type: ignore[arg-type]

# The shape of each step, to ask whose it is; the values do not matter for that. In the order buttons stand.
BATCH_STEPS: dict[str, e.AnyEvent] = {
    "reweighed": e.Reweighed(_NOTHING),
    "treated": e.Treated("", Decimal(1)),
    "ungrouped": e.Ungrouped(),
    "moved": e.Moved("?"),
    "relabelled": e.Relabelled("?"),
    "lost": e.Lost(Decimal(1), Gone.MISSING, ""),
}


def on_manifest(actor: Actor, manifest: Manifest) -> list[str]:
    """The steps, the next one first."""
    fitting = {name: step for name, step in STEPS.items() if step.when(manifest) and step.whose(manifest, actor.org)}
    shapes = {name: step.shape for name, step in fitting.items()}
    steps = _steps(actor, manifest, SubjectKind.MANIFEST, shapes)
    return sorted(steps, key=lambda step: STEPS[step].again(manifest))


def waiting(actor: Actor, manifest: Manifest) -> str:
    """The step this person is waited for; empty: none. That it arrived is the carrier's to tell: to the gate it is
    coming until then."""
    steps = [step for step in on_manifest(actor, manifest) if STEPS[step].waits and not STEPS[step].again(manifest)]
    mine = [step for step in steps if step != "arrived" or actor.org == manifest.leg.org]
    return next(iter(mine), "")


def on_batch(actor: Actor, batch: Batch) -> list[str]:
    """The steps, and what else is the holder's to do: `manifest` (send it on), `label`."""
    steps = _steps(actor, batch, SubjectKind.BATCH, BATCH_STEPS)
    if "ungrouped" in steps and (not batch.sources or batch.treated_kg or batch.steps or batch.portions):
        steps.remove("ungrouped")
    if "relabelled" in steps and batch.digital_code is None:
        steps.remove("relabelled")
    mine = actor.org == batch.holder_org
    if mine and batch.status is BatchStatus.STORED and batch.holder_site and allowed(actor, "manifest:create"):
        steps.insert(0, "manifest") if batch.arrived_by is None else steps.append("manifest")
    if batch.arrived_by is not None and "treated" in steps:
        steps.remove("treated")
        steps.insert(0, "treated")
    return steps


def may_label(actor: Actor, batch: Batch) -> bool:
    """Whether the label is this person's to print; of a part turned away, also of the gate that has it before it. What
    is treated or lost needs none."""
    mine = actor.org in (batch.holder_org, batch.org) or batch.status is BatchStatus.REFUSED
    there = batch.digital_code is not None and batch.status not in signed_qr.ENDED[signed_qr.Kind.LABEL]
    return there and mine and allowed(actor, "batch:label")


def _steps(actor: Actor, state: Batch | Manifest, about: SubjectKind, steps: dict[str, e.AnyEvent]) -> list[str]:
    possible = set(lifecycle.possible(state, about))
    return [step for step, fact in steps.items() if kind_of(fact) in possible and _mine(actor, fact, state)]


def _mine(actor: Actor, fact: e.AnyEvent, state: Batch | Manifest) -> bool:
    if not allowed(actor, policy.action(actor, fact, state)):
        return False
    try:
        policy.may(actor.org, fact, state)
    except Refusal:
        return False
    return True
