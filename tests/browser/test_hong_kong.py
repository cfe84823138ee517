"""The pages of Hong Kong fit a phone of 360 px and a desk of 1280 px. `SHOTS=folder` keeps a picture of each."""

import os
from pathlib import Path

import pytest

from tests.bay import ADMINISTRATOR, Bay
from tests.browser.conftest import PASSWORD, Enter
from tests.hong_kong import charged
from wasteflow.people.commands import reset_password

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")


async def test_the_pages_of_hong_kong_fit(bay: Bay, enter: Enter, address: str) -> None:
    there = await charged(bay)
    clerk = there.trip.producer
    waste = await bay.tell(clerk.actor, there.trip.drum("hk-cd", "CD-01", "hk_construction", "9000", "惰性建築廢物"))
    await reset_password(bay.pool, ADMINISTRATOR, clerk.actor.account, PASSWORD)
    at = {
        "billing": "/console/billing",
        "account": f"/console/billing/{there.account}",
        "ticket": f"/console/manifests/{there.load}",
        "note": f"/console/manifests/{there.load}/ticket_noted",
        "truck": f"/console/manifests/new?batch={waste.subject}",
    }
    page = await enter(clerk.login)
    too_wide = []
    for language in ("zh-Hans", "zh-Hant", "pt") if SHOTS else ("pt",):
        await page.context.add_cookies([{"name": "wf_lang", "value": language, "url": address}])
        for width in (360, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            for name, path in at.items():
                await page.goto(path)
                if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    too_wide.append((name, width, language))
                if SHOTS:
                    await page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{language}.png", full_page=True)
    assert not too_wide
