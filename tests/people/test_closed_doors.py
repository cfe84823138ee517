"""Every endpoint of people and places asks who it is; those that change something ask whether they may."""

from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute

from tests.people.conftest import SignsIn
from wasteflow.people.model import Role
from wasteflow.people.routes import router as people
from wasteflow.places.routes import router as places

pytestmark = pytest.mark.anyio
OPEN = {("POST", "/sessions")}
DOORS = sorted(
    (method, route.path)
    for router in (people, places)
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods
    if (method, route.path) not in OPEN
)
OWN = "/sessions"  # what concerns oneself needs no right


async def knock(client: httpx.AsyncClient, method: str, path: str) -> int:
    address = path.replace("{id}", str(uuid4()))
    return (await client.request(method, address, params={"account": str(uuid4()), "org": str(uuid4())})).status_code


async def test_strangers_stand_before_every_door(client: httpx.AsyncClient) -> None:
    let_in = [(m, p) for m, p in DOORS if await knock(client, m, p) != 401]
    assert let_in == []


async def test_an_auditor_changes_nothing(as_role: SignsIn) -> None:
    auditor = await as_role(Role.AUDITOR)
    changed = [(m, p) for m, p in DOORS if m != "GET" and not p.startswith(OWN) and await knock(auditor, m, p) < 400]
    assert changed == []
