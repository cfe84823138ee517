"""Alerts and indicators over HTTP: who sees what, what is refused and how."""

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


async def test_an_alert_is_listed_read_and_settled(bay: Bay, work: Work, ask: Get) -> None:
    _, manifest = await bay.delivered(sent="1000", weighed="800")
    await work()
    listed = (await ask(bay.regulator, "GET", "/alerts")).json()
    (alert,) = listed["items"]
    assert listed["next"] is None
    assert (alert["family"], alert["severity"], alert["subject"]) == ("W1", 3, str(manifest))
    assert alert["title"] == "Received weight differs from sent weight"
    card = (await ask(bay.regulator, "GET", f"/alerts/{alert['id']}")).json()
    assert card["evidence"]["inputs"]["lines"][0]["weighed"] == {"kg": "800", "basis": "weighed"}
    path = f"/alerts/{alert['id']}"
    assert (await ask(bay.regulator, "POST", f"{path}/acknowledge")).json()["status"] == "acknowledged"
    without = await ask(bay.regulator, "POST", f"{path}/dismiss", json={})
    assert (without.status_code, without.json()["code"]) == (422, "reason_missing")
    late = await ask(bay.regulator, "POST", f"{path}/dismiss", json={"reason": "两台秤", "seq": 1})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    settled = (await ask(bay.regulator, "POST", f"{path}/dismiss", json={"reason": "两台秤", "seq": 2})).json()
    assert [step["kind"] for step in settled["steps"]] == ["raised", "acknowledged", "dismissed"]
    again = await ask(bay.regulator, "POST", f"{path}/confirm", json={"reason": "确有其事"})
    assert (again.status_code, again.json()["code"]) == (409, "alert_settled")
    assert (await ask(bay.regulator, "GET", "/alerts")).json()["items"] == []
    found = (await ask(bay.regulator, "GET", "/alerts?status=dismissed&severity=3&city=440300")).json()["items"]
    assert [a["id"] for a in found] == [alert["id"]]


async def test_companies_see_no_alerts_and_nobody_sees_them_without_signing_in(
    bay: Bay, work: Work, ask: Get, client: httpx.AsyncClient
) -> None:
    await bay.delivered(sent="1000", weighed="800")
    await work()
    (alert,) = (await ask(bay.regulator, "GET", "/alerts")).json()["items"]
    for path in ("/alerts", f"/alerts/{alert['id']}"):
        assert (await ask(bay.clerk, "GET", path)).status_code == 403
        assert (await client.get(path)).status_code == 401
    acted = await ask(bay.office, "POST", f"/alerts/{alert['id']}/confirm", json={"reason": "x"})
    assert acted.status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/alerts?severity=9", None, 422),
        ("GET", "/alerts?before=x", None, 422),
        ("GET", "/alerts/00000000-0000-0000-0000-000000000000", None, 404),
        ("POST", "/alerts/00000000-0000-0000-0000-000000000000/confirm", {"reason": "x"}, 404),
        ("POST", "/alerts/00000000-0000-0000-0000-000000000000/confirm", {"reason": 7}, 422),
        ("POST", "/alerts/00000000-0000-0000-0000-000000000000/explode", {}, 422),
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
