"""What may happen to a notice, by whom, and what the other side learns of it."""

from collections.abc import Awaitable
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any, get_args

import pytest

from manifests import refusals as r
from manifests.notices import commands, lifecycle, policy, queries
from manifests.notices import events as e
from manifests.notices import refusals as no
from manifests.notices.model import Ending, NoticeStatus, Place, Position
from tests.manifests.notices.conftest import GUANGDONG, HONG_KONG, ZHUHAI, Shore, reported
from wasteflow.catalog import law
from wasteflow.catalog.book import NoSuchJurisdiction
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.refusals import MayNotAnswerNotices
from wasteflow.places.refusals import NotYourPlace

pytestmark = pytest.mark.anyio

REPLY = e.Replied(findings="某码头堆场遗撒", measures="已责令清理")
STEPS: dict[str, e.Proposable] = {
    "reported": reported(),
    "acknowledged": e.Acknowledged(),
    "forwarded": e.Forwarded(receiver=GUANGDONG, reason="跨市"),
    "replied": REPLY,
    "asked": e.Asked(question="哪个码头？"),
    "remarked": e.Remarked(remark="又漂来一批"),
    "picked_up": e.PickedUp(batch=None),
    "closed": e.Closed(ending=Ending.WITHDRAWN),
}


async def refused(awaitable: Awaitable[object], cls: type[Refusal]) -> Refusal:
    with pytest.raises((Refusals, Refusal, commands.Stale)) as told:
        await awaitable
    problem: Any = told.value
    if isinstance(problem, commands.Stale):
        problem = problem.refusal
    problems = problem.refusals if isinstance(problem, Refusals) else [problem]
    assert [type(p) for p in problems] == [cls], problems
    return problems[0]


def test_every_step_stands_in_the_table() -> None:
    kinds = {kind_of_type(cls) for cls in get_args(e.Fact)}
    assert {step for _, step in lifecycle.TABLE} == kinds
    assert STEPS.keys() == kinds - {"photographed"}
    assert {at for at, _ in lifecycle.TABLE} == {None, *NoticeStatus}


def kind_of_type(cls: Any) -> str:
    return str(cls.__struct_config__.tag)


async def test_every_pair_of_status_and_step_is_done_or_told(shore: Shore) -> None:
    """Only the table leads on; what it does not name is refused with what is possible, and nothing changes."""
    for status, (step, fact) in product(NoticeStatus, STEPS.items()):
        if step in ("reported", "picked_up"):
            continue
        notice = await shore.notice()
        for before in {
            NoticeStatus.REPORTED: (), NoticeStatus.ACKNOWLEDGED: ("acknowledged",), NoticeStatus.REPLIED: ("replied",),
            NoticeStatus.CLOSED: ("closed",),
        }[status]:  # fmt: skip
            await shore.tell(who(shore, before), STEPS[before], notice)
        if to := lifecycle.TABLE.get((status, step)):
            assert (await shore.tell(who(shore, step), fact, notice)).notice.status is to
        else:
            await refused(shore.tell(who(shore, step), fact, notice), r.NotPossibleNow)


def who(shore: Shore, step: str) -> Any:
    return shore.asked if step in ("acknowledged", "forwarded", "replied") else shore.finder


async def test_the_folded_row_is_the_fold_of_its_events(shore: Shore) -> None:
    notice = await shore.notice()
    for step in ("acknowledged", "replied", "asked", "replied", "remarked", "closed"):
        await shore.tell(who(shore, step), STEPS[step], notice)
    folded = None
    for x, _ in await queries.events(shore.pool, notice=notice):
        folded = lifecycle.evolve(folded, x)
    assert folded == await queries.notice(shore.pool, id=notice, scopes=None)


# --- the report ------------------------------------------------------------------------------------------


async def test_a_notice_has_a_number_of_its_place_and_a_time_for_the_reply(shore: Shore) -> None:
    first, second = [await shore.tell(shore.finder, reported()) for _ in range(2)]
    year = clock.local_date(clock.now()).year
    assert [first.notice.number, second.notice.number] == [f"ML-{year}-8100-0001", f"ML-{year}-8100-0002"]
    hours = law.streams()["marine_litter"].clocks["reply"].value
    assert first.notice.due == first.notice.reported_at + timedelta(hours=int(hours))
    known = await shore.pool.fetchrow("select scheme, subject from alias where value = $1", second.notice.number)
    assert tuple(known) == ("notice", second.notice.id)


@pytest.mark.parametrize(
    ("changes", "cls", "path"),
    [
        ({"place": Place()}, no.WhereMissing, "fact.place"),
        ({"place": Place(shore="   ")}, no.WhereMissing, "fact.place"),
        ({"place": Place(Position(Decimal("113.9"), Decimal("22.2")))}, no.NoSuchPosition, "fact.place.position"),
        ({"place": Place(Position(Decimal("NaN"), Decimal(1)))}, no.NoSuchPosition, "fact.place.position"),
        ({"place": Place(shore="灘" * 201)}, no.TooLong, "fact.place.shore"),
        ({"receiver": HONG_KONG}, no.NotAnotherPlace, "fact.receiver"),
        ({"receiver": "310000"}, NoSuchJurisdiction, "fact.receiver"),
        ({"kinds": ("ML-01", "900-252-12")}, no.UnknownLitter, "fact.kinds[1]"),
        ({"kg": Decimal(0)}, no.NoSuchAmount, "fact.kg"),
        ({"kg": Decimal("Infinity")}, no.NoSuchAmount, "fact.kg"),
        ({"city": ZHUHAI, "receiver": HONG_KONG}, NotYourPlace, "fact.city"),
    ],
)
async def test_what_does_not_fit_is_refused_with_its_field(shore: Shore, changes, cls, path) -> None:  # type: ignore[no-untyped-def]
    told = await refused(shore.tell(shore.finder, reported(**changes)), cls)
    assert told.path == path
    assert await shore.pool.fetchval("select (select count(*) from notice) + (select count(*) from counter)") == 0


async def test_a_province_reports_for_its_city_and_never_for_itself(shore: Shore) -> None:
    told = await shore.tell(shore.province, reported(city=ZHUHAI, receiver=HONG_KONG))
    assert told.notice.number.startswith(f"ML-{clock.local_date(clock.now()).year}-4404-")
    await refused(shore.tell(shore.province, reported(city=GUANGDONG, receiver=HONG_KONG)), NoSuchJurisdiction)


async def test_a_finding_of_tomorrow_is_a_wrong_clock(shore: Shore) -> None:
    sent = commands.Proposal(fact=reported(), occurred_at=clock.now() + timedelta(days=1))
    await refused(commands.record(shore.pool, shore.finder, sent), r.InTheFuture)


# --- whose step ------------------------------------------------------------------------------------------


async def test_each_side_takes_its_own_steps(shore: Shore) -> None:
    notice = await shore.notice()
    await refused(shore.tell(shore.finder, REPLY, notice), no.OtherSide)
    await refused(shore.tell(shore.asked, e.Closed(ending=Ending.CLEARED), notice), no.OtherSide)
    await refused(shore.tell(shore.stranger, REPLY, notice), r.UnknownSubject)
    await refused(shore.tell(shore.bay.clerk, REPLY, notice), MayNotAnswerNotices)
    await refused(shore.tell(shore.finder, e.Closed(ending=Ending.CLEARED), notice), no.NoReplyYet)
    await shore.tell(shore.province, REPLY, notice)  # for its city
    assert (await shore.tell(shore.finder, e.Closed(ending=Ending.CLEARED), notice)).notice.ending is Ending.CLEARED


async def test_who_was_passed_over_sees_it_still_and_answers_no_more(shore: Shore) -> None:
    notice = await shore.notice(receiver=GUANGDONG)
    await refused(shore.tell(shore.asked, REPLY, notice), r.UnknownSubject)
    passed = await shore.tell(shore.province, e.Forwarded(receiver=ZHUHAI, reason="属珠海海域"), notice)
    assert (passed.notice.asked, passed.notice.status) == ((GUANGDONG, ZHUHAI), NoticeStatus.REPORTED)
    await refused(shore.tell(shore.asked, e.Forwarded(receiver=GUANGDONG, reason="退回"), notice), no.AskedAlready)
    await refused(shore.tell(shore.asked, e.Forwarded(receiver=HONG_KONG, reason="退回"), notice), no.NotAnotherPlace)
    await shore.tell(shore.asked, REPLY, notice)
    assert policy.sees(shore.province, passed.notice)


async def test_a_reply_after_its_time_counts_and_is_marked(shore: Shore) -> None:
    notice = await shore.notice()
    late = await shore.tell(shore.asked, REPLY, notice, at=clock.now() + timedelta(hours=73))
    assert (late.notice.status, late.notice.late, late.notice.due) == (NoticeStatus.REPLIED, True, None)


async def test_a_further_question_runs_the_clock_anew(shore: Shore) -> None:
    notice = await shore.notice()
    await shore.tell(shore.asked, REPLY, notice)
    again = await shore.tell(shore.finder, e.Asked(question="哪个码头？"), notice)
    assert again.notice.due is not None
    assert again.notice.status is NoticeStatus.REPORTED


@pytest.mark.parametrize(
    "fact", [e.Replied(findings=" "), e.Forwarded(receiver=GUANGDONG, reason=""), e.Remarked(remark="\n")]
)
async def test_an_empty_text_is_no_answer(shore: Shore, fact: e.Proposable) -> None:
    await refused(shore.tell(shore.asked, fact, await shore.notice()), no.NothingSaid)


# --- carried off -----------------------------------------------------------------------------------------


async def test_what_was_carried_off_is_a_batch_of_ones_own(shore: Shore) -> None:
    batch = await shore.bay.batch("320")
    notice = (await shore.tell(shore.bay.regulator, reported(city="440300", receiver=HONG_KONG))).notice.id
    await refused(shore.tell(shore.finder, e.PickedUp(batch=batch), notice), no.NoSuchBatch)
    done = await shore.tell(shore.bay.regulator, e.PickedUp(batch=batch), notice)
    assert [(c.stream, c.kg) for c in done.notice.carried] == [("hazardous", Decimal(320))]
    await shore.tell(shore.bay.regulator, e.Closed(ending=Ending.WITHDRAWN), notice)
    await shore.tell(shore.bay.regulator, e.PickedUp(batch=await shore.bay.batch("10")), notice)  # also afterwards


# --- across the border -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["联系 13812345678", "身份证 44030119900307001X", "HKID A123456(7)", "mail ho@epd.example", "+852 9123 4567",
     "852-91234567", "澳門 5123456(7)"],
)  # fmt: skip
async def test_a_number_of_a_person_does_not_cross(shore: Shore, text: str) -> None:
    told = await refused(shore.tell(shore.finder, reported(remark=text)), no.PersonalNumber)
    assert told.path == "fact.remark"
    notice = await shore.notice(internal=text)
    await refused(shore.tell(shore.asked, e.Replied(findings="x", measures=text), notice), no.PersonalNumber)


@pytest.mark.parametrize("text", ["2026-11-22 约 1500 千克", "铁牌号 44030119", "粤珠渔 12345", "22.2005, 113.9012"])
async def test_other_numbers_do(shore: Shore, text: str) -> None:
    assert await shore.notice(remark=text)
