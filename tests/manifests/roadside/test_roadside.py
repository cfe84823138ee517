"""Control on the road: what is told of a load, to whom, how long; and that every look is written down."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from manifests.life import events as e
from manifests.roadside import commands, queries
from tests.bay import ADMINISTRATOR, PLATE, Bay
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount

pytestmark = pytest.mark.anyio


async def officer(bay: Bay, department: Department = Department.POLICE, city: str = "440100") -> Actor:
    """An officer of another city, whom neither end of the load concerns."""
    name = f"officer.{department}"
    account = NewAccount(name=name, person="交警小罗", role=Role.REGULATOR, city=city, department=department)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account.id, account.person, Role.REGULATOR, city=city, department=department)


async def asks(bay: Bay, client: httpx.AsyncClient, who: Actor, asked: str, purpose: str = "例行检查") -> Any:
    headers = {"authorization": f"Bearer {await bay.token(who)}", "accept-language": "en"}
    answer = await client.post("/road/looks", json={"asked": asked, "purpose": purpose}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def on_the_road(bay: Bay) -> tuple[UUID, UUID, str]:
    """(drum, load, number)."""
    drum = await bay.batch("400")
    load = await bay.on_the_road(drum)
    return drum, load, await bay.pool.fetchval("select state->>'number' from manifest where id = $1", load)


# --- looking ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["粤B12345", "粤b·12345", " 粤B 12345 ", "粤B-12345", "粵B12345"])
async def test_a_plate_in_any_spelling_leads_to_the_leg_under_way(
    bay: Bay, client: httpx.AsyncClient, written: str
) -> None:
    _, load, number = await on_the_road(bay)
    (told,) = (await asks(bay, client, await officer(bay), written))["told"]
    leg = told["leg"]
    assert (told["manifest"], told["number"], told["road"]) == (str(load), number, "under_way")
    assert (leg["plate"], leg["driver"], leg["carrier"]) == (PLATE, "王师傅", "深圳危运物流")
    (line,) = leg["lines"]
    assert (line["code"], line["hazards"], line["kg"], line["packages"]) == ("336-054-17", "T", "400", 1)
    permits = {(p["of"], p["number"]): p["valid"] for p in leg["permits"]}
    assert permits == {("carrier", "粤交运-0001"): True, ("consignee", "440300-1"): True}
    assert (await asks(bay, client, bay.regulator, written))["told"][0]["leg"] == leg


async def test_every_number_and_what_a_symbol_holds_lead_there_too(bay: Bay, client: httpx.AsyncClient) -> None:
    drum, load, number = await on_the_road(bay)
    label = await bay.pool.fetchval("select value from alias where subject = $1", drum)
    who = await officer(bay)
    for asked in (number, label, label.lower(), f"HTTP://WASTEFLOW.TEST/M/{number}", f"http://t/L/{label}?x=1"):
        (told,) = (await asks(bay, client, who, asked))["told"]
        assert told["manifest"] == str(load), asked


async def test_who_may_not_see_drivers_is_not_told_who_drives(bay: Bay, client: httpx.AsyncClient) -> None:
    await on_the_road(bay)
    (told,) = (await asks(bay, client, await officer(bay, Department.CUSTOMS), PLATE))["told"]
    assert told["leg"]["driver"] is None


async def test_outside_transit_it_says_so_and_shows_no_load(bay: Bay, client: httpx.AsyncClient) -> None:
    who, drum = await officer(bay), await bay.batch("400")
    load = (await bay.tell(bay.clerk, bay.load(drum))).subject
    label = await bay.pool.fetchval("select value from alias where subject = $1", drum)
    assert (await asks(bay, client, who, label))["told"] == [], "a draft binds nobody"
    steps = (
        (bay.clerk, e.Published(), "not_left"),
        (bay.clerk, e.Signed(name="李姐"), "not_left"),
        (bay.driver, e.Departed(plate=PLATE, driver="王师傅"), "under_way"),
        (bay.driver, e.Arrived(), "arrived"),
        (bay.gate, e.Accepted(), "received"),
    )
    for actor, fact, road in steps:
        await bay.tell(actor, fact, load)
        (told,) = (await asks(bay, client, who, label))["told"]
        assert (told["road"], told["leg"] is not None) == (road, road == "under_way")
    assert (await asks(bay, client, who, PLATE))["told"] == [], "the vehicle has nothing on board"
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(400)), drum)
    (told,) = (await asks(bay, client, who, label))["told"]
    assert told["road"] == "closed"


async def test_a_container_on_no_manifest_is_known_and_no_empty_search(bay: Bay, client: httpx.AsyncClient) -> None:
    drum = await bay.batch("200")
    label = await bay.pool.fetchval("select value from alias where subject = $1", drum)
    found = await asks(bay, client, await officer(bay), label)
    assert (found["told"], found["attestation"]) == ([], None)
    assert [(s["batch"], s["status"]) for s in found["stored"]] == [(str(drum), "stored")]


async def test_what_is_not_settled_is_told(bay: Bay, client: httpx.AsyncClient) -> None:
    _, load, _ = await on_the_road(bay)
    await bay.tell(bay.gate, e.RevisionRequested("备注写错", remark="走二号门"), load)
    (told,) = (await asks(bay, client, await officer(bay), PLATE))["told"]
    assert [(x["kind"], x["said"]) for x in told["leg"]["open"]] == [("correction", "备注写错")]


HOSTILE = (
    "%", "_" * 14, "粤B%", "' or 1=1 --", '{"a":1}', "*", "\\", "x" * 600, "车" * 200, "مركبة", "🚛🚛", "http://[", "://",
    "http://t:99999999/M/%2e%2e", "‮粤B12345‬x", "a\tb\nc",
)  # fmt: skip


@pytest.mark.parametrize("asked", HOSTILE)
async def test_whatever_is_typed_finds_only_what_is_called_so(bay: Bay, client: httpx.AsyncClient, asked: str) -> None:
    await on_the_road(bay)
    who = await officer(bay)
    headers = {"authorization": f"Bearer {await bay.token(who)}", "accept-language": "en"}
    answer = await client.post("/road/looks", json={"asked": asked, "purpose": "?"}, headers=headers)
    if answer.status_code == 201:
        told = answer.json()
        assert told["told"] == told["stored"] == []
        assert told["attestation"].startswith("WF-RS-")
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "nothing_asked")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"asked": "x" * 10_000, "purpose": "?"}, 422, "wrong_length"),
        ({"asked": "粤B12345", "purpose": " \n "}, 422, "purpose_missing"),
        ({"asked": " ", "purpose": "?"}, 422, "nothing_asked"),
        ({"asked": "a\x00b", "purpose": "?"}, 422, "nul_byte"),
        ({"asked": 1, "purpose": "?"}, 422, "wrong_type"),
        ({"purpose": "?"}, 422, "missing_field"),
    ],
)
async def test_a_bad_question_is_told_at_its_field(
    bay: Bay, client: httpx.AsyncClient, body: dict[str, Any], status: int, code: str
) -> None:
    headers = {"authorization": f"Bearer {await bay.token(bay.regulator)}", "accept-language": "en"}
    answer = await client.post("/road/looks", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await bay.pool.fetchval("select count(*) from road_look") == 0


# --- written down ----------------------------------------------------------------------------------------


async def test_every_look_is_written_down_and_cannot_be_unwritten(bay: Bay, client: httpx.AsyncClient) -> None:
    _, load, _ = await on_the_road(bay)
    who = await officer(bay)
    await asks(bay, client, who, "粤b-12345", "例行  检查")
    row = await bay.pool.fetchrow("select * from road_look")
    assert (row["account"], row["city"], row["department"]) == (who.account, "440100", "police")
    assert (row["asked"], row["purpose"], row["manifests"]) == ("粤B-12345", "例行 检查", [load])
    assert row["shown"] == [{"manifest": str(load), "seq": 4, "road": "under_way", "leg": 1}]
    for act in ("update road_look set purpose = ''", "delete from road_look", "truncate road_look"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bay.pool.execute(act)


async def test_the_parties_read_which_office_looked_and_no_person(bay: Bay, client: httpx.AsyncClient) -> None:
    _, load, _ = await on_the_road(bay)
    who = await officer(bay)
    await asks(bay, client, who, PLATE)
    path = f"/manifests/{load}/looks"
    for party in (bay.clerk, bay.driver, bay.gate):
        answer = await client.get(path, headers={"authorization": f"Bearer {await bay.token(party)}"})
        (look,) = answer.json()["items"]
        assert (look["city"], look["department"], look["person"], look["account"]) == ("440100", "police", None, None)
        assert who.name not in answer.text
    for stranger in (bay.outsider, bay.regulator, who):
        answer = await client.get(path, headers={"authorization": f"Bearer {await bay.token(stranger)}"})
        assert answer.status_code == 404
    auditor = NewAccount(name="court", person="审计", role=Role.AUDITOR)
    await open_accounts(bay.pool, ADMINISTRATOR, [auditor])
    seen = await commands.looks(bay.pool, Actor(auditor.id, "审计", Role.AUDITOR), None, 10)
    assert [(look.person, look.asked) for look in seen] == [(who.name, PLATE)]
    assert [look.asked for look in await commands.looks(bay.pool, who, None, 10)] == [PLATE]
    assert await commands.looks(bay.pool, bay.regulator, None, 10) == []


# --- an empty search -------------------------------------------------------------------------------------


async def test_an_empty_search_is_attested_and_found_again_by_its_number(bay: Bay, client: httpx.AsyncClient) -> None:
    who = await officer(bay)
    found = await asks(bay, client, who, "粤Z99999")
    number = found["attestation"]
    check = await client.get(f"/R/{number.lower()}", headers={"accept-language": "en"})
    assert (check.status_code, "粤Z99999" in check.text, who.name in check.text) == (200, True, False)
    headers = {"authorization": f"Bearer {await bay.token(who)}"}
    for language in LANGUAGES:
        paper = await client.get(f"/road/attestations/{number}.pdf?language={language}", headers=headers)
        assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
        again = await client.get(f"/road/attestations/{number}.pdf?language={language}", headers=headers)
        drawn = paper.content.index(b"%%EOF")
        assert again.content[:drawn] == paper.content[:drawn], "the signature behind it is made anew"
    denied = await client.get(
        f"/road/attestations/{number}.pdf", headers={"authorization": f"Bearer {await bay.token(bay.clerk)}"}
    )
    assert denied.status_code == 403
    look = await queries.attested(bay.pool, number=number)
    assert look is not None
    written = "select max(xid) from custody_event"
    await bay.batch()
    assert await bay.pool.fetchval(written) >= look.watermark, "what came afterwards is not claimed"
    assert (await asks(bay, client, who, "粤Z99999"))["attestation"] != number


# --- a link ----------------------------------------------------------------------------------------------


async def shows(bay: Bay, load: UUID) -> str:
    return (await commands.show(bay.pool, bay.driver, load, minutes=30)).token


async def test_a_link_shows_the_leg_without_signing_in_and_the_look_is_written_down(
    bay: Bay, client: httpx.AsyncClient
) -> None:
    _, load, number = await on_the_road(bay)
    headers = {"authorization": f"Bearer {await bay.token(bay.driver)}"}
    made = (await client.post(f"/manifests/{load}/showing", headers=headers)).json()
    token = made["address"].rpartition("/")[2]
    assert len(token) == 26
    assert made["address"].endswith(f"/S/{token}")
    kept = await bay.pool.fetchrow("select * from road_link")
    assert token.encode() not in b"".join(str(value).encode() for value in kept.values())
    for language in LANGUAGES:
        page = await client.get(f"/S/{token}?lang={language}")
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        assert number in page.text
        assert "王师傅" not in page.text
        assert "<script" not in page.text
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in page.headers["x-robots-tag"]
        assert page.headers["cache-control"] == "no-store"
    looks = await commands.looks_at(bay.pool, bay.clerk, load)
    assert [(str(look.link), look.department) for look in looks] == [(made["id"], None)] * len(LANGUAGES)


async def test_a_link_that_never_was_and_one_that_ended_are_told_alike(bay: Bay, client: httpx.AsyncClient) -> None:
    _, load, _ = await on_the_road(bay)
    never = await client.get(f"/S/{commands.new_token()}")
    revoked = await shows(bay, load)
    await commands.hide(bay.pool, bay.driver, load)
    replaced = await shows(bay, load)
    expired = await shows(bay, load)
    await bay.pool.execute("update road_link set expires_at = $1 where revoked_at is null", clock.now())
    ended = await shows(bay, load)
    assert (await client.get(f"/S/{ended.lower()}")).status_code == 200
    await bay.tell(bay.driver, e.Arrived(), load)
    looks = await bay.pool.fetchval("select count(*) from road_look")
    for token in (revoked, replaced, expired, ended, "x" * 5000, "%25", "粤B12345"):
        answer = await client.get(f"/S/{token}")
        assert (answer.status_code, answer.text) == (never.status_code, never.text), token
    assert never.status_code == 404
    assert await bay.pool.fetchval("select count(*) from road_look") == looks


async def test_only_the_carrier_of_a_load_under_way_shows_it(bay: Bay, client: httpx.AsyncClient) -> None:
    waiting = (await bay.tell(bay.clerk, bay.load(await bay.batch("200")))).subject
    await bay.tell(bay.clerk, e.Published(), waiting)
    _, load, _ = await on_the_road(bay)

    async def tries(who: Actor, manifest: UUID) -> tuple[int, str]:
        answer = await client.post(
            f"/manifests/{manifest}/showing", headers={"authorization": f"Bearer {await bay.token(who)}"}
        )
        return answer.status_code, answer.json().get("code", "")

    assert await tries(bay.driver, waiting) == (409, "not_under_way")
    assert await tries(bay.clerk, load) == (403, "may_not_show")
    stranger = NewAccount(name="other.driver", person="别家", role=Role.DRIVER, org=bay.outsider.org)
    await open_accounts(bay.pool, ADMINISTRATOR, [stranger])
    assert await tries(Actor(stranger.id, "别家", Role.DRIVER, org=bay.outsider.org), load) == (404, "not_found")
    assert (await tries(bay.dispatcher, load))[0] == 201


async def test_a_link_lasts_as_long_as_the_setting_says(bay: Bay) -> None:
    _, load, _ = await on_the_road(bay)
    made = await commands.show(bay.pool, bay.driver, load, minutes=30)
    assert timedelta(minutes=29) < made.expires_at - clock.now() <= timedelta(minutes=30)
