"""A real Chromium on a real server. Skipped, with the reason, where no Chromium is installed."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.bay import ADMINISTRATOR, Bay, build_bay
from tests.browser.photo import film
from tests.conftest import Server, Settlement, application
from wasteflow.core.db import Pool
from wasteflow.core.embedded import process
from wasteflow.core.embedded.broker import Broker
from wasteflow.core.settings import Settings
from wasteflow.people.commands import reset_password

# The shell is the same engine without the windows, menus and extensions that nobody sees: half the work for each page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
PROGRAM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FONTS = Path(__file__).parents[2] / "reports" / "fonts"
OWN = ("data:", "blob:", "chrome:", "chrome-extension:")  # the last two: Chromium's own PDF viewer
PASSWORD = "drum-of-sludge-17"
PEOPLE = ("clerk", "dispatcher", "driver", "gate", "regulator", "office")


async def with_passwords(pool: Pool) -> Bay:
    """The little Bay Area, its people with passwords."""
    bay = await build_bay(pool)
    for name in PEOPLE:
        await reset_password(pool, ADMINISTRATOR, getattr(bay, name).account, PASSWORD)
    return bay


@pytest.fixture(scope="session")
def settlement(server: Server, template: str) -> Iterator[Settlement]:
    with closing(Settlement(server, template, with_passwords)) as settlement:
        yield settlement


@pytest.fixture
async def address(bay: Bay, database_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """Where the application listens: a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with application(Settings(database_url=database_url, data_dir=tmp_path, public_url=url)) as app:
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            while not server.started:
                await asyncio.sleep(0.01)
            yield url
            server.should_exit = True
            await serving


@asynccontextmanager
async def chromium(home: Path, *flags: str) -> AsyncIterator[Browser]:
    """Chromium, with a font that holds Chinese where the system has none."""
    if PROGRAM is None:
        pytest.skip("no Chromium is installed; on Debian: apt install chromium-headless-shell (or name it in CHROMIUM)")
    fonts = home / "fonts"
    fonts.mkdir(exist_ok=True)
    for font in FONTS.glob("*.ttf"):
        (fonts / font.name).unlink(missing_ok=True)
        (fonts / font.name).symlink_to(font)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=PROGRAM, args=[*FLAGS, *flags], env={**os.environ, "XDG_DATA_HOME": str(home)}
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="package")
async def started(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """One Chromium for all tests: to start it takes longer than many of them."""
    async with chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
async def browser(started: Browser) -> AsyncIterator[Browser]:
    """Chromium without a camera. Windows of different contexts share nothing; none is left to the next test."""
    yield started
    for context in started.contexts:
        await context.close()


Filmed = Callable[[Iterable[bytes]], Awaitable[Browser]]


@pytest.fixture
async def filmed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Filmed]:
    """Chromium whose camera sees these JPEGs over and over, such as `photo.taken` makes, and may be used unasked."""
    async with AsyncExitStack() as open_ones:

        async def one(pictures: Iterable[bytes]) -> Browser:
            home = tmp_path_factory.mktemp("filmed")
            return await open_ones.enter_async_context(chromium(home, *camera(film(pictures, home / "film.mjpeg"))))

        yield one


def camera(film: Path) -> list[str]:
    """The flags by which Chromium's camera plays a film."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


@pytest.fixture
def workers(tmp_path: Path, database_url: str) -> Iterator[None]:
    """Relay, worker and beat as `wasteflow run` starts them, on a broker of their own."""
    broker = Broker(tmp_path / "broker", log=tmp_path / "broker.log")
    env = os.environ | {
        "WASTEFLOW_DATABASE_URL": database_url,
        "WASTEFLOW_BROKER_URL": os.environ.get("WASTEFLOW_BROKER_URL") or broker.start(),
        "WASTEFLOW_WORKER_PROCESSES": "1",
        "WASTEFLOW_DATA_DIR": str(tmp_path),
    }
    started = [
        process.start([sys.executable, "-m", "wasteflow", name], log=tmp_path / f"{name}.log", env=env)
        for name in ("relay", "worker", "beat")
    ]
    yield
    process.stop_all(started)
    broker.stop()


Enter = Callable[..., Awaitable[Page]]


@pytest.fixture
async def enter(browser: Browser, address: str) -> AsyncIterator[Enter]:
    """Opens a window for a person and signs in by the form; whatever the page complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(wrong: bool, what: str) -> None:
        if wrong:
            complaints.append(what)

    async def one(name: str, width: int = 1280, language: str = "zh-Hans") -> Page:
        context = await browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, locale=language, accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = await context.new_page()
        page.on("console", lambda m: note(m.type == "error" and "status of 4" not in m.text, m.text))
        page.on("pageerror", lambda e: note(True, str(e)))
        page.on("request", lambda r: note(not r.url.startswith((address, *OWN)), r.url))
        await page.goto("/console/sign-in")
        await page.fill('[name="name"]', name)
        await page.fill('[name="password"]', PASSWORD)
        await page.click("button.main")
        await page.wait_for_url("**/console")
        return page

    yield one
    for context in contexts:
        await context.close()
    assert not complaints
