"""The consignor shows the code of its site on a screen of its own; the driver's phone has no signal and scans it."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from manifests import queries
from manifests.life import events as e
from manifests.life.model import SigningMode
from tests.bay import Bay
from tests.browser.scanner.conftest import OpenPhone, Switched, counted, documented, enrol, send, shot, taps, until
from wasteflow.core import clock

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]


async def published(bay: Bay) -> UUID:
    then = clock.now() - timedelta(hours=2)
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10", at=then)), at=then)).subject
    await bay.tell(bay.clerk, e.Published(), manifest, at=then)
    return manifest


async def at_the_gate(bay: Bay, page: Page, url: str) -> bytes:
    """A picture of the page that the clerk has on the screen."""
    office = await page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=url, locale="zh-Hans", extra_http_headers={"authorization": f"Bearer {await bay.token(bay.clerk)}"}
    )
    screen = await office.new_page()
    await screen.goto(f"/console/leave/codes/{bay.factory_site}/shown")
    await expect(screen.locator("[data-counting]")).to_contain_text("有效")
    await shot(screen, "code-shown")
    picture = await screen.locator("#symbol").screenshot()
    await office.close()
    return picture


async def scan(page: Page, picture: bytes) -> None:
    """As the phone's camera would take it."""
    await page.click('[data-key="bar-scan"]')
    file = {"name": "code.png", "mimeType": "image/png", "buffer": picture}
    await page.set_input_files(".reading input[type=file]", file)  # type: ignore[arg-type]


async def test_the_driver_scans_the_code_of_the_site_and_leaves_with_two_taps(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    manifest = await published(bay)
    page = await open_phone()
    await enrol(page, bay)
    await expect(page.locator(".card.load")).to_have_count(1)
    picture = await at_the_gate(bay, page, switched.url)
    await switched.stop()

    await page.click(".card.load")
    await shot(page, "scan-shown")
    await scan(page, picture)
    await expect(page.locator('[data-key="act-shown"]')).to_be_visible()
    await shot(page, "shown-load")
    await counted(page)
    await page.click('[data-key="act-shown"]')
    await shot(page, "shown-sheet")
    await page.click("dialog .main")
    await expect(page.locator(".status.in_transit")).to_be_visible()
    assert await taps(page) == documented("pick-up, by the code the consignor shows")

    await switched.start()
    await page.click('[data-key="bar-queue"]')
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(2)
    async with bay.pool.acquire() as conn:
        state = await queries.manifest(conn, id=manifest, scopes=None)
    assert state is not None
    assert state.status == "in_transit"
    mark = state.signatures[0]
    assert (mark.mode, mark.name, mark.absent) == (SigningMode.SHOWN_CODE, bay.clerk.name, bay.factory)


async def test_a_code_that_is_over_or_altered_is_told_at_the_gate(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    await published(bay)
    page = await open_phone(language="en")
    await enrol(page, bay)
    await expect(page.locator(".card.load")).to_have_count(1)
    picture = await at_the_gate(bay, page, switched.url)
    await switched.stop()
    await page.clock.set_fixed_time(clock.now() + timedelta(minutes=11))
    await scan(page, picture)
    await expect(page.locator(".notice")).to_contain_text("over")
    await shot(page, "shown-over")
    await page.clock.set_fixed_time(clock.now())
    await page.click(".reading-host .main")
    spoilt = Image.open(io.BytesIO(picture)).convert("L")
    assert spoilt.size[0] > 100
    await scan(page, picture)
    await expect(page.locator('[data-key="act-shown"]')).to_be_visible()
    await until(page, "location.hash.startsWith('#load/')")
