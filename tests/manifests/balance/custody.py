"""A little custody in memory, and what must be true of it at every moment."""

import dataclasses
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from manifests.draft import Draft
from manifests.entry.serials import Serials
from manifests.entry.world import World
from manifests.life import events as e
from manifests.life import lifecycle, restating
from manifests.life.model import Batch, BatchStatus, Manifest, Portion
from manifests.proposals import Declined, Proposal, Recorded
from manifests.store import Family
from tests.bay import Bay
from wasteflow.core import clock
from wasteflow.core.ids import new_id

ON_VEHICLE = {BatchStatus.IN_TRANSIT, BatchStatus.REFUSED, BatchStatus.REASSIGNED}
ASSIGNED = {BatchStatus.ASSIGNED, BatchStatus.IN_TRANSIT, BatchStatus.REASSIGNED, BatchStatus.IN_TEMPORARY_STORAGE}
ON_THE_WAY = {lifecycle.M.SIGNED, lifecycle.M.IN_TRANSIT, lifecycle.M.AT_STOP, lifecycle.M.IN_TEMPORARY_STORAGE}
_UNDER_WAY = ("draft", "published", "signed", "in_transit", "at_stop", "in_temporary_storage", "arrived")
OPEN = {s for s in lifecycle.M if s.value in _UNDER_WAY}


class Custody:
    """A little custody in memory: the states, and every event ever taken."""

    def __init__(self, bay: Bay, world: World, things: dict[str, UUID], others: dict[str, Any]) -> None:
        self.bay, self.world = bay, world
        self.things, self.others = things, others  # a second carrier, a store half way, and their people
        self.states: dict[UUID, Batch | Manifest] = {}
        self.stored: dict[tuple[UUID, UUID], tuple[int, bytes]] = {}
        self.events: list[e.Envelope] = []
        self.firsts: dict[str, int] = {}
        self.corrected = Decimal(0)  # kilograms that scales found more or less than was written
        self.lost = Decimal(0)  # kilograms that went in and did not come out, by name

    def send(self, actor: Any, *proposals: Proposal) -> list[Recorded | Declined]:
        """One request, as `commands.record` works it through."""
        world = dataclasses.replace(self.world, treated=self._treated())
        draft = Draft(actor, Family(self.states, self.stored), world, Serials(self.firsts), clock.now())
        outcomes = draft.consider_all(proposals)
        for envelope, _ in draft.ledger.events:
            self._correct(envelope)
            self.events.append(envelope)
            self.states[envelope.subject] = lifecycle.evolve(self.states.get(envelope.subject), envelope)
        assert self.states == draft.states, "the events tell the states"
        self.stored = draft.stored
        for name, count in draft.serials.wanted.items():
            self.firsts[name] = self.firsts.get(name, 1) + count
        return outcomes

    def _treated(self) -> dict[UUID, tuple[restating.Treatment, ...]]:
        """What was treated of each batch where it was brought last, as the store reads it."""
        found: dict[UUID, dict[UUID, restating.Treatment]] = {}
        for x in self.events:
            fact, of = x.fact, found.setdefault(x.subject, {})
            if isinstance(fact, e.Received | e.Loaded):
                of.clear()
            elif isinstance(fact, e.Treated):
                state = self.states[x.subject]
                if isinstance(state, Batch) and state.arrived_by:
                    final, left = bool(fact.final), bool(fact.residues)
                    of[x.id] = restating.Treatment(x.id, x.occurred_at, fact.method, final, fact.kg, fact.city, left)
            elif isinstance(fact, e.Reclassified):
                of[fact.treated] = replace(of[fact.treated], method=fact.method, final=fact.final)
        return {id: tuple(of.values()) for id, of in found.items() if of}

    def _correct(self, envelope: e.Envelope) -> None:
        before = self.states.get(envelope.subject)
        match envelope.fact:
            case e.Reweighed(weight=weight) if isinstance(before, Batch):
                self.corrected += weight.kg - before.weight.kg
            case e.Received(weight=weight, refused_kg=refused) if isinstance(before, Batch):
                self.corrected += weight.kg + refused - before.weight.kg
            case e.Corrected(left=left) if isinstance(before, Batch):
                self.corrected += left.kg - before.weight.kg
            case e.Returned(weight=weight, manifest=manifest) if isinstance(before, Batch):
                trip = self.states[manifest]
                assert isinstance(trip, Manifest)
                refused = next(x.refused_kg or 0 for x in trip.lines if x.batch == before.id)
                self.corrected += weight.kg + refused - before.weight.kg
            case e.Regrouped(first=None) | e.Transformed(first=None, final=False) as fact:
                self._balances(fact)
                self.lost += sum(loss.kg for loss in fact.losses)
            case e.Transformed(first=None) as fact:
                self._balances(fact)  # the inputs are treated, the outputs generated: the sum of all grows by both

    def _balances(self, fact: e.Regrouped | e.Transformed) -> None:
        went = sum(x.kg for x in fact.inputs)
        came = sum(x.weight.kg for x in fact.outputs) + sum(x.kg for x in fact.losses)
        assert went == came, "what goes in comes out, or has a name"

    @property
    def batches(self) -> list[Batch]:
        return [s for s in self.states.values() if isinstance(s, Batch)]

    @property
    def manifests(self) -> list[Manifest]:
        return [s for s in self.states.values() if isinstance(s, Manifest)]

    def hold(self) -> None:
        """What must be true at every moment."""
        generated = sum((b.generated.kg for b in self.batches), Decimal(0))
        there = sum((b.weight.kg for b in self.batches), Decimal(0))
        treated = sum((b.treated_kg for b in self.batches), Decimal(0))
        assert generated + self.corrected == there + treated + self.lost, "mass is conserved"
        for b in self.batches:
            assert b.weight.kg >= 0
            assert (b.status is BatchStatus.GROUPED) <= b.waits, "what is nowhere by itself waits for others"
            assert (b.status is BatchStatus.TREATED) <= (not b.waits and not b.weight.kg)
            self._in_others(b)
            assert (b.holder_site is None) == (b.status in ON_VEHICLE), "in one store or on one vehicle"
            if b.status in ASSIGNED:
                trip = self.states[b.manifest] if b.manifest else None
                assert isinstance(trip, Manifest)
                assert b.id in {line.batch for line in trip.lines}
                if trip.status in ON_THE_WAY and b.status is not BatchStatus.ASSIGNED:
                    stored = trip.status is lifecycle.M.IN_TEMPORARY_STORAGE
                    assert trip.stop is not None or not stored
                    holder = trip.stop.party.org if stored and trip.stop else trip.leg.org
                    assert b.holder_org == holder, "with the carrier of this leg, or with the storer"
        for m in self.manifests:
            for line in m.lines:
                if line.accepted_kg is not None:
                    assert line.accepted_kg + (line.refused_kg or 0) == line.at_gate.kg, "net = received - refused"
                    # What was treated may pass what was accepted: weighed again in store, or after an interim step.
                    assert min(line.accepted_kg, line.treated_kg) >= 0
        claimed = Counter(line.batch for m in self.manifests if m.status in OPEN for line in m.lines)
        assert all(n == 1 for n in claimed.values()), "on one open manifest at most"
        heard = Counter((x.subject, x.seq) for x in self.events)
        assert all(n == 1 for n in heard.values())

    def _in_others(self, b: Batch) -> None:
        """What a batch has in others is what they say came from it, and is done when they are."""
        for portion in b.portions:
            other = self.states[portion.batch]
            assert isinstance(other, Batch)
            assert (b.id, portion.kg) in {(source.batch, source.kg) for source in other.sources}
            assert portion.done == (other.status is BatchStatus.TREATED), "a source ends with what it is in"
        for source in b.sources:
            if b.status is not BatchStatus.UNGROUPED:
                origin = self.states[source.batch]
                assert isinstance(origin, Batch)
                assert b.id in {portion.batch for portion in origin.portions}
        if b.sources and not b.portions:
            shared = [p.treated_kg for s in b.sources for p in self._portions(s.batch) if p.batch == b.id]
            assert sum(shared) == b.treated_kg, "its treatment is its sources', to the gram"

    def _portions(self, source: UUID) -> tuple[Portion, ...]:
        batch = self.states[source]
        assert isinstance(batch, Batch)
        return batch.portions

    def replay(self) -> None:
        """The events alone tell the states."""
        folded: dict[UUID, Batch | Manifest] = {}
        for envelope in self.events:
            folded[envelope.subject] = lifecycle.evolve(folded.get(envelope.subject), envelope)
        assert folded == self.states, "replay gives the same"


def told(fact: Any, subject: UUID | None = None) -> Proposal:
    return Proposal(fact=fact, occurred_at=clock.now(), id=new_id(), subject=subject or new_id())
