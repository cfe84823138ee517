"""A city's report makes itself on its day, after the review: one a city and month, told once, whoever dies."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from reports import queries as documents
from reports.model import BAY
from reports.refusals import ReportOfAnotherCity, WrongLanguage
from tests.bay import SHENZHEN, Bay
from tests.reports.test_paper import text_of
from tests.workers.messages.conftest import Post
from tests.workers.messages.conftest import text_of as text_of_mail
from tests.workers.test_values import MONTH, a_used_drum, count
from tests.workers.test_values import review as vouch
from wasteflow.core import clock, jobs
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.errors import NotFound
from wasteflow.core.ids import new_id
from wasteflow.core.jobs import LeaseLost
from wasteflow.people.model import Actor, Role
from wasteflow.people.refusals import MayNotArrangeReports
from wasteflow.reporting import clocks, commands, queries, store
from wasteflow.reporting import refusals as no
from wasteflow.reporting.model import Review, Schedule, at_latest, due, upcoming
from wasteflow.works import report_file
from workers import relay, tasks
from workers.app import HANDLERS
from workers.messages import commands as messages
from workers.messages import keeping
from workers.messages.model import What
from workers.messages.sending import Sender

pytestmark = pytest.mark.anyio
THIS = clock.local_date(clock.now()).replace(day=1)
LAST = date.fromisoformat(f"{MONTH}-01")


def plan(**changes: object) -> Schedule:
    values: dict[str, object] = {
        "city": SHENZHEN, "version": 1, "active": True, "day": 10, "wait_days": 5, "languages": ("zh-Hans",),
        "since": date(2026, 1, 1), "set_by": new_id(), "set_at": clock.now(),
    }  # fmt: skip
    return Schedule(**(values | changes))  # type: ignore[arg-type]


# --- the calendar ------------------------------------------------------------------------------------------


def test_a_month_falls_due_on_its_day_of_the_next_and_not_before() -> None:
    one = plan()
    assert due(one, date(2026, 11, 9)) == [date(2026, 8, 1), date(2026, 9, 1)]
    assert due(one, date(2026, 11, 10)) == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    assert due(plan(day=1), date(2027, 1, 1))[-1] == date(2026, 12, 1)


def test_what_fell_due_before_it_was_switched_on_is_not_made_up_for() -> None:
    assert due(plan(since=date(2026, 11, 11)), date(2026, 11, 12)) == []
    assert due(plan(since=date(2026, 11, 11)), date(2026, 12, 10)) == [date(2026, 11, 1)]
    assert due(plan(active=False), date(2026, 12, 10)) == []


def test_it_waits_for_its_review_so_long_and_the_next_day_is_told() -> None:
    assert at_latest(plan(), date(2026, 12, 1)) == date(2027, 1, 15)
    assert upcoming(plan(), date(2026, 12, 9)) == date(2026, 12, 10)
    assert upcoming(plan(), date(2026, 12, 10)) == date(2027, 1, 10)


def test_a_review_is_done_where_every_value_there_is_was_vouched_for() -> None:
    assert Review(3, 3).done
    assert not Review(3, 2).done
    assert not Review(0, 0).done


# --- who sets it -------------------------------------------------------------------------------------------


async def arrange(bay: Bay, actor: Actor | None = None, **changes: object) -> Schedule:
    values: dict[str, object] = {
        "city": SHENZHEN, "active": True, "day": 1, "wait_days": 0, "languages": ["zh-Hans"],
    }  # fmt: skip
    return await commands.set_schedule(bay.pool, actor or bay.office, **(values | changes))  # type: ignore[arg-type]


async def test_an_office_sets_its_own_citys_day_and_each_change_is_a_version(bay: Bay) -> None:
    await arrange(bay)
    assert (await arrange(bay)).version == 1
    await arrange(bay, day=8, languages=["en", "zh-Hans", "en"])
    async with bay.pool.acquire() as conn:
        found = await queries.versions(conn, city=SHENZHEN)
    assert [(v.schedule.version, v.schedule.day, v.schedule.languages) for v in found] == [
        (2, 8, ("en", "zh-Hans")),
        (1, 1, ("zh-Hans",)),
    ]
    assert found[0].person


async def test_another_citys_a_strangers_and_an_impossible_day_are_refused(bay: Bay) -> None:
    for changes, why in (
        ({"city": "440100"}, ReportOfAnotherCity),
        ({"city": BAY}, ReportOfAnotherCity),
        ({"day": 29}, no.NoReportDay),
        ({"wait_days": 61}, no.WaitTooLong),
        ({"languages": []}, no.NoReportLanguage),
        ({"languages": ["fr"]}, WrongLanguage),
        ({"actor": bay.clerk}, MayNotArrangeReports),
        ({"actor": Actor(account=new_id(), name="审计", role=Role.AUDITOR)}, MayNotArrangeReports),
    ):
        with pytest.raises(why):
            await arrange(bay, **changes)  # type: ignore[arg-type]


# --- the clock ---------------------------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Let it be nine in the morning of a day."""

    def set_(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=BAY_AREA)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_


SET = THIS.replace(day=20)  # when schedules are set: what fell due earlier is not made up for
NEXT = (THIS.replace(day=28) + timedelta(days=10)).replace(day=10)  # this month's report falls due here


async def runs(bay: Bay) -> list[queries.Shown]:
    async with bay.pool.acquire() as conn:
        return await queries.runs(conn, cities=[SHENZHEN, BAY])


async def work(post: Post, **handlers: tasks.Handler) -> None:
    """All that is due now, as relay and workers do it."""
    mine: dict[str, tasks.Handler] = {
        clocks.JOB: partial(clocks.make, settings=post.settings),
        keeping.SEND: Sender(post.settings, file=report_file).send,
    }
    while True:
        passed = await relay.pass_on(post.pool)
        await post.hasten()  # the test's clock runs ahead of the database's
        ids = await jobs.due(post.pool)
        for id in ids:
            await tasks.look_at(post.pool, id, HANDLERS | mine | handlers, 60)
        if not passed and not ids:
            return


async def test_it_waits_for_the_review_and_is_made_without_when_it_waited_long_enough(
    bay: Bay, at: Callable[[date], None]
) -> None:
    at(SET)
    await arrange(bay, day=10, wait_days=5)
    at(NEXT - timedelta(days=1))
    assert await clocks.fall_due(bay.pool) == 0
    at(NEXT + timedelta(days=4))
    assert await clocks.fall_due(bay.pool) == 0
    at(NEXT + timedelta(days=5))
    assert await clocks.fall_due(bay.pool) == 1
    (one,) = await runs(bay)
    assert (one.run.month, one.run.reviewed, one.standing) == (THIS, False, "open")


async def test_reviewed_figures_are_reported_on_the_day(bay: Bay) -> None:
    await a_used_drum(bay)
    await count(bay)
    await vouch(bay)
    async with bay.pool.acquire() as conn:
        await store.insert_schedule(conn, plan(day=1, wait_days=60, since=LAST, set_by=bay.office.account))
    assert await clocks.fall_due(bay.pool) >= 1
    assert {one.run.month: one.run.reviewed for one in await runs(bay)}[LAST]


async def test_the_bays_report_follows_the_cities(bay: Bay, post: Post, at: Callable[[date], None]) -> None:
    at(SET)
    await arrange(bay)
    province = Actor(account=new_id(), name="省厅", role=Role.CITY_OFFICE, city="440000")
    await arrange(bay, province, city=BAY, day=1, wait_days=20)
    at(NEXT)
    assert await clocks.fall_due(bay.pool) == 1
    await work(post)
    assert await clocks.fall_due(bay.pool) == 1
    assert {one.run.city for one in await runs(bay)} == {SHENZHEN, BAY}


# --- one a city and month, told once -----------------------------------------------------------------------


async def test_it_is_made_in_its_languages_kept_in_the_archive_and_told_once(
    bay: Bay, post: Post, at: Callable[[date], None]
) -> None:
    await a_used_drum(bay)
    await count(bay)
    await post.subscribed(bay.office, What.REPORTS)
    at(SET)
    await arrange(bay, languages=["zh-Hans", "en"])
    at(NEXT)
    await asyncio.gather(*(clocks.fall_due(bay.pool) for _ in range(3)))
    await clocks.fall_due(bay.pool)
    await work(post)
    await clocks.fall_due(bay.pool)
    await work(post)
    (one,) = await runs(bay)
    assert one.standing == "made"
    async with bay.pool.acquire() as conn:
        archive = await queries.papers(conn, cities=[SHENZHEN])
        said = text_of(await documents.content(conn, id=one.run.documents["en"]))
    assert {(p.language, p.version, p.newest, p.person) for p in archive} == {
        ("zh-Hans", 1, True, None),
        ("en", 1, True, None),
    }
    assert "Shenzhen" in said
    (mail,) = post.box.mails
    assert f"{THIS:%Y-%m}" in str(mail["Subject"])
    assert f"/console/reports?city={SHENZHEN}&month={THIS:%Y-%m}" in text_of_mail(mail)
    assert not list(mail.iter_attachments()), "the link, not the file"


async def test_who_asks_for_the_file_gets_it_in_their_language(
    bay: Bay, post: Post, at: Callable[[date], None]
) -> None:
    contact = await post.contact(bay.office, "office@example.org")
    await messages.subscribe(
        bay.pool, bay.office, contact, id=new_id(), what=What.REPORTS, severity=1, at_hour=None, attach=True
    )
    at(SET)
    await arrange(bay, languages=["zh-Hans", "en"])
    at(NEXT)
    await clocks.fall_due(bay.pool)
    await work(post)
    (mail,) = post.box.mails
    (file,) = mail.iter_attachments()
    assert file.get_content_type() == "application/pdf"
    assert "-EN-" in str(file.get_filename())
    assert bytes(file.get_content()).startswith(b"%PDF")


async def test_who_looks_at_another_city_is_not_told(bay: Bay, post: Post, at: Callable[[date], None]) -> None:
    await post.subscribed(bay.office, What.REPORTS)
    async with bay.pool.acquire() as conn:
        await store.insert_schedule(conn, plan(city="440100", wait_days=0, since=THIS))
    at(NEXT)
    await clocks.fall_due(bay.pool)
    await work(post)
    assert not post.box.mails


async def test_a_worker_that_dies_or_is_too_slow_leaves_one_report(
    bay: Bay, post: Post, at: Callable[[date], None]
) -> None:
    await post.subscribed(bay.office, What.REPORTS)
    at(SET)
    await arrange(bay)
    at(NEXT)
    await clocks.fall_due(bay.pool)
    (open_,) = await runs(bay)
    slow = await jobs.take(bay.pool, open_.run.job, 0.01)
    assert slow is not None
    await asyncio.sleep(0.05)  # its lease has lapsed
    quick = await jobs.take(bay.pool, open_.run.job, 60)
    assert quick is not None
    await clocks.make(bay.pool, quick, post.settings)
    with pytest.raises(LeaseLost):
        await clocks.make(bay.pool, slow, post.settings)
    await work(post)
    assert await bay.pool.fetchval("select count(*) from document") == 1
    assert len(post.box.mails) == 1


# --- what fails --------------------------------------------------------------------------------------------


async def test_what_fails_is_tried_again_somebody_is_told_once_and_may_try_it_anew(
    bay: Bay, post: Post, at: Callable[[date], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.subscribed(bay.office, What.FAILED_REPORTS)
    at(SET)
    await arrange(bay)
    at(NEXT)
    await clocks.fall_due(bay.pool)
    with pytest.raises(no.RunNotFailed):
        await commands.retry(bay.pool, bay.office, city=SHENZHEN, month=THIS)

    async def broken(*_: object) -> None:
        raise RuntimeError("the carbon is not there")

    working = clocks.beside
    monkeypatch.setattr(clocks, "beside", broken)
    for tries in range(1, jobs.MOST_ATTEMPTS + 1):
        await bay.pool.execute("update job set run_at = now(), send_at = now() where kind = $1", clocks.JOB)
        await work(post)
        assert len(post.box.mails) == (tries > clocks.TOLD_AFTER), tries
    (failed,) = await runs(bay)
    assert (failed.standing, failed.attempts) == ("failed", jobs.MOST_ATTEMPTS)
    assert "the carbon is not there" in (failed.note or "")
    monkeypatch.setattr(clocks, "beside", working)
    await commands.retry(bay.pool, bay.office, city=SHENZHEN, month=THIS)
    await work(post)
    assert [one.standing for one in await runs(bay)] == ["made"]


async def test_a_run_that_is_not_there_cannot_be_tried_again(bay: Bay) -> None:
    with pytest.raises(NotFound):
        await commands.retry(bay.pool, bay.office, city=SHENZHEN, month=THIS)
