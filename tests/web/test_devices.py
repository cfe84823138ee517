"""The dispatcher's pages of phones: a code is shown once, a phone is ended, what was refused is settled."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from manifests.life import events as e
from manifests.proposals import Declined, Recorded
from tests.bay import PLATE, Bay
from tests.phone import Phone
from tests.web.conftest import Enter
from wasteflow.core import clock
from wasteflow.core.clock import BAY_AREA
from wasteflow.people.devices import commands
from wasteflow.people.devices.schemas import Enrolment

pytestmark = pytest.mark.anyio
LATE = {"kind": "departed", "plate": PLATE, "driver": "王师傅"}


async def refused(bay: Bay) -> tuple[Phone, UUID, UUID]:
    """A phone, a load that had left already, and what the phone said of it in vain."""
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    load = await bay.on_the_road(await bay.batch("90"))
    (declined,) = await phone.hand_in(bay.pool, bay.driver, phone.event(load, LATE, clock.now()))
    assert isinstance(declined, Declined)
    assert declined.id is not None
    return phone, load, declined.id


async def test_a_code_is_shown_once_and_enrols_the_drivers_phone(bay: Bay, enter: Enter) -> None:
    office = await enter(bay.dispatcher)
    page = (await office.get("/console/devices")).text
    assert "王师傅" in page
    shown = await office.post("/console/devices/codes", data={"account": str(bay.driver.account), "person": "王师傅"})
    (code,) = re.findall(r'code-shown">([0-9A-Z]{4}-[0-9A-Z]{4})<', shown.text)
    assert '<path class="qr-ink"' in shown.text
    assert "data-counting" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    phone = Phone()
    await commands.enrol(bay.pool, Enrolment.model_validate(phone.enrolment(code)), "127.0.0.1")
    page = (await office.get("/console/devices")).text
    assert "试机" in page
    assert code not in page


async def test_a_lost_phone_is_ended_as_of_when_it_was_lost(bay: Bay, enter: Enter) -> None:
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    office = await enter(bay.dispatcher)
    address = f"/console/devices/{phone.device}"
    yesterday = (clock.now() - timedelta(days=1)).astimezone(BAY_AREA)
    form = {"reason": "lost", "as_of": f"{yesterday:%Y-%m-%dT%H:%M}", "note": "车上丢的"}
    tomorrow = {**form, "as_of": f"{yesterday + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    for wrong in ({**form, "reason": ""}, {**form, "reason": "tired"}, tomorrow, {**form, "as_of": "soon"}):
        answer = await office.post(f"{address}/revocation", data=wrong)
        assert answer.status_code == 422
        assert "车上丢的" in answer.text
    answer = await office.post(f"{address}/revocation", data=form)
    assert answer.status_code == 303
    stands = await bay.pool.fetchrow("select reason, revoked_as_of, note from device")
    assert (stands["reason"], stands["note"]) == ("lost", "车上丢的")
    assert stands["revoked_as_of"] == yesterday.replace(second=0, microsecond=0)
    assert "车上丢的" in (await office.get(address)).text
    assert (await office.post(f"{address}/revocation", data=form)).status_code == 422  # once


async def test_the_list_tells_what_came_and_what_did_not(bay: Bay, enter: Enter) -> None:
    phone, load, _ = await refused(bay)
    phone.event(load, LATE, clock.now())  # never comes
    (came,) = await phone.hand_in(bay.pool, bay.driver, phone.event(load, {"kind": "arrived"}, clock.now()))
    assert isinstance(came, Recorded)
    office = await enter(bay.dispatcher)
    (found,) = (await office.get("/devices")).json()["items"]
    assert {k: found[k] for k in ("events", "missing", "twice", "refused", "state")} == {
        "events": 2, "missing": 1, "twice": 0, "refused": 1, "state": "valid",
    }  # fmt: skip
    assert found["heard_at"] is not None
    page = (await office.get("/console/devices", headers={"accept-language": "en"})).text
    assert "/console/refused-events" in page


async def test_a_refused_event_is_discarded_with_a_reason(bay: Bay, enter: Enter) -> None:
    _, load, event = await refused(bay)
    office = await enter(bay.dispatcher)
    address = f"/console/refused-events/{load}/{event}"
    assert address in (await office.get("/console/refused-events")).text
    page = (await office.get(address)).text
    assert PLATE in page
    empty = await office.post(f"{address}/settlement", data={"outcome": "discarded", "note": ""})
    assert empty.status_code == 422
    answer = await office.post(f"{address}/settlement", data={"outcome": "discarded", "note": "重复点了两次"})
    assert answer.status_code == 303
    assert address not in (await office.get("/console/refused-events")).text
    assert address in (await office.get("/console/refused-events?all=1")).text
    assert "重复点了两次" in (await office.get(address)).text


async def test_another_event_stands_in_its_place(bay: Bay, enter: Enter) -> None:
    _, load, event = await refused(bay)
    right = await bay.tell(bay.driver, e.Arrived(), load)
    office = await enter(bay.dispatcher)
    address = f"/console/refused-events/{load}/{event}"
    assert str(right.id) in (await office.get(address)).text
    form = {"outcome": "corrected", "note": "实为到达", "corrected_by": ""}
    assert (await office.post(f"{address}/settlement", data=form)).status_code == 422
    answer = await office.post(f"{address}/settlement", data={**form, "corrected_by": str(right.id)})
    assert answer.status_code == 303
    assert await bay.pool.fetchval("select corrected_by from refused_event") == right.id


async def test_nobody_else_sees_or_ends_them(bay: Bay, enter: Enter) -> None:
    phone, load, event = await refused(bay)
    for actor in (bay.driver, bay.clerk, bay.gate, bay.regulator):
        browser = await enter(actor)
        for page in ("/console/devices", f"/console/devices/{phone.device}", f"/console/refused-events/{load}/{event}"):
            assert (await browser.get(page)).status_code == 403, (actor.name, page)
        answer = await browser.post(f"/console/devices/{phone.device}/revocation", data={"reason": "lost"})
        assert answer.status_code == 403
    assert await bay.pool.fetchval("select revoked_at from device") is None
