"""Pages of Hong Kong: the ticket on a manifest's page, billing accounts and a month's statement."""

import re
from datetime import timedelta

import pytest

from tests.bay import Bay
from tests.hong_kong import HONG_KONG, charged, officer, trip
from tests.web.conftest import Enter
from wasteflow.core import clock
from wasteflow.core.ids import new_id

pytestmark = pytest.mark.anyio


NEW = {"number": "7004711", "contract": "啟德地基工程", "value_hkd": "5,000,000"}


async def test_an_account_is_entered_by_form(bay: Bay, enter: Enter) -> None:
    found = await trip(bay, HONG_KONG)
    client = await enter(found.producer.actor)
    day = clock.local_date(clock.now())
    typed = {**NEW, "once": str(new_id()), "awarded_on": str(day - timedelta(days=30)), "opened_on": str(day)}
    done = await client.post("/console/billing", data=typed)
    assert done.status_code == 303, done.text
    page = await client.get(done.headers["location"])
    assert "7004711" in page.text
    assert page.text.count("逾期开户") == 1
    assert "5,000,000" in page.text


async def test_the_statement_shows_each_load_and_what_was_reversed(bay: Bay, enter: Enter) -> None:
    there = await charged(bay)
    client = await enter(there.trip.producer.actor)
    page = await client.get(f"/console/billing/{there.account}")
    assert page.status_code == 200
    assert page.text.count("HK$ 2,400.00") == 3, "by kind, in all, and on its line"
    assert "−HK$ 2,469.00" in page.text
    assert "冲销" in page.text
    file = await client.get(f"/console/billing/{there.account}?file=1")
    assert file.text.splitlines()[-1].endswith(",2400.00")
    assert (await client.get(f"/console/billing/{there.account}?month=x")).status_code == 422


async def test_a_form_that_does_not_fit_keeps_what_was_typed(bay: Bay, enter: Enter) -> None:
    found = await trip(bay, HONG_KONG)
    client = await enter(found.producer.actor)
    page = await client.post("/console/billing", data={**NEW, "awarded_on": "", "opened_on": "2026-01-01"})
    assert page.status_code == 422
    assert 'value="7004711"' in page.text
    page = await client.post("/console/billing", data={**NEW, "awarded_on": "2026-02-01", "opened_on": "2026-01-01"})
    assert (page.status_code, "开户日期不得早于" in page.text) == (422, True)
    mainland = await (await enter(bay.clerk)).post(
        "/console/billing", data={**NEW, "awarded_on": "2026-01-01", "opened_on": "2026-01-01"}
    )
    assert (mainland.status_code, "属于香港的公司" in mainland.text) == (422, True)


async def test_an_authority_has_a_copy_shown_and_the_parties_see_it(bay: Bay, enter: Enter) -> None:
    there = await charged(bay)
    address = f"/console/manifests/{there.load}"
    client = await enter(await officer(bay, HONG_KONG, "陳主任"))
    page = await client.get(address)
    assert page.text.count("要求出示") == 3
    assert (await client.post(f"{address}/showings", data={"copy_of": "carrier"})).status_code == 303
    seen = await (await enter(there.trip.producer.actor)).get(address)
    assert "陳主任" in seen.text
    assert "要求出示" not in seen.text
    assert f'href="/console/billing/{there.account}"' in seen.text


async def test_the_form_of_a_truck_asks_for_the_account(bay: Bay, enter: Enter) -> None:
    there = await charged(bay)
    clerk = there.trip.producer.actor
    waste = (await bay.tell(clerk, there.trip.drum("hk-cd", "CD-01", "hk_construction", "9000", "惰性"))).subject
    client = await enter(clerk)
    page = await client.get(f"/console/manifests/new?batch={waste}")
    assert re.search(rf'<option value="{there.account}" selected>7004711', page.text)
    assert 'name="fact.paper_ticket"' in page.text
    mainland = await bay.batch("100")
    plain = await (await enter(bay.clerk)).get(f"/console/manifests/new?batch={mainland}")
    assert "fact.billing_account" not in plain.text
    assert "fact.paper_ticket" not in plain.text


async def test_the_printed_number_is_noted_on_a_page_of_its_own(bay: Bay, enter: Enter) -> None:
    there = await charged(bay)
    client = await enter(there.trip.collector.actor)
    address = f"/console/manifests/{there.load}"
    wrong = await client.post(f"{address}/ticket_noted", data={"fact.paper_ticket": "??", "fact.scan": ""})
    assert wrong.status_code == 422
    done = await client.post(f"{address}/ticket_noted", data={"fact.paper_ticket": "DD1-0817", "fact.scan": ""})
    assert done.status_code == 303
    assert "DD1-0817" in (await client.get(address)).text
