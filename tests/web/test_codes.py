"""The lists of waste codes at the console: everybody finds, an administrator adds and closes."""

import html
import re

import httpx
import pytest

from tests.bay import ADMINISTRATOR, Bay
from tests.web.conftest import Enter
from tests.web.test_accessible import Page
from wasteflow.core.i18n import LANGUAGES
from wasteflow.people.commands import make_token, open_accounts
from wasteflow.people.model import Role
from wasteflow.people.schemas import NewAccount, NewToken

pytestmark = pytest.mark.anyio
NEW = {
    "scheme": "cn-hw", "code": "321-037-48", "edition": "2025", "name_zh": "锡冶炼烟尘", "hazards": "T",
    "valid_from": "2025-01-01", "valid_to": "", "source": "Order 36 of 2024", "confidence": "verified",
}  # fmt: skip


@pytest.fixture
async def administrator(bay: Bay, client: httpx.AsyncClient) -> httpx.AsyncClient:
    account = NewAccount(name="admin", person="管理员", role=Role.ADMINISTRATOR)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    token = await make_token(bay.pool, ADMINISTRATOR, NewToken(account=account.id, label="test"))
    client.headers["Authorization"] = f"Bearer {token.secret}"
    client.cookies.set("wf_lang", "zh-Hans")
    return client


async def text(client: httpx.AsyncClient, address: str) -> str:
    page = await client.get(address)
    assert page.status_code == 200, (address, page.text[-500:])
    return html.unescape(page.text)


def found(page: str) -> list[str]:
    """The codes of the list."""
    return re.findall(r'<td class="lead-cell"><a href="/console/codes/[^/]+/([^"]+)"', page)


async def test_everybody_finds_a_code_by_digits_words_and_category(bay: Bay, enter: Enter) -> None:
    for person in (bay.clerk, bay.driver, bay.regulator):
        client = await enter(person)
        assert found(await text(client, "/console/codes?q=336-054-17")) == ["336-054-17"]
        assert "336-054-17" in found(await text(client, "/console/codes?q=镀镍"))
        assert len(found(await text(client, "/console/codes?category=HW01"))) == 5
        page = await text(client, "/console/codes?q=336-054-17&scheme=cn-hw")
        assert "2021" in page
        assert "National hazardous waste catalogue 2021" in page, "its source"
        assert "/console/codes/new" not in page
        assert (await client.get("/console/codes/new")).status_code == 403
        assert (await client.post("/console/codes", data=NEW)).status_code == 403
        assert (await client.post("/console/codes/cn-hw/336-054-17/close", data={})).status_code == 403
        assert '<form method="post" action="/console/codes' not in await text(client, "/console/codes/cn-hw/336-054-17")


async def test_a_code_shows_what_belongs_to_it_in_each_language(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    for language in LANGUAGES:
        client.cookies.set("wf_lang", language)
        page = await text(client, "/console/codes/cn-hw/900-052-31")
        assert "Y31" in page, "Basel's name for it"
        assert "T,C" in page
        assert "console.waste_codes" not in page + await text(client, "/console/codes")
    assert (await client.get("/console/codes/cn-hw/123-456-17")).status_code == 404
    assert (await client.get("/console/codes/nothing/here")).status_code == 404


async def test_where_no_code_is_found_the_way_out_is_told(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.clerk)
    assert "900-000-XX" in await text(client, "/console/codes?q=香蕉")
    assert "900-000-17" in await text(client, "/console/codes?q=香蕉&category=HW17")
    assert "900-000-08" in await text(client, "/console/codes?q=hw08 香蕉")
    assert "900-000" not in await text(client, "/console/codes?q=香蕉&scheme=cn-sw"), "general waste has none"
    assert "900-000" not in await text(client, "/console/codes?q=废矿物油")
    assert "NNN-NNN-S70" in await text(client, "/console/codes?q=渣土"), "we hold no code of excavated spoil"
    assert "NNN-NNN-S70" not in await text(client, "/console/codes?q=渣土&scheme=hk-cd")
    assert "900-000-XX" in await text(client, "/console/batches/new"), "where a code is typed, too"


async def test_an_administrator_adds_a_code_and_closes_it(administrator: httpx.AsyncClient, bay: Bay) -> None:
    assert "/console/codes/new" in await text(administrator, "/console/codes")
    for address in ("/console/codes/new", "/console/codes/cn-hw/336-054-17"):
        form = Page(await text(administrator, address))
        assert not [field for field in form.fields if field.get("id") not in form.labels], address
    added = await administrator.post("/console/codes", data=NEW)
    assert (added.status_code, added.headers["location"]) == (303, "/console/codes/cn-hw/321-037-48")
    page = await text(administrator, added.headers["location"])
    assert "锡冶炼烟尘" in page
    assert "HW48" in page
    assert "Order 36 of 2024" in page
    assert found(await text(administrator, "/console/codes?q=锡冶炼烟尘")) == ["321-037-48"]
    close = "/console/codes/cn-hw/321-037-48/close"
    closed = await administrator.post(close, data={"last_day": "2025-06-30", "source": "Order 7"})
    assert closed.status_code == 303
    assert "2025-06-30" in await text(administrator, closed.headers["location"])
    assert found(await text(administrator, "/console/codes?q=锡冶炼烟尘")) == []
    assert found(await text(administrator, "/console/codes?q=锡冶炼烟尘&editions=all")) == ["321-037-48"]
    again = await text(administrator, "/console/codes/new?scheme=cn-hw&code=321-037-48")
    assert 'value="锡冶炼烟尘"' in again
    assert 'value="2025"' not in again, "the edition is a new one"
    noted = await bay.pool.fetch("select action from audit where subject = 'cn-hw:321-037-48' order by id")
    assert [row["action"] for row in noted] == ["catalog:add_code", "catalog:close_code"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "321-037"}, "code"),
        ({"code": "321-037-41"}, "category"),
        ({"code": "336-054-17"}, "valid_from"),
        ({"code": "336-054-17", "edition": "2021"}, "code"),
        ({"valid_to": "2024-12-31"}, "valid_to"),
        ({"valid_from": "?"}, "valid_from"),
        ({"hazards": "T+I"}, "hazards"),
        ({"name_zh": " "}, "name_zh"),
        ({"source": ""}, "source"),
        ({"scheme": "hw"}, "scheme"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    administrator: httpx.AsyncClient, bay: Bay, change: dict[str, str], field: str
) -> None:
    answer = await administrator.post("/console/codes", data={**NEW, "industry": "有色金属冶炼", **change})
    assert answer.status_code in (409, 422)
    page = html.unescape(answer.text)
    assert re.findall(r'class="wrong" id="([a-z_]+)-wrong', page) == [field]
    (said,) = re.findall(r'class="wrong"[^>]*>(.*?)</p>', page)
    assert re.search("[一-鿿]", said), said
    assert 'value="有色金属冶炼"' in page
    assert await bay.pool.fetchval("select version from catalogue_version") == 1


async def test_a_wrong_closing_is_told_at_its_field(administrator: httpx.AsyncClient) -> None:
    close = "/console/codes/cn-hw/336-054-17/close"
    for typed, fields in (
        ({"last_day": "2020-12-31", "source": "第七号令"}, ["last_day"]),
        ({"last_day": "", "source": ""}, ["last_day", "source"]),
    ):
        answer = await administrator.post(close, data=typed)
        assert answer.status_code == 422
        assert re.findall(r'class="wrong" id="([a-z_]+)-wrong', answer.text) == fields
        assert f'value="{typed["source"]}"' in answer.text
    assert (await administrator.post("/console/codes/cn-hw/123-456-17/close", data=typed)).status_code in (404, 422)
