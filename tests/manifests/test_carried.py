"""From phone to phone without a signal: what one driver signed, the other hands in; and what nobody may hand in so."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from manifests.chain import queries as chains
from manifests.codes import carried
from manifests.life import events as e
from manifests.signed import verify
from tests.bay import ADMINISTRATOR, PLATE, Bay
from tests.phone import Phone
from tests.web.test_on_the_way import another_carrier
from wasteflow.core import clock, keys
from wasteflow.core.settings import Settings
from wasteflow.people import commands as people
from wasteflow.people.devices import commands as devices
from wasteflow.people.devices.model import Reason
from wasteflow.people.devices.schemas import Revocation
from wasteflow.people.model import Actor

pytestmark = pytest.mark.anyio
NOW = clock.now() - timedelta(hours=2)
DEPARTED = {"kind": "departed", "plate": PLATE, "driver": "王师傅"}
GIVEN = {"kind": "given_over", "plate": PLATE, "driver": "王师傅"}
TAKEN = {"kind": "handed_over", "plate": "粤S00001", "driver": "何师傅"}
ARRIVED = {"kind": "arrived"}


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


class Two:
    """A load with two carriers, a phone of each driver, neither of which has a signal."""

    giver: Phone
    taker: Phone
    load: UUID
    second: Actor
    shown: str


@pytest.fixture
async def two(bay: Bay) -> Two:
    found = Two()
    found.second = await another_carrier(bay)
    found.giver = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    found.taker = await Phone.enrolled(bay.pool, ADMINISTRATOR, found.second)
    load = bay.load(await bay.batch("10", at=at(-60)), more_carriers=(found.second.org,))
    found.load = (await bay.tell(bay.clerk, load, at=at(-50))).subject
    await bay.tell(bay.clerk, e.Published(), found.load, at=at(-40))
    await bay.tell(bay.clerk, e.Signed(name="李姐"), found.load, at=at(-30))
    payloads: list[bytes] = []
    found.giver.signs = payloads.append
    events = [found.giver.event(found.load, DEPARTED, at(0)), found.giver.event(found.load, GIVEN, at(20))]
    found.shown = carried.written(events, payloads)
    return found


def outcomes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [o["status"] for o in answer.json()["outcomes"]]


def why(answer: httpx.Response) -> list[str]:
    return [x["code"] for o in answer.json()["outcomes"] for x in o.get("errors", ())]


async def chain(bay: Bay, load: UUID) -> list[tuple[str, str | None]]:
    async with bay.pool.acquire() as conn:
        return [(x.kind, x.person) for x in await chains.of_manifest(conn, id=load)]


async def test_the_taking_phone_hands_in_what_the_giving_one_signed(
    bay: Bay, client: httpx.AsyncClient, two: Two, test_settings: Settings
) -> None:
    received = carried.read(two.shown)
    taken = two.taker.event(two.load, TAKEN, at(21))
    arrived = two.taker.event(two.load, ARRIVED, at(60))
    answer = await two.taker.send(client, arrived, taken, *received)
    assert outcomes(answer) == ["recorded"] * 4
    assert (await chain(bay, two.load))[3:] == [
        ("departed", "王师傅"), ("given_over", "王师傅"), ("handed_over", "何师傅"), ("arrived", "何师傅"),
    ]  # fmt: skip
    orgs = await bay.pool.fetch("select org from custody_event where subject = $1 order by seq", two.load)
    assert [row["org"] for row in orgs][3:] == [bay.carrier, bay.carrier, two.second.org, two.second.org]
    assert (await verify.verify(bay.pool, keys.signing_keys(test_settings))).ok


async def test_the_giving_phone_comes_back_late_and_everything_is_there_once(
    bay: Bay, client: httpx.AsyncClient, two: Two
) -> None:
    received = carried.read(two.shown)
    await two.taker.send(client, *received, two.taker.event(two.load, TAKEN, at(21)))
    answer = await two.giver.send(client, *received)
    assert outcomes(answer) == ["repeated", "repeated"]
    assert all(o["receipt"]["jws"] for o in answer.json()["outcomes"])
    assert len(await chain(bay, two.load)) == 6


async def test_who_has_no_part_in_the_load_hands_in_nothing_of_it(
    bay: Bay, client: httpx.AsyncClient, two: Two
) -> None:
    phone = await Phone.enrolled(bay.pool, ADMINISTRATOR, await another_carrier(bay, 95, "无关运输"))
    answer = await phone.send(client, *carried.read(two.shown))
    assert why(answer) == ["not_your_device"] * 2
    assert len(await chain(bay, two.load)) == 3


async def test_a_carried_event_is_its_signers_and_nothing_of_it_may_be_changed(
    bay: Bay, client: httpx.AsyncClient, two: Two
) -> None:
    departed, given = carried.read(two.shown)
    for name, value in (("occurred_at", at(5).isoformat()), ("fact", {**DEPARTED, "plate": "粤B54321"})):
        assert why(await two.taker.send(client, {**departed, name: value})) == ["wrong_signature"]
    for answer in (
        await two.taker.send(client, {**given, "subject": str(bay.factory)}),  # some other id
        await two.taker.send(client, two.giver.event(UUID(int=7), DEPARTED, at(0))),  # a load that is not there
    ):
        assert why(answer) == ["not_your_device"]
    assert len(await chain(bay, two.load)) == 3


async def test_the_taker_cannot_take_for_the_giver_nor_the_giver_for_the_taker(
    bay: Bay, client: httpx.AsyncClient, two: Two
) -> None:
    received = carried.read(two.shown)
    forged = two.giver.event(two.load, TAKEN, at(21))  # the giver's phone says that the next one took over
    answer = await two.taker.send(client, *received, forged)
    assert outcomes(answer) == ["recorded", "recorded", "refused"]
    assert why(answer) == ["not_your_step"]
    refused = await bay.pool.fetch("select account, org from refused_event")
    assert [(r["account"], r["org"]) for r in refused] == [(bay.driver.account, bay.carrier)]


@pytest.mark.parametrize("how", ["revoked", "closed"])
async def test_what_a_device_signed_after_its_end_does_not_come_by_another_way(
    bay: Bay, client: httpx.AsyncClient, two: Two, how: str
) -> None:
    assert two.giver.device is not None
    if how == "revoked":
        end = Revocation(reason=Reason.STOLEN, as_of=at(-5))
        await devices.revoke(bay.pool, bay.dispatcher, two.giver.device, end)
    else:
        await people.close_account(bay.pool, ADMINISTRATOR, bay.driver.account)
    answer = await two.taker.send(client, *carried.read(two.shown))
    assert why(answer) == [{"revoked": "device_revoked", "closed": "not_your_device"}[how]] * 2


async def test_what_it_signed_before_its_end_still_does(bay: Bay, client: httpx.AsyncClient, two: Two) -> None:
    assert two.giver.device is not None
    end = Revocation(reason=Reason.LOST, as_of=at(30))
    await devices.revoke(bay.pool, bay.dispatcher, two.giver.device, end)
    answer = await two.taker.send(client, *carried.read(two.shown))
    assert outcomes(answer) == ["recorded", "recorded"]
    warned = [w["code"] for w in answer.json()["outcomes"][1]["warnings"]]
    assert "signed_before_revocation" in warned


async def test_a_revoked_taker_hands_in_nothing_of_anothers(bay: Bay, client: httpx.AsyncClient, two: Two) -> None:
    assert two.taker.device is not None
    await devices.revoke(bay.pool, ADMINISTRATOR, two.taker.device, Revocation(reason=Reason.LOST))
    answer = await two.taker.send(client, *carried.read(two.shown))
    assert answer.status_code == 401


async def test_an_unnamed_event_beside_a_carried_one_is_told_at_once(client: httpx.AsyncClient, two: Two) -> None:
    plain: dict[str, Any] = {"subject": str(two.load), "occurred_at": at(21).isoformat(), "fact": TAKEN}
    answer = await two.taker.send(client, *carried.read(two.shown), plain)
    assert answer.status_code == 422


async def test_a_carrier_named_on_the_road_hands_in_what_named_it(
    bay: Bay, client: httpx.AsyncClient, test_settings: Settings
) -> None:
    """Its company reaches the load by nothing but the giver's signature, and a forged one is none."""
    second = await another_carrier(bay)
    giver = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    taker = await Phone.enrolled(bay.pool, ADMINISTRATOR, second)
    load = (await bay.tell(bay.clerk, bay.load(await bay.batch("10", at=at(-60))), at=at(-50))).subject
    await bay.tell(bay.clerk, e.Published(), load, at=at(-40))
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load, at=at(-30))
    named = {"kind": "carrier_added", "carrier": str(second.org)}
    payloads: list[bytes] = []
    giver.signs = payloads.append
    here = {"position": {"lat": "22.543100", "lon": "114.057900", "accuracy_m": 12}}
    signed = [
        giver.event(load, DEPARTED, at(0), attached=here),
        giver.event(load, named, at(20), attached=here),
        giver.event(load, GIVEN, at(20), attached=here),
    ]
    text = carried.written(signed, payloads)
    departed, added, given = carried.read(text)
    other = {**added, "fact": {**added["fact"], "carrier": str(bay.plant)}}
    stranger = await Phone.enrolled(bay.pool, ADMINISTRATOR, second)
    forged = {**stranger.event(load, named, at(20)), "device_signature": added["device_signature"]}
    for wrong in (other, forged):
        told = (await taker.send(client, wrong, departed)).json()["outcomes"]
        assert {x["code"] for o in told for x in o["errors"]} <= {"not_your_device", "wrong_signature"}, told
    taken = taker.event(load, TAKEN, at(21))
    told = (await taker.send(client, taken, given, added, departed)).json()["outcomes"]
    assert [o["status"] for o in told] == ["recorded"] * 4, told
    assert (await verify.verify(bay.pool, keys.signing_keys(test_settings))).ok
