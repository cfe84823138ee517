"""A driver's phone on a server that goes away and comes back."""

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, expect
from playwright.async_api import TimeoutError as TooLate
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from manifests.life import events as e
from tests.bay import ADMINISTRATOR, Bay
from wasteflow.core import clock
from wasteflow.core.settings import Settings
from wasteflow.people.devices import commands
from wasteflow.people.devices.schemas import NewCode
from wasteflow.people.model import Actor
from wasteflow.web.scanner.routes import FOLDER

DECODE = Path(__file__).parents[3] / "docs" / "decode.md"
SHOTS = os.environ.get("SHOTS")
expect.set_options(timeout=20_000)  # the machine that tests is slower than a phone
PHONE = {"width": 360, "height": 740}


@dataclass
class Switched:
    """The application, always at the same address, whether it answers or not."""

    settings: Settings
    port: int
    holding: bool = False  # it answers, but takes no events yet: also none that the phone sends in the background
    server: uvicorn.Server | None = None
    serving: asyncio.Task[None] | None = None
    handed_in: list[bytes] = field(default_factory=list)  # what a phone sent, whichever of its hands sent it

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    async def start(self) -> None:
        from wasteflow.app import create_app

        app = self._held_back(create_app(self.settings))
        config = uvicorn.Config(app, port=self.port, log_config=None, access_log=False, ws="none", lifespan="on")
        self.server = uvicorn.Server(config)
        self.serving = asyncio.create_task(self.server.serve())
        while not self.server.started:
            await asyncio.sleep(0.01)

    def _held_back(self, app: ASGIApp) -> ASGIApp:
        async def held(scope: Scope, receive: Receive, send: Send) -> None:
            events = scope["type"] == "http" and scope["path"] == "/custody/events"
            body = bytearray()

            async def heard() -> Message:
                message = await receive()
                body.extend(message.get("body", b""))
                return message

            if not events:
                await app(scope, receive, send)
            elif self.holding:
                await Response(status_code=429)(scope, receive, send)
            else:
                await app(scope, heard, send)
                self.handed_in.append(bytes(body))

        return held

    async def stop(self) -> None:
        if self.server is None or self.serving is None:
            return
        self.server.should_exit = True
        await self.serving
        self.server = self.serving = None


@pytest.fixture
async def switched(bay: Bay, database_url: str, tmp_path: Path) -> AsyncIterator[Switched]:
    """The server, running."""
    assert (FOLDER / "index.html").exists(), "the scanner is not built: make fonts"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(database_url=database_url, data_dir=tmp_path, public_url=f"http://localhost:{port}")
    switched = Switched(settings, port)
    await switched.start()
    yield switched
    await switched.stop()


OpenPhone = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_phone(browser: Browser, switched: Switched) -> AsyncIterator[OpenPhone]:
    """Opens the scanner in a window of a phone's size; whatever it complains about, or asks of elsewhere, fails."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def one(address: str = "/scanner", language: str = "zh-Hans", browser: Browser = browser) -> Page:
        context = await browser.new_context(
            base_url=switched.url, viewport=PHONE, locale=language, has_touch=True, is_mobile=True
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = await context.new_page()
        listen(page, switched.url, complaints)
        await page.goto(address)
        return page

    yield one
    for context in contexts:
        await context.close()
    assert not complaints


def listen(page: Page, url: str, complaints: list[str]) -> None:
    """Note whatever a page complains about, and whatever it asks of elsewhere."""

    def error(text: str) -> None:
        if "net::ERR" not in text and "status of 4" not in text:  # there is no signal, and that is the point
            complaints.append(text)

    page.on("console", lambda m: error(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda problem: error(str(problem)))
    page.on("request", lambda r: None if r.url.startswith((url, "data:", "blob:")) else complaints.append(r.url))


async def code(bay: Bay, driver: Actor | None = None) -> str:
    """A one-time code for a driver's phone."""
    account = (driver or bay.driver).account
    return (await commands.make_code(bay.pool, ADMINISTRATOR, NewCode(account=account))).code


async def enrol(page: Page, bay: Bay, driver: Actor | None = None) -> None:
    """Type the dispatcher's code, and wait until the app is there also without a signal."""
    await page.fill("#enrol-code", await code(bay, driver))
    await page.click("form.enrol button.main")
    await expect(page.locator("#standing")).to_be_visible()
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    await until(page, "navigator.serviceWorker.controller !== null && localStorage.getItem('wasteflow-keys') !== null")


async def send(page: Page) -> None:
    """Hand in now; only where the app has done so by itself meanwhile is there nothing to press."""
    try:
        await page.click('[data-key="send"]', timeout=3000)
    except TooLate:
        await expect(page.locator("#open")).to_have_attribute("data-open", "0")


COUNT = "window.taps ?? addEventListener('click', () => { window.taps += 1 }, true); window.taps = 0"


async def counted(page: Page) -> None:
    """From now on each tap is counted."""
    await page.evaluate(COUNT)


async def taps(page: Page) -> int:
    """How many there were."""
    return int(await page.evaluate("window.taps"))


def documented(act: str) -> int:
    """How many taps after the scan docs/decode.md says an act takes."""
    found = re.search(rf"^\| {re.escape(act)} \| (\d+) \|", DECODE.read_text(), re.MULTILINE)
    assert found, act
    return int(found[1])


async def until(page: Page, expression: str) -> None:
    """Wait for something to be so. The page's policy lets Playwright's own waiting evaluate nothing."""
    for _ in range(300):
        if await page.evaluate(expression):
            return
        await page.wait_for_timeout(100)
    raise AssertionError(expression)


async def signed(bay: Bay, kg: str = "118", **changes: Any) -> UUID:
    """A load its consignor has signed an hour ago."""
    then = clock.now() - timedelta(hours=2)
    batch = await bay.batch(kg, at=then)
    manifest = (await bay.tell(bay.clerk, bay.load(batch, **changes), at=then + timedelta(minutes=10))).subject
    await bay.tell(bay.clerk, e.Published(), manifest, at=then + timedelta(minutes=20))
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest, at=then + timedelta(minutes=60))
    return manifest


async def shot(page: Page, name: str) -> None:
    """Keep a picture, where `SHOTS` names a folder."""
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
