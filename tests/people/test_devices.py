"""Phones: enrolled by a code, bound to a driver and a key, ended for a reason."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest

from tests.bay import ADMINISTRATOR, Bay
from tests.people.conftest import NewClient
from tests.phone import Phone
from wasteflow.core.settings import Settings
from wasteflow.people import access
from wasteflow.people import commands as people
from wasteflow.people.devices import codes, commands
from wasteflow.people.devices.model import Device
from wasteflow.people.devices.schemas import NewCode
from wasteflow.people.model import Actor
from wasteflow.people.schemas import Person

pytestmark = pytest.mark.anyio


async def office(bay: Bay, new_client: NewClient, actor: Actor | None = None) -> httpx.AsyncClient:
    client = await new_client()
    client.headers["authorization"] = f"Bearer {await bay.token(actor or bay.dispatcher)}"
    return client


async def code_for(client: httpx.AsyncClient, driver: Actor, **more: object) -> dict[str, str]:
    answer = await client.post("/devices/codes", json={"account": str(driver.account), **more})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


# --- codes -------------------------------------------------------------------------------------------------


def test_a_code_means_the_same_however_it_is_typed() -> None:
    assert codes.meant("o7il-9qxd") == codes.meant("071 1 9QXD") == "07119QXD"
    assert codes.digest_of("7k2m 9qxd") == codes.digest_of("７Ｋ２Ｍ－９ＱＸＤ".replace("－", "-"))
    made = {codes.fresh() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code) for code in made)


async def test_a_code_stands_in_no_table(bay: Bay, new_client: NewClient) -> None:
    made = await code_for(await office(bay, new_client), bay.driver)
    assert made["url"].endswith(f"#enrol={made['code'].replace('-', '')}")
    stored = await bay.pool.fetchrow("select * from enrolment_code")
    assert made["code"].replace("-", "") not in str(stored)
    assert repr(await commands.make_code(bay.pool, bay.dispatcher, NewCode(account=bay.driver.account))).count("-") == 4


async def test_codes_are_made_for_drivers_of_ones_own(bay: Bay, new_client: NewClient) -> None:
    client = await office(bay, new_client)
    for actor in (bay.clerk, bay.dispatcher):
        answer = await client.post("/devices/codes", json={"account": str(actor.account)})
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (404, "account")
    answer = await (await office(bay, new_client, bay.clerk)).post(
        "/devices/codes", json={"account": str(bay.driver.account)}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "may_not_manage_devices")


# --- enrolment ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phone", [Phone(), Phone(ed25519=True), Phone(ed25519=True, names="EdDSA")], ids=["ES256", "Ed25519", "EdDSA"]
)
async def test_a_phone_is_enrolled_and_acts_as_its_driver(bay: Bay, new_client: NewClient, phone: Phone) -> None:
    code = await code_for(await office(bay, new_client), bay.driver)
    client = await new_client()
    answer = await client.post("/devices", json=phone.enrolment(code["code"].lower()))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["kid"], told["who"]["account"], told["who"]["role"]) == (phone.kid, str(bay.driver.account), "driver")
    assert "device:manage" not in told["who"]["actions"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    fresh = await new_client()
    fresh.headers["authorization"] = f"Bearer {told['token']}"
    assert (await fresh.get("/sessions/current")).json()["name"] == "王师傅"
    row = await bay.pool.fetchrow("select org, account, kid from device")
    assert tuple(row) == (bay.carrier, bay.driver.account, phone.kid)


async def test_a_code_is_used_once(bay: Bay, new_client: NewClient) -> None:
    code = (await code_for(await office(bay, new_client), bay.driver))["code"]
    client = await new_client()
    mine, other = Phone(), Phone()
    answers = await asyncio.gather(
        *(client.post("/devices", json=p.enrolment(code)) for p in (mine, other, mine, other))
    )
    assert sorted(a.status_code for a in answers) == [201, 201, 403, 403]
    assert len({a.json()["device"] for a in answers if a.status_code == 201}) == 1
    assert await bay.pool.fetchval("select count(*) from device") == 1


async def test_an_answer_that_got_lost_is_asked_for_again(bay: Bay, new_client: NewClient) -> None:
    code = (await code_for(await office(bay, new_client), bay.driver))["code"]
    client, phone = await new_client(), Phone()
    first, again = [(await client.post("/devices", json=phone.enrolment(code))).json() for _ in range(2)]
    assert first["device"] == again["device"]
    assert first["token"] != again["token"]


async def test_who_has_not_the_key_is_not_enrolled(bay: Bay, new_client: NewClient) -> None:
    code = (await code_for(await office(bay, new_client), bay.driver))["code"]
    client, phone, thief = await new_client(), Phone(), Phone()
    stolen = {**phone.enrolment(code), "proof": thief.enrolment(code)["proof"]}
    of_another_code = {**phone.enrolment("0000-0000"), "code": code}
    for sent, said in (
        (stolen, "no_proof_of_key"),
        (of_another_code, "no_proof_of_key"),
        ({**phone.enrolment(code), "key": {"kty": "EC"}}, "wrong_key"),
    ):
        answer = await client.post("/devices", json=sent)
        assert (answer.status_code, answer.json()["code"]) == (422, said)
    assert (await client.post("/devices", json=phone.enrolment(code))).status_code == 201, "the code was not used up"


async def test_an_old_code_enrols_nobody(bay: Bay, new_client: NewClient) -> None:
    client = await new_client()
    code = (await code_for(await office(bay, new_client), bay.driver))["code"]
    await bay.pool.execute("update enrolment_code set expires_at = now() - interval '1 second'")
    answer = await client.post("/devices", json=Phone().enrolment(code))
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_enrolment_code")


async def test_a_fresh_code_ends_the_one_before(bay: Bay, new_client: NewClient) -> None:
    desk, client = await office(bay, new_client), await new_client()
    first, second = [(await code_for(desk, bay.driver))["code"] for _ in range(2)]
    assert (await client.post("/devices", json=Phone().enrolment(first))).status_code == 403
    assert (await client.post("/devices", json=Phone().enrolment(second))).status_code == 201


async def test_guesses_are_few_also_at_once(bay: Bay, new_client: NewClient) -> None:
    client = await new_client()
    right = (await code_for(await office(bay, new_client), bay.driver))["code"]
    guesses = [Phone().enrolment(codes.fresh()) for _ in range(30)]
    answers = await asyncio.gather(*(client.post("/devices", json=guess) for guess in guesses))
    assert sum(a.status_code == 403 for a in answers) == commands.FREE_GUESSES
    assert sum(a.status_code == 429 for a in answers) == 30 - commands.FREE_GUESSES
    locked = await client.post("/devices", json=Phone().enrolment(right))
    assert (locked.status_code, locked.json()["code"]) == (429, "too_many_attempts")


async def test_a_key_is_enrolled_once(bay: Bay, new_client: NewClient) -> None:
    desk, client, phone = await office(bay, new_client), await new_client(), Phone()
    for status in (201, 409):
        code = (await code_for(desk, bay.driver))["code"]
        assert (await client.post("/devices", json=phone.enrolment(code))).status_code == status


# --- the end -----------------------------------------------------------------------------------------------


async def test_a_lost_phone_opens_nothing_at_once(bay: Bay, new_client: NewClient) -> None:
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    desk, client = await office(bay, new_client), await new_client()
    client.headers["authorization"] = f"Bearer {phone.token}"
    assert (await client.get("/sessions/current")).status_code == 200
    answer = await desk.post(f"/devices/{phone.device}/revocation", json={"reason": "lost", "note": "福田"})
    assert answer.status_code == 204, answer.text
    assert (await client.get("/sessions/current")).status_code == 401
    again = await desk.post(f"/devices/{phone.device}/revocation", json={"reason": "stolen"})
    assert (again.status_code, again.json()["code"]) == (409, "revoked_already")
    (shown,) = (await desk.get("/devices")).json()["items"]
    assert (shown["state"], shown["reason"], shown["note"], shown["person"]) == ("revoked", "lost", "福田", "王师傅")
    noted = await bay.pool.fetch("select action, detail from audit where subject_kind = 'device' order by id")
    assert [(row["action"], row["detail"].get("revoked")) for row in noted][-1] == ("device:manage", "lost")


async def test_a_new_phone_takes_the_old_ones_place(bay: Bay, new_client: NewClient) -> None:
    old = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    desk, client, new = await office(bay, new_client), await new_client(), Phone()
    code = (await code_for(desk, bay.driver, replaces=str(old.device)))["code"]
    assert [d["state"] for d in (await desk.get("/devices")).json()["items"]] == ["valid"], "not before it is there"
    assert (await client.post("/devices", json=new.enrolment(code))).status_code == 201
    shown = (await desk.get("/devices")).json()["items"]
    assert [(d["kid"], d["state"], d["reason"]) for d in shown] == [
        (new.kid, "valid", None),
        (old.kid, "revoked", "replaced"),
    ]


async def test_nobody_revokes_anothers_device_or_one_that_is_not_there(bay: Bay, new_client: NewClient) -> None:
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    stranger = Actor(bay.dispatcher.account, "x", bay.dispatcher.role, org=bay.factory)
    assert [d.id for d in await _listed(bay)] == [phone.device]
    with pytest.raises(commands.NotFound):
        await commands.revoke(bay.pool, stranger, phone.device, commands.Revocation(reason="lost"))  # type: ignore[arg-type]
    later = {"reason": "lost", "as_of": "2099-01-01T00:00:00+08:00"}
    desk = await office(bay, new_client)
    assert (await desk.post(f"/devices/{phone.device}/revocation", json=later)).json()["code"] == "revoked_in_future"
    assert (await desk.post(f"/devices/{bay.plant}/revocation", json={"reason": "lost"})).status_code == 404


async def _listed(bay: Bay) -> list[Device]:
    from wasteflow.people.devices import queries

    return await queries.devices(bay.pool, org=bay.carrier)


async def test_a_driver_who_goes_elsewhere_leaves_the_device_behind(bay: Bay, new_client: NewClient) -> None:
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    client = await new_client()
    client.headers["authorization"] = f"Bearer {phone.token}"
    for change in ({"role": "dispatcher", "org": bay.carrier}, {"role": "driver", "org": bay.factory}):
        person = Person(person="王师傅", **change)  # type: ignore[arg-type]
        await people.change_account(bay.pool, ADMINISTRATOR, bay.driver.account, person)
        assert (await client.get("/sessions/current")).status_code == 401


async def test_a_key_ends_by_itself(bay: Bay, test_settings: Settings) -> None:
    await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    (device,) = await _listed(bay)
    end = device.enrolled_at + timedelta(days=test_settings.device_days)
    assert device.valid_until == end
    assert [device.state(end - timedelta(seconds=1)), device.state(end)] == ["valid", "expired"]
    assert [device.counts(end - timedelta(seconds=1)), device.counts(end)] == [True, False]


async def test_a_session_of_a_device_is_its_own_kind(bay: Bay, new_client: NewClient) -> None:
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    digest = access.digest_of(phone.token)
    assert await bay.pool.fetchval("select kind from credential where digest = $1", digest) == "device"
    await people.close_account(bay.pool, ADMINISTRATOR, bay.driver.account)
    client = await new_client()
    client.headers["authorization"] = f"Bearer {phone.token}"
    assert (await client.get("/sessions/current")).status_code == 401
