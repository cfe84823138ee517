"""A driver's day on one phone, as he would: and how often he has to tap."""

import re
from uuid import UUID

import httpx
import numpy as np
import pytest
from playwright.async_api import Page, expect

from manifests.absent import commands as absent
from manifests.absent.schemas import NewAuthorisation
from manifests.life import events as e
from tests.bay import PLATE, Bay
from tests.browser.conftest import Filmed
from tests.browser.photo import taken
from tests.browser.scanner.conftest import OpenPhone, Switched, counted, documented, enrol, send, shot, signed, taps
from tests.browser.scanner.test_absent import published
from tests.browser.test_reading import DIM
from tests.collecting import give_leave, planned, set_code, workshops
from wasteflow.core import clock
from wasteflow.core.ids import new_id

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
LANGUAGES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-HK", "en": "en-GB", "pt": "pt-PT"}


async def scan(page: Page) -> None:
    """Hold the phone to the drum: the camera does the rest."""
    await page.click('[data-key="bar-scan"]')
    await expect(page.locator(".what-it-is")).to_be_visible(timeout=30_000)
    await expect(page.locator(".verdict")).to_have_attribute("data-verdict", "genuine")


async def test_a_driver_scans_picks_up_and_delivers_with_two_taps_each_and_no_signal(
    bay: Bay, switched: Switched, open_phone: OpenPhone, filmed: Filmed
) -> None:
    """The camera sees the label that our own PDF prints, dim and held aslant on its drum."""
    manifest = await signed(bay)
    batch = await bay.pool.fetchval("select id from batch where state->>'manifest' = $1", str(manifest))
    async with httpx.AsyncClient(base_url=switched.url, timeout=60) as office:
        clerk = {"authorization": f"Bearer {await bay.token(bay.clerk)}"}
        label = await office.get(f"/batches/{batch}/label.pdf", headers=clerk)
    assert label.status_code == 200
    pictures = [taken(label.content, DIM, np.random.default_rng(n)) for n in range(2)]
    page = await open_phone(browser=await filmed(pictures))
    await enrol(page, bay)
    await expect(page.locator(".card.load")).to_have_count(1)
    await switched.stop()
    for step, after, name in (("depart", "in_transit", "pick-up"), ("arrive", "arrived", "delivery")):
        await scan(page)
        await shot(page, f"scanned-{step}")
        await counted(page)
        await page.click(f'[data-key="act-{step}"]')
        await page.click("dialog .main")
        await expect(page.locator(f".status.{after}")).to_be_visible()
        assert await taps(page) == documented(name)
    await switched.start()
    await page.click('[data-key="bar-queue"]')
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(2)


async def a_full_day(bay: Bay) -> tuple[UUID, UUID, UUID]:
    """A load that is signed, one whose consignor is not there but has a code and gave leave, a round."""
    waits = await published(bay)
    today = clock.local_date(clock.now())
    leave = NewAuthorisation(
        id=new_id(), site=bay.factory_site, carrier=bay.carrier, stream="hazardous", valid_from=today, valid_to=today
    )
    await absent.authorise(bay.pool, bay.clerk, leave)
    producers = await workshops(bay, 3)
    for one in producers:
        await give_leave(bay, one)
        await set_code(bay, one)
    return await signed(bay), waits, (await planned(bay, producers)).round.id


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_fits_a_small_phone_in_each_language(
    bay: Bay, switched: Switched, open_phone: OpenPhone, language: str
) -> None:
    """Nothing is cut at 360 pixels, what is touched is 56 pixels high, and all of it has a name."""
    manifest, waits, trip = await a_full_day(bay)
    page = await open_phone(language=LANGUAGES[language])
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await fits(page, f"{language}-enrol")
    await page.click('[data-key="check"]')
    await fits(page, f"{language}-check")
    await page.goto("/scanner")
    await enrol(page, bay)
    await expect(page.locator(".card.load")).to_have_count(2)
    await fits(page, f"{language}-start")
    for screen in ("me", "queue", "scan"):
        await page.click(f'[data-key="bar-{screen}"]')
        await fits(page, f"{language}-{screen}")
    await page.goto("/scanner#company")
    await expect(page.locator(".shown-code")).to_be_visible()
    await fits(page, f"{language}-company")
    await sheets(page, f"#round/{trip}", ("call-collect", "call-skip"), f"{language}-round")
    await page.evaluate(HELD, str(bay.factory_site))
    await sheets(
        page, f"#load/{waits}", ("act-shown", "act-absent", "act-leave", "act-depart_seen"), f"{language}-waits"
    )
    await sheets(page, f"#load/{manifest}", ("act-depart", "act-refuse"), f"{language}-load")
    await switched.stop()
    await page.click('[data-key="act-depart"]')
    await page.click("dialog .main")
    await expect(page.locator(".status.in_transit")).to_be_visible()
    await fits(page, f"{language}-on-the-road")
    await page.click('[data-key="officer"]')
    await expect(page.locator(".shown-code")).to_be_visible()
    await fits(page, f"{language}-officer")
    await page.click('[data-key="bar-queue"]')
    await fits(page, f"{language}-waiting")
    await switched.start()
    await bay.tell(bay.dispatcher, e.Departed(plate=PLATE, driver="王师傅"), manifest)
    await send(page)
    await expect(page.locator(".entry.refused")).to_have_count(1)
    await fits(page, f"{language}-refused")


# As though the code of this site had just been scanned.
HELD = """(site) => new Promise((resolve) => {
    const open = indexedDB.open("wasteflow");
    open.onsuccess = () => {
        const change = open.result.transaction("kept", "readwrite");
        const now = Date.now(), code = { text: "WFS1:", site, name: "李姐", made: now, ends: now + 3e5 };
        change.objectStore("kept").put(code, "shown");
        change.oncomplete = () => { open.result.close(); resolve(); };
    };
})"""


async def sheets(page: Page, screen: str, acts: tuple[str, ...], name: str) -> None:
    """A screen, and each sheet that its buttons open."""
    await page.goto(f"/scanner{screen}")
    await page.reload()
    await expect(page.locator(".what-it-is")).to_be_visible()
    await fits(page, name)
    for act in acts:
        await page.click(f'[data-key="{act}"]')
        await fits(page, f"{name}-{act}")
        await page.click("dialog .quiet")


async def fits(page: Page, name: str) -> None:
    await page.wait_for_timeout(100)
    await shot(page, name)
    wide: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, name
    low: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("button, select, a, summary, input:not([type=radio], [type=file])")]
            .map((one) => (one.type === "checkbox" ? one.closest("label") : one))
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 55.5)
            .map((one) => one.outerHTML)"""
    )
    assert low == [], name
    unnamed: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("button, a, input, select, textarea")]
            .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.labels?.length))
            .map((one) => one.outerHTML)"""
    )
    assert unnamed == [], name
    keys = re.findall(r"\bscanner\.[a-z_.]+", await page.inner_text("body"))
    assert keys == [], name
