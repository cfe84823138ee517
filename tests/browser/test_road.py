"""Control on the road by phone: the search with one hand, the symbol the driver holds out, what it shows."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.bay import PLATE, Bay
from tests.browser.conftest import Enter

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")


async def fits(page: Page, name: str) -> None:
    for width in (1280, 360):
        await page.set_viewport_size({"width": width, "height": 740})
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth"), (name, width)
        if SHOTS:
            await page.screenshot(path=Path(SHOTS) / f"road-{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh-Hans", "pt"])
async def test_an_officer_looks_up_and_a_driver_shows(bay: Bay, enter: Enter, address: str, language: str) -> None:
    load = await bay.on_the_road(await bay.batch("400"))
    cookie = {"name": "wf_lang", "value": language, "url": address}
    officer, driver = await enter("regulator"), await enter("driver")
    for page in (officer, driver):
        await page.context.add_cookies([cookie])
    for plate, name in (("粤b·12345", "found"), ("粤Z99999", "nothing")):
        await officer.goto("/console/road")
        await fits(officer, f"empty-{language}")
        field = officer.get_by_role("searchbox")
        box = await field.bounding_box()
        assert box is not None
        assert box["height"] >= 56
        await field.fill(plate)
        await officer.locator("input[value=routine]").check()
        await officer.locator(".road-form button").click()
        await expect(officer.locator("article.road").first).to_be_visible()
        await fits(officer, f"{name}-{language}")
    await driver.goto(f"/console/manifests/{load}")
    await fits(driver, f"part-{language}")
    await driver.locator(f'form[action$="{load}/showing"] button').click()
    await expect(driver.locator("svg.symbol")).to_be_visible()
    await fits(driver, f"symbol-{language}")
    link = await driver.locator(".road-address").inner_text()
    asked: list[str] = []
    driver.on("request", lambda request: asked.append(request.url))
    await driver.goto(link)
    await expect(driver.locator("article.road")).to_contain_text(PLATE)
    await fits(driver, f"shown-{language}")
    assert [url for url in asked if not url.startswith(address)] == []
    await driver.goto(link[:-3] + "AAA")
    await expect(driver.locator(".door")).to_be_visible()
    await fits(driver, f"no_link-{language}")
