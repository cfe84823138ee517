"""Stories of what phones signed: from one to the other with no signal, and refused, and settled."""

from datetime import datetime, timedelta
from typing import Any

from manifests.codes import carried
from manifests.life import events as e
from tests.bay import ADMINISTRATOR, PLATE
from tests.phone import Phone
from tests.stories.journeys import PLATES
from tests.stories.story import Step, Story, Tale, fills, proposal, records
from wasteflow.core import clock

GIVER, TAKER = {"plate": PLATE, "driver": "王师傅"}, {"plate": PLATES["second"], "driver": "何师傅"}


def _ago(**time: float) -> datetime:
    return clock.now() - timedelta(**time)


async def _draws_up(tale: Tale, who: str) -> None:
    drawn = tale.bay.load(tale.things["drum"], more_carriers=(tale.things["second"],))
    for fact in (drawn, e.Published(), e.Signed(name="李姐")):
        answer = await tale.send(who, proposal(fact, tale.things.get("load"), _ago(hours=6)))
        assert answer.status_code == 201, answer.text
        tale.things["load"] = answer.json()["subject"]


async def _enrols(tale: Tale, _: str) -> None:
    for who in ("driver", "second_driver"):
        actor = tale.others.get(who) or getattr(tale.bay, who)
        tale.sent[who] = await Phone.enrolled(tale.bay.pool, ADMINISTRATOR, actor)


async def _gives(tale: Tale, who: str) -> None:
    phone, load = tale.sent[who], tale.things["load"]
    payloads: list[bytes] = []
    phone.signs = payloads.append
    signed = [
        phone.event(load, {"kind": "departed", **GIVER}, _ago(hours=5)),
        phone.event(load, {"kind": "given_over", **GIVER}, _ago(hours=3)),
    ]
    tale.sent["code"] = carried.written(signed, payloads)
    assert len(tale.sent["code"]) <= carried.LONGEST


async def _takes(tale: Tale, who: str) -> None:
    taken = tale.sent[who].event(tale.things["load"], {"kind": "handed_over", **TAKER}, _ago(hours=2, minutes=59))
    tale.sent["queue"] = [taken, *carried.read(tale.sent["code"])]  # as they lie on the phone: in the wrong order


async def _hands_in(tale: Tale, who: str) -> None:
    answer = await tale.sent[who].send(tale.client, *tale.sent["queue"])
    assert [o["status"] for o in answer.json()["outcomes"]] == ["recorded"] * 3, answer.text
    assert all(o["receipt"]["jws"] for o in answer.json()["outcomes"])


async def _comes_late(tale: Tale, who: str) -> None:
    answer = await tale.sent[who].send(tale.client, *tale.sent["queue"][1:])
    assert [o["status"] for o in answer.json()["outcomes"]] == ["repeated"] * 2, answer.text


async def _reads(tale: Tale, who: str) -> None:
    events = (await tale.get(who, "/manifests/{load}/chain"))["events"][3:6]
    signed = [(x["kind"], x["signed"]["driver"], x["signed"]["link"]) for x in events]
    assert signed == [
        ("departed", "王师傅", "whole"), ("given_over", "王师傅", "whole"), ("handed_over", "何师傅", "whole"),
    ]  # fmt: skip


FROM_HAND_TO_HAND = Story(
    "From phone to phone",
    "Two lorries meet in an underground car park. Neither driver has a signal. The first signs that he gives the load"
    " over and holds out his phone; its screen is a code with all that it has signed of this load. The second reads it"
    " and signs that he takes over. The first phone then falls into a tank. The second hands in what both signed, in"
    " whatever order it lies there, and each event stands as the word of the driver who signed it.",
    (
        fills("400"),
        Step("clerk", "draws up the manifest with both carriers, publishes it and signs.", _draws_up),
        Step("dispatcher", "has enrolled the drivers' phones.", _enrols),
        Step("driver", "leaves, and three hours ago gives the load over; his phone shows both as a code.", _gives),
        Step("second_driver", "reads the code and signs that he takes over; the phone keeps all three.", _takes),
        Step("second_driver", "finds a network and hands in the three at once.", _hands_in),
        Step("regulator", "reads who signed what on which phone, without a hole.", _reads),
        Step("driver", "has his phone dried; what it sends is there already, and gets the same receipts.", _comes_late),
        Step("second_driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("gate", "accepts it.", records("load", e.Accepted())),
    ),
)


async def _leaves_twice(tale: Tale, who: str) -> None:
    phone, load = tale.sent[who], tale.things["load"]
    events = [phone.event(load, {"kind": "departed", **GIVER}, _ago(minutes=minutes)) for minutes in (90, 88)]
    first, second = (await phone.send(tale.client, *events)).json()["outcomes"]
    assert (first["status"], second["status"], second["case"]["outcome"]) == ("recorded", "refused", "open")
    tale.things["case"], tale.sent["second"] = second["id"], events[1]


async def _finds(tale: Tale, who: str) -> None:
    (case,) = (await tale.get(who, "/refused-events?open=true"))["items"]
    assert (case["event"], case["person"]) == (str(tale.things["case"]), "王师傅")
    assert case["occurred_at"] < case["first_at"]
    assert [x["code"] for x in case["reasons"]] == ["not_possible_now"]


async def _settles(tale: Tale, who: str) -> None:
    said: dict[str, Any] = {"outcome": "discarded", "note": "点了两次"}
    answer = await tale.client.post(
        "/refused-events/{load}/{case}/settlement".format(**tale.things), json=said, headers=await tale.headers(who)
    )
    assert answer.status_code == 204, answer.text


async def _learns(tale: Tale, who: str) -> None:
    (outcome,) = (await tale.sent[who].send(tale.client, tale.sent["second"])).json()["outcomes"]
    assert outcome["case"] == {"outcome": "discarded", "note": "点了两次"}


async def _counted(tale: Tale, who: str) -> None:
    devices = (await tale.get(who, "/devices"))["items"]
    (mine,) = [d for d in devices if d["person"] == "王师傅"]
    assert (mine["events"], mine["missing"], mine["refused"]) == (2, 0, 0)


SETTLED = Story(
    "Refused, and not lost",
    "A driver taps twice. The second departure cannot be: the load has left. It is not lost in silence either. His"
    " dispatcher finds it with both times and the reason, and settles it; the phone shows what became of it, and the"
    " count of what the phone signed has no hole.",
    (
        fills("200"),
        Step("clerk", "draws up the manifest with both carriers, publishes it and signs.", _draws_up),
        Step("dispatcher", "has enrolled the drivers' phones.", _enrols),
        Step("driver", "signs the pick-up twice; the second is refused and becomes a case.", _leaves_twice),
        Step("dispatcher", "finds the case: what was recorded, when, when it came, and why it was not taken.", _finds),
        Step("dispatcher", "discards it with a reason.", _settles),
        Step("driver", "sees on his phone what became of it.", _learns),
        Step("dispatcher", "sees that nothing of what the phone signed is missing.", _counted),
    ),
)

STORIES = (FROM_HAND_TO_HAND, SETTLED)
