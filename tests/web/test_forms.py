"""Forms: nothing typed is lost, nothing is recorded twice, nobody else's page may send one."""

import re
from decimal import Decimal

import httpx
import pytest

from manifests.life import events as e
from tests.bay import ADMINISTRATOR, PLATE, Bay
from tests.web.conftest import Enter
from wasteflow.people.commands import reset_password
from wasteflow.web.console.forms import decimal
from wasteflow.web.console.page import local

pytestmark = pytest.mark.anyio
PASSWORD = "drum-of-sludge-17"


def hidden(page: httpx.Response, step: str = "new") -> dict[str, str]:
    """The hidden fields of the page's form (of a step)."""
    form = re.search(rf'<form method="post" action="[^"]*{step}".*?</form>', page.text, re.DOTALL)
    assert form is not None, page.text
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


def a_drum(bay: Bay, **changes: str) -> dict[str, str]:
    return {
        "fact.site": str(bay.factory_site),
        "fact.code": "336-054-17",
        "fact.name": "电镀污泥",
        "fact.form": "semi_solid",
        "fact.container.kind": "drum",
        "fact.container.litres": "200",
        "fact.weight.kg": "180",
        "fact.weight.basis": "weighed",
    } | changes


# --- the door --------------------------------------------------------------------------------------------


async def test_a_wrong_password_is_told_and_the_name_stays(bay: Bay, client: httpx.AsyncClient) -> None:
    await reset_password(bay.pool, ADMINISTRATOR, bay.clerk.account, PASSWORD)
    page = await client.post("/console/sign-in", data={"name": "clerk", "password": "wrong"})
    assert page.status_code == 401
    assert "账户名" in page.text
    assert 'value="clerk"' in page.text
    assert "wrong" not in re.sub(r'class="wrong"|-wrong', "", page.text)


async def test_who_tries_too_often_is_told_how_long_to_wait(bay: Bay, client: httpx.AsyncClient) -> None:
    for _ in range(14):  # the wait doubles each time: a slow machine only tries more often before it runs into it
        page = await client.post("/console/sign-in", data={"name": "clerk", "password": "wrong"})
        if page.status_code == 429:
            break
    assert page.status_code == 429
    assert "秒" in page.text


async def test_signing_in_leads_on_and_signing_out_ends_it(bay: Bay, client: httpx.AsyncClient) -> None:
    await reset_password(bay.pool, ADMINISTRATOR, bay.clerk.account, PASSWORD)
    entry = {"name": "Clerk", "password": PASSWORD, "next": "/console/batches?status=stored"}
    answer = await client.post("/console/sign-in", data=entry)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/batches?status=stored")
    assert (await client.get("/console/batches")).status_code == 200
    await client.post("/console/sign-out")
    assert (await client.get("/console/batches")).status_code == 303


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/console/x", "//evil.example/console/", "/\\evil", "javascript:alert(1)", "/reports/x.pdf"],
)
def test_nobody_is_led_elsewhere(to: str) -> None:
    assert local(to) == "/console"


async def test_a_form_of_another_site_is_refused(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    for foreign in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        answer = await client.post("/console/batches/new", data=a_drum(bay), headers=foreign)
        assert answer.status_code == 403
    assert await bay.pool.fetchval("select count(*) from batch") == 0


# --- recording -------------------------------------------------------------------------------------------


async def test_a_double_click_records_once(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    once = hidden(await client.get("/console/batches/new"))
    first = await client.post("/console/batches/new", data=once | a_drum(bay))
    second = await client.post("/console/batches/new", data=once | a_drum(bay))
    assert first.headers["location"] == second.headers["location"]
    assert await bay.pool.fetchval("select count(*) from batch") == 1
    page = await client.get(second.headers["location"])
    assert "没有重复登记" in page.text
    assert "没有重复登记" not in (await client.get(second.headers["location"])).text, "told once"


async def test_all_that_is_wrong_is_told_at_once_and_nothing_typed_is_lost(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    once = hidden(await client.get("/console/batches/new"))
    wrong = {"fact.weight.kg": "很重", "fact.code": "999", "fact.name": "", "fact.constituents": "镍 <2%>"}
    page = await client.post("/console/batches/new", data=once | a_drum(bay, **wrong))
    assert page.status_code == 422
    for said in ("请只用数字填写", "请从列表中选择废物代码", "请填写此项"):
        assert page.text.count(said) == 2, "in the summary and beside the field"
    for typed in ("很重", "999", "镍 &lt;2%&gt;"):
        assert f'value="{typed}"' in page.text
    again = await client.post("/console/batches/new", data=hidden(page) | a_drum(bay))
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("kg", "said"), [("-5", "重量须大于 0"), ("0", "重量须大于 0"), ("1e9", "重量须大于 0"), ("1.2345", "重量须大于 0")]
)
async def test_an_absurd_weight_is_told_beside_the_field(bay: Bay, enter: Enter, kg: str, said: str) -> None:
    client = await enter(bay.clerk)
    page = await client.post("/console/batches/new", data=a_drum(bay, **{"fact.weight.kg": kg}))
    assert page.status_code == 422
    assert said in page.text


async def test_who_comes_late_sees_the_manifest_as_it_stands(bay: Bay, enter: Enter) -> None:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("200")))).subject
    client = await enter(bay.clerk)
    shown = hidden(await client.get(f"/console/manifests/{manifest}"), "cancelled")
    await bay.tell(bay.clerk, e.Published(), manifest)
    late = await client.post(f"/console/manifests/{manifest}/cancelled", data=shown | {"fact.reason": "不运了"})
    assert late.status_code == 422
    assert "在此期间已有修改" in late.text
    assert "不运了" in late.text
    assert await bay.pool.fetchval("select status from manifest") == "published"
    again = await client.post(
        f"/console/manifests/{manifest}/cancelled", data=hidden(late, "cancelled") | {"fact.reason": "不运了"}
    )
    assert again.status_code == 303


async def test_a_plate_and_a_gap_are_warned_of_after_recording(bay: Bay, enter: Enter) -> None:
    manifest = await bay.at_the_gate(await bay.batch("1000"))
    client = await enter(bay.gate)
    shown = hidden(await client.get(f"/console/manifests/{manifest}"), "weighed")
    answer = await client.post(f"/console/manifests/{manifest}/weighed", data=shown | {"fact.lines[0].kg": "850"})
    page = await client.get(answer.headers["location"])
    assert 'class="said warn"' in page.text
    assert "相差 15.0 %" in page.text


async def test_a_part_refused_is_told_by_its_line(bay: Bay, enter: Enter) -> None:
    manifest = await bay.at_the_gate(await bay.batch("300"), await bay.batch("200"))
    client = await enter(bay.gate)
    shown = hidden(await client.get(f"/console/manifests/{manifest}"), "partly_accepted")
    typed = {"fact.lines[0].refused_kg": "", "fact.lines[1].refused_kg": "900", "fact.reason": "含水率超标"}
    page = await client.post(f"/console/manifests/{manifest}/partly_accepted", data=shown | typed)
    assert page.status_code == 422
    assert 'id="fact.lines[1].refused_kg-wrong"' in page.text
    typed["fact.lines[1].refused_kg"] = "50"
    done = await client.post(
        f"/console/manifests/{manifest}/partly_accepted", data=hidden(page, "partly_accepted") | typed
    )
    assert done.status_code == 303


async def test_only_what_may_be_done_now_is_offered(bay: Bay, enter: Enter) -> None:
    manifest = await bay.on_the_road(await bay.batch("200"))
    offered = {}
    for person in ("clerk", "driver", "gate", "regulator"):
        page = await (await enter(getattr(bay, person))).get(f"/console/manifests/{manifest}")
        offered[person] = re.findall(r'<form method="post" action="/console/manifests/[^/]+/(\w+)"', page.text)
    assert offered == {"clerk": [], "driver": ["arrived", "showing"], "gate": ["arrived"], "regulator": []}


async def test_what_is_not_offered_is_refused_too(bay: Bay, enter: Enter) -> None:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("200")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    client = await enter(bay.gate)
    answer = await client.post(f"/console/manifests/{manifest}/signed", data={"once": "x", "fact.name": "赵磅房"})
    assert answer.status_code == 422
    assert "只能由移出人记录" in answer.text
    assert (await client.post(f"/console/manifests/{manifest}/line_treated", data={})).status_code == 404
    assert await bay.pool.fetchval("select status from manifest") == "published"


async def test_a_driver_is_offered_the_carriers_vehicles(bay: Bay, enter: Enter) -> None:
    page = await (await enter(bay.clerk)).get(f"/console/manifests/plates?fact.carrier={bay.carrier}")
    assert PLATE in page.text


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("118.5", "118.5"),
        ("１１８．５", "118.5"),
        ("1,234.5", "1234.5"),
        ("1 234", "1234"),
        ("118,5", "118.5"),
        (" 20 kg", "20"),
        ("twenty", None),
        ("NaN", None),
        ("1e99", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, value: str | None) -> None:
    assert decimal(typed) == (Decimal(value) if value else None)
