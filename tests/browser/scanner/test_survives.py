"""What was signed is handed in once: through a killed browser, a lost answer, a second window."""

import asyncio
import contextlib
import os
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import BrowserContext, Error, Page, Playwright, Route, async_playwright, expect

from manifests.life import events as e
from tests.bay import Bay
from tests.browser.conftest import FLAGS, PROGRAM
from tests.browser.scanner.conftest import PHONE, OpenPhone, Switched, enrol, send, signed
from wasteflow.core import clock

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
LOADS = 5


async def recorded(bay: Bay) -> list[tuple[UUID, int]]:
    """Every signed event with its number, as they are stored."""
    rows = await bay.pool.fetch("select event, counter from device_signature order by counter")
    return [(row["event"], row["counter"]) for row in rows]


async def work_through(page: Page, steps: list[str]) -> None:
    for step in steps:
        await page.click(f'[data-key="act-{step}"]')
        await page.click("dialog .main")
        await expect(page.locator("dialog")).to_have_count(0)


async def test_a_lost_answer_doubles_nothing_and_the_receivers_entry_in_between_stands(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    manifest = await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    lost = asyncio.Event()

    async def lose_the_first(route: Route) -> None:
        if lost.is_set():
            await route.continue_()
        else:
            await route.fetch()  # it is recorded
            await route.abort()
            lost.set()

    await page.click(".card.load")
    await switched.stop()
    await work_through(page, ["depart", "arrive"])
    await bay.tell(bay.gate, e.RevisionRequested("备注写错", remark="走二号门"), manifest)
    await page.click('[data-key="bar-queue"]')
    await page.route("**/custody/events", lose_the_first)  # before the server is back: the app tries again by itself
    await switched.start()
    await send(page)
    await asyncio.wait_for(lost.wait(), 30)
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(2)
    assert len(switched.handed_in) >= 2
    assert len(set(switched.handed_in)) == 1  # byte for byte
    rows = await bay.pool.fetch(
        "select kind, occurred_at, received_at from custody_event where subject = $1 order by seq", manifest
    )
    assert [row["kind"] for row in rows][3:] == ["revision_requested", "departed", "arrived"]
    asked, departed = rows[3], rows[4]
    assert departed["occurred_at"] < asked["occurred_at"] < departed["received_at"]  # declared before, learned of after


HELD = "navigator.locks.request('wasteflow-sync', () => new Promise((done) => { window.over = done; })) && undefined"


async def test_a_tap_on_send_waits_for_whoever_is_handing_in(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    """Whose try may fail, and the next by itself be ten minutes away: here no clock ever strikes."""
    manifest = await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await page.clock.install()
    await page.reload()
    await page.click(".card.load")
    await switched.stop()
    await work_through(page, ["depart", "arrive"])
    await page.click('[data-key="bar-queue"]')
    await page.evaluate(HELD)
    await page.clock.pause_at(clock.now() + timedelta(seconds=30))
    await switched.start()
    for _ in range(3):
        await page.click('[data-key="send"]')
    await expect(page.locator("#open")).to_have_attribute("data-open", "2")
    await page.evaluate("window.over()")
    await expect(page.locator(".entry.accepted")).to_have_count(2)
    assert [number for _, number in await recorded(bay)] == [1, 2]
    assert len(switched.handed_in) == 1
    assert await bay.pool.fetchval("select count(*) from custody_event where subject = $1", manifest) == 5


async def test_a_phone_without_locks_hands_in_with_each_tap(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    manifest = await signed(bay)
    page = await open_phone("/scanner/icon.svg")
    await page.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    await page.goto("/scanner")
    await enrol(page, bay)
    await page.click(".card.load")
    for number, step in enumerate(("depart", "arrive"), start=1):
        await work_through(page, [step])
        async with asyncio.timeout(30):
            while [counter for _, counter in await recorded(bay)] != [*range(1, number + 1)]:
                await page.wait_for_timeout(100)
    assert await bay.pool.fetchval("select count(*) from custody_event where subject = $1", manifest) == 5


async def test_the_chain_page_shows_the_order_and_both_times(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    manifest = await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await page.click(".card.load")
    await switched.stop()
    await work_through(page, ["depart"])
    await asyncio.sleep(1.1)
    await switched.start()
    await bay.tell(bay.gate, e.RevisionRequested("备注写错", remark="走二号门"), manifest)
    await page.click('[data-key="bar-queue"]')
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(1)
    token = await bay.token(bay.dispatcher)
    office = await page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=switched.url, extra_http_headers={"authorization": f"Bearer {token}"}, locale="zh-Hans"
    )
    chain = await office.new_page()
    await chain.goto(f"/console/manifests/{manifest}")
    nodes = chain.locator(".chain .node")
    await expect(nodes.nth(4)).to_contain_text("启运")
    await expect(nodes.nth(4).locator(".received")).to_be_visible()
    await expect(nodes.nth(4)).to_contain_text("王师傅")
    await expect(nodes.nth(4).locator(".node-signed")).not_to_have_count(0)
    await office.close()


async def test_two_windows_sign_and_send_as_one(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    manifests = [await signed(bay) for _ in range(2)]
    first = await open_phone()
    await enrol(first, bay)
    second = await first.context.new_page()
    for page, manifest in zip((first, second), manifests, strict=True):
        await page.goto(f"/scanner#load/{manifest}")
    await switched.stop()
    await asyncio.gather(work_through(first, ["depart", "arrive"]), work_through(second, ["depart", "arrive"]))
    await switched.start()
    for page in (first, second):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await first.click('[data-key="bar-queue"]')
    await expect(first.locator(".entry.accepted")).to_have_count(4)
    assert [number for _, number in await recorded(bay)] == [1, 2, 3, 4]


def kill(folder: Path) -> None:
    """SIGKILL to every process of the browser on this folder: no goodbye, nothing flushed."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in command:
            os.kill(int(process.name), signal.SIGKILL)


async def opened(playwright: Playwright, folder: Path, url: str) -> tuple[BrowserContext, Page]:
    context = await playwright.chromium.launch_persistent_context(
        str(folder), executable_path=PROGRAM, args=FLAGS, base_url=url, viewport=PHONE, locale="zh-Hans", has_touch=True
    )  # fmt: skip
    context.set_default_timeout(30_000)
    return context, await context.new_page()


async def test_a_browser_killed_with_ten_queued_events_delivers_each_once(
    bay: Bay, switched: Switched, tmp_path: Path
) -> None:
    if PROGRAM is None:
        pytest.skip("no Chromium is installed")
    manifests = [await signed(bay) for _ in range(LOADS)]
    folder = tmp_path / "profile"
    async with async_playwright() as playwright:
        context, page = await opened(playwright, folder, switched.url)
        await page.goto("/scanner")
        await enrol(page, bay)
        await expect(page.locator(".card.load")).to_have_count(LOADS)
        await switched.stop()
        for manifest in manifests:
            await page.goto(f"/scanner#load/{manifest}")
            await work_through(page, ["depart", "arrive"])
        kill(folder)  # within a moment of the last tap
        with contextlib.suppress(Error):
            await context.close()

        context, page = await opened(playwright, folder, switched.url)
        await page.goto("/scanner#queue")  # the server is still gone: shell and queue are the phone's own
        await expect(page.locator("#open")).to_have_attribute("data-open", "10")
        await switched.start()
        await send(page)
        await expect(page.locator(".entry.accepted")).to_have_count(10)
        await context.close()
    assert [number for _, number in await recorded(bay)] == list(range(1, 11))
    kinds = await bay.pool.fetch(
        "select e.kind from custody_event e join device_signature s on s.event = e.id and s.subject = e.subject"
    )
    assert Counter(row["kind"] for row in kinds) == {"departed": LOADS, "arrived": LOADS}
