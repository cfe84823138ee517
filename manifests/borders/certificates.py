"""What the facility certifies of a load that crossed, and the way back of one that should not have. Pure.

Receipt and completion of treatment are two certificates, each a fact of its own with its own clock (Basel Convention;
`papers.toml`). Only the consignee issues them, and only where the regime of the load asks for such a paper.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from manifests.borders import refusals as no
from manifests.life import events as e
from manifests.life.model import Line, Manifest, ManifestStatus, Signature, TakeBack
from wasteflow.catalog.papers import crosses, papers
from wasteflow.core.errors import Refusal, Refusals

M = ManifestStatus
RECEIPT, COMPLETION = "receipt", "completion"  # boxes of the two signatures
DECIDED = (M.ACCEPTED, M.PARTLY_ACCEPTED, M.REFUSED, M.CLOSED)
TABLE: dict[tuple[M | None, str], M] = {
    **{(at, "receipt_certified"): at for at in DECIDED},
    (M.CLOSED, "completion_certified"): M.CLOSED,
    **{(at, "take_back_started"): at for at in (M.IN_TRANSIT, M.ARRIVED, M.ACCEPTED, M.PARTLY_ACCEPTED, M.REFUSED)},
}
Fact = e.ReceiptCertified | e.CompletionCertified | e.TakeBackStarted


def on_paper(manifest: Manifest) -> bool:
    """Whether it crosses a border under a paper that is certified; the way back of what did not stay has none."""
    return crosses(manifest.regime) and not manifest.is_return


def check(manifest: Manifest, fact: Fact) -> None:
    """Raises where this load has no such paper, it is certified already, or it is too early."""
    if not on_paper(manifest):
        raise no.NoBorderPaper("fact.kind")
    if isinstance(fact, e.TakeBackStarted):
        if manifest.take_back is not None:
            raise no.TakenBackAlready("fact.kind")
        if not fact.said.strip():
            raise no.SayWhy("fact.said")
        return
    if not fact.name.strip():
        raise no.WhoCertifies("fact.name")
    if issued(manifest, RECEIPT if isinstance(fact, e.ReceiptCertified) else COMPLETION):
        raise no.CertifiedAlready("fact.kind")
    if isinstance(fact, e.CompletionCertified):
        wrong: list[Refusal] = [] if issued(manifest, RECEIPT) else [no.ReceiptFirst("fact.kind")]
        early = [n for n, line in enumerate(manifest.lines, 1) if line.accepted_kg and not line.treated_kg]
        wrong += [no.NotTreatedYet("fact.kind", line=n) for n in early]  # after an interim step the chain goes on
        if wrong:
            raise Refusals(wrong)


def completed(fact: Fact, manifest: Manifest) -> Fact:
    """With what the manifest says of the weights, and the catalogue of the time. Raises as `check` does."""
    check(manifest, fact)
    match fact:
        case e.ReceiptCertified():
            accepted = sum((line.accepted_kg or Decimal(0) for line in manifest.lines), Decimal(0))
            refused = sum((line.refused_kg or Decimal(0) for line in manifest.lines), Decimal(0))
            return replace(fact, received_kg=accepted + refused, accepted_kg=accepted, refused_kg=refused)
        case e.CompletionCertified():
            return replace(fact, treated_kg=sum((line.treated_kg for line in manifest.lines), Decimal(0)))
        case _:
            return replace(fact, days=int(papers().take_back[fact.reason].value))


def taken_back(manifest: Manifest, envelope: e.Envelope, fact: e.TakeBackStarted) -> Manifest:
    """The manifest once its load is to go back."""
    at = envelope.occurred_at
    return replace(manifest, take_back=TakeBack(fact.reason, fact.said, at, at + timedelta(days=fact.days or 0)))


def numbered(lines: Iterable[Line], shipments: Iterable[e.Shipment], before: Iterable[Line] = ()) -> tuple[Line, ...]:
    """The lines with the number of the shipment each goes in; `before`: as they were numbered until now."""
    known = {line.approval.id: line.approval.shipment for line in before if line.approval}
    known |= {one.approval: one.serial for one in shipments}
    if not known:
        return tuple(lines)
    return tuple(
        replace(line, approval=replace(line.approval, shipment=known.get(line.approval.id))) if line.approval else line
        for line in lines
    )


def issued(manifest: Manifest, box: str) -> Signature | None:
    """The signature of a certificate, once it is issued."""
    return next((mark for mark in manifest.signatures if mark.box == box), None)


def decided_at(manifest: Manifest) -> datetime | None:
    """When the consignee accepted or refused."""
    mark = issued(manifest, "consignee")
    return mark.at if mark else None


def due(manifest: Manifest, box: str, treated_at: datetime | None) -> datetime | None:
    """Until when a certificate is in time; null while nothing is to be certified. `treated_at`: the last treatment."""
    received = decided_at(manifest)
    if received is None or not on_paper(manifest):
        return None
    rule = papers().certificates[box]
    clock = timedelta(days=int(rule.clock.value))
    if box == RECEIPT:
        return received + clock
    if not any(line.accepted_kg for line in manifest.lines) or rule.outer is None:
        return None
    outer = received + timedelta(days=int(rule.outer.value))
    done = treated_at if manifest.status is M.CLOSED else None
    return min(done + clock, outer) if done else outer
