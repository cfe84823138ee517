"""The life of a value: somebody stands for it, a second person releases it, and what moves it afterwards is seen."""

from datetime import date, datetime
from decimal import Decimal

import asyncpg
import pytest

from manifests.life import events as e
from tests.bay import SHENZHEN, Bay
from wasteflow.core import clock
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.errors import Conflict, Refusal
from wasteflow.core.months import months_before
from wasteflow.people.refusals import NotAllowed
from workers.indicators.rollup import catch_up, rebuild
from workers.statistics import commands as statistics
from workers.statistics import queries as figures
from workers.statistics.model import Entry, period
from workers.statistics.model import Status as Verdict
from workers.values import commands, queries
from workers.values import refusals as no
from workers.values.events import Moved
from workers.values.model import Status, ValueState
from workers.values.moved import settle

pytestmark = pytest.mark.anyio
THIS = clock.local_date(clock.now()).replace(day=1)
LAST = months_before(THIS, 1)
MONTH = f"{LAST:%Y-%m}"
USE = "ZW21-16"


def in_month(month: date = LAST, day: int = 12) -> datetime:
    return datetime(month.year, month.month, day, 9, tzinfo=BAY_AREA)


async def a_used_drum(bay: Bay, kg: str = "1000", used: str = "600", month: date = LAST):
    """Generated, delivered and treated, all on one day of that month."""
    at = in_month(month)
    batch = await bay.batch(kg, at=at)
    manifest = (await bay.tell(bay.clerk, bay.load(batch), at=at)).subject
    await bay.tell(bay.clerk, e.Published(), manifest, at=at)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest, at=at)
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), manifest, at=at)
    await bay.tell(bay.driver, e.Arrived(), manifest, at=at)
    await bay.tell(bay.gate, e.Accepted(), manifest, at=at)
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(used)), batch, at=at)
    return batch, manifest


async def count(bay: Bay) -> int:
    await catch_up(bay.pool)
    return await settle(bay.pool)


async def state(bay: Bay, indicator: str = USE, of: str = MONTH) -> ValueState:
    async with bay.pool.acquire() as conn:
        return (await queries.states(conn, city=SHENZHEN, period=of)).get(indicator) or ValueState.fresh(
            SHENZHEN, of, indicator
        )


async def review(bay: Bay, *indicators: str, reason: str = ""):
    return await commands.review(bay.pool, bay.office, city=SHENZHEN, of=MONTH, indicators=indicators, reason=reason)


async def publish(bay: Bay, *indicators: str):
    return await commands.publish(bay.pool, bay.regulator, city=SHENZHEN, of=MONTH, indicators=indicators)


async def published(bay: Bay, indicator: str = USE):
    async with bay.pool.acquire() as conn:
        return await queries.published(conn, cities=[SHENZHEN], period=MONTH, indicator=indicator)


async def a_published_month(bay: Bay):
    loads = await a_used_drum(bay)
    await count(bay)
    await review(bay)
    await publish(bay)
    assert await count(bay) == 0
    return loads


async def test_a_second_person_releases_what_the_first_stands_for(bay):
    await a_used_drum(bay)
    await count(bay)
    assert (await state(bay)).status is Status.PROVISIONAL
    assert [s.indicator for s in await review(bay)] == [USE], "what has no value is left out"
    found = await state(bay)
    assert (found.status, found.version, found.figures.value) == (Status.REVIEWED, 1, Decimal("60.00"))
    assert found.figures.below.value == 1
    assert found.figures.below.coverage == {"weighed": Decimal(1)}
    assert await published(bay) == []
    with pytest.raises(no.OwnReview):
        await commands.publish(bay.pool, bay.office, city=SHENZHEN, of=MONTH)
    await publish(bay, USE)
    (one,) = await published(bay)
    assert (one.value, one.version, one.revised, one.pending) == (Decimal("60.00"), 1, False, False)
    with pytest.raises(no.ValueStandsElsewhere):
        await publish(bay, USE)
    with pytest.raises(no.ValueStandsElsewhere):
        await review(bay, USE)


async def test_what_is_given_back_is_provisional_and_says_why(bay):
    await a_used_drum(bay)
    await count(bay)
    await review(bay, USE)
    with pytest.raises(Refusal) as refused:
        await commands.give_back(bay.pool, bay.regulator, city=SHENZHEN, of=MONTH, indicators=[USE], reason=" ")
    assert refused.value.code == "verdict_reason_missing"
    await commands.give_back(bay.pool, bay.regulator, city=SHENZHEN, of=MONTH, indicators=[USE], reason="缺一车")
    found = await state(bay)
    assert (found.status, found.returned) == (Status.PROVISIONAL, "缺一车")
    await review(bay, USE)
    assert (await state(bay)).returned == ""


async def test_a_published_value_that_moves_is_revised_and_the_released_figure_stays_readable(bay):
    await a_published_month(bay)
    await a_used_drum(bay, "100", "100")
    assert await count(bay) == 1
    found = await state(bay)
    assert (found.status, found.revised) == (Status.REVISED, True)
    assert (found.published.figures.value, found.moved_to.value) == (Decimal("60.00"), Decimal("63.64"))
    (one,) = await published(bay)
    assert (one.value, one.revised, one.pending) == (Decimal("60.00"), True, True)
    with pytest.raises(no.RevisionReasonMissing):
        await review(bay, USE)
    await review(bay, USE, reason="一车补录")
    await publish(bay, USE)
    (one,) = await published(bay)
    assert (one.value, one.version, one.revised, one.pending) == (Decimal("63.64"), 2, True, False)
    assert one.reason == "一车补录"
    async with bay.pool.acquire() as conn:
        told = await queries.history(conn, city=SHENZHEN, period=MONTH, indicator=USE)
    assert [type(x.fact).__name__ for x in told] == ["Reviewed", "Published", "Moved", "Reviewed", "Published"]
    assert [x.account is None for x in told] == [isinstance(x.fact, Moved) for x in told]


async def test_what_was_reviewed_and_moves_before_release_is_provisional_again(bay):
    await a_used_drum(bay)
    await count(bay)
    await review(bay, USE)
    await a_used_drum(bay, "100", "100")
    assert await count(bay) == 1
    assert (await state(bay)).status is Status.PROVISIONAL
    with pytest.raises(no.ValueStandsElsewhere):
        await publish(bay, USE)


async def test_other_months_and_other_cities_values_do_not_move(bay):
    await a_published_month(bay)
    await a_used_drum(bay, "100", "100", month=THIS)
    await a_used_drum(bay, "100", "100", month=months_before(LAST, 1))
    assert await count(bay) == 0
    assert (await state(bay)).status is Status.PUBLISHED


async def test_counting_anew_moves_nothing(bay):
    await a_published_month(bay)
    await rebuild(bay.pool)
    assert await settle(bay.pool) == 0
    assert (await state(bay)).status is Status.PUBLISHED


async def test_a_statistic_must_be_approved_and_a_new_version_moves_what_rests_on_it(bay):
    await a_used_drum(bay)
    await count(bay)
    entry = Entry(SHENZHEN, "industrial_value_added", MONTH, Decimal(10), "统计局")
    await statistics.enter(bay.pool, bay.office, entry)
    with pytest.raises(no.FiguresUnapproved):
        await review(bay, "ZW21-02")

    async def approve() -> None:
        async with bay.pool.acquire() as conn:
            newest = (await figures.versions(conn, city=SHENZHEN, period=period(MONTH)))[0]
        await statistics.review(bay.pool, bay.regulator, newest.id, verdict=Verdict.APPROVED)

    await approve()
    await review(bay)
    await publish(bay)
    assert await settle(bay.pool) == 0
    changed = Entry(SHENZHEN, "industrial_value_added", MONTH, Decimal(20), "统计局", "年报修订")
    await statistics.enter(bay.pool, bay.office, changed)
    assert await settle(bay.pool) == 0, "the approved version counts until the next is approved"
    await approve()
    assert await settle(bay.pool) == 1
    assert [(await state(bay, id)).status for id in ("ZW21-02", USE)] == [Status.REVISED, Status.PUBLISHED]


async def test_what_a_period_lacks_or_is_not_over_is_not_reviewed(bay):
    with pytest.raises(no.NothingToDo):
        await review(bay)
    with pytest.raises(no.NothingToVouchFor):
        await review(bay, USE)
    with pytest.raises(no.PeriodRunning):
        await commands.review(bay.pool, bay.office, city=SHENZHEN, of=f"{THIS:%Y-%m}")
    with pytest.raises(no.IndicatorUnknown):
        await review(bay, "ZW99-1")
    with pytest.raises(no.ValueOfAnotherCity):
        await commands.review(bay.pool, bay.office, city="440100", of=MONTH)
    with pytest.raises(NotAllowed):
        await commands.review(bay.pool, bay.clerk, city=SHENZHEN, of=MONTH)


async def test_what_somebody_said_of_a_value_is_never_changed(bay):
    await a_published_month(bay)
    for statement in ("update indicator_value_event set at = now()", "delete from indicator_value_event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bay.pool.execute(statement)


async def test_of_two_at_once_one_is_told_to_read_again(bay, monkeypatch):
    await a_used_drum(bay)
    await count(bay)
    await review(bay, USE)
    before = await state(bay)
    await publish(bay, USE)

    async def as_it_was(conn, *, city, period):
        return {USE: before}

    monkeypatch.setattr(commands.store, "read", as_it_was)
    with pytest.raises(Conflict):
        await publish(bay, USE)


async def test_over_http(bay, client):
    await a_used_drum(bay)
    await count(bay)
    office = {"authorization": f"Bearer {await bay.token(bay.office)}", "accept-language": "en"}
    second = {"authorization": f"Bearer {await bay.token(bay.regulator)}", "accept-language": "en"}
    body = {"city": SHENZHEN, "period": MONTH}
    (done,) = (await client.post("/indicator-values/review", json=body, headers=office)).json()["items"]
    assert (done["indicator"], done["status"]) == (USE, "reviewed")
    own = await client.post("/indicator-values/publish", json=body, headers=office)
    assert (own.status_code, own.json()["errors"][0]["code"]) == (403, "own_review")
    (done,) = (await client.post("/indicator-values/publish", json=body, headers=second)).json()["items"]
    assert done["published"]["figures"]["value"] == "60.00"
    (open_,) = (await client.get(f"/indicator-values/published?period={MONTH}", headers=office)).json()["items"]
    assert (open_["indicator"], open_["value"], open_["revised"]) == (USE, "60.00", False)
    told = await client.get(f"/indicator-values/{USE}/history?city={SHENZHEN}&period={MONTH}", headers=office)
    assert [x["kind"] for x in told.json()["items"]] == ["reviewed", "published"]
    names = "select person from account where id = any($1) order by id = $2"
    people = await bay.pool.fetch(names, [bay.office.account, bay.regulator.account], bay.regulator.account)
    assert [x["person"] for x in told.json()["items"]] == [row["person"] for row in people], (
        "never what they sign in with"
    )
    assert len((await client.get("/indicator-values", params=body, headers=office)).json()["items"]) == 1
