"""Stories of collectors on their rounds at small producers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from manifests.life import events as e
from tests.collecting import CODE, Producer, call_at, give_leave, round_of, set_code, workshops
from tests.phone import Phone
from tests.stories.story import Act, Step, Story, Tale, chain, records, sees
from wasteflow.core import clock, jobs
from workers import tasks
from workers.app import HANDLERS

UNSIGNED = 7
KG = [Decimal(10 + n) + Decimal("0.125") for n in range(12)]
ELEVEN = sum((kg for n, kg in enumerate(KG, 1) if n != UNSIGNED), Decimal(0))


async def asks(tale: Tale, who: str, path: str, body: Any, status: int, code: str = "") -> Any:
    answer = await tale.client.post(path.format(**tale.things), json=body, headers=await tale.headers(who))
    told = answer.json()
    assert (answer.status_code, told.get("code", "")) == (status, code), answer.text
    return told


def does(path: str, body: Any = None, status: int = 200, code: str = "") -> Act:
    """One request about the round."""

    async def act(tale: Tale, who: str) -> None:
        await asks(tale, who, path, body or {}, status, code)

    return act


def knows(number: int, stream: str = "hazardous", **leave: Any) -> Act:
    """So many small producers, each of which gives leave."""

    async def act(tale: Tale, who: str) -> None:
        producers = await workshops(tale.bay, number)
        for n, producer in enumerate(producers, 1):
            tale.things[f"site{n}"] = producer.site
            await give_leave(tale.bay, producer, stream=stream, **leave)
        tale.others["small_producer"] = producers[0].owner
        tale.sent["producers"] = producers

    return act


def plans(status: int = 201, code: str = "", **changes: Any) -> Act:
    async def act(tale: Tale, who: str) -> None:
        producers: list[Producer] = tale.sent["producers"]
        codes = changes.get("codes") or {"scheme": "cn-hw"}
        calls = [call_at(p.site, **codes) for p in producers]
        asked = round_of(tale.bay, calls, **{k: v for k, v in changes.items() if k != "codes"})
        told = await asks(tale, who, "/rounds", asked, status, code)
        if status == 201:
            tale.things["round"] = told["round"]["id"]
        else:
            tale.sent["refusal"] = told

    return act


# --- with no signal ------------------------------------------------------------------------------------------


async def _enrols(tale: Tale, who: str) -> None:
    tale.sent["phone"] = await Phone.enrolled(tale.bay.pool, tale.bay.dispatcher, tale.bay.driver)


async def _works_through(tale: Tale, who: str) -> None:
    phone, trip, now = tale.sent["phone"], tale.things["round"], clock.now()
    facts = (
        {"kind": "slip_filled", "call": 1, "kg": "58.5", "basis": "weighed"},
        {"kind": "call_loaded", "call": 1, "mode": "pre_authorised"},
        {"kind": "call_skipped", "call": 2, "reason": "关门，没有人"},
        {"kind": "slip_filled", "call": 3, "kg": "20", "basis": "estimated"},
        {"kind": "call_loaded", "call": 3, "mode": "pre_authorised"},
        {"kind": "round_arrived"},
    )
    tale.sent["taps"] = [phone.event(trip, fact, now - timedelta(minutes=60 - 10 * n)) for n, fact in enumerate(facts)]


def hands_in(status: str) -> Act:
    async def act(tale: Tale, who: str) -> None:
        headers = {"authorization": f"Bearer {tale.sent['phone'].token}"}
        answer = await tale.client.post("/rounds/acts", json=tale.sent["taps"], headers=headers)
        told = answer.json()["outcomes"]
        assert [one["status"] for one in told] == [status] * 6, answer.text
        assert all(one["receipt"]["jws"] for one in told)

    return act


async def _on_the_round(tale: Tale, who: str) -> None:
    shown = await tale.get(who, "/rounds/{round}")
    assert [call["status"] for call in shown["calls"]] == ["loaded", "skipped", "loaded"]
    assert (shown["round"]["status"], Decimal(shown["total"]["kg"])) == ("arrived", Decimal("78.5"))


NO_SIGNAL = Story(
    "A milk round with no signal",
    "The workshops lie in the basements of a market hall. The driver's phone holds the round; at each call he types"
    " what the scale shows and signs for the workshop by the leave it gave, or says why nothing was collected. Each"
    " tap is signed on the phone. At the plant's gate there is a network: all of it is handed in at once, and once.",
    (
        Step("wasteflow", "knows three workshops that let the collector fill in their papers and sign.", knows(3)),
        Step("dispatcher", "has enrolled the driver's phone.", _enrols),
        Step("dispatcher", "plans the round.", plans()),
        Step(
            "driver",
            "works through it with no signal: two collected, one closed.",
            _works_through,
        ),
        Step("driver", "finds a network and hands in; each tap gets its receipt.", hands_in("recorded")),
        Step("driver", "sends it again, since the answer got lost: the same receipts.", hands_in("repeated")),
        Step("gate", "finds the round at the gate, with what was loaded.", _on_the_round),
    ),
)


# --- twelve slips, one of which lapses -----------------------------------------------------------------------


async def _no_leave(tale: Tale, who: str) -> None:
    (stranger,) = await workshops(tale.bay, 1)
    calls = [call_at(stranger.site)]
    told = await asks(tale, who, "/rounds", round_of(tale.bay, calls), 403, "no_leave_to_fill")
    assert stranger.name in told["detail"]


async def _collects(tale: Tale, who: str) -> None:
    producers: list[Producer] = tale.sent["producers"]
    for n, kg in enumerate(KG, 1):
        body: dict[str, Any] = {"kg": str(kg), "basis": "weighed" if n % 2 else "estimated"}
        if n == UNSIGNED:
            body["occurred_at"] = (clock.now() - timedelta(days=6)).isoformat()
        await asks(tale, who, f"/rounds/{{round}}/calls/{n}/slip", body, 201)
        if n == 1 or n == UNSIGNED:
            continue
        how = {"mode": "pre_authorised"}
        if n == 2:
            await set_code(tale.bay, producers[1])
            how = {"mode": "site_code", "code": CODE}
        await asks(tale, who, f"/rounds/{{round}}/calls/{n}/pick-up", how, 200)
    shown = await tale.get(who, "/rounds/{round}")
    numbers = {call["manifest_number"] for call in shown["calls"]}
    assert len(numbers) == 12
    tale.things["first"] = shown["calls"][0]["manifest"]
    tale.things["unsigned"] = shown["calls"][UNSIGNED - 1]["manifest"]
    tale.sent["number"] = shown["calls"][UNSIGNED - 1]["manifest_number"]


async def _work(tale: Tale, who: str) -> None:
    for _ in range(2):
        for job in await jobs.due(tale.bay.pool):
            await tasks.look_at(tale.bay.pool, job, HANDLERS, 60)


async def _eleven(tale: Tale, who: str) -> None:
    shown = await tale.get(who, "/rounds/{round}")
    total = shown["total"]
    assert (total["signed"], total["lapsed"], Decimal(total["kg"])) == (11, 1, ELEVEN), total
    assert shown["calls"][UNSIGNED - 1]["status"] == "lapsed"


async def _readable(tale: Tale, who: str) -> None:
    slip = await tale.get(who, "/manifests/{unsigned}")
    assert (slip["status"], slip["number"]) == ("cancelled", tale.sent["number"])
    found = await tale.get(who, f"/numbers/{tale.sent['number']}")
    assert found["subject"] == str(tale.things["unsigned"])


async def _released(tale: Tale, who: str) -> None:
    slip = await tale.get("driver", "/manifests/{unsigned}")
    batch = await tale.get("regulator", f"/batches/{slip['lines'][0]['batch']}")
    assert (batch["status"], batch["manifest"], batch["holder_org"]) == ("stored", None, batch["org"])


async def _shares(tale: Tale, who: str) -> None:
    await asks(tale, who, "/rounds/{round}/weighing", {"gross": "4180", "tare": "4000.001"}, 200)
    calls = (await tale.get(who, "/rounds/{round}"))["calls"]
    weighed = [call["at_gate"] for call in calls if call["at_gate"]]
    assert {w["basis"] for w in weighed} == {"weighed_whole"}
    assert len(weighed) == 11
    assert sum(Decimal(w["kg"]) for w in weighed) == Decimal("179.999")


async def _settled(tale: Tale, who: str) -> None:
    refused = {"refused": [{"call": 3, "reason": "桶漏"}]}
    shown = await asks(tale, who, "/rounds/{round}/acceptance", refused, 200)
    assert shown["round"]["status"] == "closed"
    kinds = [call["status"] for call in shown["calls"]]
    assert (kinds.count("delivered"), kinds.count("refused"), kinds.count("lapsed")) == (10, 1, 1)


async def _own_alone(tale: Tale, who: str) -> None:
    seen = (await tale.get(who, "/manifests"))["items"]
    assert [x["state"]["id"] for x in seen] == [str(tale.things["first"])]
    answer = await tale.client.get(f"/rounds/{tale.things['round']}", headers=await tale.headers(who))
    assert answer.status_code == 404


TWELVE = Story(
    "A milk round of twelve slips, one of which lapses",
    "A collector calls at twelve workshops that each make a drum of sludge a month and let it fill in their papers."
    " Every workshop keeps a manifest of its own, for the Transfer Measures know one consignor per manifest; the round"
    " holds them together. The driver weighs or estimates at the kerb and fills in the slip; the workshop signs, by its"
    " own hand, by its site's code or by leave given beforehand. One is not signed within five days and lapses by"
    " itself: its drum is free again, its number stays used, and the round's total is the eleven, exactly.",
    (
        Step("wasteflow", "knows twelve workshops that let the collector fill in their papers and sign.", knows(12)),
        Step("dispatcher", "tries to plan a call at a workshop that gave no leave, and is refused.", _no_leave),
        Step("gate", "cannot plan a round of others.", plans(status=403, code="may_not_plan_rounds")),
        Step("dispatcher", "plans the round: vehicle, driver, day, the twelve calls in their order.", plans()),
        Step(
            "driver",
            "fills in twelve slips at the kerb, each with its own number; ten he signs for the absent and loads.",
            _collects,
        ),
        Step(
            "driver",
            "cannot load what its producer has not signed.",
            does("/rounds/{round}/calls/1/pick-up", status=409, code="not_signed_yet"),
        ),
        Step("small_producer", "signs her slip herself,", records("first", e.Signed(name="店主"))),
        Step("driver", "and it is loaded.", does("/rounds/{round}/calls/1/pick-up")),
        Step("wasteflow", "looks at the seventh slip after its five days, twice; it lapses once.", _work),
        Step("driver", "finds the round's total to be the eleven, exactly.", _eleven),
        Step("regulator", "reads the lapsed slip under its number.", _readable),
        Step("regulator", "reads why.", chain("/manifests/{unsigned}/chain", "created", "published", "lapsed")),
        Step("regulator", "finds its drum back in its producer's store.", _released),
        Step("driver", "stands at the plant's gate.", does("/rounds/{round}/arrival")),
        Step("gate", "weighs the whole vehicle: each drum has its share of the net, to the gram.", _shares),
        Step("gate", "accepts all but the third, whose drum leaks.", _settled),
        Step("small_producer", "sees her slip accepted,", sees("/manifests/{first}", status="accepted")),
        Step("small_producer", "and nothing of the other calls.", _own_alone),
    ),
)


# --- merging -------------------------------------------------------------------------------------------------


async def _names_the_rule(tale: Tale, who: str) -> None:
    (wrong,) = tale.sent["refusal"]["errors"]
    assert wrong["path"] == "container"
    assert "D-010" in wrong["message"]


TANK = {"kind": "tank", "litres": "2000"}
OIL = {"scheme": "cn-sw", "code": "900-002-S61", "name": "废弃食用油脂", "form": "liquid", "method": None}


async def _one_bin(tale: Tale, who: str) -> None:
    for n, kg in ((1, "120"), (2, "80")):
        await asks(tale, "driver", f"/rounds/{{round}}/calls/{n}/slip", {"kg": kg, "basis": "estimated"}, 201)
        await asks(tale, "driver", f"/rounds/{{round}}/calls/{n}/pick-up", {"mode": "pre_authorised"}, 200)
    shown = await tale.get(who, "/rounds/{round}")
    assert (shown["round"]["container"]["kind"], Decimal(shown["total"]["kg"])) == ("tank", Decimal(200))
    assert len({call["manifest"] for call in shown["calls"]}) == 2


MERGING = Story(
    "What may not be put together on a round",
    "Emptying everybody's drum into one tank would be quicker. Of hazardous waste nobody could say afterwards whose it"
    " was or what it met in there, so each producer's stays in its own container; the refusal names the rule. Where the"
    " stream allows it, as with what kitchens leave over, one tank takes all, and still every kitchen has its slip.",
    (
        Step("wasteflow", "knows two workshops that let the collector fill in their papers.", knows(2)),
        Step(
            "dispatcher",
            "plans one tank for the sludge of both, and is refused.",
            plans(status=422, code="merging_forbidden", container=TANK),
        ),
        Step("dispatcher", "reads which rule forbids it.", _names_the_rule),
        Step("dispatcher", "plans each drum by itself.", plans()),
        Step("wasteflow", "knows two kitchens that let the collector fill in their papers.", knows(2, "kitchen")),
        Step(
            "dispatcher",
            "plans one tank for what both kitchens leave over.",
            plans(stream="kitchen", container=TANK, codes=OIL),
        ),
        Step("dispatcher", "finds two slips and one tank.", _one_bin),
    ),
)

ROUNDS = (TWELVE, MERGING, NO_SIGNAL)
