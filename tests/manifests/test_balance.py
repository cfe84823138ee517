"""Whatever several parties try, in whatever order: nothing is lost, nothing is made, and somebody always holds it.

A state machine drives the very code that works through a request (`Draft`: rights, judge, entry checks, consequences)
with random steps, legal and not, against the catalogue and cards of a real database. CUSTODY_EXAMPLES says how many
lives to try (`CUSTODY_EXAMPLES=100000` by hand). The seed is printed where one fails (with `-s` always), and
CUSTODY_SEED tries the same lives again.
"""

import os
import random
import sys
from decimal import Decimal
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from manifests.entry import scale
from manifests.entry.world import World
from manifests.life import arithmetic, portions, regrouping
from manifests.life import events as e
from manifests.proposals import Declined, Proposal, Recorded
from tests.bay import PLATE, Bay
from tests.manifests.balance.custody import Custody, told
from tests.manifests.balance.parties import REACHED, Parties
from tests.stories.journeys import relay
from tests.stories.stops import storehouse
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.places.cards import cards_of

pytestmark = pytest.mark.anyio
EXAMPLES = int(os.environ.get("CUSTODY_EXAMPLES", "5000"))
SEED = int(os.environ.get("CUSTODY_SEED") or random.randrange(2**32))
STEPS = 25


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
    """Cut off anywhere, shuffled, doubled and delayed, it ends as if sent in order and at once; what comes too early is
    refused by name, leaves nothing, and is taken when it is sent again."""
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
