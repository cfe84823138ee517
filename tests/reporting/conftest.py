import pytest

from tests.bay import Bay, build_bay
from tests.workers.messages.conftest import Post, box, post, sending_settings
from wasteflow.core.db import Pool

__all__ = ["Post", "box", "post", "sending_settings"]


@pytest.fixture
async def bay(pool: Pool) -> Bay:
    """The little Bay Area on this test's database."""
    return await build_bay(pool)
