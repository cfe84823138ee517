"""What tests of custody may ask for."""

import pytest

from tests.bay import Bay
from tests.phone import Phone


@pytest.fixture
async def phone(bay: Bay) -> Phone:
    """A driver's phone that was enrolled."""
    return await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
