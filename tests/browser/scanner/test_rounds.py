"""A driver works through a round with no signal: one call by leave, one by code, one filled in, one closed."""

import pytest
from playwright.async_api import Page, expect

from tests.bay import Bay
from tests.browser.scanner.conftest import OpenPhone, Switched, counted, documented, enrol, send, shot, taps, until
from tests.browser.scanner.test_absent import KEYS
from tests.collecting import CODE, give_leave, planned, set_code, workshops

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]


async def collects(page: Page, kg: str, mode: str, code: str = "") -> None:
    await page.click('[data-key="call-collect"]')
    await page.fill("#kg", kg)
    await page.check(f'input[name="mode"][value="{mode}"]', force=True)
    if code:
        await page.fill("#code", code)
    await page.click("dialog .main")
    await expect(page.locator("dialog")).to_have_count(0)


async def test_a_round_is_worked_through_with_no_signal(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    producers = await workshops(bay, 4)
    for one in producers:
        await give_leave(bay, one)
    await set_code(bay, producers[1])
    id = (await planned(bay, producers)).round.id
    page = await open_phone()
    await enrol(page, bay)
    await until(page, f"({KEYS})()")
    await expect(page.locator(f'[data-key="round-{id}"]')).to_contain_text("1 ·")
    await shot(page, "round-start")
    await switched.stop()

    await page.reload()
    await page.click(f'[data-key="round-{id}"]')
    await shot(page, "round")
    await counted(page)
    await page.click('[data-key="call-collect"]')
    await page.fill("#kg", "58,5")
    await shot(page, "round-collect")
    await page.click("dialog .main")
    await expect(page.locator('[data-key="at-1"]')).to_have_attribute("data-status", "loaded")
    assert await taps(page) == documented("a call of a round, signed by leave")
    await collects(page, "20", "site_code", CODE)
    await expect(page.locator('[data-key="at-2"]')).to_have_attribute("data-status", "loaded")
    await collects(page, "12.25", "itself")  # its owner signs on his own screen
    await expect(page.locator('[data-key="at-3"]')).to_have_attribute("data-status", "filled")
    await page.click('[data-key="at-4"]')
    await page.click('[data-key="call-skip"]')
    await shot(page, "round-skip")
    await page.click("dialog .main")
    await expect(page.locator('[data-key="at-4"]')).to_have_attribute("data-status", "skipped")
    await shot(page, "round-worked")
    await page.click('[data-key="call-deliver"]')
    await page.click("dialog .main")
    await page.click('[data-key="bar-queue"]')
    await expect(page.locator("#open")).to_have_attribute("data-open", "7")
    assert CODE not in await page.evaluate("document.body.innerText")

    await switched.start()
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(7)
    await shot(page, "round-queue")
    kinds = await bay.pool.fetch("select kind from round_event where subject = $1 order by seq", id)
    assert [row["kind"] for row in kinds] == [
        "round_planned", "slip_filled", "call_loaded", "slip_filled", "call_loaded", "slip_filled", "call_skipped",
        "round_arrived",
    ]  # fmt: skip
    slips = await bay.pool.fetch("select status, count(*) as n from manifest group by 1 order by 1")
    assert [tuple(row) for row in slips] == [("arrived", 2), ("published", 1)]
    assert await bay.pool.fetchval("select count(*) from device_signature where subject = $1", id) == 7
