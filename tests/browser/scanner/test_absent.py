"""Signing for a consignor that is not there, with no signal: a wrong code is typed anew, and nothing is lost by it."""

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from manifests.absent import commands as absent
from manifests.absent.schemas import NewSigningCode
from manifests.life import events as e
from tests.bay import Bay
from tests.browser.scanner.conftest import OpenPhone, Switched, enrol, send, shot, until
from wasteflow.core import clock

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
CODE, WRONG = "271828", "314159"
KEYS = """() => new Promise((resolve) => {
    const open = indexedDB.open("wasteflow");
    open.onsuccess = () => {
        const asked = open.result.transaction("kept").objectStore("kept").getKey("jwks");
        asked.onsuccess = () => { open.result.close(); resolve(asked.result !== undefined); };
    };
})"""


async def published(bay: Bay) -> UUID:
    then = clock.now() - timedelta(hours=2)
    await absent.set_code(bay.pool, bay.clerk, bay.factory_site, NewSigningCode(code=CODE))
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10", at=then)), at=then)).subject
    await bay.tell(bay.clerk, e.Published(), manifest, at=then)
    return manifest


async def kept(page: Page) -> str:
    """All that the phone's queue holds, as text."""
    return str(
        await page.evaluate(
            """() => new Promise((resolve) => {
                const open = indexedDB.open("wasteflow");
                open.onsuccess = () => {
                    const asked = open.result.transaction("queue").objectStore("queue").getAll();
                    asked.onsuccess = () => { open.result.close(); resolve(JSON.stringify(asked.result)); };
                };
            })"""
        )
    )


async def test_a_wrong_site_code_is_typed_anew(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    manifest = await published(bay)
    page = await open_phone()
    await enrol(page, bay)
    await page.click(".card.load")
    await until(page, f"({KEYS})()")
    await switched.stop()
    await page.click('[data-key="act-absent"]')
    await page.fill("#code", WRONG)
    await shot(page, "absent")
    await page.click("dialog .main")
    await expect(page.locator(".status.in_transit")).to_be_visible()
    assert WRONG not in await kept(page)
    await switched.start()
    await page.click('[data-key="bar-queue"]')
    await send(page)
    refused = page.locator(".entry.refused")
    await expect(refused).to_have_count(1)
    await expect(page.locator(".entry.waiting")).to_have_count(1)  # the departure waits for the signature
    await shot(page, "wrong-code")
    await refused.locator("input.code").fill(CODE)
    await refused.locator("button").click()
    await expect(page.locator(".entry.refused")).to_have_count(0)
    kinds = "select kind from custody_event where subject = $1 order by seq"
    for _ in range(100):
        if len(await bay.pool.fetch(kinds, manifest)) == 4:
            break
        await send(page)
        await page.wait_for_timeout(200)
    assert [row["kind"] for row in await bay.pool.fetch(kinds, manifest)][2:] == ["signed", "departed"]
