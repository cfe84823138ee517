"""A driver without a signal: everything is signed on the phone, and handed in once there is one."""

import pytest
from playwright.async_api import Route, expect

from tests.bay import Bay
from tests.browser.scanner.conftest import OpenPhone, Switched, enrol, send, shot, signed, until

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]


async def test_pick_up_to_delivery_with_the_server_gone(bay: Bay, switched: Switched, open_phone: OpenPhone) -> None:
    manifest = await signed(bay)
    page = await open_phone()
    await shot(page, "enrol")
    await enrol(page, bay)
    await expect(page.locator(".card.load")).to_have_count(1)
    await shot(page, "start")
    await switched.stop()

    await page.reload()  # the whole app comes from the phone
    await page.click(".card.load")
    await shot(page, "load")
    await page.click('[data-key="act-depart"]')
    await shot(page, "sheet")
    await page.click("dialog .main")
    await expect(page.locator(".status.in_transit")).to_be_visible()
    await page.click('[data-key="act-arrive"]')
    await page.click("dialog .main")
    await expect(page.locator(".status.arrived")).to_be_visible()
    await page.click('[data-key="bar-queue"]')
    await expect(page.locator("#open")).to_have_attribute("data-open", "2")
    await shot(page, "queue")

    await page.reload()
    await expect(page.locator("#open")).to_have_attribute("data-open", "2")
    await switched.start()
    await send(page)
    await expect(page.locator(".entry.accepted")).to_have_count(2)
    rows = await bay.pool.fetch(
        "select e.kind, s.counter from custody_event e join device_signature s on s.event = e.id"
        " where e.subject = $1 order by e.seq",
        manifest,
    )
    assert [tuple(row) for row in rows] == [("departed", 1), ("arrived", 2)]


async def test_a_colleagues_load_comes_only_when_one_stands_in_for_him(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    await signed(bay, driver="刘师傅")
    await signed(bay)
    page = await open_phone()
    await enrol(page, bay)
    await expect(page.locator(".card.load")).to_have_count(1)
    await page.click('[data-key="stand-in"]')
    await expect(page.locator("details .card.load")).to_have_count(1)
    await page.locator("details").evaluate("(one) => { one.open = true; }")
    await shot(page, "stand-in")


async def test_a_first_visit_that_was_passed_by_is_made_whole(switched: Switched, open_phone: OpenPhone) -> None:
    """The keys did not come, and the service worker took over while the page was being opened."""
    page = await open_phone("/scanner/icon.svg")
    missed = []

    async def lose_the_first(route: Route) -> None:
        missed.append(route.request.url)
        await (route.abort() if len(missed) == 1 else route.continue_())

    await page.route("**/.well-known/jwks.json", lose_the_first)
    await page.goto("/scanner")
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    devtools = await page.context.new_cdp_session(page)
    async with page.expect_navigation():
        await devtools.send("Page.reload", {"ignoreCache": True})  # no service worker answers for such a page
    await until(page, "navigator.serviceWorker.controller !== null")
    await until(page, "localStorage.getItem('wasteflow-keys') !== null")
    assert len(missed) > 1
