"""What is done with a batch in its store that changes nothing of what it is: put elsewhere, given a new label."""

from decimal import Decimal

import pytest

from manifests import queries, replay
from manifests.commands import Proposal, record_one
from manifests.life import events as e
from manifests.life.model import Volume, Weight
from tests.bay import Bay
from tests.manifests.balance.steps.filling import SPOIL
from tests.manifests.life.test_grouping import batch_of
from tests.manifests.test_commands import refusals
from wasteflow.core import clock

pytestmark = pytest.mark.anyio


async def test_where_it_stands_is_kept_until_it_leaves(bay: Bay) -> None:
    batch = await bay.batch("1000")
    await bay.tell(bay.clerk, e.Moved("1号库 A-01"), batch)
    load = (await bay.tell(bay.clerk, bay.load(batch))).subject
    await bay.tell(bay.clerk, e.Moved("2号库 B-03"), batch)  # drums stand ready by the gate
    assert (await batch_of(bay, batch)).place == "2号库 B-03"
    for nowhere in ("", " ", "长" * 101):
        (told,) = await refusals(bay.tell(bay.clerk, e.Moved(nowhere), batch))
        assert (told.code, told.path) == ("say_in_words", "fact.place")
    (told,) = await refusals(bay.tell(bay.gate, e.Moved("3号库"), batch))
    assert told.code == "unknown_subject", "who is to receive it has no hand in it yet"
    for who, fact in (
        (bay.clerk, e.Published()),
        (bay.clerk, e.Signed(name="李姐")),
        (bay.driver, e.Departed(plate="粤B12345", driver="王师傅")),
    ):
        await bay.tell(who, fact, load)
    assert not (await batch_of(bay, batch)).place
    (told,) = await refusals(bay.tell(bay.driver, e.Moved("车上"), batch))
    assert told.code == "may_not_keep_store"
    assert (await replay.check(bay.pool)).ok


async def test_a_new_label_has_a_code_of_its_own_and_the_old_one_still_finds_it(bay: Bay) -> None:
    batch = await bay.batch("1000")
    other = await bay.batch("500")
    old = (await batch_of(bay, batch)).digital_code
    assert old
    done = await bay.tell(bay.clerk, e.Relabelled("标签被腐蚀"), batch)
    there = await batch_of(bay, batch)
    new = there.digital_code
    assert new
    assert (new[:34], new != old, done.names) == (old[:34], True, {"digital_code": new})
    assert new not in (old, (await batch_of(bay, other)).digital_code)
    async with bay.pool.acquire() as conn:
        found = [await queries.subject_of(conn, value=code) for code in (old, new)]
    assert [one[0] for one in found if one] == [batch, batch]
    line = (await bay.tell(bay.clerk, bay.load(batch))).subject
    (told,) = await refusals(bay.tell(bay.clerk, e.Relabelled("再换"), batch))
    assert told.code == "not_possible_now", "its manifest says the code"
    async with bay.pool.acquire() as conn:
        manifest = await queries.manifest(conn, id=line, scopes=None)
    assert manifest
    assert manifest.lines[0].digital_code == new
    assert (await replay.check(bay.pool)).ok


async def test_told_again_it_is_the_same_label(bay: Bay) -> None:
    batch = await bay.batch("1000")
    told = Proposal(fact=e.Relabelled("标签被腐蚀"), occurred_at=clock.now(), subject=batch)
    first = await record_one(bay.pool, bay.clerk, told, key="once")
    again = await record_one(bay.pool, bay.clerk, told, key="once")
    assert (again.repeated, again.names) == (True, first.names)
    assert (await batch_of(bay, batch)).seq == 2


async def test_what_has_no_code_has_no_label_to_replace(bay: Bay) -> None:
    heap = (await bay.tell(bay.clerk, bay.drum(**SPOIL, weight=Weight(volume=Volume(Decimal(2)))))).subject
    (told,) = await refusals(bay.tell(bay.clerk, e.Relabelled("没贴"), heap))
    assert told.code == "label_only_for_hazardous_waste"
