"""Notices at the console: reported with photos, answered, and nothing typed lost."""

import re

import httpx
import pytest

from tests.bay import Bay
from tests.border import authority_in
from tests.manifests.notices.conftest import photo
from tests.web.conftest import Enter
from tests.web.test_pages import a_notice, visible
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor

pytestmark = pytest.mark.anyio
TYPED = {
    "fact.city": "440300", "fact.receiver": "810000", "fact.place.shore": "深圳湾", "fact.place.position.lat": "22.486",
    "fact.place.position.lon": "113.94", "fact.tide": "falling", "fact.kinds": ["ML-01", "ML-03"], "fact.kg": "600",
    "fact.remark": "包装 <b>很多</b>", "fact.internal": "马船长 13812345678",
}  # fmt: skip


async def post(client: httpx.AsyncClient, path: str, data: dict[str, object], *files: bytes) -> httpx.Response:
    sent = [("file", (f"{n}.jpg", x, "image/jpeg")) for n, x in enumerate(files)] or [("file", ("", b"", ""))]
    return await client.post(path, data={"once": str(new_id()), **data}, files=sent, follow_redirects=True)


@pytest.fixture
async def department(bay: Bay) -> Actor:
    return await authority_in(bay, "810000", "陳主任")


async def test_reported_with_photos_and_answered_from_the_other_shore(
    bay: Bay, enter: Enter, department: Actor
) -> None:
    ours, theirs = await enter(bay.regulator), await enter(department)
    page = await post(ours, "/console/notices", TYPED, photo((60, 40)), photo((50, 40)))
    assert page.status_code == 200
    assert page.text.count('loading="lazy"') == 2
    assert "包装 &lt;b&gt;很多&lt;/b&gt;" in page.text
    assert "马船长" in page.text
    address = str(page.url.path)
    seen = await theirs.get(address)
    assert seen.status_code == 200
    assert not re.search("马船长|周监管|13812345678", visible(seen.text))
    answered = await post(theirs, f"{address}/replied", {"expected": "3", "fact.findings": "漁排"})
    assert "漁排" in answered.text
    assert "陳主任" in answered.text
    closed = await post(ours, f"{address}/closed", {"fact.ending": "cleared", "expected": "4"})
    assert "陳主任" not in closed.text
    assert 'class="acts"' in closed.text, "what was carried off may still be named"


@pytest.mark.parametrize(
    ("change", "files", "field"),
    [
        ({"fact.place.shore": "", "fact.place.position.lat": "", "fact.place.position.lon": ""}, (), "fact.place"),
        ({"fact.place.position.lat": "north"}, (), "fact.place.position.lat"),
        ({"fact.kinds": []}, (), "fact.kinds"),
        ({"fact.receiver": ""}, (), "fact.receiver"),
        ({"fact.receiver": "440300"}, (), "fact.receiver"),
        ({"fact.tide": "sideways"}, (), "fact.tide"),
        ({"fact.kg": "lots"}, (), "fact.kg"),
        ({"fact.remark": "致电 13812345678"}, (), "fact.remark"),
        ({}, (b"no photo",), "file"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    bay: Bay, enter: Enter, change: dict[str, object], files: tuple[bytes, ...], field: str
) -> None:
    page = await post(await enter(bay.regulator), "/console/notices", TYPED | change, *files)
    assert page.status_code == 422
    assert f'data-to="{field}"' in page.text
    assert "马船长 13812345678" in page.text
    assert await bay.pool.fetchval("select count(*) from notice") == 0


async def test_sent_twice_it_is_one(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.regulator)
    sent = TYPED | {"once": str(new_id()), "occurred_at": "2026-11-22T09:00"}
    first, again = [await post(client, "/console/notices", sent, photo((60, 40))) for _ in range(2)]
    assert first.url == again.url
    assert await bay.pool.fetchval("select (select count(*) from notice) + (select count(*) from notice_photo)") == 2


async def test_who_was_slower_reads_what_stands_now_with_what_they_typed(
    bay: Bay, enter: Enter, department: Actor
) -> None:
    notice = await a_notice(bay)
    theirs = await enter(department)
    await post(await enter(bay.regulator), f"/console/notices/{notice}/closed", {"fact.ending": "withdrawn"})
    page = await post(theirs, f"/console/notices/{notice}/replied", {"expected": "2", "fact.findings": "我方查明"})
    assert page.status_code == 422
    assert "误报撤回" in page.text or "誤報撤回" in page.text


async def test_strangers_and_companies_are_kept_out(bay: Bay, enter: Enter) -> None:
    notice = await a_notice(bay)
    stranger = await enter(await authority_in(bay, "440100", "穗科长"))
    assert (await stranger.get(f"/console/notices/{notice}")).status_code == 404
    assert (await post(stranger, f"/console/notices/{notice}/remarked", {"fact.remark": "?"})).status_code == 404
    clerk = await enter(bay.clerk)
    for address in ("/console/notices", "/console/notices/new", f"/console/notices/{notice}"):
        assert (await clerk.get(address)).status_code == 403
    assert (await post(clerk, "/console/notices", TYPED)).status_code == 403
