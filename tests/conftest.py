"""What every test may ask for: a database of its own, a pool on it, a client of the HTTP API.

One PostgreSQL serves a whole run (each worker of `pytest -n` has its own): the embedded one, or the server that
`WASTEFLOW_DATABASE_URL` names. It is migrated once into a template, of which every test gets a clone.
"""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import hypothesis
import pytest
from fastapi import FastAPI

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


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which tests make and drop databases of random names."""

    url: str

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
        asyncio.run(self._run(statement))

    async def _run(self, statement: str) -> None:
        conn = await asyncpg.connect(self.url)
        try:
            await conn.execute(statement)
        finally:
            await conn.close()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL of this run."""
    if url := os.environ.get("WASTEFLOW_DATABASE_URL"):
        yield Server(url)
        return
    chosen = os.environ.get("WASTEFLOW_PG_BIN")
    folder = Path(tempfile.mkdtemp(prefix="wf-test-", dir=_memory()))
    cluster = Cluster(folder / "postgres", programs=Path(chosen) if chosen else None, options=FLEETING)
    try:
        yield Server(cluster.start())
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


@pytest.fixture
def database_url(server: Server, template: str) -> Iterator[str]:
    """A migrated database with the catalogue loaded, this test's alone."""
    name = server.clone(template)
    yield server.at(name)
    server.drop(name)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """A pool on this test's database that acts as the application's role."""
    pool = await open_pool(database_url, 8)
    yield pool
    await pool.close()


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
