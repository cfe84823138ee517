"""Indicators over HTTP: who sees what, what is refused and how."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from manifests.life import events as e
from tests.bay import SHENZHEN, Bay
from wasteflow.core.clock import local_date, now
from wasteflow.people.model import Actor
from workers.indicators import rollup
from workers.schemas import month

pytestmark = pytest.mark.anyio
Work = Callable[[], Awaitable[int]]
Get = Callable[..., Awaitable[httpx.Response]]
THIS_MONTH = month(local_date(now()))


@pytest.fixture
def ask(bay: Bay, client: httpx.AsyncClient) -> Get:
    """A request as one of the bay's people."""
    tokens: dict[Any, str] = {}

    async def request(actor: Actor, method: str, path: str, **more: Any) -> httpx.Response:
        if actor.account not in tokens:
            tokens[actor.account] = await bay.token(actor)
        headers = {"authorization": f"Bearer {tokens[actor.account]}", "accept-language": "en"} | more.pop(
            "headers", {}
        )
        return await client.request(method, path, headers=headers, **more)

    return request


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/indicators?city=440300&month=2026-13", None, 422),
        ("GET", "/indicators?city=110000", None, 422),
        ("GET", "/indicators/ZW21-99?city=440300&from=2026-01&to=2026-02", None, 404),
        ("GET", "/indicators/ZW21-16?city=440300&from=2026-02&to=2026-01", None, 422),
        ("GET", "/indicators/ZW21-16?city=440300&from=1900-01&to=2026-01", None, 422),
        ("GET", "/indicators/ZW21-16/loads?city=440300&from=2026-01&to=2026-01&after=%00", None, 422),
        ("GET", "/indicators/ZW21-16/loads?city=440100&from=2026-01&to=2026-01", None, 403),
    ],
)
async def test_wrong_input_is_told_and_never_a_fault(
    bay: Bay, ask: Get, method: str, path: str, body: Any, status: int
) -> None:
    answer = await ask(bay.regulator, method, path, **({} if body is None else {"json": body}))
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_indicators_come_with_what_they_are_made_of_and_their_loads(bay: Bay, ask: Get) -> None:
    for _ in range(3):
        batch, _manifest = await bay.delivered(sent="1000", weighed="1000")
        await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(600)), batch)
    await rollup.catch_up(bay.pool)
    month_values = (await ask(bay.office, "GET", f"/indicators?city={SHENZHEN}")).json()["items"]
    hazardous = {v["code"]: v for v in month_values}["ZW21-16"]
    assert (hazardous["value"], hazardous["from"], hazardous["status"]) == ("60.00", THIS_MONTH, "provisional")
    assert hazardous["numerator"] == {"kg": "1800", "loads": 3, "coverage": {"weighed": "1.0000"}}
    assert hazardous["denominator"]["kg"] == "3000"
    assert hazardous["watermark"]["events"] > 0

    period = f"city={SHENZHEN}&from={THIS_MONTH}&to={THIS_MONTH}"
    one = (await ask(bay.office, "GET", f"/indicators/ZW21-16?{period}")).json()
    assert one["whole"]["value"] == one["months"][0]["value"] == "60.00"

    first = (await ask(bay.office, "GET", f"/indicators/ZW21-16/loads?{period}&limit=2")).json()
    rest = (await ask(bay.office, "GET", f"/indicators/ZW21-16/loads?{period}&after={first['next']}")).json()
    loads = [*first["items"], *rest["items"]]
    assert [load["kg"] for load in loads] == ["600"] * 3
    assert {load["method"] for load in loads} == {"cn_utilisation:R4"}
    assert rest["next"] is None


async def test_figures_are_not_for_companies(bay: Bay, ask: Get) -> None:
    assert (await ask(bay.clerk, "GET", f"/indicators?city={SHENZHEN}")).status_code == 403
