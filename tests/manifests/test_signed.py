"""Signed events: what a phone signed is what is stored, in its order, once; what is refused is a case."""

import asyncio
import copy
import itertools
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from manifests import replay
from manifests.chain import queries as chains
from manifests.life import events as e
from manifests.signed import queries as signed_queries
from manifests.signed import store as signed_store
from manifests.signed import verify
from tests.bay import PLATE, Bay
from tests.phone import Phone, canonical
from wasteflow.core import clock, keys
from wasteflow.core.ids import new_id
from wasteflow.core.settings import Settings
from wasteflow.people import access
from wasteflow.people.devices import commands as devices
from wasteflow.people.devices.model import Reason
from wasteflow.people.devices.schemas import Revocation

pytestmark = pytest.mark.anyio
NOW = clock.now() - timedelta(hours=2)
DEPARTED = {"kind": "departed", "plate": PLATE, "driver": "王师傅"}
ARRIVED = {"kind": "arrived"}


def at(minutes: float) -> Any:
    return NOW + timedelta(minutes=minutes)


async def ready(bay: Bay) -> UUID:
    """A manifest that its consignor has signed."""
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10", at=at(-60))), at=at(-50))).subject
    await bay.tell(bay.clerk, e.Published(), manifest, at=at(-40))
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest, at=at(-30))
    return manifest


async def office(bay: Bay, client: httpx.AsyncClient) -> dict[str, str]:
    return {"authorization": f"Bearer {await bay.token(bay.dispatcher)}", "accept-language": "en"}


def statuses(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [o["status"] for o in answer.json()["outcomes"]]


def codes(outcome: dict[str, Any]) -> list[str]:
    return [x["code"] for x in outcome.get("errors", outcome.get("warnings", ()))]


def warned(outcome: dict[str, Any]) -> list[str]:
    ours = {"events_missing", "device_chain_broken", "numbered_twice", "signed_before_revocation"}
    return [c for c in codes(outcome) if c in ours]


async def signatures(bay: Bay) -> int:
    count: int = await bay.pool.fetchval("select count(*) from device_signature")
    return count


# --- what is signed is what is stored ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [{}, {"ed25519": True}, {"ed25519": True, "names": "EdDSA"}], ids=str)
async def test_a_hand_over_without_a_signal_comes_signed(
    bay: Bay, client: httpx.AsyncClient, test_settings: Settings, kind: dict[str, Any]
) -> None:
    phone = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver, **kind)
    manifest = await ready(bay)
    answer = await phone.send(client, phone.event(manifest, DEPARTED, at(0)), phone.event(manifest, ARRIVED, at(40)))
    assert statuses(answer) == ["recorded", "recorded"]
    assert [warned(o) for o in answer.json()["outcomes"]] == [[], []]
    rows = await bay.pool.fetch("select kid, counter, previous, digest from device_signature order by counter")
    assert [r["counter"] for r in rows] == [1, 2]
    assert rows[0]["previous"] is None
    assert rows[1]["previous"] == rows[0]["digest"]
    report = await verify.verify(bay.pool, keys.signing_keys(test_settings))
    assert (report.ok, report.signatures, report.missing) == (True, 2, {})
    assert (await replay.check(bay.pool)).ok


async def test_any_change_after_signing_is_seen(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    right = phone.event(manifest, DEPARTED, at(0))

    def changed(*path: str, to: Any) -> dict[str, Any]:
        event = copy.deepcopy(right)
        inner = event
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = to
        return event

    forged = [
        changed("fact", "plate", to="粤B99999"),
        changed("fact", "driver", to="别人"),
        changed("occurred_at", to=at(1).isoformat()),
        changed("id", to=str(new_id())),
        changed("device_signature", "counter", to=2),
        changed("device_signature", "previous", to="0" * 64),
        changed("device_signature", "jws", to=right["device_signature"]["jws"][:-4] + "AAAA"),
        changed("device_signature", "jws", to="nonsense"),
    ]
    for event in forged:
        (outcome,) = (await phone.send(client, event)).json()["outcomes"]
        assert (outcome["status"], codes(outcome)) == ("refused", ["wrong_signature"]), event
    assert await signatures(bay) == 0
    assert statuses(await phone.send(client, right)) == ["recorded"]


async def test_a_signature_cannot_be_hidden_from_being_looked_at(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    """The name spelt with an escape means the same to JSON."""
    manifest = await ready(bay)
    text = json.dumps([phone.event(manifest, DEPARTED, at(0))]).replace("device_signature", "device\\u005fsignature")
    answer = await client.post("/custody/events", content=text, headers={"authorization": f"Bearer {phone.token}"})
    (outcome,) = answer.json()["outcomes"]
    assert outcome["status"] == "recorded"
    assert "receipt" in outcome, "it was looked at, and is right"


async def test_only_ones_own_device_signs(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    stranger = Phone(token=phone.token)
    outsider = Phone(token=await bay.token(bay.outsider), device=phone.device)
    outsider.key = phone.key
    for sender, said in ((stranger, "unknown_device"), (outsider, "not_your_device")):
        (outcome,) = (await sender.send(client, sender.event(manifest, DEPARTED, at(0)))).json()["outcomes"]
        assert (outcome["http_status"], codes(outcome)) == (403, [said])


async def test_an_unsigned_event_costs_nothing_more(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    plain = {"id": str(new_id()), "subject": str(manifest), "occurred_at": at(0).isoformat(), "fact": DEPARTED}
    asked: list[str] = []

    async def listening(pool: Any) -> None:
        for holder in pool._holders:
            if holder._con is not None:
                holder._con.add_query_logger(lambda record: asked.append(record.query))

    for pool in [client._transport.app.state.pool]:  # type: ignore[attr-defined]
        await listening(pool)
    (outcome,) = (await phone.send(client, plain)).json()["outcomes"]
    assert outcome["status"] == "recorded"
    assert "receipt" not in outcome
    assert asked
    assert not [q for q in asked if "device" in q and "credential" not in q]
    assert await signatures(bay) == 0


async def test_a_single_signed_event_is_answered_too(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    headers = {"authorization": f"Bearer {phone.token}"}
    answer = await client.post("/custody/events", json=phone.event(manifest, DEPARTED, at(0)), headers=headers)
    assert (answer.status_code, answer.json()["receipt"]["payload"]["seq"]) == (201, 4)
    again = await client.post("/custody/events", json=phone.event(manifest, DEPARTED, at(1)), headers=headers)
    assert again.status_code == 409
    assert again.json()["case"]["outcome"] == "open"


# --- the receipt ---------------------------------------------------------------------------------------------


async def check_receipt(client: httpx.AsyncClient, receipt: dict[str, Any]) -> None:
    """As a phone would: by the published key alone."""
    published = (await client.get("/.well-known/jwks.json")).json()["keys"]
    kid = keys.header_of(receipt["jws"])["kid"]
    (jwk,) = [key for key in published if key["kid"] == kid]
    keys.verify(receipt["jws"], canonical(receipt["payload"]), keys.public_key(jwk))


async def test_a_receipt_is_checked_with_the_published_key_and_comes_again(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest = await ready(bay)
    event = phone.event(manifest, DEPARTED, at(0))
    (first,) = (await phone.send(client, event)).json()["outcomes"]
    (again,) = (await phone.send(client, event)).json()["outcomes"]
    await check_receipt(client, first["receipt"])
    assert (again["status"], again["receipt"]) == ("repeated", first["receipt"])
    said = first["receipt"]["payload"]
    assert (said["id"], said["seq"], said["signed"]) == (event["id"], 4, phone.last)
    with pytest.raises(keys.NotSigned):
        await check_receipt(client, {**first["receipt"], "payload": {**said, "seq": 5}})


async def test_others_get_a_receipt_where_they_ask_for_it(bay: Bay, client: httpx.AsyncClient) -> None:
    manifest = await ready(bay)
    plain = {"id": str(new_id()), "subject": str(manifest), "occurred_at": at(0).isoformat(), "fact": DEPARTED}
    headers = {"authorization": f"Bearer {await bay.token(bay.driver)}"}
    answer = (await client.post("/custody/events", json=plain, headers={**headers, "prefer": "receipt"})).json()
    await check_receipt(client, answer["receipt"])
    assert answer["receipt"]["payload"]["digest"] == answer["digest"]
    for prefer in ("", "respond-async"):
        again = await client.post("/custody/events", json=[plain], headers={**headers, "prefer": prefer})
        assert "receipt" not in again.json()["outcomes"][0]


# --- the device's own order ----------------------------------------------------------------------------------


async def test_a_dropped_event_shows_until_it_comes(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    one, other = await ready(bay), await ready(bay)
    first, kept_back, third = (
        phone.event(one, DEPARTED, at(0)),
        phone.event(other, DEPARTED, at(5)),
        phone.event(one, ARRIVED, at(40)),
    )
    answer = await phone.send(client, first, third)
    assert [warned(o) for o in answer.json()["outcomes"]] == [[], ["events_missing"]]
    counts = await signed_queries.counts(bay.pool, kids=[phone.kid])
    assert (counts[phone.kid].events, counts[phone.kid].missing) == (2, 1)
    assert await links(bay, one) == [("departed", "whole"), ("arrived", "gap")]
    assert statuses(await phone.send(client, kept_back)) == ["recorded"]
    assert await links(bay, one) == [("departed", "whole"), ("arrived", "whole")]
    assert (await signed_queries.counts(bay.pool, kids=[phone.kid]))[phone.kid].missing == 0


async def test_a_phone_that_counts_two_ways_shows(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, test_settings: Settings
) -> None:
    """A copy of the phone's storage: the same number for two events, and a link to what never came."""
    one, other = await ready(bay), await ready(bay)
    first = phone.event(one, DEPARTED, at(0))
    twin = phone.event(other, DEPARTED, at(1), counter=1, previous=None)
    broken = phone.event(one, ARRIVED, at(40), counter=2, previous="ab" * 32)
    answer = await phone.send(client, first, twin, broken)
    assert statuses(answer) == ["recorded"] * 3
    assert [warned(o) for o in answer.json()["outcomes"]] == [
        ["numbered_twice"],
        ["numbered_twice"],
        ["device_chain_broken"],
    ]
    report = await verify.verify(bay.pool, keys.signing_keys(test_settings))
    assert not report.altered
    assert report.broken == {phone.kid: ["number 1 was given 2 times", "number 2 does not follow on number 1"]}


async def links(bay: Bay, manifest: UUID) -> list[tuple[str, str]]:
    async with bay.pool.acquire() as conn:
        chain = await chains.of_manifest(conn, id=manifest)
    return [(x.kind, x.signed.link) for x in chain if x.signed]


# --- exactly once --------------------------------------------------------------------------------------------


async def test_whatever_is_sent_again_in_whatever_order_ends_the_same(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, test_settings: Settings
) -> None:
    """Each event alone in every order, the answers lost, then the whole queue again."""
    for order in itertools.permutations(range(3)):
        manifest = await ready(bay)
        queue = [phone.event(manifest, fact, at(n * 10)) for n, fact in enumerate((DEPARTED, ARRIVED))]
        queue.insert(1, phone.event(manifest, {"kind": "accepted"}, at(5)))  # never a driver's
        for n in order:
            await phone.send(client, queue[n])
        await phone.send(client, *queue[: order[0] + 1])
        await phone.send(client, *queue)
        final = await phone.send(client, *queue)
        assert statuses(final) == ["repeated", "refused", "repeated"], order
        async with bay.pool.acquire() as conn:
            kinds = [x.kind for x in await chains.of_manifest(conn, id=manifest)]
        assert kinds == ["created", "published", "signed", "departed", "arrived"], order
        cases = await signed_queries.refused(bay.pool, org=bay.carrier, open_only=True)
        assert [c.event for c in cases if c.subject == manifest] == [UUID(queue[1]["id"])], order
    report = await verify.verify(bay.pool, keys.signing_keys(test_settings))
    assert (report.ok, report.signatures, report.missing) == (True, 12, {})


async def test_the_same_batch_twice_at_once_is_one(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    queue = [phone.event(manifest, DEPARTED, at(0)), phone.event(manifest, ARRIVED, at(30))]
    answers = await asyncio.gather(*(phone.send(client, *queue) for _ in range(4)))
    receipts = [[o["receipt"] for o in a.json()["outcomes"]] for a in answers]
    assert receipts == [receipts[0]] * 4
    assert await signatures(bay) == 2


async def test_the_process_dies_between_event_and_signature(
    bay: Bay, client: httpx.AsyncClient, phone: Phone, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is stored; sent again, both are."""
    manifest = await ready(bay)
    event = phone.event(manifest, DEPARTED, at(0))
    insert = signed_store.insert_signatures

    async def dies(conn: Any, **_: Any) -> None:
        await owner.execute("select pg_terminate_backend($1)", conn.get_server_pid())
        await conn.fetchval("select 1")

    monkeypatch.setattr(signed_store, "insert_signatures", dies)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await phone.send(client, event)
    assert await bay.pool.fetchval("select count(*) from custody_event where id = $1", UUID(event["id"])) == 0
    monkeypatch.setattr(signed_store, "insert_signatures", insert)
    assert statuses(await phone.send(client, event)) == ["recorded"]
    assert await signatures(bay) == 1


# --- revoked and expired ---------------------------------------------------------------------------------------


async def test_what_a_revoked_phone_signed_before_still_comes_with_a_mark(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest = await ready(bay)
    before, after = phone.event(manifest, DEPARTED, at(0)), phone.event(manifest, ARRIVED, at(30))
    await devices.revoke(
        bay.pool,
        bay.dispatcher,
        phone.device,
        Revocation(reason=Reason.LOST, as_of=at(20)),  # type: ignore[arg-type]
    )
    refused_elsewhere = await client.get("/manifests", headers={"authorization": f"Bearer {phone.token}"})
    assert refused_elsewhere.status_code == 401
    answer = await phone.send(client, before, after)
    first, second = answer.json()["outcomes"]
    assert (first["status"], warned(first)) == ("recorded", ["signed_before_revocation"])
    assert (second["status"], codes(second), second["http_status"]) == ("refused", ["device_revoked"], 403)
    assert "试机" in second["errors"][0]["message"]
    (case,) = await signed_queries.refused(bay.pool, org=bay.carrier)
    assert (case.event, case.label) == (UUID(after["id"]), "试机")
    async with bay.pool.acquire() as conn:
        (link,) = [x for x in await chains.of_manifest(conn, id=manifest) if x.kind == "departed"]
    assert link.signed is not None
    assert link.signed.revoked_as_of == at(20)
    assert link.occurred_at < at(20) < link.received_at


async def test_a_revoked_phone_hands_in_nothing_but_what_it_signed(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest = await ready(bay)
    other = await Phone.enrolled(bay.pool, bay.dispatcher, bay.driver)
    await devices.revoke(bay.pool, bay.dispatcher, phone.device, Revocation(reason=Reason.STOLEN))  # type: ignore[arg-type]
    plain = {"id": str(new_id()), "subject": str(manifest), "occurred_at": at(0).isoformat(), "fact": DEPARTED}
    others = other.event(manifest, DEPARTED, at(0))
    for events in ([plain], [others], [phone.event(manifest, DEPARTED, at(0)), plain]):
        assert (await phone.send(client, *events)).status_code == 401
    access.forget(account=bay.driver.account)
    assert statuses(await other.send(client, others)) == ["recorded"]


async def test_an_expired_key_signs_no_more(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    await bay.pool.execute("update device set valid_until = $1", at(20))
    answer = await phone.send(client, phone.event(manifest, DEPARTED, at(0)), phone.event(manifest, ARRIVED, at(30)))
    assert statuses(answer) == ["recorded", "refused"]
    assert codes(answer.json()["outcomes"][1]) == ["device_expired"]


# --- cases ---------------------------------------------------------------------------------------------------


async def test_a_refused_event_is_a_case_that_the_dispatcher_settles(
    bay: Bay, client: httpx.AsyncClient, phone: Phone
) -> None:
    manifest = await ready(bay)
    early = {**phone.event(manifest, ARRIVED, at(30))}
    (outcome,) = (await phone.send(client, early)).json()["outcomes"]
    assert outcome["case"] == {"outcome": "open", "note": ""}
    await phone.send(client, early)
    headers = await office(bay, client)
    (shown,) = (await client.get("/refused-events?open=true", headers=headers)).json()["items"]
    assert (shown["person"], shown["device"], shown["times"]) == ("王师傅", "试机", 2)
    assert shown["reasons"][0]["code"] == "not_possible_now"
    assert shown["reasons"][0]["message"] == outcome["errors"][0]["message"]
    assert shown["item"]["fact"] == ARRIVED
    path = f"/refused-events/{manifest}/{early['id']}/settlement"
    for body, said in (
        ({"outcome": "corrected", "note": "补录"}, "name_the_correction"),
        ({"outcome": "corrected", "note": "补录", "corrected_by": str(new_id())}, "no_such_correction"),
        ({"outcome": "discarded", "note": "误扫", "corrected_by": str(new_id())}, "nothing_to_name"),
    ):
        answer = await client.post(path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, said)
    done = await client.post(path, json={"outcome": "discarded", "note": "误扫"}, headers=headers)
    assert done.status_code == 204, done.text
    again = await client.post(path, json={"outcome": "discarded", "note": "误扫"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "settled_already")
    (outcome,) = (await phone.send(client, early)).json()["outcomes"]
    assert outcome["case"] == {"outcome": "discarded", "note": "误扫"}, "the phone may let it go"
    assert (await client.get("/refused-events?open=true", headers=headers)).json()["items"] == []


async def test_a_corrected_event_stands_in_its_place(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    wrong = phone.event(manifest, ARRIVED, at(0))
    await phone.send(client, wrong)
    right = await bay.tell(bay.dispatcher, e.Departed(plate=PLATE, driver="王师傅"), manifest)
    headers = await office(bay, client)
    body = {"outcome": "corrected", "note": "应为出发", "corrected_by": str(right.id)}
    path = f"/refused-events/{manifest}/{wrong['id']}/settlement"
    assert (await client.post(path, json=body, headers=headers)).status_code == 204
    (case,) = await signed_queries.refused(bay.pool, org=bay.carrier)
    assert (case.outcome, case.corrected_by, case.settled_by) == ("corrected", right.id, "陈调度")


async def test_what_is_taken_later_settles_itself(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    first, second = phone.event(manifest, DEPARTED, at(0)), phone.event(manifest, ARRIVED, at(30))
    assert statuses(await phone.send(client, second)) == ["refused"]
    assert statuses(await phone.send(client, first)) == ["recorded"]
    answer = await phone.send(client, second)
    assert statuses(answer) == ["recorded"]
    assert warned(answer.json()["outcomes"][0]) == []
    (case,) = await signed_queries.refused(bay.pool, org=bay.carrier)
    assert (case.outcome, case.settled_by) == ("recorded", None)


async def test_a_sites_code_stands_in_no_case(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    fact = {"kind": "signed", "name": "王师傅", "mode": "site_code"}
    answer = await phone.send(client, {**phone.event(manifest, fact, clock.now()), "code": "271828"})
    assert statuses(answer) == ["refused"]
    assert "271828" not in str(await bay.pool.fetchrow("select * from refused_event"))


async def test_cases_are_the_drivers_own_companys(bay: Bay, client: httpx.AsyncClient, phone: Phone) -> None:
    manifest = await ready(bay)
    await phone.send(client, phone.event(manifest, ARRIVED, at(0)))
    assert len(await signed_queries.refused(bay.pool, org=bay.carrier)) == 1
    assert await signed_queries.refused(bay.pool, org=bay.factory) == []
