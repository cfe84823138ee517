"""What a party states of a load that differs or crosses: from what was typed to the fact; when there is use for it."""

from manifests.borders.certificates import COMPLETION, RECEIPT, issued
from manifests.commands import Proposable
from manifests.life import events as e
from manifests.life.model import Difference, Differs, Manifest, TakeBackReason
from wasteflow.catalog.papers import crosses
from wasteflow.web.console.forms import Form


def difference_found(form: Form) -> Proposable:
    """One thing that differs; with nothing typed, that nothing differs any more."""
    found, line = form.text("fact.found", most=300), form.get("fact.line")
    form.renamed = {"fact.differences[0].found": "fact.found", "fact.differences": "fact.found"}
    if not found:
        return e.DifferenceFound()
    kind = form.member("fact.kind_of", Differs)
    number = int(line) if line.isdecimal() and len(line) < 5 else None
    return e.DifferenceFound((Difference(kind, found, number),))


def receipt_certified(form: Form) -> Proposable:
    """By whom for the facility."""
    return e.ReceiptCertified(form.text("fact.name", needed=True, most=40))


def completion_certified(form: Form) -> Proposable:
    """By whom for the facility."""
    return e.CompletionCertified(form.text("fact.name", needed=True, most=40))


def take_back_started(form: Form) -> Proposable:
    """Why it goes back."""
    return e.TakeBackStarted(form.member("fact.reason", TakeBackReason), form.text("fact.said", needed=True, most=300))


def to_receive(manifest: Manifest) -> bool:
    """A receipt is still to be certified."""
    return crosses(manifest.regime) and not manifest.is_return and not issued(manifest, RECEIPT)


def to_complete(manifest: Manifest) -> bool:
    """A completion is still to be certified, and can be."""
    treated = all(line.treated_kg for line in manifest.lines if line.accepted_kg)
    return crosses(manifest.regime) and bool(issued(manifest, RECEIPT)) and treated and not issued(manifest, COMPLETION)


def to_take_back(manifest: Manifest) -> bool:
    """It crossed a border and may have to go back."""
    return crosses(manifest.regime) and not manifest.is_return and manifest.take_back is None
