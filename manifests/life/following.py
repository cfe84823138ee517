"""What follows from a fact for other subjects, to be written in the transaction of its cause. Pure."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from manifests.life import brought, portions, restating
from manifests.life import events as e
from manifests.life.model import Batch, BatchStatus, Gone, Line, Manifest, Source, Weight
from wasteflow.core.ids import derived_id_at

State = Batch | Manifest
Follower = tuple[UUID, e.AnyEvent]

# Facts from which something follows; the others, most of what is recorded, are asked nothing more.
CAUSES = {
    "created",
    "amended",
    "cancelled",
    "lapsed",
    "revision_requested",
    "revision_approved",
    "departed",
    "handed_over",
    "resumed",
    "stop_weighed",
    "accepted",
    "partly_accepted",
    "refused",
    "treated",
    "lost",
    "lost_on_road",
    "load_lost",
    "portion_treated",
    "portion_left",
    "regrouped",
    "transformed",
    "ungrouped",
    "corrected",
    "reclassified",
}


def consequences(after: State, envelope: e.Envelope, states: Mapping[UUID, State]) -> list[Follower]:
    """The facts about other subjects that follow from this one: (subject, fact).

    `states` holds, among others, the manifest's batches as they stood before.
    """
    fact = envelope.fact
    if fact.kind not in CAUSES:
        return []
    if isinstance(after, Batch):
        return _of_batch(after, fact, states)
    match fact:
        case e.Created():
            former = fact.onward_of or fact.gives_back
            onward: list[Follower] = [(former, e.SentOn(after.id))] if former else []
            return [*((line.batch, e.Assigned(after.id)) for line in after.lines), *onward]
        case e.Amended(assigned=assigned, released=released):
            return [*((b, e.Released(after.id)) for b in released), *((b, e.Assigned(after.id)) for b in assigned)]
        case e.Cancelled() | e.Lapsed():
            return [(line.batch, e.Released(after.id)) for line in after.lines]
        case e.RevisionRequested(cancels=True) | e.RevisionApproved(cancels=True):
            return [(line.batch, _called_off(after, states[line.batch])) for line in after.lines]
        case e.RevisionRequested(does=does) | e.RevisionApproved(does=does):
            return [(one.batch, one.fact) for one in does]
        case e.Departed() | e.HandedOver() | e.Resumed():
            return [(line.batch, e.Loaded(after.id, after.leg.org)) for line in after.lines]
        case e.StopWeighed() if (stop := after.stop) is not None:
            return [(line.batch, e.Deposited(after.id, stop.party.org, stop.party.site)) for line in after.lines]
        case e.LoadLost(how=how, reason=reason):
            return [(line.batch, _lost(after, states[line.batch], how, reason)) for line in after.lines]
        case e.Accepted() | e.PartlyAccepted() | e.Refused():
            lines = enumerate(after.lines, 1)
            given = states[after.gives_back] if after.gives_back else None
            return [f for n, line in lines for f in _of_reception(after, n, line, envelope, states, given)]
        case _:
            return []


def _of_batch(batch: Batch, fact: e.AnyEvent, states: Mapping[UUID, State]) -> list[Follower]:
    match fact:
        case e.Treated() | e.PortionTreated():
            return portions.of_treatment(batch, fact, states)
        case e.Lost() | e.LostOnRoad():
            return portions.of_loss(batch, fact, states)
        case e.Regrouped() | e.Transformed():
            return portions.of_remade(fact)
        case e.Ungrouped():
            return portions.of_ungrouping(batch, fact, states)
        case e.PortionLeft():
            return portions.of_left(batch, fact, states)
        case e.Corrected() | e.Reclassified():
            return restating.of_batch(batch, fact, states)
        case _:
            return []


def _lost(manifest: Manifest, batch: State, how: Gone, reason: str) -> e.LostOnRoad:
    assert isinstance(batch, Batch)
    return e.LostOnRoad(manifest.id, batch.weight.kg, how, reason)


def _called_off(manifest: Manifest, batch: State) -> e.AnyEvent:
    """What has not left is free again; what is on the road stays on its vehicle until it is brought somewhere."""
    if isinstance(batch, Batch) and batch.status is BatchStatus.IN_TRANSIT:
        return e.TurnedAway(manifest.id, manifest.corrections[-1].reason)
    return e.Released(manifest.id)


def _of_reception(
    manifest: Manifest, n: int, line: Line, envelope: e.Envelope, states: Mapping[UUID, State], given: State | None
) -> list[Follower]:
    """Each batch goes into the consignee's store, stays on the vehicle, or is split into both; `given`: the manifest
    under which it had been accepted before it was given back."""
    batch = states[line.batch]
    assert isinstance(batch, Batch)
    refused, accepted = line.refused_kg or Decimal(0), line.accepted_kg or Decimal(0)
    carrier, site = manifest.leg.org, manifest.consignee
    if not accepted:
        return [(batch.id, e.TurnedAway(manifest.id, manifest.refusal_reason))]
    basis = line.at_gate.basis
    taken = Weight(accepted, basis) if refused else line.at_gate
    received: e.AnyEvent = (
        e.Returned(manifest.id, site.org, site.site, taken, _undone(given, batch))
        if manifest.is_return
        else e.Received(manifest.id, site.org, site.site, site.city, taken, refused)
    )
    told = [_given_back(given, batch, accepted, manifest.id)] if isinstance(given, Manifest) else []
    if not refused:
        return [(batch.id, received), *told]
    part = e.SplitOff(
        parent=batch.id,
        manifest=manifest.id,
        weight=Weight(refused, basis),
        reason=manifest.refusal_reason,
        origin=_origin(batch),
        generated_at=batch.generated_at,
        org=carrier,
        sources=(Source(batch.id, refused),) if batch.sources else (),
        came_by=batch.came_by,
        forebears=batch.whole,
        steps=batch.steps,
    )
    id = part_of(envelope.occurred_at, envelope.id, n)
    parted = [(came.id, e.LineParted(its.batch, id)) for came, its in brought.by(batch, states) if not its.done]
    return [*portions.of_refusal(batch, id, refused), (batch.id, received), (id, part), *parted, *told]


def _given_back(given: Manifest, batch: Batch, kg: Decimal, by: UUID) -> Follower:
    line = given.line_of(batch)
    assert line is not None
    return given.id, e.LineGivenBack(line.batch, kg, by, brought.part_of(line, batch))


def _undone(given: State | None, batch: Batch) -> e.Undone | None:
    if not isinstance(given, Manifest):
        return None
    line = given.line_of(batch)
    assert line is not None
    at = next(mark.at for mark in reversed(given.signatures) if mark.box == "consignee")
    there = given.consignee
    return e.Undone(given.id, at, there.site, there.city, line.at_gate.basis)


def part_of(at: datetime, event: UUID, n: int) -> UUID:
    """The batch that the refused part of the n-th line becomes: made of the partial acceptance, so that both
    find each other."""
    return derived_id_at(at, event, n)


def _origin(batch: Batch) -> e.Generated:
    return e.Generated(
        site=batch.site,
        stream=batch.stream,
        code=batch.code,
        name=batch.name,
        form=batch.form,
        weight=batch.generated,
        container=batch.container,
        hazards=batch.hazards,
        constituents=batch.constituents,
        category=batch.category,
        org=batch.org,
        city=batch.city,
    )
