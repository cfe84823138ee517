"""Cases with a database: one of each matter, each step once under two officers at once, passed on, asked, overdue."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from manifests.life import events as custody
from tests.workers.cases.conftest import Desk, Work
from wasteflow.core import clock, jobs
from wasteflow.core.errors import NotFound, Refusals, RepeatedKey
from wasteflow.core.ids import new_id
from wasteflow.people.refusals import NotAllowed
from workers import tasks
from workers.app import HANDLERS
from workers.cases import commands, policy, queries
from workers.cases import events as e
from workers.cases import refusals as no
from workers.cases.model import CaseStatus, Measure

pytestmark = pytest.mark.anyio


async def test_several_rules_about_one_load_make_one_case(desk: Desk, work: Work) -> None:
    """A short weight at the gate, and a difference that is noted: two alerts of one matter."""
    batch = await desk.bay.batch("1000")
    manifest = await desk.bay.at_the_gate(batch)
    for kg in ("800", "500"):
        await desk.bay.tell(desk.bay.gate, custody.Weighed((custody.LineWeighed(1, Decimal(kg)),)), manifest)
        await work()
    found = await queries.queue(desk.pool, desk.bay.regulator, queries.Wanted(subject=manifest))
    assert len(found) == 1
    assert await desk.pool.fetchval("select count(*) from alert where case_file = $1", found[0].id) == len(
        found[0].alerts
    )


async def test_two_officers_at_once_take_it_once(desk: Desk) -> None:
    other = desk.officer(account=new_id(), name="李监管")
    seq = (await desk.now()).seq
    took = await asyncio.gather(
        *(desk.step(who, e.Taken(), expected=seq) for who in (desk.bay.regulator, other)), return_exceptions=True
    )
    (late,) = [x for x in took if isinstance(x, commands.Stale)]
    (done,) = [x for x in took if isinstance(x, commands.Written)]
    assert isinstance(late.refusal, no.CaseWentOn)
    assert late.fresh.officer == done.case.officer is not None, "the fresh version tells who has it"
    assert (await desk.now()).seq == seq + 1


async def test_the_same_step_sent_again_is_recorded_once(desk: Desk) -> None:
    me, id = desk.bay.regulator, new_id()
    first = await desk.step(me, e.Taken(), id=id, expected=1)
    again = await desk.step(me, e.Taken(), id=id, expected=1)
    assert (first.repeated, again.repeated, again.seq) == (False, True, first.seq)
    with pytest.raises(RepeatedKey):
        await desk.step(me, e.Released(), id=id)


async def test_the_outcome_is_what_the_rule_is_measured_by_and_can_be_undone(desk: Desk) -> None:
    verdict = "select verdict from alert where case_file = $1"
    await desk.step(desk.bay.regulator, e.Dismissed(reason="两台秤的差异"))
    assert await desk.pool.fetchval(verdict, desk.case) == "dismissed"
    await desk.step(desk.bay.regulator, e.Reopened(reason="误判"))
    assert await desk.pool.fetchval(verdict, desk.case) is None
    await desk.step(desk.bay.regulator, e.Confirmed(reason="现场称重"))
    await desk.step(desk.bay.regulator, e.Decided(measure=Measure.PENALTY, reason="罚款"))
    await desk.step(desk.bay.regulator, e.Closed())
    assert await desk.pool.fetchval(verdict, desk.case) == "confirmed"
    kinds = [e.kind_of(s.event.fact) for s in await queries.steps(desk.pool, case=desk.case)]
    assert kinds == ["alerted", "dismissed", "reopened", "confirmed", "decided", "closed"]


async def test_who_sees_and_who_decides_follows_city_and_department(desk: Desk) -> None:
    elsewhere, province = desk.officer(city="440100"), desk.officer(city="440000")
    for outsider in (elsewhere, desk.police):
        assert await queries.queue(desk.pool, outsider, queries.Wanted()) == []
        with pytest.raises(NotFound):
            await desk.step(outsider, e.Taken())
    assert len(await queries.queue(desk.pool, province, queries.Wanted())) == 1
    for nobody in (desk.bay.office, desk.bay.clerk):
        with pytest.raises(NotAllowed):
            await desk.step(nobody, e.Taken())
    await desk.step(province, e.Dismissed(reason="两台秤的差异"))


async def test_passed_to_the_police_it_is_theirs_until_it_is_taken_back(desk: Desk) -> None:
    me = desk.bay.regulator
    await desk.step(me, e.Confirmed(reason="现场称重"))
    await desk.step(me, e.Passed(department="police", reason="涉嫌倾倒"))
    assert [c.id for c in await queries.queue(desk.pool, desk.police, queries.Wanted(department="police"))] == [
        desk.case
    ]
    with pytest.raises(no.AnothersCase):
        await desk.step(me, e.Decided(measure=Measure.PENALTY, reason="罚款"))
    assert policy.steps(me, await desk.now()) == ["recalled", "remarked"]
    await desk.step(me, e.Recalled())
    with pytest.raises(NotFound):
        await desk.step(desk.police, e.Remarked(remark="?"))
    await desk.step(me, e.Passed(department="police", reason="涉嫌倾倒"))
    with pytest.raises(no.NoSuchDepartment):
        await desk.step(desk.police, e.Passed(department="justice", reason="只看"))
    await desk.step(desk.police, e.Decided(measure=Measure.PROSECUTION, reason="立案"))
    assert (await desk.now()).status is CaseStatus.DECIDED


async def test_a_company_that_is_asked_sees_the_question_answers_it_and_nothing_else(desk: Desk) -> None:
    me, clerk = desk.bay.regulator, desk.bay.clerk
    assert clerk.org is not None
    await desk.step(me, e.Taken())
    with pytest.raises(no.NotAParty):
        await desk.step(me, e.Asked(org=new_id(), question="?"))
    with pytest.raises(no.NoQuestion):
        await desk.step(clerk, e.Answered(answer="先答"))
    asked = await desk.step(me, e.Asked(org=clerk.org, question="少的200千克去了哪里？"))
    (question,) = asked.case.questions
    assert question.due > clock.now() + timedelta(days=4)
    assert [c.id for c in await queries.asked(desk.pool, org=clerk.org)] == [desk.case]
    with pytest.raises(no.NoQuestion):
        await desk.step(desk.bay.gate, e.Answered(answer="不是问我"))
    with pytest.raises(Refusals):
        await desk.step(clerk, e.Answered(answer=" "))
    file = e.Attachment("磅单.pdf", "a" * 64, 2048, "application/pdf")
    id = new_id()
    answered = await desk.step(clerk, e.Answered(answer="磅单抄错", files=(file,)), id=id)
    assert (answered.case.status, answered.case.questions[0].files[0].name) == (CaseStatus.IN_HAND, "磅单.pdf")
    assert (await desk.step(clerk, e.Answered(answer="磅单抄错", files=(file,)), id=id)).repeated
    with pytest.raises((no.NoQuestion, commands.Stale)):
        await desk.step(clerk, e.Answered(answer="再答"))


async def test_it_is_given_to_an_officer_of_the_own_department_and_place(desk: Desk) -> None:
    me = desk.bay.regulator
    for wrong in (desk.bay.clerk.account, new_id()):
        with pytest.raises(no.NotAnOfficer):
            await desk.step(me, e.Assigned(officer=wrong))
    done = await desk.step(me, e.Assigned(officer=me.account))
    assert (done.case.officer, done.case.status) == (me.account, CaseStatus.IN_HAND)


async def test_what_is_not_settled_in_time_is_escalated_once(desk: Desk) -> None:
    case = await desk.now()
    assert case.due is not None
    assert clock.now() < case.due
    job = await desk.pool.fetchval("select id from job where kind = 'case_due'")
    assert not await tasks.look_at(desk.pool, job, HANDLERS, 60), "its time has not come"
    past = (clock.now() - timedelta(days=1)).isoformat()
    owner = "update case_file set state = jsonb_set(state, '{due}', to_jsonb($2::text)) where id = $1"
    await desk.pool.execute(owner, desk.case, past)
    await desk.pool.execute("update job set run_at = now() where id = $1", job)
    assert await tasks.look_at(desk.pool, job, HANDLERS, 60)
    async with desk.pool.acquire() as conn:
        again = await jobs.enqueue(conn, "case_due", {"case": str(desk.case)})
    assert again is not None
    await tasks.look_at(desk.pool, again, HANDLERS, 60)
    assert (await desk.now()).escalated_at is not None
    assert await desk.pool.fetchval("select count(*) from case_event where kind = 'escalated'") == 1


async def test_a_settled_case_is_not_escalated(desk: Desk) -> None:
    await desk.step(desk.bay.regulator, e.Dismissed(reason="两台秤的差异"))
    await desk.pool.execute(
        "update case_file set state = jsonb_set(state, '{due}', '\"2020-01-01T00:00:00Z\"') where id = $1", desk.case
    )
    async with desk.pool.acquire() as conn:
        job = await jobs.enqueue(conn, "case_due", {"case": str(desk.case)})
    assert job is not None
    await tasks.look_at(desk.pool, job, HANDLERS, 60)
    assert (await desk.now()).escalated_at is None


async def test_the_queue_is_filtered_and_its_pages_follow_one_another(desk: Desk, work: Work) -> None:
    for _ in range(3):
        await desk.bay.delivered(sent="1000", weighed="800")
    await work()
    me = desk.bay.regulator
    await desk.step(me, e.Taken())
    first = await queries.queue(desk.pool, me, queries.Wanted(), limit=3)
    place = queries.place(first[-1])
    assert place[1] is not None
    rest = await queries.queue(desk.pool, me, queries.Wanted(), after=(place[0], place[1], place[2]), limit=3)
    assert (len(first), len(rest), len({c.id for c in (*first, *rest)})) == (3, 1, 4)
    number = await desk.pool.fetchval(
        "select value from alias where subject = $1 order by scheme limit 1", desk.manifest
    )
    for wanted, n in (
        (queries.Wanted(officer=me.account), 1),
        (queries.Wanted(rule="weight_gap"), 4),
        (queries.Wanted(rule="never_left"), 0),
        (queries.Wanted(severity=4), 0),
        (queries.Wanted(city="440300"), 4),
        (queries.Wanted(city="440100"), 0),
        (queries.Wanted(overdue=clock.now()), 0),
        (queries.Wanted(overdue=clock.now() + timedelta(days=60)), 4),
        (queries.Wanted(subject=desk.manifest), 1),
        (queries.Wanted(words=number), 1),
        (queries.Wanted(statuses=["in_hand"]), 1),
    ):
        assert len(await queries.queue(desk.pool, me, wanted)) == n, wanted
