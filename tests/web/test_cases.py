"""The queue with its saved filters; the page of a case with the chain, the weights and what the parties did."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from manifests.life import events as e
from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_evidence import said
from tests.web.test_inspection import officer
from tests.web.test_pages import KEY, visible, work
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import derived_id, new_id
from wasteflow.people.model import Department
from wasteflow.web.console import tuning
from wasteflow.web.console.inspecting.queries import histories
from workers.alerts import raise_once
from workers.anomalies.finding import Limit, digest
from workers.anomalies.found import in_group, in_situation
from workers.anomalies.rule import all_rules
from workers.anomalies.rules import weight_gap
from workers.anomalies.trips import catch_up
from workers.cases.measured import Suggestion

pytestmark = pytest.mark.anyio


async def test_a_filter_is_kept_under_a_name_for_who_saved_it(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "800")
    await work(bay)
    client = await enter(bay.regulator)
    query = "show=overdue&severity=3&rule=weight_gap&made_up=1"
    answer = await client.post("/console/cases/filters", data={"name": " 严重  逾期 ", "query": query})
    assert answer.headers["location"] == "/console/cases?show=overdue&severity=3&rule=weight_gap"
    page = (await client.get(answer.headers["location"])).text
    assert re.search(r'class="chip" aria-current="true"><a href="/console/cases\?show=overdue&amp;severity=3', page)
    assert "严重 逾期" in page
    assert "严重 逾期" not in (await (await enter(bay.office)).get("/console/cases")).text
    await client.post("/console/cases/filters", data={"name": "严重 逾期", "query": "show=mine"})
    assert await bay.pool.fetchval("select query from saved_filter") == "show=mine"
    await client.post("/console/cases/filters/forget", data={"name": "严重 逾期"})
    assert not await bay.pool.fetchval("select count(*) from saved_filter")


async def test_a_filter_without_a_name_and_one_too_many_are_told(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.regulator)
    await client.post("/console/cases/filters", data={"name": " ", "query": "show=mine"})
    assert "请先给筛选起名" in (await client.get("/console/cases")).text
    for n in range(21):
        await client.post("/console/cases/filters", data={"name": f"第{n}个", "query": "show=mine"})
    assert "最多保存 20 个" in (await client.get("/console/cases")).text
    assert await bay.pool.fetchval("select count(*) from saved_filter") == 20
    hostile = await client.post("/console/cases/filters", data={"name": "x", "query": "q=%00<b>&city=//evil.example"})
    assert hostile.headers["location"].startswith("/console/cases")
    assert (await (await enter(bay.clerk)).post("/console/cases/filters", data={"name": "x"})).status_code == 403


async def test_the_queue_is_filtered_by_rule_and_department(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "800")
    await work(bay)
    client = await enter(bay.regulator)
    assert "data-case" in (await client.get("/console/cases?rule=weight_gap")).text
    assert "data-case" not in (await client.get("/console/cases?rule=no_reply")).text
    assert "data-case" not in (await client.get("/console/cases?department=police")).text


async def test_the_page_of_a_case_draws_chain_weights_and_both_parties(bay: Bay, enter: Enter) -> None:
    _, manifest = await bay.delivered("1000", "800")
    await work(bay)
    await catch_up(bay.pool)
    case = await bay.pool.fetchval("select id from case_file")
    client = await enter(bay.regulator)
    for language in LANGUAGES:
        client.cookies.set("wf_lang", language)
        page = (await client.get(f"/console/cases/{case}")).text
        assert not KEY.findall(visible(page))
        assert page.count('class="node ') >= 7, "published, signed, departed, arrived, weighed, accepted"
        assert page.count('class="basis weighed"') >= 4
        assert f"/console/manifests/{manifest}" in page
        for org in (bay.factory, bay.plant):
            assert f"/console/companies/{org}" in page
        assert f"/cases/{case}/sheet.pdf" in page
        assert f'href="/console/manifests/{manifest}/trail"' in page
    looks = "select count(*) from trail_look"
    assert await bay.pool.fetchval(looks) == 0, "a link is no look"
    market = await enter(await officer(bay, Department.MARKET))
    assert (await market.get(f"/console/cases/{case}")).status_code == 404


async def test_who_does_not_see_custody_sees_no_chain(bay: Bay, enter: Enter) -> None:
    """Courts read cases of severity 4, and no custody: the case, without the names on the way."""
    await bay.delivered("1000", "800")
    await work(bay)
    case = await bay.pool.fetchval("select id from case_file")
    await bay.pool.execute(
        "update case_file set state = jsonb_set(jsonb_set(state, '{severity}', '4'), '{alerts,0,severity}', '4')"
    )
    page = (await (await enter(await officer(bay, Department.JUSTICE))).get(f"/console/cases/{case}")).text
    assert "/trail" not in page
    assert 'class="node ' not in page
    assert "王师傅" not in visible(page)


async def test_whatever_a_rule_found_its_case_can_be_opened_and_printed(bay: Bay, enter: Enter) -> None:
    """One case for each rule, of the first situation that shows what it does."""
    book = await open_book(bay.pool)
    cases = {}
    async with bay.pool.acquire() as conn, conn.transaction():
        for rule in all_rules():
            shown = next(iter(rule.fires()))
            whole = in_group if rule.over else in_situation
            found = whole(rule, shown, rule.check(shown), book.provinces)
            found = replace(found, scopes=("city:440300", "province:440000"), matter=digest(rule.id))
            assert await raise_once(conn, book, found)
            cases[rule.id] = derived_id("case", found.matter)
    client = await enter(bay.regulator)
    pages = {name: (await client.get(f"/console/cases/{case}")).status_code for name, case in cases.items()}
    assert set(pages.values()) == {200}, pages
    for name in ("difference_unexplained", "piece_count", "over_store", "papers_lapsed"):
        assert (await client.get(f"/cases/{cases[name]}/sheet.pdf")).status_code == 200, name
        page = (await client.get(f"/console/cases/{cases[name]}")).text
        assert 'class="compare"' not in page
        assert "rules." not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)


async def test_an_article_that_does_not_bind_the_place_or_the_waste_is_not_cited(bay: Bay, enter: Enter) -> None:
    book, shown = await open_book(bay.pool), next(iter(weight_gap.fires()))
    found = in_situation(weight_gap.RULE, shown, weight_gap.check(shown), book.provinces)
    cases = {}
    async with bay.pool.acquire() as conn, conn.transaction():
        for city, scopes in (("440300", ("city:440300", "province:440000")), ("810000", ("city:810000",))):
            told = replace(found, stream="hazardous", rule="weight_gap", scopes=scopes, matter=digest(city))
            told = replace(told, finding=replace(told.finding, key=city))
            assert await raise_once(conn, book, told)
            cases[city] = derived_id("case", told.matter)
    general = replace(found, stream="household", scopes=("city:440300",), matter=digest("household"))
    general = replace(general, finding=replace(general.finding, key="household"))
    async with bay.pool.acquire() as conn, conn.transaction():
        assert await raise_once(conn, book, general)
    cases["household"] = derived_id("case", general.matter)
    async with bay.pool.acquire() as conn, conn.transaction():
        for stream in ("household", "hazardous"):  # of one matter: what binds one of them is cited
            one = replace(general, stream=stream, matter=digest("both"))
            assert await raise_once(conn, book, replace(one, finding=replace(one.finding, key=f"both {stream}")))
    cases["both"] = derived_id("case", digest("both"))
    officers = {city: await enter(await officer(bay, Department.ECOLOGY, city)) for city in ("440300", "810000")}
    for which, article in (("440300", True), ("810000", False), ("household", False), ("both", True)):
        client = officers.get(which, officers["440300"])
        page = (await client.get(f"/console/cases/{cases[which]}")).text
        paper = (await client.get(f"/cases/{cases[which]}/sheet.pdf?language=zh-Hans")).content
        assert ("危险废物转移管理办法" in page) is article
        assert ("不适用于此地或此类废物" in page) is not article
        assert ("危险废物转移管理办法" in said(paper)) is article


async def test_how_a_case_was_settled_and_reopened_stands_above_it(bay: Bay, enter: Enter) -> None:
    await bay.delivered("1000", "800")
    await work(bay)
    case = await bay.pool.fetchval("select id from case_file")
    client = await enter(bay.regulator)
    client.cookies.set("wf_lang", "en")

    async def step(kind: str, reason: str) -> str:
        begins = {"once": str(new_id()), "fact.reason": reason}
        seq = await bay.pool.fetchval("select seq from case_file where id = $1", case)
        answer = await client.post(f"/console/cases/{case}/{kind}", data={**begins, "expected": str(seq)})
        assert answer.status_code == 303, answer.text
        return (await client.get(f"/console/cases/{case}")).text

    assert 'id="verdict"' not in (await client.get(f"/console/cases/{case}")).text
    page = await step("dismissed", "two scales")
    assert "Settled on" in page
    assert "Settle by" not in page, "nothing is to be settled any more"
    assert re.search(r'id="verdict">.*Dismissed</strong> · 周监管 · Ecology · .*<br>two scales', page)
    assert not re.search(r'data-step="reopened"\s+open', page), "reopening is there for who looks for it"
    page = await step("reopened", "the driver's own weight")
    assert "Settle by" in page
    assert re.search(r'id="verdict">.*Reopened</strong>.*<br>the driver&#39;s own weight', page)


async def test_what_was_turned_away_in_part_counts_for_its_parties_also_when_the_rest_is_treated(
    bay: Bay, enter: Enter
) -> None:
    drum = await bay.batch("1000")
    manifest = await bay.at_the_gate(drum)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(300)),), "渗漏"), manifest)
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(700)), drum)
    await catch_up(bay.pool)
    async with bay.pool.acquire() as conn:
        found = await histories(conn, orgs=[bay.plant], since=clock.now() - timedelta(days=30))
    assert [one.turned_away for one in found] == [1]


def test_a_suggested_limit_is_not_rounded_past_what_was_confirmed() -> None:
    """Rounded up it would miss one more than the page says; and nobody types idle zeros."""
    rule = next(rule for rule in all_rules() if rule.id == "residue_ratio")
    limits = {t.name: Limit(t.value, t.origin) for t in rule.thresholds}
    for times, shown in (("2.4", "8.4"), ("1.2345", "4.32"), ("20", "70")):
        found = Suggestion(Decimal(times), 13, 13, 0, 28)
        assert tuning._suggested(rule, limits, found) == ("most_z", shown, found)
