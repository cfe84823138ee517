"""Control on the road: a driver shows his load with and without a signal; anybody checks a code without an account."""

import json
import re

import pytest
from playwright.async_api import expect

from manifests.codes import issuing, signed_qr
from manifests.life import events as e
from tests.bay import PLATE, Bay
from tests.browser.scanner.conftest import OpenPhone, Switched, enrol, shot, signed, until
from wasteflow.core import clock

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]


async def test_a_driver_shows_his_load_to_an_officer(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    manifest = await signed(bay)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest)
    page = await open_phone()
    await enrol(page, bay)
    await page.click(".card.load")
    await page.click('[data-key="officer"]')
    link = page.locator('.shown-code[data-kind="link"]')
    await expect(link).to_be_visible()
    await shot(page, "officer-link")
    address = await link.get_attribute("data-code")
    assert address is not None
    assert re.fullmatch(r"HTTP://LOCALHOST:\d+/S/[A-Z2-7]{26}", address)

    officer = await page.context.browser.new_context(base_url=switched.url, locale="zh-Hans")  # type: ignore[union-attr]
    looks = await officer.new_page()
    await looks.goto("/S/" + address.rpartition("/")[2])
    await expect(looks.locator("main")).to_contain_text(PLATE)
    assert await bay.pool.fetchval("select count(*) from road_look where link is not null") == 1
    await officer.close()

    await switched.stop()
    await page.go_back()
    await page.click('[data-key="officer"]')
    sheet = page.locator('.shown-code[data-kind="sheet"]')
    await expect(sheet).to_be_visible()
    await shot(page, "officer-sheet")
    said = signed_qr.judge(
        await sheet.get_attribute("data-code") or "", keys=issuing.own_keys(switched.settings), now=clock.now()
    )
    assert said.verdict == "genuine"
    assert said.said is not None
    assert (said.said.kind, said.said.plate, said.said.state) == ("roadside", PLATE, "in_transit")


async def test_anybody_checks_a_code_with_no_account_and_no_signal(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    manifest = await signed(bay)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest)
    driver, officer = await open_phone(), await open_phone()
    await enrol(driver, bay)
    await officer.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    await until(
        officer, "navigator.serviceWorker.controller !== null && localStorage.getItem('wasteflow-keys') !== null"
    )
    await expect(driver.locator(".card.load")).to_have_count(1)
    await switched.stop()
    await driver.click(".card.load")
    await driver.click('[data-key="officer"]')
    picture = await driver.locator(".shown-code").screenshot()
    await officer.reload()
    await officer.click('[data-key="check"]')
    await shot(officer, "check")
    file = {"name": "code.png", "mimeType": "image/png", "buffer": picture}
    await officer.set_input_files(".reading input[type=file]", file)  # type: ignore[arg-type]
    verdict = officer.locator(".verdict")
    await expect(verdict).to_have_attribute("data-verdict", "genuine")
    await expect(verdict).to_contain_text(PLATE)
    await shot(officer, "checked")
    stored = await officer.evaluate("indexedDB.databases().then((all) => JSON.stringify(all.map((one) => one.name)))")
    assert set(json.loads(stored)) <= {"wasteflow", "wasteflow-ended"}
