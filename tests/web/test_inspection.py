"""A company as inspectors see it: on the screen, as JSON, on paper; who may look; each look is written down."""

from decimal import Decimal

import msgspec
import pypdfium2
import pytest

from manifests.life import events as e
from tests.bay import ADMINISTRATOR, Bay
from tests.web.conftest import Enter
from tests.web.test_pages import KEY, visible, work
from wasteflow.core.i18n import LANGUAGES
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from workers.anomalies.trips import catch_up

pytestmark = pytest.mark.anyio


async def a_year(bay: Bay) -> None:
    """Two tonnes sent, one of them short at the gate, half a tonne turned away, some treated, some in store."""
    done, _ = await bay.delivered("1000", "800")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(300)), done)
    part = await bay.at_the_gate(await bay.batch("1000"))
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(500)),), "含水率超标"), part)
    await bay.batch("250")
    await work(bay)
    await catch_up(bay.pool)


async def officer(bay: Bay, department: Department, city: str = "440300") -> Actor:
    account = NewAccount(
        name=f"officer.{department}.{city}", person="查员", role=Role.REGULATOR, city=city, department=department
    )
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account.id, "查员", Role.REGULATOR, city=city, department=department)


async def sheet_of(bay: Bay, enter: Enter, actor: Actor, org: object, query: str = "") -> dict[str, object]:
    answer = await (await enter(actor)).get(f"/organisations/{org}/inspection-sheet{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_what_came_and_went_adds_up(bay: Bay, enter: Enter) -> None:
    await a_year(bay)
    told = await sheet_of(bay, enter, bay.regulator, bay.factory)
    (flow,) = told["flows"]
    assert {n: Decimal(flow[n]) for n in ("made", "came", "left", "treated")} == {
        "made": 2250, "came": 0, "left": 2000, "treated": 0,
    }  # fmt: skip
    there = await sheet_of(bay, enter, bay.regulator, bay.plant)
    (flow,) = there["flows"]
    assert {n: Decimal(flow[n]) for n in ("made", "came", "left", "treated")} == {
        "made": 0, "came": 1300, "left": 0, "treated": 300,
    }  # fmt: skip
    assert (await sheet_of(bay, enter, bay.regulator, bay.plant, "?from=2020-01-01&to=2020-06-30"))["flows"] == []


async def test_stock_is_told_with_both_signs(bay: Bay, enter: Enter) -> None:
    """What the receiver's scale did not find should still be here; what it found too much left unbooked."""
    await a_year(bay)
    (stock,) = (await sheet_of(bay, enter, bay.regulator, bay.factory))["stock"]
    assert (Decimal(stock["books"]), Decimal(stock["scales"]), stock["containers"]) == (250, 200, 1)
    await bay.delivered("1000", "1500")
    await work(bay)
    await catch_up(bay.pool)
    (stock,) = (await sheet_of(bay, enter, bay.regulator, bay.factory))["stock"]
    assert Decimal(stock["scales"]) == -300


async def test_permit_and_plan_say_how_far_they_are_used_up(bay: Bay, enter: Enter) -> None:
    await a_year(bay)
    (permit,) = (await sheet_of(bay, enter, bay.regulator, bay.plant))["permits"]
    assert (Decimal(permit["yearly"]), Decimal(permit["kg"])) == (20_000_000, 1300)
    (plan,) = (await sheet_of(bay, enter, bay.regulator, bay.factory))["plan"]
    assert (Decimal(plan["yearly"]), Decimal(plan["kg"]), plan["title"]) == (200_000, 2250, "336-054-17")


async def test_refusals_and_cases_are_named(bay: Bay, enter: Enter) -> None:
    await a_year(bay)
    told = await sheet_of(bay, enter, bay.regulator, bay.factory)
    (away,) = told["turned_away"]
    assert (Decimal(away["kg"]), away["reason"], away["side"]) == (500, "含水率超标", "consignor")
    assert {m["rule"] for m in told["matters"]} >= {"weight_gap"}


async def test_cases_are_those_of_the_readers_department(bay: Bay, enter: Enter) -> None:
    """Emergency management may look into the company, and a short weight is none of its cases."""
    await a_year(bay)
    emergency = await officer(bay, Department.EMERGENCY)
    assert (await sheet_of(bay, enter, emergency, bay.factory))["matters"] == []


async def test_each_look_is_written_down_and_strangers_get_nothing(bay: Bay, enter: Enter) -> None:
    await a_year(bay)
    client = await enter(bay.regulator)
    await client.get(f"/console/companies/{bay.plant}?since=2026-01-01&until=2026-11-26")
    rows = await bay.pool.fetch("select account, subject, detail from audit where action = 'company:inspect'")
    assert [(r["account"], r["subject"], r["detail"]["first"]) for r in rows] == [
        (bay.regulator.account, str(bay.plant), "2026-01-01")
    ]
    elsewhere = await enter(await officer(bay, Department.ECOLOGY, "440100"))
    assert (await elsewhere.get(f"/organisations/{bay.plant}/inspection-sheet")).status_code == 404
    assert "宝安处置中心" not in (await elsewhere.get("/console/companies")).text
    assert (await (await enter(bay.clerk)).get(f"/organisations/{bay.factory}/inspection-sheet")).status_code == 403
    assert len(await bay.pool.fetch("select from audit where action = 'company:inspect'")) == 1


async def test_the_page_and_the_list_speak_four_languages(bay: Bay, enter: Enter) -> None:
    await a_year(bay)
    client = await enter(bay.regulator)
    for language in LANGUAGES:
        client.cookies.set("wf_lang", language)
        for org in (bay.factory, bay.plant, bay.carrier):
            page = await client.get(f"/console/companies/{org}")
            assert page.status_code == 200, page.text[-500:]
            assert not KEY.findall(visible(page.text))
            assert "{" not in visible(page.text)
        listed = await client.get("/console/companies?part=receives&q=宝安")
        assert "深圳宝安处置中心" in listed.text
        assert "深圳镀艺电镀厂" not in listed.text


@pytest.mark.parametrize(
    "query", ["from=2026-02-01&to=2026-01-01", "from=2010-01-01", "to=0001-01-01", "from=yesterday"]
)
async def test_a_period_that_is_none_is_told(bay: Bay, enter: Enter, query: str) -> None:
    answer = await (await enter(bay.regulator)).get(f"/organisations/{bay.plant}/inspection-sheet?{query}")
    assert answer.status_code == 422


async def test_the_paper_holds_what_the_page_holds(bay: Bay, enter: Enter) -> None:
    await a_year(bay)
    client = await enter(msgspec.structs.replace(bay.regulator, language="zh-Hans"))
    for language in LANGUAGES:
        answer = await client.get(f"/organisations/{bay.plant}/inspection-sheet.pdf?language={language}")
        assert answer.headers["content-type"] == "application/pdf"
        said = "\n".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(answer.content))
        for told in ("深圳宝安处置中心", "336-054-17", "440300-1", "含水率超标"):
            assert told in said.replace("\r\n", ""), (language, told)
