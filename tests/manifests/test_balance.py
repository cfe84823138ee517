"""Whatever several parties try, in whatever order: nothing is lost, nothing is made, and somebody always holds it.

A state machine drives the very code that works through a request (`Draft`: rights, judge, entry checks, consequences)
with random steps, legal and not, against the catalogue and cards of a real database. CUSTODY_EXAMPLES says how many
lives to try (`CUSTODY_EXAMPLES=100000` by hand); the seed is printed where one fails.
"""

import os
import random
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from manifests import arithmetic, lifecycle, scale
from manifests import events as e
from manifests.draft import Draft
from manifests.model import Basis, Batch, BatchStatus, Manifest, Weight
from manifests.proposals import Declined, Proposal, Recorded
from manifests.serials import Serials
from manifests.store import Family
from manifests.world import World
from tests.bay import PLATE, Bay
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.ids import new_id
from wasteflow.places.cards import cards_of

pytestmark = pytest.mark.anyio
EXAMPLES = int(os.environ.get("CUSTODY_EXAMPLES", "5000"))
STEPS = 25
ON_VEHICLE = {BatchStatus.IN_TRANSIT, BatchStatus.REFUSED, BatchStatus.REASSIGNED}
ASSIGNED = {BatchStatus.ASSIGNED, BatchStatus.IN_TRANSIT, BatchStatus.REASSIGNED, BatchStatus.IN_TEMPORARY_STORAGE}
METHODS = ["cn_utilisation:R4", "basel_recovery:R12"]  # final, interim
kilograms = st.decimals("0.001", "1500", places=3)
pick = st.integers(0, 10_000)


class Custody:
    """A little custody in memory: the states, and every event ever taken."""

    def __init__(self, bay: Bay, world: World) -> None:
        self.bay, self.world = bay, world
        self.states: dict[UUID, Batch | Manifest] = {}
        self.stored: dict[tuple[UUID, UUID], tuple[int, bytes]] = {}
        self.events: list[e.Envelope] = []
        self.firsts: dict[str, int] = {}
        self.corrected = Decimal(0)  # kilograms that scales found more or less than was written

    def send(self, actor: Any, *proposals: Proposal) -> list[Recorded | Declined]:
        """One request, as `commands.record` works it through."""
        draft = Draft(actor, Family(self.states, self.stored), self.world, Serials(self.firsts), clock.now())
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

    def _correct(self, envelope: e.Envelope) -> None:
        before = self.states.get(envelope.subject)
        match envelope.fact:
            case e.Reweighed(weight=weight) if isinstance(before, Batch):
                self.corrected += weight.kg - before.weight.kg
            case e.Received(weight=weight, refused_kg=refused) if isinstance(before, Batch):
                self.corrected += weight.kg + refused - before.weight.kg
            case e.Returned(weight=weight, manifest=manifest) if isinstance(before, Batch):
                trip = self.states[manifest]
                assert isinstance(trip, Manifest)
                refused = next(x.refused_kg or 0 for x in trip.lines if x.batch == before.id)
                self.corrected += weight.kg + refused - before.weight.kg

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
        assert generated + self.corrected == there + treated, "mass is conserved"
        for b in self.batches:
            assert b.weight.kg >= 0
            assert (b.holder_site is None) == (b.status in ON_VEHICLE), "in one store or on one vehicle"
            if b.status in ASSIGNED:
                trip = self.states[b.manifest] if b.manifest else None
                assert isinstance(trip, Manifest)
                assert b.id in {line.batch for line in trip.lines}
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

    def replay(self) -> None:
        """The events alone tell the states."""
        folded: dict[UUID, Batch | Manifest] = {}
        for envelope in self.events:
            folded[envelope.subject] = lifecycle.evolve(folded.get(envelope.subject), envelope)
        assert folded == self.states, "replay gives the same"


_OPEN = {s for s in lifecycle.M if s.value in ("draft", "published", "signed", "in_transit", "arrived")}


def told(fact: Any, subject: UUID | None = None) -> Proposal:
    return Proposal(fact=fact, occurred_at=clock.now(), id=new_id(), subject=subject or new_id())


class Parties(RuleBasedStateMachine):
    """Several parties trying things; `made` gives the custody they try them on."""

    made: Any

    @initialize()
    def begin(self) -> None:
        self.custody: Custody = type(self).made()
        bay = self.custody.bay
        self.people = [bay.clerk, bay.driver, bay.gate, bay.outsider, bay.regulator]
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

    @rule(n=pick, home=st.booleans())
    def send_on(self, n: int, home: bool) -> None:
        bay = self.custody.bay
        if refused := [b for b in self.custody.batches if b.refused_by] or self.custody.batches:
            batch = self._one(n, refused)
            site = bay.factory_site if home else bay.plant_site
            manifest = self._one(n, self.custody.manifests)
            before = batch.refused_by or (manifest.id if manifest else None)
            self._try(bay.clerk, bay.load(batch.id, onward_of=before, consignee_site=site), None)

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
        steps = {
            "draft": (bay.clerk, e.Published()),
            "published": (bay.clerk, e.Signed(name="李姐")),
            "signed": (bay.driver, e.Departed(plate=PLATE, driver="王师傅")),
            "in_transit": (bay.driver, e.Arrived()),
            "arrived": (home, e.Accepted() if n % 3 else e.Refused("桶漏")),
        }
        if manifest.status is lifecycle.M.ARRIVED and n % 2:
            return  # stays at the gate, for somebody to weigh it or to refuse a part
        actor, fact = steps[manifest.status.value]
        self._try(actor, fact, manifest.id)

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

    @rule(n=pick, kg=kilograms, whole=st.booleans(), method=st.sampled_from(METHODS))
    def treat(self, n: int, kg: Decimal, whole: bool, method: str) -> None:
        if batch := self._one(n, self.custody.batches):
            self._try(self._one(n, self.people), e.Treated(method, batch.weight.kg if whole else kg), batch.id)

    def teardown(self) -> None:
        if hasattr(self, "custody"):
            self.custody.replay()

    @invariant()
    def everything_holds(self) -> None:
        if hasattr(self, "custody"):
            self.custody.hold()


@pytest.fixture
async def begin(bay: Bay) -> Any:
    """Makes an empty custody on the real catalogue and the little Bay Area's real cards."""
    cards = cards_of(bay.pool)
    sites = [bay.factory_site, bay.plant_site]
    today = clock.local_date(clock.now())
    world = World(
        book=await open_book(bay.pool),
        sites=await cards.of_sites(bay.pool, set(sites), fresh=True),
        orgs=await cards.of_orgs(bay.pool, {bay.factory, bay.carrier, bay.plant}, fresh=True),
        plans=await cards.planned(bay.pool, set(sites), today.year, fresh=True),
        taken=scale.Taken(await cards.taken_in(bay.pool, set(sites), today.year, fresh=True)),
        today=today,
    )
    return lambda: Custody(bay, world)


def _run(begin: Any, examples: int, *, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    machine = type("Lives", (Parties,), {"made": staticmethod(begin)})
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
    _run(begin, EXAMPLES)


async def test_without_the_rule_of_parts_the_machine_notices(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """More refused than arrived, were it let through, is found: the test can fail."""
    monkeypatch.setattr(arithmetic, "_partial", lambda manifest, fact: [])
    with pytest.raises(BaseException) as found:
        _run(begin, 1000, phases=(Phase.generate,))
    assert isinstance(found.value, AssertionError | ExceptionGroup), found.value


async def test_without_the_rule_of_treatment_the_machine_notices(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arithmetic, "_treatable", lambda batch, fact: [])
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
    """Shuffled, doubled and delayed: each device's queue in one request ends as if sent in order and at once; what came
    too early is refused by name, and taken when it is sent again."""
    chance = random.Random(seed)
    custody = begin()
    queue = _afternoon(custody)
    straight = begin()
    straight.states, straight.stored = dict(custody.states), dict(custody.stored)
    for actor, proposal in queue:
        (outcome,) = straight.send(actor, proposal)
        assert isinstance(outcome, Recorded)
    phones = {actor.account: [(a, p) for a, p in queue if a is actor] for actor, _ in queue}
    for _ in range(12):  # each phone syncs its whole queue again and again, until all of it is known
        phone = [p for _, p in chance.choice(list(phones.values()))]
        actor = next(a for a, p in queue if p is phone[0])
        shuffled = chance.sample(phone * 2, k=len(phone) * 2)
        for outcome in custody.send(actor, *shuffled):
            if isinstance(outcome, Declined):
                assert {x.code for x in outcome.problems} == {"not_possible_now"}
    for actor in (custody.bay.driver, custody.bay.gate):
        custody.send(actor, *(p for a, p in queue if a is actor))
    assert _timeless(custody) == _timeless(straight)
