"""The released catalogue as a book, read once for all tests that only look."""

import asyncio
from datetime import date

import asyncpg
import pytest

from tests.conftest import Server
from wasteflow.catalog.book import Book, read_book
from wasteflow.core.db import prepare_connection

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def book(server: Server, template: str) -> Book:
    """The catalogue as it is released."""
    name = server.clone(template)
    found = asyncio.run(_read(server.at(name)))
    server.drop(name)
    return found


async def _read(url: str) -> Book:
    conn = await asyncpg.connect(url)
    try:
        await prepare_connection(conn)
        return await read_book(conn)
    finally:
        await conn.close()
