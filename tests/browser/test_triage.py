"""A queue worked through by keyboard: move, take, open, dismiss; what happens meanwhile shows up by itself."""

import pytest
from playwright.async_api import expect

from tests.bay import Bay
from tests.browser.conftest import Enter
from tests.web.test_pages import work

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]


async def test_a_queue_is_worked_through_without_a_mouse(bay: Bay, enter: Enter) -> None:
    for _ in range(2):
        await bay.delivered("1000", "800")
    await work(bay)
    page = await enter("regulator")
    await page.goto("/console/cases")
    rows = page.locator("#cases tbody tr")
    await expect(rows).to_have_count(2)
    await page.keyboard.press("j")
    await expect(rows.first).to_have_class("picked")
    await page.keyboard.press("t")
    await expect(page.locator(".said")).to_contain_text("您已领办此案")
    await expect(rows.first.locator(".status").first).to_have_text("处理中")
    await page.keyboard.press("j")
    await page.keyboard.press("d")
    await page.wait_for_url("**step=dismissed")
    await page.keyboard.type("两台秤的差异")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".kicker")).to_contain_text("已排除")
    await page.goto("/console/cases")
    await expect(rows).to_have_count(1)


async def test_what_happens_meanwhile_shows_up_by_itself(bay: Bay, enter: Enter) -> None:
    page = await enter("regulator")
    await page.goto("/console/cases")
    await expect(page.locator("#cases .empty")).to_be_visible()
    await bay.delivered("1000", "800")
    await work(bay)
    await expect(page.locator("#cases tbody tr")).to_have_count(1, timeout=6_000)  # its own clock would take ten
