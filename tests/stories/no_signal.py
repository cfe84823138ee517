"""Stories of entries that were made without a signal, and of one that never came."""

from datetime import datetime, timedelta
from typing import Any

from manifests.life import events as e
from tests.stories.story import Act, Step, Story, Tale, fills, proposal, records
from wasteflow.core import clock, jobs
from workers import relay, tasks
from workers.anomalies import engine
from workers.app import HANDLERS

ASKED = e.RevisionRequested("备注写错", remark="走二号门")
LATE = timedelta(hours=6, minutes=30)  # from 09:10 to 15:40


def _signed_before() -> datetime:
    """When the pick-up was signed; declared, so that the clerk's steps can lie before it whenever the story is told."""
    return clock.now() - LATE


async def _draws_up(tale: Tale, who: str) -> None:
    await _ready(tale, who, _signed_before() - timedelta(minutes=20))


async def _ready(tale: Tale, who: str, at: datetime) -> None:
    body = proposal(tale.bay.load(tale.things["drum"]), at=at)
    for fact in (None, e.Published(), e.Signed(name="李姐")):
        body = body if fact is None else proposal(fact, tale.things["load"], at)
        answer = await tale.send(who, body)
        assert answer.status_code == 201, answer.text
        tale.things["load"] = answer.json()["subject"]


async def _on_the_phone(tale: Tale, who: str) -> None:
    fact = e.Departed(plate="粤B12345", driver="王师傅")
    tale.sent["pick_up"] = proposal(fact, tale.things["load"], _signed_before())
    state = await tale.get(who, "/manifests/{load}")
    assert state["status"] == "signed", "nothing has been sent yet"


async def _sends_twice(tale: Tale, who: str) -> None:
    first, again = [await tale.send(who, [tale.sent["pick_up"]]) for _ in range(2)]
    assert [a.json()["outcomes"][0]["status"] for a in (first, again)] == ["recorded", "repeated"], first.text
    told = [w["code"] for w in first.json()["outcomes"][0]["warnings"]]
    assert told == ["before_previous"]


async def _explains(tale: Tale, who: str) -> None:
    events: list[dict[str, Any]] = (await tale.get(who, "/manifests/{load}/chain"))["events"]
    assert [x["kind"] for x in events] == ["created", "published", "signed", "revision_requested", "departed"]
    asked, left = events[3], events[4]
    declared, learned = (datetime.fromisoformat(left[name]) for name in ("occurred_at", "received_at"))
    assert left["occurred_at"] < asked["occurred_at"] < left["received_at"], "declared earlier, learned of later"
    assert learned - declared >= LATE
    assert left["seq"] == asked["seq"] + 1


async def _nothing_lost(tale: Tale, who: str) -> None:
    state = await tale.get(who, "/manifests/{load}")
    assert (state["status"], state["revision"]["reason"]) == ("in_transit", "备注写错")


NO_SIGNAL = Story(
    "Signed without a signal",
    "The works' cellar has no signal. The driver signs for the load on his phone at ten past nine; the phone keeps it"
    " until it finds a network at twenty to four, and then sends it twice, for the first answer was lost. The plant has"
    " written something about the load in between. All of it stands: one departure with the time the driver declared"
    " and the time it was learned of, in the order in which things were learned.",
    (
        fills("400"),
        Step("clerk", "draws up the manifest in the morning, publishes it and signs.", _draws_up),
        Step("driver", "signs the pick-up at 09:10; the phone has no signal and keeps it.", _on_the_phone),
        Step(
            "gate",
            "looks out for the load and tries to enter its arrival: as far as anybody knows it has not left.",
            records("load", e.Arrived(), status=409, code="not_possible_now"),
        ),
        Step("gate", "asks for a correction of the remark, an entry of its own.", records("load", ASKED)),
        Step(
            "driver", "finds a network at 15:40; the phone sends the pick-up twice, it is recorded once.", _sends_twice
        ),
        Step(
            "regulator", "reads the chain: both times, and that it was learned of after the plant's entry.", _explains
        ),
        Step("gate", "finds the load under way and its own question still open.", _nothing_lost),
    ),
)


async def _ready_last_week(tale: Tale, who: str) -> None:
    await _ready(tale, who, clock.now() - timedelta(days=14))


async def looked_at(tale: Tale, _: str) -> None:
    pool = tale.bay.pool
    while await relay.pass_on(pool):
        pass
    for job in await jobs.due(pool):
        await tasks.look_at(pool, job, HANDLERS, 60)
    await engine.fall_due(pool)


async def _told(tale: Tale, who: str) -> None:
    found = (await tale.get(who, f"/cases?rule=never_left&subject={tale.things['load']}"))["items"]
    ((case, alert),) = [(c, x) for c in found for x in c["alerts"] if x["rule"] == "never_left"]
    assert (alert["severity"], case["status"]) == (2, "open")
    assert "2 个工作日" in alert["explanation"]


async def _sends_after_all(tale: Tale, who: str) -> None:
    body = proposal(
        e.Departed(plate="粤B12345", driver="王师傅"), tale.things["load"], clock.now() - timedelta(days=13)
    )
    answer = await tale.send(who, body)
    assert (answer.status_code, [w["code"] for w in answer.json()["warnings"]]) == (201, ["late_entry"]), answer.text


NEVER_SENT = Story(
    "Signed, and never sent",
    "The works has signed, the load should be on its way, and nothing more comes: perhaps the lorry never came, perhaps"
    " the phone that holds the departure lies in a glove box. After two working days by the calendar the authority is"
    " told, once. What the phone sends in the end is taken in all the same, with the time it was signed and the time it"
    " was learned of.",
    (
        fills("400"),
        Step("clerk", "signed for the load two weeks ago.", _ready_last_week),
        Step("wasteflow", "looks at what is overdue.", looked_at),
        Step("regulator", "finds one case: ready to leave, and not heard of since.", _told),
        Step("wasteflow", "looks again; it is the same alert of the same case.", looked_at),
        Step("regulator", "still finds one.", _told),
        Step("driver", "finds the phone; what it kept is recorded, marked as late.", _sends_after_all),
    ),
)

# --- two phones, none with a signal ----------------------------------------------------------------------------

HOURS = {"pick_up": 5, "hand_over": 3}


def _keeps(what: str, fact: e.AnyEvent) -> Act:
    """The phone signs and keeps it."""

    async def act(tale: Tale, who: str) -> None:
        tale.sent[what] = proposal(fact, tale.things["load"], clock.now() - timedelta(hours=HOURS[what]))

    return act


def _sends(what: str, status: str, *codes: str) -> Act:
    """The phone found a network and sends its queue."""

    async def act(tale: Tale, who: str) -> None:
        answer = await tale.send(who, [tale.sent[what]])
        (outcome,) = answer.json()["outcomes"]
        told = outcome.get("errors", []) + outcome.get("warnings", [])
        assert (outcome["status"], [x["code"] for x in told]) == (status, list(codes)), answer.text

    return act


async def _two_legs(tale: Tale, who: str) -> None:
    legs = (await tale.get(who, "/manifests/{load}"))["carriers"]
    assert [leg["plate"] for leg in legs] == ["粤B12345", "粤B20002"]
    assert legs[0]["arrived_at"] == legs[1]["departed_at"] > legs[0]["departed_at"]


async def _two_carriers(tale: Tale, who: str) -> None:
    at = clock.now() - timedelta(hours=6)
    drawn = tale.bay.load(tale.things["drum"], more_carriers=(tale.things["second"],))
    for fact in (drawn, e.Published(), e.Signed(name="李姐")):
        answer = await tale.send(who, proposal(fact, tale.things.get("load"), at))
        assert answer.status_code == 201, answer.text
        tale.things["load"] = answer.json()["subject"]


HANDED_OVER = Story(
    "Handed over where neither phone has a signal",
    "Two lorries meet in a valley. Both drivers sign on their phones and neither finds a network. The second comes out"
    " first and sends: it cannot take over what, as far as anybody knows, has not left; its phone keeps the entry. The"
    " first sends its pick-up, the second sends the same entry again, and custody is whole: both legs, with the times"
    " the drivers declared.",
    (
        fills("400"),
        Step("clerk", "draws up the manifest with both carriers, publishes it and signs.", _two_carriers),
        Step("driver", "signs the pick-up; the phone keeps it.",
             _keeps("pick_up", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("second_driver", "takes over in the valley; the phone keeps it.",
             _keeps("hand_over", e.HandedOver(plate="粤B20002", driver="何师傅"))),
        Step("second_driver", "finds a network first; it is not his turn yet, and the phone keeps it.",
             _sends("hand_over", "refused", "not_your_step")),
        Step("driver", "finds a network.", _sends("pick_up", "recorded")),
        Step("second_driver", "sends the same once more: recorded.", _sends("hand_over", "recorded")),
        Step("second_driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("clerk", "reads two legs without a gap, with the times that were declared.", _two_legs),
    ),
)  # fmt: skip

STORIES = (NO_SIGNAL, NEVER_SENT, HANDED_OVER)
