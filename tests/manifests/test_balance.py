"""Whatever several parties try, in whatever order: nothing is lost, nothing is made, and somebody always holds it.

A state machine drives the very code that works through a request (`Draft`: rights, judge, entry checks, consequences)
with random steps, legal and not, against the catalogue and cards of a real database. CUSTODY_EXAMPLES says how many
lives to try (`CUSTODY_EXAMPLES=100000` by hand). The seed is printed where one fails (with `-s` always), and
CUSTODY_SEED tries the same lives again.
"""

import dataclasses
import os
import random
import sys
from collections import Counter
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import hypothesis
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from manifests import arithmetic, lifecycle, portions, regrouping, restating, revising, scale
from manifests import events as e
from manifests.draft import Draft
from manifests.model import Basis, Batch, BatchStatus, Code, Container, Manifest, Portion, Weight
from manifests.proposals import Declined, Proposal, Recorded
from manifests.serials import Serials
from manifests.steps import kind_of
from manifests.store import Family
from manifests.world import World
from tests.bay import PLATE, Bay
from tests.stories.journeys import PLATES, relay
from tests.stories.stops import storehouse
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.ids import new_id
from wasteflow.places.cards import cards_of

pytestmark = pytest.mark.anyio
EXAMPLES = int(os.environ.get("CUSTODY_EXAMPLES", "5000"))
SEED = int(os.environ.get("CUSTODY_SEED") or random.randrange(2**32))
STEPS = 25
ON_VEHICLE = {BatchStatus.IN_TRANSIT, BatchStatus.REFUSED, BatchStatus.REASSIGNED}
ASSIGNED = {BatchStatus.ASSIGNED, BatchStatus.IN_TRANSIT, BatchStatus.REASSIGNED, BatchStatus.IN_TEMPORARY_STORAGE}
METHODS = ["cn_utilisation:R4", "basel_recovery:R12"]  # final, interim
OTHERWISE = "cn_utilisation:R5"  # final too
kilograms = st.decimals("0.001", "1500", places=3)
pick = st.integers(0, 10_000)
shares = st.sampled_from([Decimal("0.1"), Decimal("0.333"), Decimal(1), Decimal(1), Decimal("1.001")])
small = st.sampled_from([Decimal(0), Decimal("0.001"), Decimal("0.5")])
OFF = [Decimal(0)] * 5 + [Decimal("0.001")]  # what does not add up


def _parted(kg: Decimal, into: int) -> list[Decimal]:
    """About equal parts of it."""
    part = (kg / into).quantize(Decimal("0.001"))
    return [part] * (into - 1) + [kg - part * (into - 1)]


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
        for name, first, count in draft.serials.taken:
            self.firsts[name] = first + count
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
                if trip.status in _ON_THE_WAY and b.status is not BatchStatus.ASSIGNED:
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
        claimed = Counter(line.batch for m in self.manifests if m.status in _OPEN for line in m.lines)
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


_ON_THE_WAY = {lifecycle.M.SIGNED, lifecycle.M.IN_TRANSIT, lifecycle.M.AT_STOP, lifecycle.M.IN_TEMPORARY_STORAGE}
_UNDER_WAY = ("draft", "published", "signed", "in_transit", "at_stop", "in_temporary_storage", "arrived")
_OPEN = {s for s in lifecycle.M if s.value in _UNDER_WAY}


REACHED = {
    *("handed_over", "carrier_added", "stopped", "stop_weighed", "resealed", "resumed", "deposited"),
    *("split_off", "sent_on", "returned", "turned_away", "corrected", "reclassified"),
    *("regrouped", "transformed", "ungrouped", "portion_taken", "portion_treated", "portion_freed"),
}


def told(fact: Any, subject: UUID | None = None) -> Proposal:
    return Proposal(fact=fact, occurred_at=clock.now(), id=new_id(), subject=subject or new_id())


class Parties(RuleBasedStateMachine):
    """Several parties trying things; `made` gives the custody they try them on."""

    made: Any
    reached: ClassVar[set[str]] = set()  # kinds of events in any life

    @initialize()
    def begin(self) -> None:
        self.custody: Custody = type(self).made()
        bay = self.custody.bay
        self.second, self.storer = self.custody.others["second_driver"], self.custody.others["storer"]
        self.people = [bay.clerk, bay.driver, bay.gate, bay.outsider, bay.regulator, self.second, self.storer]
        for kg in ("1000", "500", "250"):
            self._try(bay.clerk, bay.drum(kg), None)
        first, second, _ = self.custody.batches
        self._try(bay.clerk, bay.load(first.id, second.id), None)

    def _try(self, actor: Any, fact: Any, subject: UUID | None) -> None:
        before, events = dict(self.custody.states), len(self.custody.events)
        (outcome,) = self.custody.send(actor, told(fact, subject))
        if isinstance(outcome, Declined):
            assert outcome.problems
            assert (self.custody.states, len(self.custody.events)) == (before, events), "a refused step leaves no trace"

    def _one(self, n: int, many: list[Any]) -> Any:
        return many[n % len(many)] if many else None

    @rule(kg=kilograms)
    def fill(self, kg: Decimal) -> None:
        bay = self.custody.bay
        self._try(bay.clerk, bay.drum(str(kg)), None)

    @rule(n=pick, kg=kilograms)
    def reweigh(self, n: int, kg: Decimal) -> None:
        if batch := self._one(n, self.custody.batches):
            self._try(self._one(n, self.people), e.Reweighed(Weight(kg, Basis.WEIGHED)), batch.id)

    @rule(n=pick, k=st.integers(1, 3))
    def load(self, n: int, k: int) -> None:
        if batches := self.custody.batches:
            chosen = list({self._one(n + i, batches).id for i in range(k)})
            self._try(self.custody.bay.clerk, self.custody.bay.load(*chosen), None)

    @rule(n=pick, stop=st.booleans(), second=st.booleans())
    def load_for_a_longer_way(self, n: int, stop: bool, second: bool) -> None:
        """With a stop half way, a second carrier, or both."""
        stored = [b for b in self.custody.batches if b.status is BatchStatus.STORED] or self.custody.batches
        things = self.custody.things
        more: dict[str, Any] = {"stop": things["store"]} if stop else {}
        if second:
            more["more_carriers"] = (things["second"],)
        if batch := self._one(n, stored):
            self._try(self.custody.bay.clerk, self.custody.bay.load(batch.id, **more), None)

    @rule(
        n=pick, kg=kilograms, verb=st.sampled_from(["name", "hand_over", "plan", "drop", "stop", "weigh", "seal", "go"])
    )
    def on_the_way(self, n: int, kg: Decimal, verb: str) -> None:
        """Carriers and stops, by anybody; more often than not of a load that is on the road."""
        road = [m for m in self.custody.manifests if m.status in _ON_THE_WAY] or self.custody.manifests
        if not (manifest := self._one(n, road)):
            return
        bay, things = self.custody.bay, self.custody.things
        lines = tuple(e.LineWeighed(line, kg) for line in range(1, len(manifest.lines) + 1))
        actor, fact = {
            "name": (bay.driver, e.CarrierAdded(things["second"])),
            "hand_over": (self.second, e.HandedOver(plate=PLATES["second"], driver="何师傅")),
            "plan": (bay.driver, e.StopAdded(things["store"])),
            "drop": (bay.driver, e.StopDropped("不停")),
            "stop": (bay.driver, e.Stopped()),
            "weigh": (self.storer, e.StopWeighed(lines)),
            "seal": (self.storer, e.Resealed("S-1")),
            "go": (bay.driver, e.Resumed(plate=PLATE, driver="王师傅")),
        }[verb]
        self._try(actor if n % 4 else self._one(n // 7, self.people), fact, manifest.id)

    @rule(n=pick, home=st.booleans())
    def send_on(self, n: int, home: bool) -> None:
        bay = self.custody.bay
        if refused := [b for b in self.custody.batches if b.refused_by] or self.custody.batches:
            batch = self._one(n, refused)
            site = bay.factory_site if home else bay.plant_site
            manifest = self._one(n, self.custody.manifests)
            before = batch.refused_by or (manifest.id if manifest else None)
            self._try(bay.clerk, bay.load(batch.id, onward_of=before, consignee_site=site), None)

    @rule(n=pick)
    def come_home(self, n: int) -> None:
        """What was turned away is brought back to where it came from."""
        bay = self.custody.bay
        if batch := self._one(n, [b for b in self.custody.batches if b.status is BatchStatus.REFUSED]):
            self._try(bay.clerk, bay.load(batch.id, onward_of=batch.refused_by, consignee_site=bay.factory_site), None)
            load = self.custody.manifests[-1]
            for actor, fact in (
                (bay.clerk, e.Published()),
                (bay.clerk, e.Signed(name="李姐")),
                (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
                (bay.driver, e.Arrived()),
                (bay.clerk, e.Accepted()),
            ):
                self._try(actor, fact, load.id)

    @rule(n=pick, verb=st.sampled_from(["publish", "sign", "depart", "arrive", "accept", "refuse", "cancel"]))
    def step(self, n: int, verb: str) -> None:
        facts = {
            "publish": e.Published(),
            "sign": e.Signed(name="李姐"),
            "depart": e.Departed(plate=PLATE, driver="王师傅"),
            "arrive": e.Arrived(),
            "accept": e.Accepted(),
            "refuse": e.Refused("桶漏"),
            "cancel": e.Cancelled("改期"),
        }
        if manifest := self._one(n, self.custody.manifests):
            self._try(self._one(n // 7, self.people), facts[verb], manifest.id)

    @rule(n=pick, steps=st.integers(1, 5))
    def go_on(self, n: int, steps: int) -> None:
        """The next legal steps of some manifest, by whom they fall to: so that lives get far."""
        for _ in range(steps):
            self._go_on(n)

    def _go_on(self, n: int) -> None:
        bay = self.custody.bay
        manifest = self._one(n, [m for m in self.custody.manifests if m.status in _OPEN])
        if manifest is None:
            return
        home = bay.clerk if manifest.is_return else bay.gate
        carrier, plate = (self.second, PLATES["second"]) if manifest.leg.org == self.second.org else (bay.driver, PLATE)
        lines = tuple(e.LineWeighed(x, line.sent.kg) for x, line in enumerate(manifest.lines, 1))
        steps = {
            "draft": (bay.clerk, e.Published()),
            "published": (bay.clerk, e.Signed(name="李姐")),
            "signed": (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
            "in_transit": self._on_the_road(n, manifest, carrier),
            "at_stop": (self.storer, e.StopWeighed(lines)),
            "in_temporary_storage": (self.storer, e.Resealed("S-1"))
            if n % 2 and manifest.stop and not manifest.stop.seal
            else (carrier, e.Resumed(plate=plate, driver="王师傅")),
            "arrived": (home, e.Accepted() if n % 3 else e.Refused("桶漏")),
        }
        if manifest.status is lifecycle.M.ARRIVED and n % 2:
            return  # stays at the gate, for somebody to weigh it or to refuse a part
        actor, fact = steps[manifest.status.value]
        self._try(actor, fact, manifest.id)

    def _on_the_road(self, n: int, manifest: Manifest, carrier: Any) -> tuple[Any, Any]:
        """To the stop where one is planned, to the next carrier at times, or to the gate."""
        if manifest.stop is not None and manifest.stop.arrived_at is None:
            return carrier, e.Stopped()
        if n % 3 and manifest.next_carrier is not None:
            return self.second, e.HandedOver(plate=PLATES["second"], driver="何师傅")
        return carrier, e.Arrived()

    @rule(n=pick, kg=kilograms)
    def weigh(self, n: int, kg: Decimal) -> None:
        if manifest := self._one(n, self.custody.manifests):
            self._try(self.custody.bay.gate, e.Weighed((e.LineWeighed(n % len(manifest.lines) + 1, kg),)), manifest.id)

    @rule(n=pick, kg=kilograms)
    def refuse_a_part(self, n: int, kg: Decimal) -> None:
        arrived = [m for m in self.custody.manifests if m.status is lifecycle.M.ARRIVED] or self.custody.manifests
        if manifest := self._one(n, arrived):
            line = e.LineRefused(n % len(manifest.lines) + 1, kg)
            self._try(self.custody.bay.gate, e.PartlyAccepted((line,), "含杂物"), manifest.id)

    @rule(n=pick, kg=kilograms, field=st.sampled_from(["sent_kg", "received_kg", "refused_kg", "treated_by", "cancel"]))
    def correct(self, n: int, kg: Decimal, field: str) -> None:
        """Somebody asks for another weight or treatment, or to call it off; more often than not of a load it fits."""
        fits = revising.FIELDS.get(f"lines.{field}", revising.CANCELLABLE)
        loads = [m for m in self.custody.manifests if m.status in fits] or self.custody.manifests
        if manifest := self._one(n, loads):
            line = n % len(manifest.lines) + 1
            asked = {field: METHODS[n % 2] if field == "treated_by" else kg}
            lines = () if field == "cancel" else (e.LineRevised(line, **asked),)
            fact = e.RevisionRequested("抄错", lines=lines, cancel=field == "cancel")
            self._try(self._one(n // 7, self.people), fact, manifest.id)

    @rule(n=pick)
    def restate_a_treatment(self, n: int) -> None:
        """Of a load that was treated: it was done in another way, say its receiver and then all others."""
        treated = [m for m in self.custody.manifests if any(line.treated_kg for line in m.lines)]
        if manifest := self._one(n, treated):
            line = next(x for x, line in enumerate(manifest.lines, 1) if line.treated_kg)
            asked = e.RevisionRequested("抄错", lines=(e.LineRevised(line, treated_by=[*METHODS, OTHERWISE][n % 3]),))
            self._try(self.custody.bay.gate, asked, manifest.id)
            for person in self.people:
                self._try(person, e.RevisionApproved(), manifest.id)

    @rule(n=pick, answers=st.integers(1, 3), no=st.integers(0, 9))
    def answer(self, n: int, answers: int, no: int) -> None:
        """Those who are asked agree, one after the other; now and then one does not."""
        for _ in range(answers):
            manifest = self._one(n, [m for m in self.custody.manifests if m.revision])
            if manifest is None or manifest.revision is None:
                return
            asked = [p for p in self.people if p.org in manifest.revision.awaits]
            fact = e.RevisionRefused("不对") if no == 0 else e.RevisionApproved()
            self._try(self._one(n, asked) or self._one(n // 7, self.people), fact, manifest.id)

    @rule(n=pick, kg=kilograms, whole=st.booleans(), method=st.sampled_from(METHODS))
    def treat(self, n: int, kg: Decimal, whole: bool, method: str) -> None:
        if batch := self._one(n, self.custody.batches):
            actor = self._holder(batch) if n % 3 else self._one(n // 7, self.people)
            self._try(actor, e.Treated(method, batch.weight.kg if whole else kg), batch.id)

    @rule(n=pick, k=st.integers(1, 3), part=shares, into=st.integers(1, 3), loss=small, off=st.sampled_from(OFF))
    def put_together(self, n: int, k: int, part: Decimal, into: int, loss: Decimal, off: Decimal) -> None:
        """Fractions of some batches into some containers; at times more than there is, or out of balance."""
        inputs, whole = self._inputs(n, k, part)
        if not inputs:
            return
        kg = _parted(whole - loss + off, into)
        outputs = tuple(e.Output(Weight(x, Basis.WEIGHED), Container("drum")) for x in kg)
        losses = (e.Loss("蒸发", loss),) if loss else ()
        actor, site = self._at(n)
        self._try(actor, e.Regrouped(site, inputs, outputs, losses), None)

    @rule(n=pick, k=st.integers(1, 2), part=shares, method=st.sampled_from(METHODS), off=st.sampled_from(OFF))
    def transform(self, n: int, k: int, part: Decimal, method: str, off: Decimal) -> None:
        """A treatment that leaves a third of it in two bags."""
        inputs, whole = self._inputs(n, k, part)
        left = (whole / 3).quantize(Decimal("0.001"))
        if not inputs or not left:
            return
        ash = Code("cn-hw", "772-003-18", "2021")
        outputs = tuple(
            e.Residue("hazardous", ash, "飞灰", "solid", Weight(x, Basis.WEIGHED), Container("bag"))
            for x in _parted(left, 2)
        )
        actor, site = self._at(n)
        self._try(actor, e.Transformed(site, method, inputs, outputs, (e.Loss("烟气", whole - left + off),)), None)

    def _inputs(self, n: int, k: int, part: Decimal) -> tuple[tuple[e.Input, ...], Decimal]:
        """Some batches, of each this share; more than the whole of it where the share says so."""
        stored = [b for b in self.custody.batches if b.status is BatchStatus.STORED] or self.custody.batches
        chosen = {b.id: b for b in (self._one(n + i, stored) for i in range(k))}
        kg = {id: max((b.weight.kg * part).quantize(Decimal("0.001")), Decimal("0.001")) for id, b in chosen.items()}
        return tuple(e.Input(id, x) for id, x in kg.items()), sum(kg.values(), Decimal(0))

    def _at(self, n: int) -> tuple[Any, UUID]:
        bay = self.custody.bay
        return (bay.gate, bay.plant_site) if n % 3 == 0 else (bay.clerk, bay.factory_site)

    @rule(n=pick)
    def take_apart(self, n: int) -> None:
        grown = [b for b in self.custody.batches if b.sources] or self.custody.batches
        if batch := self._one(n, grown):
            self._try(self._holder(batch) if n % 4 else self._one(n // 7, self.people), e.Ungrouped(), batch.id)

    def _holder(self, batch: Batch) -> Any:
        bay = self.custody.bay
        return {bay.factory: bay.clerk, bay.plant: bay.gate}.get(batch.holder_org, bay.driver)

    @rule(n=pick, kg=kilograms)
    def send_off_what_was_put_together(self, n: int, kg: Decimal) -> None:
        """To the gate, where a part of it is refused."""
        bay = self.custody.bay
        grown = [b for b in self.custody.batches if b.sources and b.status is BatchStatus.STORED]
        if batch := self._one(n, [b for b in grown if b.holder_site == bay.factory_site]):
            self._try(bay.clerk, bay.load(batch.id), None)
            load = self.custody.manifests[-1].id
            for actor, fact in (
                (bay.clerk, e.Published()),
                (bay.clerk, e.Signed(name="李姐")),
                (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
                (bay.driver, e.Arrived()),
                (
                    bay.gate,
                    e.PartlyAccepted(
                        (e.LineRefused(1, min(kg, (batch.weight.kg / 2).quantize(portions.GRAM))),), "含杂物"
                    ),
                ),
            ):
                self._try(actor, fact, load)

    @rule(n=pick, whole=st.booleans(), part=shares)
    def treat_what_was_put_together(self, n: int, whole: bool, part: Decimal) -> None:
        grown = [b for b in self.custody.batches if b.sources and b.status is BatchStatus.STORED]
        if batch := self._one(n, grown):
            kg = batch.weight.kg if whole else (batch.weight.kg * part).quantize(Decimal("0.001"))
            self._try(self._holder(batch), e.Treated(METHODS[0], kg), batch.id)

    def teardown(self) -> None:
        if hasattr(self, "custody"):
            self.custody.replay()
            self.reached.update(kind_of(x.fact) for x in self.custody.events)

    @invariant()
    def everything_holds(self) -> None:
        if hasattr(self, "custody"):
            self.custody.hold()


@pytest.fixture
async def begin(bay: Bay) -> Any:
    """Makes an empty custody on the real catalogue and the little Bay Area's real cards."""
    cards = cards_of(bay.pool)
    second, drivers = await relay(bay)
    stores, storers = await storehouse(bay)
    things, others = {**second, **stores}, {**drivers, **storers}
    sites = [bay.factory_site, bay.plant_site, things["store"]]
    today = clock.local_date(clock.now())
    world = World(
        book=await open_book(bay.pool),
        sites=await cards.of_sites(bay.pool, set(sites), fresh=True),
        orgs=await cards.of_orgs(bay.pool, {bay.factory, bay.carrier, bay.plant, things["second"]}, fresh=True),
        plans=await cards.planned(bay.pool, set(sites), today.year, fresh=True),
        taken=scale.Taken(await cards.taken_in(bay.pool, set(sites), today.year, fresh=True)),
        today=today,
    )
    return lambda: Custody(bay, world, things, others)


def _run(begin: Any, examples: int, *, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    machine = hypothesis.seed(SEED)(type("Lives", (Parties,), {"made": staticmethod(begin)}))
    sys.stdout.write(f"{examples} lives, CUSTODY_SEED={SEED}\n")
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            phases=phases,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


async def test_nothing_is_lost_or_made_whatever_is_tried(begin: Any) -> None:
    """And the lives get everywhere: what they never reach they can find no fault with."""
    Parties.reached.clear()
    _run(begin, EXAMPLES)
    assert Parties.reached >= REACHED or EXAMPLES < 5000, REACHED - Parties.reached


async def test_without_the_rule_of_parts_the_machine_notices(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """More refused than arrived, were it let through, is found: the test can fail."""
    monkeypatch.setattr(arithmetic, "_partial", lambda manifest, fact: [])
    with pytest.raises(BaseException) as found:
        _run(begin, 5000, phases=(Phase.generate,))
    assert isinstance(found.value, AssertionError | ExceptionGroup), found.value


async def test_without_the_rule_of_treatment_the_machine_notices(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arithmetic, "_treatable", lambda batch, fact: [])
    with pytest.raises(BaseException) as found:
        _run(begin, 1000, phases=(Phase.generate,))
    assert isinstance(found.value, AssertionError | ExceptionGroup), found.value


async def test_without_the_rule_of_fractions_the_machine_notices(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """More taken out of a source than there is."""
    monkeypatch.setattr(regrouping, "_within", lambda given, batch, path: [])
    with pytest.raises(BaseException) as found:
        _run(begin, 1000, phases=(Phase.generate,))
    assert isinstance(found.value, AssertionError | ExceptionGroup), found.value


async def test_without_the_sum_the_machine_notices(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regrouping, "_balance", lambda fact: [])
    with pytest.raises(BaseException) as found:
        _run(begin, 1000, phases=(Phase.generate,))
    assert isinstance(found.value, AssertionError | ExceptionGroup), found.value


async def test_where_a_share_is_withheld_the_machine_notices(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gram of each treatment that reaches no source."""

    def less(kg: Decimal, weights: Any) -> list[Decimal]:
        parts = shared(kg, weights)
        return [*parts[:-1], parts[-1] - portions.GRAM]

    shared = portions.shares
    monkeypatch.setattr(portions, "shares", less)
    with pytest.raises(BaseException) as found:
        _run(begin, 1000, phases=(Phase.generate,))
    assert isinstance(found.value, AssertionError | ExceptionGroup), found.value


# --- a phone that was offline ---------------------------------------------------------------------------------


def _afternoon(custody: Custody) -> list[tuple[Any, Proposal]]:
    """Three loads from signing to the gate, with who tells each step."""
    bay, queue = custody.bay, []
    for kg in ("100", "200", "300"):
        drum, load = told(bay.drum(kg)), None
        custody.send(bay.clerk, drum)
        load = told(bay.load(drum.subject))
        custody.send(bay.clerk, load)
        custody.send(bay.clerk, told(e.Published(), load.subject))
        custody.send(bay.clerk, told(e.Signed(name="李姐"), load.subject))
        queue += [
            (bay.driver, told(e.Departed(plate=PLATE, driver="王师傅"), load.subject)),
            (bay.driver, told(e.Arrived(), load.subject)),
            (bay.gate, told(e.Weighed((e.LineWeighed(1, Decimal(kg) - 1),)), load.subject)),
            (bay.gate, told(e.Accepted(), load.subject)),
        ]
    return queue


def _timeless(custody: Custody) -> dict[UUID, Any]:
    return {id: (s.status, s.seq, getattr(s, "weight", None), s.last_at) for id, s in custody.states.items()}


@pytest.mark.parametrize("seed", range(40))
async def test_an_afternoon_sent_in_any_order_ends_the_same(begin: Any, seed: int) -> None:
    """Cut off anywhere, shuffled, doubled and delayed, it ends as if sent in order and at once; what comes before what it
    follows is refused by name, leaves nothing, and is taken when it is sent again."""
    chance = random.Random(seed)
    custody = begin()
    queue = _afternoon(custody)
    straight = begin()
    straight.states, straight.stored = dict(custody.states), dict(custody.stored)
    for actor, proposal in queue:
        (outcome,) = straight.send(actor, proposal)
        assert isinstance(outcome, Recorded)
    phones = {actor.account: [(a, p) for a, p in queue if a is actor] for actor, _ in queue}
    for _ in range(20):  # each phone sends its queue from the front, as far as the signal lasts, again and again
        phone = [p for _, p in chance.choice(list(phones.values()))]
        actor = next(a for a, p in queue if p is phone[0])
        sent = phone[: chance.randint(1, len(phone))] * 2
        shuffled = chance.sample(sent, k=len(sent))
        for outcome in custody.send(actor, *shuffled):
            if isinstance(outcome, Declined):
                assert {x.code for x in outcome.problems} == {"not_possible_now"}
    for actor in (custody.bay.driver, custody.bay.gate):  # and in the end all of it
        outcomes = custody.send(actor, *(p for a, p in queue if a is actor))
        assert all(isinstance(outcome, Recorded) for outcome in outcomes)
    assert _timeless(custody) == _timeless(straight)
