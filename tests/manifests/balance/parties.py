"""Several parties trying things, legal and not: the rules of the state machine."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from manifests.life import events as e
from manifests.life import lifecycle, portions, revising
from manifests.life.model import Basis, Batch, BatchStatus, Code, Container, Manifest, Weight
from manifests.life.steps import kind_of
from manifests.proposals import Declined
from tests.bay import PLATE
from tests.manifests.balance.custody import ON_THE_WAY, OPEN, Custody, told
from tests.stories.journeys import PLATES

METHODS = ["cn_utilisation:R4", "basel_recovery:R12"]  # final, interim
OTHERWISE = "cn_utilisation:R5"  # final too
kilograms = st.decimals("0.001", "1500", places=3)
pick = st.integers(0, 10_000)
shares = st.sampled_from([Decimal("0.1"), Decimal("0.333"), Decimal(1), Decimal(1), Decimal("1.001")])
small = st.sampled_from([Decimal(0), Decimal("0.001"), Decimal("0.5")])
OFF = [Decimal(0)] * 5 + [Decimal("0.001")]  # what does not add up


REACHED = {  # in five thousand lives; also carrier_added, resealed, reclassified and more, but not for sure
    *("handed_over", "stop_weighed", "resumed", "deposited", "split_off", "sent_on", "returned", "turned_away"),
    *("corrected", "regrouped", "transformed", "ungrouped", "portion_taken", "portion_treated", "portion_freed"),
}


def _parted(kg: Decimal, into: int) -> list[Decimal]:
    """About equal parts of it."""
    part = (kg / into).quantize(Decimal("0.001"))
    return [part] * (into - 1) + [kg - part * (into - 1)]


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
        road = [m for m in self.custody.manifests if m.status in ON_THE_WAY] or self.custody.manifests
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
        manifest = self._one(n, [m for m in self.custody.manifests if m.status in OPEN])
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
        if not n % 5 and len(manifest.carriers) == 1:
            return carrier, e.CarrierAdded(self.custody.things["second"])
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
    def treat_what_arrived(self, n: int) -> None:
        bay = self.custody.bay
        arrived = [b for b in self.custody.batches if b.arrived_by and b.status is BatchStatus.STORED]
        if batch := self._one(n, arrived):
            self._try(bay.gate, e.Treated(METHODS[0], batch.weight.kg), batch.id)

    @rule(n=pick)
    def restate_a_treatment(self, n: int) -> None:
        """Of a load that was treated: it was done in another way, say its receiver and then all others."""
        treated = [m for m in self.custody.manifests if any(line.treated_kg for line in m.lines)]
        if manifest := self._one(n, treated):
            line = next(x for x, line in enumerate(manifest.lines, 1) if line.treated_kg)
            asked = e.RevisionRequested(
                "抄错", lines=(e.LineRevised(line, treated_by=[OTHERWISE, OTHERWISE, *METHODS][n % 4]),)
            )
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
