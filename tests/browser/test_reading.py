"""How the scanner reads: by the camera, from a photo, by hand; and what it says where it cannot.

`SHOTS=folder` keeps pictures.
"""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.async_api import Browser, Page, Route, expect

from manifests.codes.labels import Label
from manifests.life import events as e
from reports.documents import label as document
from tests.bay import Bay
from tests.browser.conftest import Filmed
from tests.browser.photo import Shot, taken
from tests.browser.reading import served
from tests.browser.test_qr import label as signed_label
from tests.manifests.codes.test_labels import CODE
from tests.reports.test_label import facts

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
expect.set_options(timeout=20_000)  # the machine that tests is slower than a phone
SHOTS = os.environ.get("SHOTS")
DIM = Shot(
    distance=230, aim=(0.32, 0.25), tilt=35, towards=30, turn=8, drum=290,
    light=0.4, uneven=0.3, noise=5, blur=0.6, jpeg=70,
)  # fmt: skip


@pytest.fixture(scope="module")
def page_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the reading view stands by itself."""
    with served(tmp_path_factory.mktemp("reading")) as address:
        yield address


@pytest.fixture(scope="module")
def label() -> Label:
    return facts("200")


def pictures(label: Label, *shots: Shot) -> list[bytes]:
    pdf = document.draw(label, "zh-Hans")
    return [taken(pdf, shot, np.random.default_rng(n)) for n, shot in enumerate(shots)]


async def opened(browser: Browser, address: str, *, ours: bool = True, init: str = "") -> Page:
    page = await browser.new_page(viewport={"width": 360, "height": 740}, base_url=address, locale="zh-CN")
    page.set_default_timeout(30_000)
    elsewhere: list[str] = []
    page.on("request", lambda r: elsewhere.append(r.url) if not r.url.startswith((address, "data:")) else None)
    if init:
        await page.add_init_script(init)
    await page.goto(address)
    await page.wait_for_selector("[data-ready]")
    await page.evaluate("ours => show(ours)", ours)
    page.elsewhere = elsewhere  # type: ignore[attr-defined]
    return page


async def reads(page: Page) -> Any:
    await page.wait_for_function("reads.length > 0")
    return await page.evaluate("reads")


async def keep(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"reading-{name}.png", full_page=True)


async def test_the_camera_reads_a_dim_label_on_a_drum_held_aslant(
    filmed: Filmed, page_address: str, label: Label
) -> None:
    page = await opened(await filmed(pictures(label, DIM, DIM)), page_address)
    assert await reads(page) == [{"text": label.payload, "how": "camera"}]
    await expect(page.locator(".reading-view video")).to_be_visible()
    await keep(page, "camera")
    assert page.elsewhere == []  # type: ignore[attr-defined]


async def test_a_foreign_code_is_told_once_and_the_looking_goes_on(
    filmed: Filmed, page_address: str, label: Label
) -> None:
    page = await opened(await filmed(pictures(label, DIM, DIM)), page_address, ours=False)
    await expect(page.locator(".reading-status")).to_have_text("这不是危废标签或联单上的码，请换一个。")
    await page.wait_for_timeout(1500)
    assert len(await page.evaluate("reads")) == 1
    await page.wait_for_function("reads.length == 2")


async def test_a_page_that_is_closed_lets_the_camera_go(filmed: Filmed, page_address: str, label: Label) -> None:
    blind = pictures(label, Shot(distance=5000), Shot(distance=5000))
    page = await opened(await filmed(blind), page_address)
    await page.wait_for_selector(".reading-view.on")
    track = await page.evaluate_handle("document.querySelector('video').srcObject.getVideoTracks()[0]")
    assert await track.evaluate("track => track.readyState") == "live"
    await page.evaluate("globalThis.close()")
    assert await track.evaluate("track => track.readyState") == "ended"


async def test_a_photo_is_read_on_the_device(browser: Browser, page_address: str, label: Label) -> None:
    page = await opened(browser, page_address)
    (photo,) = pictures(label, DIM)
    file = {"name": "IMG_1276.jpg", "mimeType": "image/jpeg", "buffer": photo}
    await page.locator('input[type="file"]').set_input_files([file])
    assert await reads(page) == [{"text": label.payload, "how": "photo"}]
    (blank,) = pictures(label, Shot(distance=5000))
    await page.locator('input[type="file"]').set_input_files([{**file, "buffer": blank}])
    await expect(page.locator(".reading-status")).to_contain_text("照片里没有读到二维码")
    await page.locator('input[type="file"]').set_input_files([{**file, "buffer": b"no picture"}])
    await expect(page.locator(".reading-status")).to_contain_text("不是可以打开的照片")
    assert page.elsewhere == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("NotAllowedError", "未获准使用摄像头"),
        ("NotFoundError", "没有摄像头"),
        ("NotReadableError", "被其他程序占用"),
    ],
)
async def test_without_a_camera_one_sentence_says_why_and_the_other_ways_are_there(
    browser: Browser, page_address: str, name: str, says: str
) -> None:
    why = f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{name}'))"
    page = await opened(browser, page_address, init=why)
    await expect(page.locator(".reading-status")).to_contain_text(says)
    for button in ("再试摄像头", "手工输入"):
        await expect(page.get_by_role("button", name=button)).to_be_visible()
    await expect(page.get_by_text("用照片识别")).to_be_visible()
    await expect(page.locator(".reading-view")).to_be_hidden()
    await keep(page, name)


async def test_a_browser_that_asks_nobody_has_no_camera(browser: Browser, page_address: str) -> None:
    """As Chromium itself answers on a machine without one."""
    page = await opened(browser, page_address)
    await expect(page.locator(".reading-status.wrong")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("914403OO", "第 7 位不会是「O」，可能是「0」"),
        ("91440300MA5FXKI", "可能是「1」"),
        (CODE[:26] + "20261301", "不是一个日期"),
        (CODE[:26] + "20991105", "还没有到"),
        (CODE[:34] + "000", "序号从 1 起"),
        (CODE + "7", "多了 1 位"),
        (CODE[:20], "照标签上的四段输入"),
    ],
)
async def test_what_is_typed_is_looked_at_as_it_is_typed(
    browser: Browser, page_address: str, typed: str, says: str
) -> None:
    page = await opened(browser, page_address)
    await page.get_by_role("button", name="手工输入").click()
    await expect(page.locator("#reading-number")).to_be_focused()
    await page.keyboard.type(typed.lower())
    hint = page.locator("#reading-hint")
    if typed == CODE[:20]:  # its unit's check character is one that nobody gave out
        await expect(hint).to_contain_text("校验位不符")
        await page.keyboard.press("Enter")
        await expect(hint).to_contain_text("已输 20 位，应为 37 位")
    else:
        await expect(hint).to_contain_text(says)


async def test_a_typed_code_is_grouped_as_printed_and_sent_without_its_spaces(
    browser: Browser, page_address: str
) -> None:
    page = await opened(browser, page_address)
    await page.get_by_role("button", name="手工输入").click()
    await page.keyboard.type(CODE)
    field = page.locator("#reading-number")
    await expect(field).to_have_value(f"{CODE[:18]} {CODE[18:26]} {CODE[26:34]} {CODE[34:]}")
    await keep(page, "typed")
    await page.keyboard.press("Enter")
    host = page_address.rstrip("/").upper()
    assert await reads(page) == [{"text": f"{host}/L/{CODE}", "how": "typed"}]
    await page.get_by_label("联单编号").check()
    await field.fill("2026 4403 000017")
    await expect(field).to_have_value("2026 4403 000017")
    await page.keyboard.press("Enter")
    assert (await page.evaluate("reads"))[1]["text"] == f"{host}/M/20264403000017"


async def test_a_character_can_be_mended_in_the_middle(browser: Browser, page_address: str) -> None:
    page = await opened(browser, page_address)
    await page.get_by_role("button", name="手工输入").click()
    await page.keyboard.type(CODE[:22])
    for _ in range(6):
        await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Backspace")
    await page.keyboard.type("K")
    value = await page.locator("#reading-number").input_value()
    assert value.replace(" ", "") == CODE[:16] + "K" + CODE[17:22]


# --- judged on the phone, by what it keeps ---------------------------------------------------------------------


async def test_what_ended_is_known_without_a_signal_and_up_to_when(
    bay: Bay, address: str, tmp_path: Path, browser: Browser, page_address: str
) -> None:
    """A drum's code is genuine until it is treated; the phone learns that with a signal and says it without one."""
    batch, _ = await bay.delivered("100")
    text = await signed_label(bay, address, tmp_path, batch)
    headers = {"authorization": f"Bearer {await bay.token(bay.regulator)}"}
    page = await opened(browser, page_address)

    async def from_the_server(route: Route) -> None:
        path = route.request.url.removeprefix(page_address.rstrip("/"))
        async with httpx.AsyncClient(base_url=address, headers=headers) as client:
            told = await client.get(path)
        await route.fulfill(status=told.status_code, body=told.content, content_type="application/json")

    for ours in ("**/qr/ended*", "**/jwks.json"):
        await page.route(ours, from_the_server)
    card = page.locator(".verdict")
    assert await page.evaluate("text => judged(text)", text) == {"verdict": "genuine", "asOf": None}
    await expect(card).to_contain_text("本机还没有失效名单")
    await page.evaluate("refreshed()")
    assert (await page.evaluate("text => judged(text)", text))["asOf"] is not None
    await expect(card).to_contain_text("已核对本机的失效名单")
    await expect(card.locator("dl")).to_contain_text("100 kg")
    await keep(page, "genuine")
    await bay.tell(bay.gate, e.Treated(method="cn_utilisation:R4", kg=Decimal(100)), batch)
    await page.evaluate("refreshed()")
    for ours in ("**/qr/ended*", "**/jwks.json"):
        await page.unroute(ours)
        await page.route(ours, lambda route: route.abort())
    assert (await page.evaluate("text => judged(text)", text))["verdict"] == "revoked"
    await expect(card).to_contain_text("失效时间")
    await keep(page, "revoked")
    altered = text[:-3] + ("000" if text[-3:] != "000" else "111")
    for language in ("zh-Hant", "en", "pt"):
        await page.evaluate("language => speak(language)", language)
        assert (await page.evaluate("text => judged(text)", altered))["verdict"] == "altered"
        await expect(card.locator("dl")).to_have_count(0)
        await keep(page, f"altered-{language}")
    typed = text.partition("#")[0]
    assert (await page.evaluate("text => judged(text)", typed))["verdict"] == "unsigned"
    await page.evaluate("localStorage.clear()")
    assert (await page.evaluate("text => judged(text)", text))["verdict"] == "unchecked"
