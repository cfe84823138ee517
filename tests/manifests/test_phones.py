"""What was written down without a signal ends the same in whatever order, how often and how late it is sent."""

import random
from typing import Any

import pytest

from manifests.life import events as e
from manifests.proposals import Declined, Recorded
from tests.bay import Bay
from tests.manifests.balance import laws, phones
from tests.manifests.balance.cast import assemble
from tests.manifests.balance.custody import Custody
from wasteflow.core.ids import new_id

pytestmark = pytest.mark.anyio
ORDERS = range(40)
TOO_EARLY = {"not_possible_now", "unknown_subject", "not_your_step"}  # where others have not told their part yet


async def test_a_day_of_several_phones_ends_the_same(bay: Bay) -> None:
    """Clerk, two drivers and gate, none with a signal: cut off anywhere, shuffled, doubled and interleaved it ends as
    if told in order; what comes too early is refused by name, leaves nothing, and is taken when it is sent again."""
    cast = await assemble(bay)
    day, straight = phones.quiet_day(cast), Custody(cast)
    assert not phones.codes(phones.told_in_order(straight, day).values())
    for seed in ORDERS:
        custody = Custody(cast)
        early = phones.codes(phones.told_by_bits(custody, day, random.Random(seed)))
        assert early <= TOO_EARLY, (seed, early)
        assert not phones.codes(phones.told_to_the_end(custody, day).values()), seed
        assert phones.comparable(custody) == phones.comparable(straight), seed
        laws.whole(custody)


async def test_one_phone_with_impossible_steps_ends_in_the_same_refusals(bay: Bay) -> None:
    """One request, in any order and with any of it twice: the same state, and each step the same answer."""
    cast = await assemble(bay)
    custody, day = Custody(cast), phones.Day(cast)
    loads = [day.drawn(kg)[1] for kg in ("100", "200")]
    phones.told_in_order(custody, day)
    before = dict(custody.states), dict(custody.stored)
    driver = cast.bay.driver
    out = phones.Day(cast, at=day.at)
    for load in loads:
        for fact in (e.Arrived(), e.Departed(driver="王师傅"), e.Departed(driver="李师傅"), e.Accepted(), e.Stopped()):
            out.note(driver, fact, load)
        out.note(driver, e.Arrived(), load)
        out.note(driver, e.Arrived(), new_id())
    queue = [proposal for _, proposal in out.notes]

    def sent(order: list[Any]) -> tuple[Any, ...]:
        there = Custody(cast)
        there.states, there.stored = dict(before[0]), dict(before[1])
        there.books = phones.rebooked(cast, custody.events)
        there.events = list(custody.events)
        answers: dict[Any, set[Any]] = {}
        for proposal, outcome in zip(order, there.send(driver, *order), strict=True):
            answer = tuple(x.code for x in outcome.problems) if isinstance(outcome, Declined) else outcome.seq
            answers.setdefault(proposal.id, set()).add(answer)
        return answers, phones.comparable(there)

    straight = sent(queue)
    assert {len(answers) for answers in straight[0].values()} == {1}
    assert any(isinstance(answer, tuple) for answers in straight[0].values() for answer in answers)
    for seed in ORDERS:
        chance = random.Random(seed)
        order = [*queue, *chance.sample(queue, k=chance.randint(0, len(queue)))]
        chance.shuffle(order)
        assert sent(order) == straight, seed


async def test_phones_that_contradict_each_other_lose_nothing(bay: Bay) -> None:
    """Who is heard first may decide what becomes of a load; whatever it is, all laws hold after each request, each step
    is taken once or refused by name, and to send it all again changes nothing."""
    cast = await assemble(bay)
    ends = set()
    for seed in ORDERS:
        day, custody = phones.quarrelsome_day(cast), Custody(cast)
        list(phones.told_by_bits(custody, day, random.Random(seed)))
        last = phones.told_to_the_end(custody, day)
        assert all(isinstance(x, Recorded) or x.problems for x in last.values()), seed
        laws.whole(custody)
        ends.add(tuple(m.status for m in custody.manifests))
    assert len(ends) > 1, "they do contradict each other"
