"""Enrolling by the dispatcher's symbol, what is refused, and a phone that is revoked."""

import asyncio
import io
import re

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from manifests.attached import photos
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


KEPT = """() => new Promise((resolve) => {
    const open = indexedDB.open("wasteflow");
    open.onsuccess = () => {
        const asked = open.result.transaction("kept").objectStore("kept").getAllKeys();
        asked.onsuccess = () => { open.result.close(); resolve(asked.result); };
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
    kept = set(await page.evaluate(KEPT))
    assert kept <= {"language", "jwks"}, kept  # what the browser shows anybody, and public keys
    assert await page.evaluate("Object.keys(localStorage)") == ["wasteflow-keys"]  # public too
    assert await page.evaluate("document.cookie") == ""
    assert await bay.pool.fetchval("select count(*) from device_signature") == 1  # signed before it was revoked


async def differs(page: Page) -> None:
    """The driver signs that the drum weighs less, with a photo, while there is no signal."""
    await page.click('[data-key="act-refuse"]')
    await page.fill("#kg", "97,5")
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1200), "orange").save(picture, "PNG")
    await page.set_input_files("#photo", {"name": "p.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    await expect(page.locator(".photos img")).to_have_count(1)
    await page.click("dialog .main")
    await expect(page.locator("dialog")).to_have_count(0)


async def came(bay: Bay, statement: str) -> None:
    """Wait for one row."""
    for _ in range(300):
        if await bay.pool.fetchval(statement):
            break
        await asyncio.sleep(0.1)
    assert await bay.pool.fetchval(statement) == 1


async def test_a_difference_is_signed_with_its_photo(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    manifest = await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await page.click(".card.load")
    await switched.stop()
    await differs(page)
    await switched.start()
    await page.click('[data-key="bar-queue"]')
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(1)
    body = await bay.pool.fetchval(
        "select body::text from custody_event where subject = $1 and kind = 'difference_found'", manifest
    )
    assert "97.5 kg" in body
    await came(bay, "select count(*) from photo")


async def test_a_photo_that_is_not_taken_stays_with_the_reason_until_its_driver_decides(
    bay: Bay, switched: Switched, open_phone: OpenPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signed(bay)
    page = await open_phone(language="en")
    await enrol(page, bay)
    await page.click(".card.load")
    await switched.stop()
    await differs(page)
    monkeypatch.setattr(photos, "MOST_BYTES", 10)
    await switched.start()
    await page.click('[data-key="bar-queue"]')
    await send(page)
    refused = page.locator('[data-photo="refused"]')
    await expect(refused).to_contain_text("A photo of an event has at most")  # in the server's words
    await expect(page.locator(".bar .badge")).to_have_text("1")
    await shot(page, "photo-refused")
    await page.reload()
    await expect(refused).to_have_count(1)
    await refused.locator(".second.danger").click()
    await shot(page, "photo-discard")
    await page.click("dialog .quiet")
    monkeypatch.undo()
    await refused.locator(".second").first.click()
    await expect(page.locator("[data-photo]")).to_have_count(0)
    await came(bay, "select count(*) from photo")


async def test_the_photo_of_a_refused_event_goes_to_its_case(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    manifest = await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await page.click(".card.load")
    await switched.stop()
    await differs(page)
    await switched.start()
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), manifest)
    await bay.tell(bay.driver, e.Arrived(), manifest)
    await page.click('[data-key="bar-queue"]')
    await send(page)
    await expect(page.locator(".entry.refused")).to_have_count(1)
    await came(bay, "select count(*) from refused_photo")
    await expect(page.locator("[data-photo]")).to_have_count(0)
    event = await bay.pool.fetchval("select event from refused_event")
    office = await page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=switched.url, extra_http_headers={"authorization": f"Bearer {await bay.token(bay.dispatcher)}"}
    )
    case = await office.new_page()
    await case.goto(f"/console/refused-events/{manifest}/{event}")
    await until(case, "document.querySelector('.photos img').naturalWidth > 0")
    await shot(case, "photo-case")
    await office.close()
