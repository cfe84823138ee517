"""The indicator page: read, review, publish, revise with a reason, give back, aim, state; down to the loads."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import httpx
import pytest

from tests.bay import SHENZHEN, Bay
from tests.collecting import workshops
from tests.web.conftest import Enter
from tests.workers.test_lineage import agree
from tests.workers.test_values import MONTH, USE, a_used_drum, count, in_month
from wasteflow.catalog.open_data import open_data
from wasteflow.core import clock
from wasteflow.core.paging import cursor
from workers.shares.pooling import opened, pooled, pooled_by_class
from workers.statistics import queries as figures
from workers.statistics.model import period
from workers.values import commands as values

pytestmark = pytest.mark.anyio
AT = {"city": SHENZHEN, "period": MONTH}
PAGE = f"/console/indicator-set/{USE}"
WORDS = "ZW21-38"


async def test_a_value_is_reviewed_published_moved_and_made_again_with_a_reason(bay: Bay, enter: Enter) -> None:
    _, manifest = await a_used_drum(bay)
    await count(bay)
    office, regulator = await enter(bay.office), await enter(bay.regulator)
    page = await office.get(PAGE, params=AT)
    assert page.status_code == 200
    assert "60 %" in page.text
    assert 'value="review"' in page.text
    done = await office.post(f"{PAGE}/step", data={**AT, "step": "review"})
    assert done.status_code == 303, done.text
    assert 'value="publish"' not in (await office.get(PAGE, params=AT)).text  # not by who reviewed it
    own = await office.post(f"{PAGE}/step", data={**AT, "step": "publish"})
    assert own.status_code == 422
    back = await regulator.post(f"{PAGE}/step", data={**AT, "step": "return", "reason": "缺一车"})
    assert back.status_code == 303
    assert "缺一车" in (await regulator.get(PAGE, params=AT)).text
    await office.post(f"{PAGE}/step", data={**AT, "step": "review"})
    assert (await regulator.post(f"{PAGE}/step", data={**AT, "step": "publish"})).status_code == 303

    await agree(bay, manifest, treated_by="cn_disposal:D10")  # it was burnt, not recovered
    assert await count(bay) == 1
    revised = (await office.get(PAGE, params=AT)).text
    assert "已修订" in revised
    assert "发布时为 60，现为 0" in revised
    loads = await office.get(f"{PAGE}/loads", params={**AT, "moved": "true"})
    assert "-600.0 kg" in loads.text
    without = await office.post(f"{PAGE}/step", data={**AT, "step": "review", "reason": " "})
    assert without.status_code == 422
    assert (await office.post(f"{PAGE}/step", data={**AT, "step": "review", "reason": "补录"})).status_code == 303
    history = (await office.get(PAGE, params=AT)).text
    assert "补录" in history
    assert "第 2 版" in history


async def test_a_target_and_a_statement_are_entered_and_what_is_wrong_keeps_what_was_typed(
    bay: Bay, enter: Enter
) -> None:
    await a_used_drum(bay)
    await count(bay)
    office, regulator = await enter(bay.office), await enter(bay.regulator)
    aim = {**AT, "year0": "2020", "value0": "50", "year2": "2030", "value2": "90", "source": "深圳市实施方案"}
    wrong = await office.post(f"{PAGE}/target", data={**aim, "year2": "2010"})
    assert wrong.status_code == 422
    assert 'value="深圳市实施方案"' in wrong.text
    assert (await office.post(f"{PAGE}/target", data=aim)).status_code == 303
    page = (await office.get(PAGE, params=AT)).text
    assert "按路径此时应为" in page
    assert "2030：<strong>90 %" in page

    said = f"/console/indicator-set/{WORDS}"
    words = {**AT, "met": "met", "words": "市政府印发实施方案，部门细则七项。"}
    short = await office.post(f"{said}/statement", data={**words, "words": "短"})
    assert short.status_code == 422
    file = {"file": ("方案.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")}
    assert (await office.post(f"{said}/statement", data=words, files=file)).status_code == 303
    page = (await regulator.get(said, params=AT)).text
    assert "方案.pdf" in page
    (one,) = (await regulator.get("/statements", params=AT)).json()["items"]
    verdict = {**AT, "statement": one["id"], "verdict": "approved"}
    assert (await regulator.post(f"{said}/statement/review", data=verdict)).status_code == 303
    assert "已达到" in (await office.get(said, params=AT)).text


async def test_another_city_reads_figures_but_neither_loads_nor_buttons(bay: Bay, enter: Enter) -> None:
    await a_used_drum(bay)
    await count(bay)
    auditor = await enter(bay.regulator)
    page = await auditor.get(PAGE, params={**AT, "city": "440100"})
    assert page.status_code == 200
    assert '<button name="step"' not in page.text
    assert (await auditor.get(f"{PAGE}/loads", params={**AT, "city": "440100"})).status_code == 404
    assert (await auditor.get("/console/indicator-set/ZW99-99", params=AT)).status_code == 404


async def test_years_no_calendar_has_and_cursors_nobody_gave_are_told(bay: Bay, enter: Enter) -> None:
    office = await enter(bay.office)
    for of in ("9999", "2000", "2000-03", "2001"):  # an earlier trend than can be asked for, a later one than there is
        assert (await office.get(PAGE, params={**AT, "period": of})).status_code == 200, of
    for month in ("0001-01", "9999-12", "2026"):
        assert (await office.get("/console/indicators", params={"month": month})).status_code == 200, month
    wide = cursor("01a2175c-01b6-77f6-a0b5-2a1928bd68d9", 2**40, "used")
    for pages in (f"{PAGE}/loads", f"/console/indicators/{USE}/loads"):
        for after in (wide, "01a2175c-01b6-77f6-a0b5-2a1928bd68d9.99999999999.used"):
            shown = await office.get(pages, params={**AT, "month": MONTH, "after": after})
            assert shown.status_code == 422, shown.text


async def test_the_set_is_read_at_once_for_many_periods_as_for_each(bay: Bay) -> None:
    """The sets of several cities and periods together are those of each alone."""
    await a_used_drum(bay)
    await count(bay)
    asked = [(city, period(of)) for city in (SHENZHEN, "440000", "810000") for of in (MONTH, MONTH[:4], "2020")]
    async with bay.pool.acquire() as conn:
        together = await figures.sets(conn, asked)
        alone = [await figures.city_set(conn, city=city, period=when) for city, when in asked]
    assert together == alone
    assert any(v.value is not None for values in together for v in values)


async def test_the_overview_tells_what_lags_and_why(bay: Bay, enter: Enter) -> None:
    await a_used_drum(bay)
    await count(bay)
    office = await enter(bay.office)
    assert "尚未设定目标" in (await office.get("/console/standing", params=AT)).text
    aim = {**AT, "year0": "2020", "value0": "65", "year2": "2030", "value2": "90", "source": "深圳市实施方案"}
    assert (await office.post(f"{PAGE}/target", data=aim)).status_code == 303
    page = (await office.get("/console/standing", params=AT)).text
    assert "1 项有目标，其中 1 项落后" in page
    assert "偏离进度" in page
    assert f"/console/indicator-set/{USE}?city={SHENZHEN}" in page
    done = await office.post("/console/indicator-set/step", data={**AT, "step": "review"})
    assert done.status_code == 303
    assert "已审核 <strong>1</strong>" in (await office.get("/console/standing", params=AT)).text


async def test_a_link_shows_a_published_value_to_anybody_until_its_day_and_no_company(
    bay: Bay, enter: Enter, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers = await workshops(bay, 4)
    for workshop, kg in zip(makers, ("1000", "1100", "1200", "1300"), strict=True):
        await bay.tell(workshop.owner, bay.drum(kg, site=workshop.site), at=in_month())
    await count(bay)
    regulator = await enter(bay.regulator)
    early = await regulator.post(f"{PAGE}/share", data=AT)
    assert early.status_code == 422
    await values.review(bay.pool, bay.office, city=SHENZHEN, of=MONTH, indicators=[USE])
    await values.publish(bay.pool, bay.regulator, city=SHENZHEN, of=MONTH, indicators=[USE])
    page = await regulator.post(f"{PAGE}/share", data=AT)
    link = urlsplit(re.search(r'class="share">([^<]+)<', page.text)[1]).path  # type: ignore[index]
    shown = await client.get(link)
    assert shown.status_code == 200
    assert "4.6" in shown.text
    assert "有限公司" not in shown.text
    noted = await bay.pool.fetch("select account, subject from audit where subject_kind = 'value_link' order by at")
    assert [row["account"] for row in noted] == [bay.regulator.account, None]
    await bay.tell(makers[0].owner, bay.drum("700", site=makers[0].site), at=in_month())
    await count(bay)
    later = (await client.get(link)).text
    assert later.count("4.6") == shown.text.count("4.6") > 1  # the value's and its sums', as they were released
    assert "5.3" not in later
    assert (await client.get(link[:-3])).status_code == 404
    assert (await client.get(link.replace("/shared/", "/shared/e"))).status_code == 404
    late = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert (await client.get(link)).status_code == 410


async def test_a_link_tells_nothing_where_one_company_is_behind_the_value(
    bay: Bay, enter: Enter, client: httpx.AsyncClient
) -> None:
    await a_used_drum(bay)
    await count(bay)
    await values.review(bay.pool, bay.office, city=SHENZHEN, of=MONTH, indicators=[USE])
    await values.publish(bay.pool, bay.regulator, city=SHENZHEN, of=MONTH, indicators=[USE])
    page = await (await enter(bay.regulator)).post(f"{PAGE}/share", data=AT)
    link = urlsplit(re.search(r'class="share">([^<]+)<', page.text)[1]).path  # type: ignore[index]
    shown = await client.get(link)
    assert shown.status_code == 200
    assert "不公开" in shown.text
    assert "60" not in re.sub(r"<[^>]+>|\s", "", shown.text.split("<main")[1]).split("本页")[0].replace(USE, "")


def test_sums_that_tell_of_a_company_are_put_together_until_they_do_not() -> None:
    def of(*kg: int) -> dict[str, Decimal]:
        return {f"company {n}": Decimal(x) for n, x in enumerate(kg)}

    safe, small = of(10, 11, 12), of(5, 6, 7)
    found = pooled({"safe": safe, "small": small, "one": {"alone": Decimal(3)}}, open_data())
    assert found.alone == {"safe": Decimal(33)}
    assert found.rest == Decimal(21)
    assert pooled({"safe": safe}, open_data()).rest is None
    assert pooled({"safe": safe, "small": small}, open_data(), [{"safe": of(10, 11), "small": small}]).alone == {}
    year, month = {"safe": of(20, 22, 24), "small": small}, {"safe": safe}
    assert pooled(month, open_data(), [year, {"small": of(5)}]).alone == {"safe": Decimal(33)}
    nothing = pooled({"one": {"alone": Decimal(3)}}, open_data())
    assert (nothing.alone, nothing.rest) == ({}, Decimal(3))


ALL, USED = ("ALL", "numerator"), ("USED", "denominator")


def _of(*kg: int) -> dict[str, Decimal]:
    return {f"company {n}": Decimal(x) for n, x in enumerate(kg)}


def test_two_figures_of_the_same_loads_hide_the_same_sums() -> None:
    """The loads of one company are in the wider figure alone: with them its rest is safe, and tells by that of the
    narrower one what would be theirs."""
    both, wide = frozenset({ALL, USED}), frozenset({ALL})
    loads = {
        (both, "a"): _of(100, 110, 120),
        (both, "b"): _of(10, 11, 12),
        (both, "c"): _of(4, 5),
        (wide, "d"): {"company 7": Decimal(6), "company 8": Decimal(7), "company 9": Decimal(8)},
        (wide, "e"): {"company 7": Decimal(1)},
    }
    shown = opened([(ALL,), (USED,)], ((sides, kg) for (sides, _), kg in loads.items()), open_data())
    assert shown == {ALL, USED}
    narrow = pooled_by_class(loads, USED, shown, open_data())
    whole = pooled_by_class(loads, ALL, shown, open_data())
    assert narrow.alone == {"a": Decimal(330)}
    assert whole.alone == narrow.alone, "what one of them hides the other does"
    assert narrow.rest == Decimal(33 + 9)
    assert whole.rest == narrow.rest + Decimal(22), "they differ by what tells of nobody"


def test_a_figure_that_tells_of_a_company_by_its_difference_from_another_shows_its_value_alone() -> None:
    both, wide = frozenset({ALL, USED}), frozenset({ALL})
    loads = [(both, _of(100, 110, 120)), (wide, {"company 7": Decimal(6)})]
    assert opened([(ALL,)], loads, open_data()) == {ALL}, "alone it may"
    assert opened([(ALL,), (USED,)], loads, open_data()) == {ALL}, "the first may still, the second not any more"
    rate = (USED, ("USED", "numerator"))
    assert opened([rate, (ALL,)], loads, open_data()) == {ALL}, "both sides of a rate or none, and after plain figures"
    assert opened([(USED,)], [(frozenset({USED}), {})], open_data()) == {USED}, "nothing tells of nobody"
