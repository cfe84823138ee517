"""From one driver's phone to another's, both without a signal: one shows a code, the other scans it."""

import pytest
from playwright.async_api import Page, expect

from manifests.chain import queries as chains
from manifests.codes import carried
from tests.bay import Bay
from tests.browser.scanner.conftest import (
    OpenPhone,
    Switched,
    counted,
    documented,
    enrol,
    send,
    shot,
    signed,
    taps,
    until,
)
from tests.browser.scanner.test_shown import at_the_gate, published, scan
from tests.web.test_on_the_way import another_carrier

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]


async def test_a_load_changes_hands_with_no_signal_on_either_side(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    second = await another_carrier(bay)
    manifest = await signed(bay, more_carriers=(second.org,))
    giver, taker = await open_phone(), await open_phone()
    await enrol(giver, bay)
    await enrol(taker, bay, second)
    await expect(taker.locator(".card.load")).to_have_count(1)
    await switched.stop()

    await giver.click(".card.load")
    await giver.click('[data-key="act-depart"]')
    await giver.click("dialog .main")
    await counted(giver)
    await giver.click('[data-key="act-give_over"]')
    await giver.click("dialog .main")
    await expect(giver.locator(".shown-code")).to_be_visible()
    assert await taps(giver) == documented("giving a load over")
    await shot(giver, "give")
    picture = await giver.locator(".shown-code").screenshot()
    file = {"name": "code.png", "mimeType": "image/png", "buffer": picture}

    await taker.click('[data-key="bar-scan"]')
    await taker.set_input_files(".reading input[type=file]", file)  # type: ignore[arg-type]
    await counted(taker)
    await taker.click('[data-key="act-take_over"]')
    await taker.fill("#plate-typed", "粤S 00001")  # of a vehicle that its company has not registered
    await taker.click("dialog .main")
    await expect(taker.locator(".status.in_transit")).to_be_visible()
    assert await taps(taker) == documented("taking it over")
    await counted(taker)
    await taker.click('[data-key="act-arrive"]')
    await taker.click("dialog .main")
    await expect(taker.locator(".status.arrived")).to_be_visible()
    assert await taps(taker) == documented("delivery")
    await shot(taker, "taken")
    await giver.context.close()  # it never finds a signal again

    await switched.start()
    await taker.click('[data-key="bar-queue"]')
    await send(taker)
    await expect(taker.locator(".entry.accepted")).to_have_count(4)
    async with bay.pool.acquire() as conn:
        chain = await chains.of_manifest(conn, id=manifest)
    assert [(x.kind, x.person, x.signed is not None) for x in chain][3:] == [
        ("departed", "王师傅", True),
        ("given_over", "王师傅", True),
        ("handed_over", second.name, True),
        ("arrived", second.name, True),
    ]


async def scans(page: Page, shown: Page) -> None:
    """One phone looks at the other's screen."""
    picture = await shown.locator(".shown-code").screenshot()
    file = {"name": "code.png", "mimeType": "image/png", "buffer": picture}
    await page.click('[data-key="bar-scan"]')
    await page.set_input_files(".reading input[type=file]", file)  # type: ignore[arg-type]


async def test_a_carrier_that_nobody_named_takes_over_with_no_signal_on_either_side(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    second = await another_carrier(bay)
    manifest = await signed(bay)
    giver, taker = await open_phone(), await open_phone()
    await enrol(giver, bay)
    await enrol(taker, bay, second)
    await expect(giver.locator(".card.load")).to_have_count(1)
    await until(taker, "document.querySelector('.empty') !== null")
    await switched.stop()

    await giver.click(".card.load")
    await giver.click('[data-key="act-depart"]')
    await giver.click("dialog .main")
    await expect(giver.locator('[data-key="scan-company"]')).to_be_visible()
    await shot(giver, "not-named")
    await taker.click('[data-key="bar-me"]')
    await taker.click('[data-key="company"]')
    await shot(taker, "company")
    await scans(giver, taker)
    await counted(giver)
    await giver.click('[data-key="act-add_carrier"]')
    await shot(giver, "add-carrier")
    await giver.click("dialog .main")
    await expect(giver.locator(".shown-code")).to_be_visible()
    assert await taps(giver) == documented("giving a load over, to a carrier not named before")
    await scans(taker, giver)
    await taker.click('[data-key="act-take_over"]')
    await taker.fill("#plate-typed", "粤S00001")
    await taker.click("dialog .main")
    await expect(taker.locator(".status.in_transit")).to_be_visible()
    await taker.click('[data-key="act-arrive"]')
    await taker.click("dialog .main")
    await giver.context.close()  # it never finds a signal again

    await switched.start()
    await taker.click('[data-key="bar-queue"]')
    await send(taker)
    await expect(taker.locator(".entry.accepted")).to_have_count(5)
    async with bay.pool.acquire() as conn:
        chain = await chains.of_manifest(conn, id=manifest)
    assert [(x.kind, x.person, x.signed is not None) for x in chain][3:] == [
        ("departed", "王师傅", True),
        ("carrier_added", "王师傅", True),
        ("given_over", "王师傅", True),
        ("handed_over", second.name, True),
        ("arrived", second.name, True),
    ]


async def test_all_of_a_day_with_no_signal_finds_room_in_one_code(
    bay: Bay, switched: Switched, open_phone: OpenPhone
) -> None:
    """Signed by the code that the consignor showed, left, named the next carrier, given over: four events, and then the
    phone falls into a tank."""
    second = await another_carrier(bay)
    manifest = await published(bay)
    giver, taker = await open_phone(), await open_phone()
    await enrol(giver, bay)
    await enrol(taker, bay, second)
    await expect(giver.locator(".card.load")).to_have_count(1)
    await until(taker, "document.querySelector('.empty') !== null")
    shown = await at_the_gate(bay, giver, switched.url)
    await switched.stop()
    await scan(giver, shown)
    await giver.click('[data-key="act-shown"]')
    await giver.click("dialog .main")
    await taker.goto("/scanner#company")
    await scans(giver, taker)
    await giver.click('[data-key="act-add_carrier"]')
    await giver.click("dialog .main")
    code = await giver.locator(".shown-code").get_attribute("data-code")
    assert code is not None
    assert 1249 < len(code) <= carried.LONGEST  # more than version 20 holds
    assert len(carried.read(code)) == 4
    await shot(giver, "give-four")
    await scans(taker, giver)
    await taker.click('[data-key="act-take_over"]')
    await taker.fill("#plate-typed", "粤S00001")
    await taker.click("dialog .main")
    await expect(taker.locator(".status.in_transit")).to_be_visible()
    await giver.context.close()
    await switched.start()
    await taker.click('[data-key="bar-queue"]')
    await send(taker)
    await expect(taker.locator(".entry.accepted")).to_have_count(5)
    async with bay.pool.acquire() as conn:
        chain = await chains.of_manifest(conn, id=manifest)
    assert [x.kind for x in chain][2:] == ["signed", "departed", "carrier_added", "given_over", "handed_over"]
