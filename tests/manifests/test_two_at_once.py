"""Two people at once over HTTP: one winner, and the other is told what stands now. Two apps stand for two processes."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from manifests import replay
from manifests.life import events as e
from manifests.life.model import Basis, Weight
from tests.stories.story import Tale, proposal
from wasteflow.core import clock

pytestmark = pytest.mark.anyio


@pytest.fixture
async def processes(bay, new_client):
    return [Tale(bay, await new_client()) for _ in range(2)]


def reweighed(kg: int, batch):
    return proposal(e.Reweighed(Weight(Decimal(kg), Basis.WEIGHED)), batch)


@pytest.mark.parametrize("same_process", [True, False])
async def test_one_winner_and_one_409_with_what_stands_now(bay, processes, same_process):
    one, other = processes[0], processes[0 if same_process else 1]
    batch = await bay.batch()
    answers = await asyncio.gather(
        one.send("clerk", reweighed(990, batch), **{"if-match": '"1"'}),
        other.send("clerk", reweighed(980, batch), **{"if-match": '"1"'}),
    )
    won, late = sorted(answers, key=lambda a: a.status_code)
    assert (won.status_code, late.status_code, late.json()["code"]) == (201, 409, "lost_update")
    stands = await one.client.get(f"/batches/{batch}", headers=await one.headers("clerk"))
    assert (late.json()["seq"], late.json()["state"]) == (2, stands.json())
    assert late.headers["etag"] == won.headers["etag"] == stands.headers["etag"]
    report = await replay.check(bay.pool)
    assert report.ok, report.different


async def test_the_same_event_from_ten_at_once_is_stored_once(bay, processes):
    body = reweighed(990, await bay.batch())
    answers = await asyncio.gather(*(processes[n % 2].send("clerk", body) for n in range(10)))
    assert {(a.status_code, a.json()["seq"], a.json()["digest"]) for a in answers} == {
        (201, 2, answers[0].json()["digest"])
    }
    assert sorted(a.json()["status"] for a in answers) == ["recorded"] + 9 * ["repeated"]


async def test_a_step_gone_by_tells_what_stands_now_to_a_party_alone(bay, processes):
    tale = processes[0]
    manifest = await bay.at_the_gate(await bay.batch())
    late = (await tale.send("driver", proposal(e.Departed(plate="粤B12345"), manifest))).json()
    assert (late["code"], late["state"]["status"]) == ("not_possible_now", "arrived")
    draft = (await bay.tell(bay.clerk, bay.load(await bay.batch()))).subject  # its maker's alone as yet
    early = await tale.send("driver", proposal(e.Departed(plate="粤B12345"), draft))
    assert (early.status_code, "state" in early.json()) == (404, False)


@pytest.mark.parametrize("kind", ["batches", "manifests"])
async def test_what_is_seen_already_is_not_sent_again(bay, processes, kind):
    tale = processes[0]
    batch = await bay.batch()
    manifest = (await bay.tell(bay.clerk, bay.load(batch))).subject
    headers = await tale.headers("clerk")
    path = f"/{kind}/{batch if kind == 'batches' else manifest}"
    first = await tale.client.get(path, headers=headers)
    again = await tale.client.get(path, headers=headers | {"if-none-match": f"W/{first.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")
    await bay.tell(bay.clerk, e.Cancelled("改期"), manifest)
    later = await tale.client.get(path, headers=headers | {"if-none-match": first.headers["etag"]})
    assert (later.status_code, later.headers["etag"] != first.headers["etag"]) == (200, True)


async def test_two_last_agreements_at_once_make_one_change(bay, processes):
    """Carrier and plant agree in the same second, from two processes."""
    manifest = await bay.at_the_gate(await bay.batch())
    await bay.tell(bay.clerk, e.RevisionRequested("车牌写错", plate="粤B54321"), manifest)
    answers = await asyncio.gather(
        processes[0].send("driver", proposal(e.RevisionApproved(), manifest)),
        processes[1].send("gate", proposal(e.RevisionApproved(), manifest)),
    )
    assert [a.status_code for a in answers] == [201, 201]
    headers = await processes[0].headers("clerk")
    state = (await processes[0].client.get(f"/manifests/{manifest}", headers=headers)).json()
    assert (state["carriers"][-1]["plate"], len(state["corrections"]), state["revision"]) == ("粤B54321", 1, None)
    report = await replay.check(bay.pool)
    assert report.ok, report.different


async def test_one_key_means_one_body_at_once_and_later(bay, processes):
    """Also of what begins something at another moment, whose ids would be others."""
    tale = processes[0]
    moments = [clock.now() - timedelta(minutes=n) for n in range(4)]
    bodies = [{"occurred_at": at, "fact": bay.drum("100")} for at in moments]
    key = {"idempotency-key": "drum-1"}
    answers = await asyncio.gather(*(processes[n % 2].send("clerk", body, **key) for n, body in enumerate(bodies)))
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"repeated_key"}
    assert await bay.pool.fetchval("select count(*) from batch") == 1
    (won,) = [n for n, a in enumerate(answers) if a.status_code == 201]
    again = await tale.send("clerk", bodies[won], **key)
    assert again.json() == answers[won].json() | {"status": "repeated"}


async def test_a_key_whose_event_was_refused_serves_for_what_is_put_right(bay, processes):
    tale, key = processes[0], {"idempotency-key": "drum-2"}
    wrong = await tale.send("clerk", {"occurred_at": clock.now(), "fact": bay.drum("0")}, **key)
    right = await tale.send("clerk", {"occurred_at": clock.now(), "fact": bay.drum("10")}, **key)
    assert (wrong.status_code, right.status_code) == (422, 201)
