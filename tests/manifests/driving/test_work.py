"""What a driver's phone holds for a day without a signal: his loads, the way, and which steps lead where."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from manifests import queries
from manifests.driving.ways import ways
from manifests.life import events as e
from manifests.life.model import Manifest, Window
from tests.bay import PLATE, Bay
from tests.collecting import give_leave, planned, workshops
from tests.phone import Phone
from wasteflow.core import clock
from wasteflow.people.model import Actor

pytestmark = pytest.mark.anyio


async def work(bay: Bay, client: httpx.AsyncClient, actor: Actor | None = None, query: str = "") -> dict[str, Any]:
    token = await bay.token(actor or bay.driver)
    answer = await client.get(f"/drivers/current/work{query}", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def published(bay: Bay, **changes: Any) -> UUID:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("118.5"), **changes))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    return manifest


async def state(bay: Bay, manifest: UUID) -> Manifest:
    async with bay.pool.acquire() as conn:
        found = await queries.manifest(conn, id=manifest, scopes=None)
    assert found is not None
    return found


async def test_a_load_comes_with_all_that_its_driver_needs(bay: Bay, client: httpx.AsyncClient) -> None:
    manifest = await published(bay)
    found = await work(bay, client)
    (load,) = found["loads"]
    assert (load["id"], load["mine"], load["number"]) == (str(manifest), True, (await state(bay, manifest)).number)
    assert load["consignor"]["site_name"] == "沙井厂区"
    assert load["next"] == load["consignor"]["site"] == found["next"]["site"]
    assert load["lines"][0] | {"label": "", "batch": "", "seq": 0} == {
        "n": 1, "batch": "", "seq": 0, "code": "336-054-17", "name": "电镀污泥", "category": "HW17", "hazards": "T",
        "form": "semi_solid", "kg": "118.5", "basis": "weighed", "packages": 1, "label": "",
    }  # fmt: skip
    assert load["lines"][0]["seq"] == 2  # generated, assigned
    assert load["absent"] == {"code": False, "leave": False}
    assert found["plates"] == [PLATE]
    assert found["me"]["name"] == "王师傅"


async def test_the_phone_learns_which_steps_lead_where(bay: Bay, client: httpx.AsyncClient) -> None:
    manifest = await published(bay)
    (load,) = (await work(bay, client))["loads"]
    assert load["at"] == "published.0"
    assert load["ways"]["published.0"]["acts"]["signed"] == "signed.0"  # in the absent consignor's place
    assert load["ways"]["published.0"]["others"]["signed"] == "signed.0"  # or on its own screen, unseen by the phone
    assert load["ways"]["signed.0"]["acts"]["departed"] == "in_transit.1"
    assert load["ways"]["in_transit.1"]["acts"] == {"arrived": "arrived.1"}
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    (load,) = (await work(bay, client))["loads"]
    assert load["at"] == "signed.0"
    assert "published.0" not in load["ways"]
    at = "signed.0"
    for step, fact in (("departed", e.Departed(plate=PLATE, driver="王师傅")), ("arrived", e.Arrived())):
        await bay.tell(bay.driver, fact, manifest)
        at = load["ways"][at]["acts"][step]
        stands = await state(bay, manifest)
        assert at == f"{stands.status}.{stands.legs}"


async def test_somebody_else_has_no_step_in_it(bay: Bay) -> None:
    manifest = await published(bay)
    stands = await state(bay, manifest)
    for actor in (bay.gate, bay.outsider):
        assert all(not place.acts or actor is bay.gate for place in ways(stands, actor, clock.now()).values())
    assert "departed" in ways(stands, bay.outsider, clock.now())["signed.0"].others


async def test_another_drivers_load_is_not_mine_but_of_the_company(bay: Bay, client: httpx.AsyncClient) -> None:
    await published(bay, driver="李师傅")
    open_to_all = await published(bay, driver=None)
    await published(bay, window=Window(clock.now() + timedelta(days=20), clock.now() + timedelta(days=21)))
    found = await work(bay, client)
    assert [(x["id"], x["mine"]) for x in found["loads"]] == [(str(open_to_all), None)]
    assert [x["mine"] for x in (await work(bay, client, query="?whole=true"))["loads"]] == [False, None]


async def test_what_is_delivered_is_no_work_any_more(bay: Bay, client: httpx.AsyncClient) -> None:
    await bay.delivered()
    found = await work(bay, client)
    assert (found["loads"], found["next"]) == ([], None)


async def test_a_round_comes_with_its_calls(bay: Bay, client: httpx.AsyncClient) -> None:
    producers = await workshops(bay, 2)
    for producer in producers:
        await give_leave(bay, producer)
    await planned(bay, producers)
    await planned(bay, producers, driver="李师傅")
    found = await work(bay, client)
    (trip,) = found["rounds"]
    assert [(c["n"], c["status"], c["site"]["name"]) for c in trip["calls"]] == [
        (n, "planned", p.name) for n, p in enumerate(producers, 1)
    ]
    assert found["next"] == {"site": str(producers[0].site), "load": None, "round": trip["id"], "call": 1}


async def test_nothing_new_is_304_and_an_enrolled_phone_may_ask(bay: Bay, client: httpx.AsyncClient) -> None:
    await published(bay)
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    headers = {"authorization": f"Bearer {phone.token}"}
    first = await client.get("/drivers/current/work", headers=headers)
    again = await client.get("/drivers/current/work", headers=headers | {"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    await published(bay)
    third = await client.get("/drivers/current/work", headers=headers | {"if-none-match": first.headers["etag"]})
    assert third.status_code == 200
