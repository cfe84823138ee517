"""How long waste has stood, to the hour where the limit is."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from manifests.life import lifecycle
from manifests.life.model import Batch, BatchStatus
from tests.manifests.facts import AT, envelope, generated
from wasteflow.catalog.book import Book, open_book
from wasteflow.core.db import Pool
from wasteflow.web.console.stock import age

pytestmark = pytest.mark.anyio


@pytest.fixture
async def book(pool: Pool) -> Book:
    return await open_book(pool)


@pytest.mark.parametrize(
    ("stream", "hours", "state"),
    [
        ("hazardous", 299 * 24, "fine"),
        ("hazardous", 300 * 24, "soon"),
        ("hazardous", 365 * 24 + 1, "over"),
        ("medical", 47, "fine"),
        ("medical", 49, "over"),
        ("general_industrial", 9000, "fine"),
    ],
)
async def test_the_clock_of_the_stream(book: Book, stream: str, hours: int, state: str) -> None:
    batch = lifecycle.evolve(None, envelope(generated(), 1))
    assert isinstance(batch, Batch)
    found = age(replace(batch, stream=stream), book, AT + timedelta(hours=hours))
    assert found is not None
    assert (found.state, found.days) == (state, hours // 24)
    assert age(replace(batch, status=BatchStatus.IN_TRANSIT), book, AT) is None
