"""Twenty drums at the gate: on one screen, and by keyboard. `SHOTS=folder` keeps pictures of it."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.bay import Bay
from tests.browser.conftest import Enter

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")


async def opened(bay: Bay, enter: Enter, width: int, step: str) -> Page:
    """The gate's page of twenty drums with one step open."""
    manifest = await bay.at_the_gate(*[await bay.batch("200") for _ in range(20)])
    page = await enter("gate", width)
    await page.goto(f"/console/manifests/{manifest}")
    if not await page.locator(f"details.{step}[open]").count():
        await page.click(f"details.{step} > summary")
    return page


async def keep(page: Page, name: str) -> None:
    if SHOTS:
        await page.wait_for_timeout(300)
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 360])
async def test_twenty_drums_fit_on_a_screen_when_some_are_refused(bay: Bay, enter: Enter, width: int) -> None:
    page = await opened(bay, enter, width, "partly_accepted")
    table = page.locator("details[open] table.drums")
    await keep(page, f"refusing-{width}")
    box = await table.bounding_box()
    assert box is not None
    assert box["height"] <= 960, box
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    boxes = table.locator("input[type=checkbox]")
    await boxes.first.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")  # to the part of it
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    assert await boxes.evaluate_all("all => all.filter(b => b.checked).map(b => b.value.split(':')[0])") == ["1", "2"]


async def test_weights_are_typed_down_the_table_with_enter(bay: Bay, enter: Enter) -> None:
    page = await opened(bay, enter, 1280, "weighed")
    await page.click("details[open] summary:has-text('逐项')")
    fields = page.locator("details.weighed table.drums input[data-next]")
    await fields.first.focus()
    for n in range(20):
        await page.keyboard.type("212-12" if n else "188")
        await page.keyboard.press("Enter")
    await keep(page, "weighing-1280")
    await expect(page.locator("details.weighed table output").first).to_have_text("−12.0 kg (−6.0 %)")
    await page.keyboard.press("Enter")  # now on the button
    await expect(page.locator(".said.done")).to_contain_text("过磅重量已记录")
    await keep(page, "weighed-1280")
