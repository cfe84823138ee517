"""People at the console: each with a client of their own, signed in."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.bay import Bay
from wasteflow.people.access import COOKIE
from wasteflow.people.model import Actor

Enter = Callable[[Actor], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def enter(bay: Bay, new_client: Callable[[], Awaitable[httpx.AsyncClient]]) -> Enter:
    """Gives a signed-in browser of one of the Bay's people."""

    async def one(actor: Actor) -> httpx.AsyncClient:
        client = await new_client()
        client.cookies.set(COOKIE, await bay.token(actor))
        return client

    return one
