"""Approvals on pages: balance, loads with their certificates, applications with their clocks, the paper of a load."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from manifests.life import events as e
from manifests.life.model import TakeBackReason
from tests.bay import PLATE, Bay
from tests.border import approval, approved, authority_in, plant_in
from tests.web.conftest import Enter
from tests.web.test_pages import KEY
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id
from wasteflow.places import cards
from wasteflow.places.applications import commands
from wasteflow.places.applications.schemas import NewApplication

pytestmark = pytest.mark.anyio


async def crossing(bay: Bay) -> dict[str, Any]:
    """A load to Hong Kong that was refused and is to go back, one received, an application under way."""
    site, gate = await plant_in(bay, "810000", "郭磅房")
    item = await approved(bay, site, "10", kind="export_hong_kong", shipments=6)
    refused = await at_the_gate(bay, site)
    await bay.tell(gate, e.Refused("与通知书不符"), refused)
    await bay.tell(gate, e.TakeBackStarted(TakeBackReason.ILLEGAL, "环保署要求退运"), refused)
    received = await at_the_gate(bay, site)
    await bay.tell(gate, e.Accepted(), received)
    asked = approval(bay, site, "5", kind="export_hong_kong").model_dump(exclude={"number"})
    application = NewApplication(**asked)
    await commands.apply(bay.pool, bay.clerk, application)
    return {
        "gate": gate,
        "refused": f"/console/manifests/{refused}",
        "received": f"/console/manifests/{received}",
        "id": received,
        "approval": f"/console/approvals/{item.id}",
        "application": f"/console/approvals/applications/{application.id}",
    }


async def at_the_gate(bay: Bay, site: UUID) -> UUID:
    load = (await bay.tell(bay.clerk, bay.load(await bay.batch("1000"), consignee_site=site))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), load)
    await bay.tell(bay.driver, e.Arrived(), load)
    return load


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "KEPT_SECONDS", 0.0)


async def test_the_pages_speak_four_languages(bay: Bay, enter: Enter) -> None:
    at = await crossing(bay)
    client = await enter(bay.clerk)
    for language in LANGUAGES:
        client.cookies.set("wf_lang", language)
        for name in ("approval", "application", "refused", "received"):
            page = await client.get(at[name])
            assert page.status_code == 200, page.text[-600:]
            words = re.sub(r'"[^"]*\.(?:js|css|svg|html)[^"]*"', "", page.text)
            assert not KEY.findall(re.sub(r"<pre.*?</pre>", "", words, flags=re.DOTALL)), (name, language)
        assert (await client.get("/console/approvals")).status_code == 200


async def test_an_approval_shows_its_balance_and_the_state_of_each_load(bay: Bay, enter: Enter) -> None:
    at = await crossing(bay)
    page = (await (await enter(bay.regulator)).get(at["approval"])).text
    assert "剩余 8.0 吨，共 10.0 吨" in page
    assert "1 / 6" in page
    assert "退运中" in page
    assert "待出具" in page
    stranger = await enter(bay.outsider)
    assert (await stranger.get(at["approval"])).status_code == 404
    assert (await stranger.get(at["application"])).status_code == 404


async def test_the_facility_certifies_by_form(bay: Bay, enter: Enter) -> None:
    at = await crossing(bay)
    client = await enter(at["gate"])
    page = (await client.get(at["received"])).text
    assert "转移通知书" in page
    assert "第 2 批" in page
    assert re.findall(r'data-name="联">(\d)<', page) == ["1", "2", "3", "4"]
    assert "built-in" not in page
    answer = await client.post(f"{at['received']}/receipt_certified", data={"fact.name": "郭磅房"})
    assert answer.status_code == 303, answer.text[-600:]
    page = (await client.get(at["received"])).text
    assert "已出具" in page


async def test_an_office_takes_an_application_on(bay: Bay, enter: Enter) -> None:
    """The ground that is missing is asked for beside the field; then it goes on, and the applicant reads why."""
    at = await crossing(bay)
    client = await enter(bay.regulator)
    wrong = await client.post(at["application"], data={"to": "incomplete", "expected": "1"})
    assert wrong.status_code == 422
    assert "reason-wrong" in wrong.text
    done = await client.post(at["application"], data={"to": "incomplete", "expected": "1", "reason": "缺少合同"})
    assert done.status_code == 303
    page = (await (await enter(bay.clerk)).get(at["application"])).text
    assert "缺少合同" in page
    assert "须补正" in page
    late = await client.post(at["application"], data={"to": "with_city", "expected": "1"})
    assert late.status_code == 409


async def test_a_difference_is_stated_and_taken_back_by_form(bay: Bay, enter: Enter) -> None:
    load = await bay.at_the_gate(await bay.batch("1000"))
    client = await enter(bay.gate)
    at = f"/console/manifests/{load}"
    stated = await client.post(f"{at}/difference_found", data={"fact.kind_of": "form", "fact.found": "桶内为液体"})
    assert stated.status_code == 303, stated.text[-600:]
    assert "桶内为液体" in (await client.get(at)).text
    refused = await client.post(f"{at}/accepted", data={})
    assert refused.status_code == 422
    assert "第四十条" in refused.text
    assert (await client.post(f"{at}/difference_found", data={"fact.kind_of": "form"})).status_code == 303
    assert (await client.post(f"{at}/accepted", data={})).status_code == 303


async def test_the_list_puts_what_is_overdue_first(bay: Bay, enter: Enter) -> None:
    site, _ = await plant_in(bay, "450100")
    await authority_in(bay, "450100", "韦处长")
    asked = approval(bay, site, "5").model_dump(exclude={"number"})
    application = NewApplication(**asked)
    await commands.apply(bay.pool, bay.clerk, application)
    await bay.pool.execute("update application set due = date '2020-01-01' where id = $1", application.id)
    page = (await (await enter(bay.regulator)).get("/console/approvals")).text
    assert "逾期" in page


async def test_an_application_is_made_by_page(bay: Bay, enter: Enter) -> None:
    site, _ = await plant_in(bay, "810000", "郭磅房")
    client = await enter(bay.clerk)
    new = "/console/approvals/applications/new"
    assert new in (await client.get("/console/approvals")).text
    page = (await client.get(new)).text
    assert str(site) in page
    assert str(bay.plant_site) not in page, "no border lies between"
    today = clock.local_date(clock.now())
    typed = {
        "once": str(new_id()), "from_site": str(bay.factory_site), "to_site": str(site), "code": "336-054-17 电镀污泥",
        "tonnes": "十", "valid_from": today.isoformat(), "valid_to": (today + timedelta(days=300)).isoformat(),
        "notification.composition": "镍 3 %", "notification.carriers": "深圳危运\n港運",
    }  # fmt: skip
    post = "/console/approvals/applications"
    wrong = await client.post(post, data=typed)
    assert wrong.status_code == 422
    assert "镍 3 %" in wrong.text, "nothing typed is lost"
    typed["tonnes"] = "10"
    found = await client.post(post, data=typed | {"find": "没有这家", "search": "1"})
    assert (found.status_code, str(site) in found.text, "镍 3 %" in found.text) == (200, False, True)
    done = await client.post(post, data=typed)
    assert done.status_code == 303, done.text
    page = (await client.get(done.headers["location"])).text
    assert "市级受理" in page
    stored = await bay.pool.fetchrow("select kind, tonnes, notification from application")
    assert (stored["kind"], stored["tonnes"]) == ("export_hong_kong", 10)
    assert stored["notification"] == {"composition": "镍 3 %", "carriers": ["深圳危运", "港運"]}


async def test_an_application_without_words_names_each_field(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    post = "/console/approvals/applications"
    page = await client.post(post, data={"valid_from": "gestern", "shipments": "x"})
    assert page.status_code == 422
    for field in ("from_site", "to_site", "code", "tonnes", "shipments"):
        assert f'href="#{field}"' in page.text, field
    site, _ = await plant_in(bay, "810000", "郭磅房")
    typed = {"from_site": str(bay.factory_site), "to_site": str(site), "code": "336-054-17", "tonnes": "1"}
    page = await client.post(post, data=typed | {"valid_from": "gestern"})
    assert (page.status_code, 'href="#valid_from"' in page.text) == (422, True)
    driver = await enter(bay.driver)
    assert (await driver.get("/console/approvals/applications/new")).status_code == 403
