"""Corrections by page: asked for on the manifest, answered by the others, found in a list, read afterwards."""

import re
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from manifests import queries
from manifests.life.model import Manifest
from tests.bay import Bay
from tests.web.conftest import Enter

pytestmark = pytest.mark.anyio


async def post(client: httpx.AsyncClient, load: UUID, step: str, **values: str) -> httpx.Response:
    """The form as the page gives it, with what a person types over it."""
    at = f"/console/manifests/{load}"
    page = (await client.get(f"{at}/{step}" if step == "revision_requested" else at)).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    kept = {name.replace("was.", "fact.", 1): was for name, was in hidden.items() if name.startswith("was.")}
    return await client.post(f"{at}/{step}", data=hidden | kept | {"once": f"{load}-{step}"} | values)


async def stands(bay: Bay, load: UUID) -> Manifest:
    async with bay.pool.acquire() as conn:
        found = await queries.manifest(conn, id=load, scopes=None)
    assert found is not None
    return found


async def test_a_weight_is_asked_for_agreed_to_and_read(bay: Bay, enter: Enter) -> None:
    gate, clerk, driver = [await enter(x) for x in (bay.gate, bay.clerk, bay.driver)]
    _, load = await bay.delivered("1000", "1000")
    values = {"fact.reason": "磅单抄错", "fact.lines[0].received_kg": "960"}
    assert (await post(gate, load, "revision_requested", **values)).status_code == 303
    asked = (await stands(bay, load)).revision
    assert asked is not None
    assert [(c.field, c.after) for c in asked.changes] == [("received_kg", "960")], "what was left is not asked for"
    assert str(load) in (await clerk.get("/console/corrections")).text
    assert str(load) not in (await gate.get("/console/corrections")).text, "its author is not waited for"
    assert str(load) in (await gate.get("/console/corrections?show=all")).text
    assert str(load) not in (await gate.get("/console/corrections?show=overdue")).text
    assert (await post(clerk, load, "revision_approved")).status_code == 303
    page = (await clerk.get(f"/console/manifests/{load}")).text
    assert "/revision_approved" not in page, "once is enough"
    assert (await post(driver, load, "revision_approved")).status_code == 303
    made = await stands(bay, load)
    assert (made.revision, made.lines[0].accepted_kg) == (None, Decimal(960))
    page = (await clerk.get(f"/console/manifests/{load}", headers={"accept-language": "en"})).text
    assert "磅单抄错" in page
    assert str(load) not in (await clerk.get("/console/corrections?show=all")).text


async def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(bay: Bay, enter: Enter) -> None:
    gate = await enter(bay.gate)
    _, load = await bay.delivered("1000", "1000")
    answer = await post(gate, load, "revision_requested", **{"fact.lines[0].received_kg": "9x0"})
    assert answer.status_code == 422
    assert 'value="9x0"' in answer.text
    assert 'id="fact.reason-wrong"' in answer.text
    assert (await stands(bay, load)).revision is None


async def test_calling_off_is_asked_for_refused_and_taken_back(bay: Bay, enter: Enter) -> None:
    clerk, gate = await enter(bay.clerk), await enter(bay.gate)
    load = await bay.on_the_road(await bay.batch("300"))
    assert (await post(clerk, load, "called_off", **{"fact.reason": "改期"})).status_code == 303
    assert "/called_off" not in (await gate.get(f"/console/manifests/{load}")).text, "one at a time"
    assert (await post(gate, load, "revision_refused", **{"fact.reason": "车已在途"})).status_code == 303
    assert (await post(gate, load, "called_off", **{"fact.reason": "改期", "once": "again"})).status_code == 303
    assert (await post(gate, load, "revision_withdrawn")).status_code == 303
    assert (await stands(bay, load)).status == "in_transit"
