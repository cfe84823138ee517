"""A newer version of the app takes over when its driver says so, and the queue does not notice."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.bay import Bay
from tests.browser.scanner.conftest import OpenPhone, Switched, enrol, send, signed
from wasteflow.web.scanner import routes

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]


def newer(folder: Path) -> Path:
    """The app as a later build would leave it: another version in its worker, another title on its page."""
    shutil.copytree(routes.FOLDER, folder)
    worker, page = folder / "sw.js", folder / "index.html"
    text, found = re.subn(r'(["`])[0-9a-f]{12}(["`])', r"\g<1>000000000000\g<2>", worker.read_text())
    assert found == 1
    worker.write_text(text)
    page.write_text(page.read_text().replace("<title>wasteflow</title>", "<title>wasteflow, newer</title>"))
    return folder


async def test_a_newer_version_loses_nothing(
    bay: Bay, switched: Switched, open_phone: OpenPhone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await page.click(".card.load")
    await switched.stop()
    await page.click('[data-key="act-depart"]')
    await page.click("dialog .main")
    await expect(page.locator(".status.in_transit")).to_be_visible()

    monkeypatch.setattr(routes, "FOLDER", newer(tmp_path / "newer"))
    switched.holding = True  # the app can be fetched, the rest not yet
    await switched.start()
    await page.goto("/scanner#queue")
    await page.reload()
    assert await page.title() == "wasteflow"  # the version that is kept, until its driver says so
    await page.click("#newer")
    await expect(page).to_have_title("wasteflow, newer")
    await expect(page.locator("#open")).to_have_attribute("data-open", "1")
    assert await page.evaluate("caches.keys().then((names) => names.length)") == 1

    switched.holding = False
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(1)
