"""The sketch of a trail fits a phone and a desk. `SHOTS=folder` keeps a picture of each, to look at."""

import os
from pathlib import Path

import pytest

from tests.bay import Bay
from tests.browser.conftest import Enter
from tests.web.test_trail import driven

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")


async def test_a_trail_fits(bay: Bay, enter: Enter, address: str) -> None:
    load = await driven(bay)
    page = await enter("regulator")
    for language in ("zh-Hans", "pt"):
        await page.context.add_cookies([{"name": "wf_lang", "value": language, "url": address}])
        for width in (360, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.goto(f"/console/manifests/{load}/trail")
            await page.click("main form button.main")
            await page.wait_for_selector(".problems")
            await page.fill("#reason", "群众举报倾倒")
            await page.click("main form button.main")
            await page.wait_for_selector(".trail svg")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert await page.locator(".trail .stood").count() == 1
            if SHOTS:
                await page.screenshot(path=Path(SHOTS) / f"trail-{width}-{language}.png", full_page=True)
