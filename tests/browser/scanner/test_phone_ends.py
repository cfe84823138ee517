"""Enrolling by the dispatcher's symbol, what is refused, and a phone that is revoked."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from manifests.life import events as e
from tests.bay import ADMINISTRATOR, Bay
from tests.browser.scanner.conftest import OpenPhone, Switched, code, enrol, send, shot, signed, until
from wasteflow.people.devices import commands, queries
from wasteflow.people.devices.model import Reason
from wasteflow.people.devices.schemas import Revocation

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
STORED = """() => new Promise((resolve) => {
    const open = indexedDB.open("wasteflow");
    open.onsuccess = async () => {
        const db = open.result, found = {};
        const names = [...db.objectStoreNames].filter((name) => name !== "kept");
        for (const name of names) found[name] = await new Promise((done) => {
            const asked = db.transaction(name).objectStore(name).count();
            asked.onsuccess = () => done(asked.result);
        });
        db.close();
        resolve(found);
    };
})"""


async def departs(page: Page) -> None:
    await page.click(".card.load")
    await page.click('[data-key="act-depart"]')
    await page.click("dialog .main")
    await expect(page.locator("dialog")).to_have_count(0)


async def test_the_symbols_code_enrols_and_leaves_the_address(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    page = await open_phone(f"/scanner#enrol={(await code(bay)).replace('-', '')}")
    await expect(page.locator("#enrol-code")).to_have_value(re.compile(r"^.{4}-.{4}$"))
    assert "enrol" not in page.url
    await page.click("form.enrol button.main")
    await expect(page.locator("#standing")).to_be_visible()
    await expect(page.locator(".head h1")).to_have_text("王师傅")
    key = await bay.pool.fetchval("select jwk->>'kty' from device")
    assert key in ("OKP", "EC")


async def test_a_wrong_code_is_told_in_the_servers_words(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    page = await open_phone(language="en")
    await page.fill("#enrol-code", "0000-0000")
    await page.click("form.enrol button.main")
    await expect(page.locator("#enrol-problem")).to_contain_text("ask your dispatcher for a fresh one")


async def test_what_is_refused_says_why_and_stays(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    manifest = await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await expect(page.locator(".card.load")).to_have_count(1)
    await switched.stop()
    await departs(page)
    await switched.start()
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), manifest)  # by another hand, first
    await page.click('[data-key="bar-queue"]')
    await send(page)
    refused = page.locator(".entry.refused")
    await expect(refused).to_have_count(1)
    await expect(refused.locator(".problem")).not_to_be_empty()
    await shot(page, "refused")
    assert await bay.pool.fetchval("select count(*) from refused_event") == 1


async def test_a_revoked_phone_hands_in_what_it_has_and_forgets_all(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await expect(page.locator(".card.load")).to_have_count(1)
    await switched.stop()
    await departs(page)
    (device,) = await queries.devices(bay.pool, org=bay.carrier)
    await commands.revoke(bay.pool, ADMINISTRATOR, device.id, Revocation(reason=Reason.LOST))
    await switched.start()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#enrol-code")).to_be_visible()
    await until(page, f"({STORED})().then((found) => found.devices === 0)")
    assert await page.evaluate(STORED) == {"devices": 0, "queue": 0, "photos": 0}
    assert await bay.pool.fetchval("select count(*) from device_signature") == 1  # signed before it was revoked


async def test_a_difference_is_signed_with_its_photo(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    manifest = await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await page.click(".card.load")
    await switched.stop()
    await page.click('[data-key="act-refuse"]')
    await page.fill("#kg", "97,5")
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1200), "orange").save(picture, "PNG")
    await page.set_input_files("#photo", {"name": "p.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    await expect(page.locator(".photos img")).to_have_count(1)
    await page.click("dialog .main")
    await switched.start()
    await page.click('[data-key="bar-queue"]')
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(1)
    body = await bay.pool.fetchval(
        "select body::text from custody_event where subject = $1 and kind = 'difference_found'", manifest
    )
    assert "97.5 kg" in body
    for _ in range(300):
        if await bay.pool.fetchval("select count(*) from photo"):
            break
        await page.wait_for_timeout(100)
    assert await bay.pool.fetchval("select count(*) from photo") == 1
