"""A driver works through his round with no signal; what his phone signed comes later, once, as his word."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from manifests.rounds import kerb, planning
from manifests.rounds.schemas import NewSlip
from manifests.signed import verify
from tests.bay import Bay
from tests.collecting import CODE, Producer, kg, planned, set_code
from tests.phone import Phone
from wasteflow.core import clock, keys
from wasteflow.core.settings import Settings

pytestmark = pytest.mark.anyio


async def hand_in(client: httpx.AsyncClient, phone: Phone, *acts: dict[str, Any]) -> list[dict[str, Any]]:
    sent = {"authorization": f"Bearer {phone.token}", "accept-language": "en"}
    answer = await client.post("/rounds/acts", json=list(acts), headers=sent)
    assert answer.status_code == 200, answer.text
    return answer.json()["outcomes"]  # type: ignore[no-any-return]


def ago(minutes: float) -> Any:
    return clock.now() - timedelta(minutes=minutes)


async def calls(bay: Bay, client: httpx.AsyncClient, id: UUID) -> list[str]:
    headers = {"authorization": f"Bearer {await bay.token(bay.driver)}"}
    return [call["status"] for call in (await client.get(f"/rounds/{id}", headers=headers)).json()["calls"]]


async def test_a_morning_with_no_signal_is_handed_in_at_once_and_once(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, three: list[Producer], test_settings: Settings
) -> None:
    id = (await planned(bay, three)).round.id
    await set_code(bay, three[1])
    acts = [
        phone.event(id, {"kind": "slip_filled", "call": 1, "kg": "58.5", "basis": "weighed"}, ago(90)),
        phone.event(id, {"kind": "call_loaded", "call": 1, "mode": "pre_authorised"}, ago(90)),
        phone.event(id, {"kind": "slip_filled", "call": 2, "kg": "20", "basis": "estimated"}, ago(60)),
        phone.event(id, {"kind": "call_loaded", "call": 2, "mode": "site_code"}, ago(60)) | {"code": CODE},
        phone.event(id, {"kind": "call_skipped", "call": 3, "reason": "关门"}, ago(30)),
        phone.event(id, {"kind": "round_arrived"}, ago(5)),
    ]
    outcomes = await hand_in(client, phone, *reversed(acts))  # in whatever order it lies there
    assert [o["status"] for o in outcomes] == ["recorded"] * 6, outcomes
    assert all(o["receipt"]["jws"] for o in outcomes)
    assert await calls(bay, client, id) == ["loaded", "loaded", "skipped"]
    again = await hand_in(client, phone, *acts)
    assert [o["status"] for o in again] == ["repeated"] * 6
    assert {o["receipt"]["jws"] for o in again} == {o["receipt"]["jws"] for o in outcomes}
    times = await bay.pool.fetch(
        "select kind, occurred_at < received_at - interval '4 minutes' as late from round_event where seq > 1"
    )
    assert [row["late"] for row in times] == [True] * 6
    assert CODE not in str(await bay.pool.fetch("select body, payload from round_event join device_signature"
                                                " on event = id"))  # fmt: skip
    report = await verify.verify(bay.pool, keys.signing_keys(test_settings))
    assert report.ok
    assert (report.signatures, report.missing) == (6, {})


async def test_an_altered_act_and_one_of_another_phone_are_refused(
    bay: Bay,
    client: httpx.AsyncClient,
    phone: Phone,
    three: list[Producer],
    owner: asyncpg.Connection,
    test_settings: Settings,
) -> None:
    id = (await planned(bay, three)).round.id
    act = phone.event(id, {"kind": "slip_filled", "call": 1, "kg": "58.5"}, ago(9))
    heavier = act | {"fact": act["fact"] | {"kg": "158.5"}}
    (outcome,) = await hand_in(client, phone, heavier)
    assert [x["code"] for x in outcome["errors"]] == ["wrong_signature"]
    assert outcome["case"]["outcome"] == "open"  # and it is a case of the dispatcher
    assert await calls(bay, client, id) == ["planned"] * 3
    await hand_in(client, phone, act)
    assert await calls(bay, client, id) == ["filled", "planned", "planned"]
    await owner.execute("set session_replication_role = replica")  # no trigger fires
    await owner.execute(
        "update round_event set occurred_at = occurred_at - interval '1 day' where kind = 'slip_filled'"
    )
    report = await verify.verify(bay.pool, keys.signing_keys(test_settings))
    assert list(report.altered.values()) == ["differs from what the device signed: occurred_at"]


async def test_what_another_hand_recorded_first_is_told_and_kept_as_a_case(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, three: list[Producer]
) -> None:
    id = (await planned(bay, three)).round.id
    act = phone.event(id, {"kind": "slip_filled", "call": 1, "kg": "58.5"}, ago(9))
    skip = phone.event(id, {"kind": "call_skipped", "call": 2, "reason": "没人"}, ago(8))
    await kerb.fill(bay.pool, bay.dispatcher, id, 1, NewSlip(kg=kg("58.5")))
    await planning.skip_call(bay.pool, bay.dispatcher, id, 2, "电话说没有")
    told = await hand_in(client, phone, act, skip)
    assert [o["errors"][0]["code"] for o in told] == ["told_before", "call_done"]
    headers = {"authorization": f"Bearer {await bay.token(bay.dispatcher)}", "accept-language": "en"}
    cases = (await client.get("/refused-events", headers=headers)).json()["items"]
    assert {case["item"]["fact"]["kind"] for case in cases} == {"slip_filled", "call_skipped"}
    assert (await client.get(f"/console/refused-events/{id}/{act['id']}", headers=headers)).status_code == 200


async def test_no_weight_no_mode_and_no_photo_pass_that_should_not(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, three: list[Producer]
) -> None:
    id = (await planned(bay, three)).round.id
    for fact in ({"kind": "slip_filled", "call": 1, "kg": "-5"}, {"kind": "slip_filled", "call": 0},
                 {"kind": "call_loaded", "call": 1, "mode": "own"}, {"kind": "round_closed"}):  # fmt: skip
        sent = {"authorization": f"Bearer {phone.token}"}
        answer = await client.post("/rounds/acts", json=[phone.event(id, fact, ago(1))], headers=sent)
        assert answer.status_code == 422, fact
    pictured = phone.event(id, {"kind": "round_arrived"}, ago(1), attached={"photos": ["0" * 64]})
    missing = phone.event(id, {"kind": "slip_filled", "call": 1}, ago(1))
    told = await hand_in(client, phone, pictured, missing)
    assert [o["errors"][0]["code"] for o in told] == ["unknown_field", "weight_needed"]
