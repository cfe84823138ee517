import pytest

from tests.bay import Bay, build_bay


@pytest.fixture
async def bay(pool) -> Bay:
    """The little Bay Area on this test's database."""
    return await build_bay(pool)
