"""A round by page: leave given, the round planned like the last, calls worked through, weighed and settled."""

import re
from decimal import Decimal
from typing import Any

import httpx
import pytest

from manifests.rounds import queries, store
from manifests.rounds.view import RoundView, view
from tests.bay import PLATE, Bay
from tests.collecting import CODE, Producer, give_leave, planned, set_code, workshops
from tests.web.conftest import Enter
from wasteflow.core import clock

pytestmark = pytest.mark.anyio
TODAY = clock.local_date(clock.now())


@pytest.fixture
async def three(bay: Bay) -> list[Producer]:
    return await workshops(bay, 3)


def once(page: httpx.Response) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page.text)
    assert found
    return found[1]


async def stands(bay: Bay, id: Any) -> RoundView:
    trip = await store.read(bay.pool, id=id)
    assert trip is not None
    return view(trip, await queries.slips(bay.pool, ids=[s for c in trip.calls for s in c.slips]))


def plan(bay: Bay, producers: list[Producer], **changes: Any) -> dict[str, Any]:
    values = {
        "stream": "hazardous", "day": TODAY.isoformat(), "plate": PLATE, "driver": "王师傅",
        "consignee_site": str(bay.plant_site), "code": "336-054-17", "name": "电镀污泥", "form": "semi_solid",
        "kind": "drum", "litres": "200", "method": "cn_utilisation:R4", "call": [str(p.site) for p in producers],
    }  # fmt: skip
    return values | changes


async def test_leave_is_given_and_withdrawn_by_page(bay: Bay, enter: Enter, three: list[Producer]) -> None:
    client = await enter(three[0].owner)
    page = await client.get("/console/leave")
    form = {
        "once": once(page), "site": str(three[0].site), "carrier": str(bay.carrier), "stream": "hazardous",
        "valid_from": TODAY.isoformat(), "valid_to": TODAY.replace(year=TODAY.year + 1, day=1).isoformat(),
    }  # fmt: skip
    empty = await client.post("/console/leave", data=form)
    assert (empty.status_code, "LeaveForNothing" in empty.text) == (422, False)
    assert "代签移出人栏" in empty.text
    assert form["valid_to"] in empty.text  # what was typed is still there
    given = await client.post("/console/leave", data=form | {"fills": "1"})
    assert given.status_code == 303
    page = await client.get("/console/leave")
    assert "深圳危运物流" in page.text
    address = re.search(r'action="(/console/leave/[^"]+/closing)"', page.text)
    assert address
    assert (await client.post(address[1])).status_code == 303
    assert await bay.pool.fetchval("select closed_on from signing_authorisation") == TODAY
    again = await client.get("/console/leave")
    assert "/closing" not in again.text


async def test_a_round_is_planned_by_page_in_the_order_given(bay: Bay, enter: Enter, three: list[Producer]) -> None:
    for producer in three:
        await give_leave(bay, producer)
    client = await enter(bay.dispatcher)
    page = await client.get("/console/rounds/new")
    assert all(p.name in page.text for p in three)
    form = plan(bay, three, once=once(page))
    form |= {f"call:{three[0].site}.order": "2", f"call:{three[2].site}.order": "1", f"call:{three[0].site}.kg": "1,5"}
    wrong = await client.post("/console/rounds/new", data=form | {"plate": "粤B99999", "code": "999-999-99"})
    assert wrong.status_code == 422
    assert "粤B99999 不在贵单位的在用车辆之列" in wrong.text
    nobody = await client.post("/console/rounds/new", data={k: v for k, v in form.items() if k != "call"})
    assert nobody.status_code == 422
    bad = await client.post("/console/rounds/new", data=form | {"code": "336-999-17"})
    assert (bad.status_code, bad.text.count("336-999-17") > 1) == (422, True)
    made = await client.post("/console/rounds/new", data=form)
    assert made.status_code == 303, made.text
    twice = await client.post("/console/rounds/new", data=form)
    assert twice.headers["location"] == made.headers["location"]
    assert await bay.pool.fetchval("select count(*) from round") == 1
    trip = await store.read(bay.pool, id=made.headers["location"].rsplit("/")[-1])
    assert trip is not None
    assert [call.producer.site for call in trip.calls] == [three[2].site, three[0].site, three[1].site]
    assert trip.calls[1].expected.weight.kg == Decimal("1.5")
    like = await client.get("/console/rounds/new")  # as the last one
    assert 'value="336-054-17"' in like.text
    assert like.text.count("checked") == 3


async def test_hazardous_waste_is_offered_no_common_container(bay: Bay, enter: Enter, three: list[Producer]) -> None:
    for producer in three:
        await give_leave(bay, producer)
    client = await enter(bay.dispatcher)
    page = await client.get("/console/rounds/new")
    assert 'name="together"' not in page.text
    forced = await client.post("/console/rounds/new", data=plan(bay, three, once=once(page), together="1"))
    assert forced.status_code == 422
    assert "D-010" in forced.text


async def test_the_driver_works_through_the_calls(bay: Bay, enter: Enter, three: list[Producer]) -> None:
    for producer in three:
        await give_leave(bay, producer)
    await set_code(bay, three[1])
    id = (await planned(bay, three)).round.id
    client = await enter(bay.driver)
    at = f"/console/rounds/{id}"
    assert f"{id}/calls/1/slip_filled" in (await client.get(at)).text
    assert str(id) in (await client.get("/console")).text
    typo = await client.post(f"{at}/calls/1/slip_filled", data={"kg": "x5", "basis": "weighed", "mode": ""})
    assert (typo.status_code, 'value="x5"' in typo.text) == (422, True)
    left = await client.post(f"{at}/calls/1/slip_filled", data={"kg": "50", "basis": "weighed", "mode": ""})
    assert left.status_code == 303  # its own people are to sign
    wrong = {"kg": "20,5", "basis": "estimated", "mode": "site_code", "code": "314159"}
    refused = await client.post(f"{at}/calls/2/slip_filled", data=wrong)
    assert (refused.status_code, "314159" in refused.text) == (422, False)
    assert (await stands(bay, id)).calls[1].status == "filled"  # the slip stands, the load does not
    right = {"mode": "site_code", "code": CODE}
    assert (await client.post(f"{at}/calls/2/call_loaded", data=right)).status_code == 303
    skipped = await client.post(f"{at}/calls/3/call_skipped", data={"reason": "店铺未开"})
    assert skipped.status_code == 303
    shown = await stands(bay, id)
    assert [c.status for c in shown.calls] == ["filled", "loaded", "skipped"]
    assert shown.total.kg == Decimal("20.5")
    assert (await client.post(f"{at}/round_arrived", data={})).status_code == 303


async def test_the_gate_weighs_once_and_settles(bay: Bay, enter: Enter, three: list[Producer]) -> None:
    for producer in three:
        await give_leave(bay, producer)
    id = (await planned(bay, three)).round.id
    driver, gate = await enter(bay.driver), await enter(bay.gate)
    at = f"/console/rounds/{id}"
    for n in (1, 2, 3):
        form = {"kg": "50", "basis": "weighed", "mode": "pre_authorised"}
        assert (await driver.post(f"{at}/calls/{n}/slip_filled", data=form)).status_code == 303
    assert (await gate.post(f"{at}/round_arrived", data={})).status_code == 303
    swapped = await gate.post(f"{at}/round_weighed", data={"gross": "4000", "tare": "4150"})
    assert (swapped.status_code, 'value="4150"' in swapped.text) == (422, True)
    assert (await gate.post(f"{at}/round_weighed", data={"gross": "4150.1", "tare": "4000"})).status_code == 303
    nameless = await gate.post(f"{at}/round_closed", data={"refuse": "2"})
    assert nameless.status_code == 422  # says why first
    done = await gate.post(f"{at}/round_closed", data={"refuse": "2", "reason:2": "桶漏"})
    assert done.status_code == 303
    shown = await stands(bay, id)
    assert [c.status for c in shown.calls] == ["delivered", "refused", "delivered"]
    assert (await driver.post(f"{at}/round_closed", data={})).status_code == 422
    assert (await driver.post(f"{at}/nothing", data={})).status_code == 404
