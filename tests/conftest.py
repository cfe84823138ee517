"""What every test may ask for: a database of its own, a pool on it, a client of the HTTP API.

One PostgreSQL serves a whole run (each worker of `pytest -n` has its own): the embedded one, or the server that
`WASTEFLOW_DATABASE_URL` names. It is migrated once into a template, of which every test gets a clone.
"""

import asyncio
import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import hypothesis
import pytest
from fastapi import FastAPI

from tests.bay import Bay, build_bay
from wasteflow.core import clock
from wasteflow.core.db import Pool, open_pool
from wasteflow.core.embedded.postgres import FLEETING, Cluster
from wasteflow.core.migrate import migrate
from wasteflow.core.settings import Settings

# A roll-up waits for the oldest transaction of its server, whichever database that is in, and messages go to whoever
# asks first: where the environment offers several servers, each process of `pytest -n` has its own.
for name in ("DATABASE", "BROKER"):
    if offered := os.environ.get(f"TEST_{name}_URLS", "").split():
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        os.environ[f"WASTEFLOW_{name}_URL"] = offered[number % len(offered)]

# A shared machine has slow moments; CI tries the same examples each time, everybody else new ones.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ, database=None)
hypothesis.settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a database is marked so. Long tests come first in each process's share, since each is given an equal
    one and takes from another's end when done (`--dist worksteal`): nobody waits for a long test alone."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker("server")
    long = [item for item in items if item.get_closest_marker("slow")]
    short = [item for item in items if not item.get_closest_marker("slow")]
    processes, left = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")), len(items)
    items.clear()
    for n in range(processes):
        share, mine = left // (processes - n), long[n::processes]
        items += [*mine, *short[: share - len(mine)]]
        short, left = short[share - len(mine) :], left - share


def pytest_collection_finish() -> None:
    """Seven thousand tests and what they import stay to the end: the garbage collector need not look through them each
    time."""
    gc.collect()
    gc.freeze()


Settle = Callable[[Pool], Awaitable[Bay]]


class Server:
    """A PostgreSQL server on which tests make and drop databases of random names."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._runner = asyncio.Runner()
        self._conn: asyncpg.Connection | None = None

    def at(self, database: str) -> str:
        """The URL of another database of this server."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))

    def clone(self, template: str) -> str:
        """A fresh copy of the database `template`; its name."""
        name = f"wf_test_{secrets.token_hex(6)}"
        self.run(f'create database "{name}" template "{template}" strategy file_copy')
        return name

    def drop(self, database: str) -> None:
        """Remove a database, even one that still has connections."""
        self.run(f'drop database if exists "{database}" with (force)')

    def run(self, statement: str) -> None:
        self._runner.run(self._run(statement))

    async def _run(self, statement: str) -> None:
        if self._conn is None or self._conn.is_closed():
            self._conn = await asyncpg.connect(self.url)
        await self._conn.execute(statement)

    def close(self) -> None:
        """End the connection over which it works."""
        if self._conn is not None:
            self._runner.run(self._conn.close())
        self._runner.close()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL of this run."""
    with _given() if os.environ.get("WASTEFLOW_DATABASE_URL") else _own() as url, closing(Server(url)) as server:
        yield server


@contextmanager
def _given() -> Iterator[str]:
    yield os.environ["WASTEFLOW_DATABASE_URL"]


@contextmanager
def _own() -> Iterator[str]:
    chosen = os.environ.get("WASTEFLOW_PG_BIN")
    folder = Path(tempfile.mkdtemp(prefix="wf-test-", dir=_memory()))
    cluster = Cluster(folder / "postgres", programs=Path(chosen) if chosen else None, options=FLEETING)
    try:
        yield cluster.start()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    """Memory that looks like a disk, where there is enough: a clone then takes 30 ms however busy the disk is."""
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > 1 << 30 else None


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """A migrated database with the catalogue in it; cloned, never used."""
    name = server.clone("template0")
    asyncio.run(_fill(server.at(name)))
    yield name
    server.drop(name)


async def _fill(url: str) -> None:
    await migrate(url)
    if find_spec("wasteflow.catalog.load"):
        from wasteflow.catalog.load import load_catalog

        await load_catalog(url)


@pytest.fixture
def empty_database_url(server: Server) -> Iterator[str]:
    """A database with nothing in it, for the tests of the migrations themselves."""
    name = server.clone("template0")
    yield server.at(name)
    server.drop(name)


class Settlement:
    """Databases in which the little Bay Area is settled, to be cloned: one for each day, as permits and plans have
    their dates, and seldom a second, where midnight passes."""

    def __init__(self, server: Server, template: str, settle: Settle) -> None:
        self._server, self._template, self._settle = server, template, settle
        self._of: dict[date, tuple[str, Bay]] = {}

    def today(self) -> tuple[str, Bay]:
        """The database to clone and what is in it; the Bay has no pool yet."""
        day = clock.local_date(clock.now())
        if day not in self._of:
            name = self._server.clone(self._template)
            self._of[day] = name, asyncio.run(self._settled(name))
        return self._of[day]

    async def _settled(self, name: str) -> Bay:
        async with await open_pool(self._server.at(name), 2) as pool:
            return await self._settle(pool)

    def close(self) -> None:
        for name, _ in self._of.values():
            self._server.drop(name)


@pytest.fixture(scope="session")
def settlement(server: Server, template: str) -> Iterator[Settlement]:
    """Where `bay` comes from; a folder whose people need more settles them its own way."""
    with closing(Settlement(server, template, build_bay)) as settlement:
        yield settlement


@pytest.fixture
def settled(settlement: Settlement) -> tuple[str, Bay]:
    """The database of which a test that asks for `bay` gets its clone."""
    return settlement.today()


@pytest.fixture
def database_url(server: Server, template: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database with the catalogue loaded, this test's alone."""
    there = request.getfixturevalue("settled")[0] if "settled" in request.fixturenames else template
    name = server.clone(there)
    yield server.at(name)
    server.drop(name)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """A pool on this test's database that acts as the application's role."""
    pool = await open_pool(database_url, 8)
    yield pool
    await pool.close()


@pytest.fixture
async def bay(pool: Pool, settled: tuple[str, Bay]) -> Bay:
    """The little Bay Area on this test's database."""
    return replace(settled[1], pool=pool)


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection with all rights on this test's database, for what the application may not do."""
    from wasteflow.core.db import prepare_connection

    conn = await asyncpg.connect(database_url)
    await prepare_connection(conn)
    yield conn
    await conn.close()


@pytest.fixture
def test_settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings that point at this test's database and folder."""
    return Settings(database_url=database_url, data_dir=tmp_path, public_url="http://wasteflow.test")


_spare: list[FastAPI] = []


@contextmanager
def application(settings: Settings) -> Iterator[FastAPI]:
    """The application on these settings; who runs it enters its lifespan. Handed on from test to test, empty of what
    the last one kept in it: FastAPI takes half a second to put it together and find the way to every endpoint."""
    from wasteflow.app import create_app

    app = _spare.pop() if _spare else create_app(settings)
    first = app.state._state.copy()
    app.state.settings = settings
    yield app
    app.state._state.clear()
    app.state._state.update(first)
    _spare.append(app)


@pytest.fixture
async def new_client(test_settings: Settings) -> AsyncIterator[Callable[[], Awaitable[httpx.AsyncClient]]]:
    """Makes clients of one running application: each has its own cookies, so each may be another person."""
    clients: list[httpx.AsyncClient] = []
    with application(test_settings) as app:

        async def make() -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app=app)
            clients.append(httpx.AsyncClient(transport=transport, base_url="http://wasteflow.test"))
            return clients[-1]

        async with app.router.lifespan_context(app):
            yield make
            for client in clients:
                await client.aclose()


@pytest.fixture
async def client(new_client: Callable[[], Awaitable[httpx.AsyncClient]]) -> httpx.AsyncClient:
    """A client of the HTTP API on this test's database (the one that `pool` sees too)."""
    return await new_client()
