"""One drum's whole life, walked over HTTP by the demo's people."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import application
from tests.demo.conftest import Loaded
from wasteflow.core import clock
from wasteflow.core.settings import Settings
from wasteflow.demo import walk
from wasteflow.demo.accounts import ACCOUNTS

pytestmark = pytest.mark.anyio
PASSWORDS = {a.name: a.password for a in ACCOUNTS}


@pytest.fixture
async def api(loaded: Loaded) -> AsyncIterator[httpx.AsyncClient]:
    with application(Settings(database_url=loaded.url, data_dir=loaded.folder)) as app:
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
                yield client


class Person:
    """Somebody signed in."""

    def __init__(self, api: httpx.AsyncClient, token: str) -> None:
        self.api, self.headers = api, {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    async def get(self, path: str) -> Any:
        answer = await self.api.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def tell(self, subject: str | None, kind: str, **fact: Any) -> Any:
        body = {"occurred_at": clock.now().isoformat(), "fact": {"kind": kind, **fact}}
        if subject:
            body["subject"] = subject
        answer = await self.api.post("/custody/events", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        return answer.json()


async def sign_in(api: httpx.AsyncClient, name: str) -> Person:
    answer = await api.post("/sessions", json={"name": name, "password": PASSWORDS[name]})
    assert answer.status_code in (200, 201), answer.text
    api.cookies.clear()
    return Person(api, answer.json()["token"])


async def test_one_drum_from_the_factory_to_its_treatment(api: httpx.AsyncClient, loaded: Loaded) -> None:
    companies = loaded.plan.companies
    clerk, driver, receiver = [await sign_in(api, n) for n in ("clerk", "driver", "receiver")]
    drum = next(b["state"] for b in (await clerk.get("/batches?status=stored"))["items"])
    assert drum["category"] == "HW17"
    made = await clerk.tell(
        None,
        "created",
        consignor_site=str(walk.factory(companies).site.id),
        consignee_site=str(walk.receiver(companies).site.id),
        carrier=str(walk.carrier(companies).org.id),
        lines=[{"batch": drum["id"], "method": "cn_utilisation:R4"}],
    )
    assert made["warnings"] == []  # it stands in the plan, the receiver may take it
    manifest = made["subject"]
    assert (await clerk.tell(manifest, "published"))["names"]["number"].startswith(f"{clock.now():%Y}4403")
    await clerk.tell(manifest, "signed", name="陈晓彤")
    lorry = loaded.plan.journeys.fleets[walk.carrier(companies).key].lorries[0]
    assert (await driver.tell(manifest, "departed", plate=lorry.vehicle.plate, driver="何志强"))["warnings"] == []
    await driver.tell(manifest, "arrived")
    short = float(drum["weight"]["kg"]) * 0.8
    odd = await receiver.tell(manifest, "weighed", lines=[{"line": 1, "kg": f"{short:.1f}"}])
    assert [w["code"] for w in odd["warnings"]] == ["weight_differs"]
    await receiver.tell(manifest, "accepted")
    await receiver.tell(drum["id"], "treated", method="cn_utilisation:R4", kg=f"{short:.1f}")

    ecology = await sign_in(api, "ecology")
    chain = await ecology.get(f"/batches/{drum['id']}/chain")
    kinds = [x["kind"] for x in chain["events"]]
    assert [k for k in kinds if k in ("generated", "created", "departed", "accepted", "treated")] == [
        "generated", "created", "departed", "accepted", "treated",
    ]  # fmt: skip
    assert (await clerk.get(f"/manifests/{manifest}"))["status"] == "closed"


@pytest.mark.parametrize(
    ("name", "status"),
    [("clerk", "draft"), ("clerk", "published"), ("driver", "signed"), ("dispatcher", "in_transit"),
     ("receiver", "arrived"), ("receiver", "accepted"), ("transport", "in_transit"), ("auditor", "closed")],
)  # fmt: skip
async def test_everybody_finds_something_to_do(api: httpx.AsyncClient, name: str, status: str) -> None:
    person = await sign_in(api, name)
    found = (await person.get(f"/manifests?status={status}"))["items"]
    assert found
    if status != "closed":
        newest = max(x["state"]["last_at"] for x in found)
        assert newest > (clock.now() - timedelta(days=3)).isoformat()


async def test_the_office_and_the_administrator_are_let_in(api: httpx.AsyncClient) -> None:
    office = await sign_in(api, "office")
    assert (await office.get("/batches"))["items"]
    admin = await sign_in(api, "admin")
    assert await admin.get("/accounts")
