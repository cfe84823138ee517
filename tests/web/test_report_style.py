"""How reports look is set on a page: looked at first, checked, in versions; and the next report is made so."""

import re

import pytest

from reports.model import SECTIONS
from tests.bay import SHENZHEN, Bay
from tests.reports.test_crest import SVG
from tests.reports.test_paper import text_of
from tests.web.conftest import Enter
from tests.workers.test_values import MONTH
from wasteflow.reporting.style import store

pytestmark = pytest.mark.anyio
AT = "/console/reports/style"
PLACES = {f"place.{name}": str(n) for n, name in enumerate(SECTIONS, 1)}
TYPED = {
    "city": SHENZHEN,
    "office.zh-Hans": "深圳市无废城市专班",
    "contact": "0755-12345",
    "language": "zh-Hans",
} | PLACES
CREST = {"file": ("crest.svg", SVG.encode(), "image/svg+xml")}


async def test_a_preview_keeps_nothing_and_what_is_saved_stands_in_the_next_report(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.office)
    sample = await client.post(f"{AT}/preview", data=TYPED | {"place.quality": "0"}, files=CREST)
    said = text_of(sample.content)
    assert "样张" in said
    assert "深圳市无废城市专班" in said
    assert said.index("数据有多可靠") < said.index("利用了多少")
    async with bay.pool.acquire() as conn:
        assert not await store.versions(conn, city=SHENZHEN)
        assert not await conn.fetchval("select count(*) from document")
    assert (await client.post(AT, data=TYPED, files=CREST)).status_code == 303
    assert (await client.post(AT, data=TYPED)).status_code == 303, "the same again is no version"
    assert (await client.post(AT, data=TYPED | {"drop": "1"})).status_code == 303
    async with bay.pool.acquire() as conn:
        found = await store.versions(conn, city=SHENZHEN)
    assert [(v.version, v.style.crest and v.style.crest.kind) for v in found] == [(2, None), (1, "svg")]
    assert found[0].person
    made = {"city": SHENZHEN, "month": MONTH, "language": "zh-Hans"}
    answer = await client.post("/console/reports/make", data=made)
    assert "深圳市无废城市专班" in text_of((await client.get(answer.headers["location"])).content)


async def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.office)
    wrong = await client.post(AT, data=TYPED, files={"file": ("crest.svg", b"<svg><script/></svg>", "image/svg+xml")})
    assert wrong.status_code == 422
    assert re.search(r'id="crest-wrong"', wrong.text)
    assert "0755-12345" in wrong.text
    long = await client.post(AT, data=TYPED | {"contact": "9" * 161})
    assert long.status_code == 422
    assert re.search(r'id="contact"[^>]*aria-invalid="true"', long.text)


@pytest.mark.parametrize("field", ["contact", "office.en"])
async def test_a_nul_in_a_form_with_a_file_is_refused(bay: Bay, enter: Enter, field: str) -> None:
    client = await enter(bay.office)
    assert (await client.post(AT, data=TYPED | {field: "a\0b"}, files=CREST)).status_code == 422


async def test_another_citys_style_is_not_theirs(bay: Bay, enter: Enter) -> None:
    office, clerk = await enter(bay.office), await enter(bay.clerk)
    assert (await office.get(f"{AT}?city=440100")).status_code == 403
    assert (await office.post(AT, data=TYPED | {"city": "440100"})).status_code == 403
    assert (await office.post(f"{AT}/preview", data=TYPED | {"city": "GBA"})).status_code == 403
    assert (await clerk.get(f"{AT}?city={SHENZHEN}")).status_code == 403
    assert (await office.post(AT, data=TYPED | {"city": "nowhere"})).status_code in (404, 422)
