"""The officer's search on a phone; the driver's link on the page of the manifest."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from tests.bay import PLATE, Bay
from tests.web.conftest import Enter
from wasteflow.core.i18n import LANGUAGES

pytestmark = pytest.mark.anyio


async def test_an_officer_finds_a_load_and_has_an_empty_search_attested(bay: Bay, enter: Enter) -> None:
    await bay.on_the_road(await bay.batch("400"))
    client = await enter(bay.regulator)
    for language in LANGUAGES:
        client.cookies.set("wf_lang", language)
        found = await client.post("/console/road", data={"asked": "粤b·12345", "purpose": "routine"})
        assert found.status_code == 200
        assert PLATE in found.text
        assert "电镀污泥" in found.text
        assert "console." not in re.sub(r'"[^"]*"', "", found.text)
    empty = await client.post("/console/road", data={"asked": "粤Z99999", "purpose": "border", "more": "<b>沙头角"})
    (address,) = set(re.findall(r'href="(/road/attestations/[^"]+)"', empty.text))
    assert (await client.get(address)).headers["content-type"] == "application/pdf"
    lately = await client.get("/console/road")
    assert "粤Z99999" in lately.text
    assert "&lt;b&gt;沙头角" in lately.text


async def test_what_is_missing_is_told_and_nothing_typed_is_lost(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.regulator)
    page = await client.post("/console/road", data={"asked": "<粤B12345>"})
    assert page.status_code == 422
    assert 'value="&lt;粤B12345&gt;"' in page.text
    assert 'id="purpose-wrong"' in page.text
    assert (await (await enter(bay.clerk)).get("/console/road")).status_code == 403


async def test_a_driver_shows_the_load_as_a_symbol_that_a_scanner_reads(bay: Bay, enter: Enter) -> None:
    load = await bay.on_the_road(await bay.batch("400"))
    driver = await enter(bay.driver)
    assert f"/console/manifests/{load}/showing" in (await driver.get(f"/console/manifests/{load}")).text
    page = await driver.post(f"/console/manifests/{load}/showing")
    address = scanned(page.text)
    path = re.search(r"/S/[A-Z2-7]{26}$", address)
    assert path, address
    assert (await driver.get(path[0])).status_code == 200
    again = await driver.get(f"/console/manifests/{load}")
    assert f"/console/manifests/{load}/showing/end" in again.text
    ended = await driver.post(f"/console/manifests/{load}/showing/end")
    assert ended.status_code == 303
    assert (await driver.get(path[0])).status_code == 404
    assert (
        f"/console/manifests/{load}/showing"
        not in (await (await enter(bay.clerk)).get(f"/console/manifests/{load}")).text
    )


def scanned(html: str) -> str:
    """What a phone reads of the symbol drawn on a page."""
    side = int(re.search(r'class="symbol" viewBox="0 0 (\d+)', html)[1])  # type: ignore[index]
    image = Image.new("L", (side * 8, side * 8), 255)
    drawn = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", html):
        left, top = int(x) * 8, int(y) * 8
        drawn.rectangle((left, top, left + int(length) * 8 - 1, top + 7), fill=0)
    (found,) = zxingcpp.read_barcodes(image)
    return str(found.text)


async def test_the_parties_read_on_the_page_which_office_looked(bay: Bay, enter: Enter) -> None:
    load = await bay.on_the_road(await bay.batch("400"))
    await (await enter(bay.regulator)).post("/console/road", data={"asked": PLATE, "purpose": "accident"})
    clerk = await enter(bay.clerk)
    clerk.cookies.set("wf_lang", "en")
    page = (await clerk.get(f"/console/manifests/{load}")).text
    assert "Who looked" in page
    assert "accident" in page or "事故处置" in page
    assert bay.regulator.name not in page


async def test_what_an_officer_scans_leads_to_the_search_with_the_number_in_it(bay: Bay, enter: Enter) -> None:
    drum = await bay.batch("400")
    load = await bay.on_the_road(drum)
    number = await bay.pool.fetchval("select state->>'number' from manifest where id = $1", load)
    label = await bay.pool.fetchval("select value from alias where subject = $1", drum)
    officer, clerk = await enter(bay.regulator), await enter(bay.clerk)
    assert f"/console/road?asked={number}" in (await officer.get(f"/M/{number}")).text
    assert f'value="{number}"' in (await officer.get(f"/console/road?asked={number}")).text
    led = (await clerk.get(f"/M/{number}")).text
    assert f"/console/manifests/{load}" in led
    assert "/console/road" not in led
    assert f"/console/road?asked={label}" in (await officer.get(f"/L/{label}")).text
    assert "/console/road" not in (await clerk.get(f"/L/{label}")).text
    assert await bay.pool.fetchval("select count(*) from road_look") == 0, "nothing was looked up yet"
