"""Stories of what is too much: for a lorry, for a permit, for a store, for a number without its unit."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from manifests.life import events as e
from manifests.life.model import Basis, Weight
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, proposal, records
from wasteflow.core import clock


def _fills_tank(kg: str, thing: str = "tank") -> Step:
    return Step("clerk", f"fills a tank: {kg} kg.", records(thing, lambda t: t.bay.drum(kg)))


def draws(
    thing: str, *drums: str, status: int = 201, says: str = "", percent: int | None = None, **changes: Any
) -> Act:
    """Draw up a manifest; what is told of it, with how many per cent."""

    async def act(tale: Tale, who: str) -> None:
        answer = await tale.send(who, proposal(tale.bay.load(*(tale.things[d] for d in drums), **changes)))
        assert answer.status_code == status, answer.text
        notes = answer.json()["errors" if status >= 400 else "warnings"]
        assert [x["code"] for x in notes] == ([says] if says else []), answer.text
        if percent is not None:
            assert f"{percent}%" in notes[0]["message"], notes
        if status == 201:
            tale.things[thing] = UUID(answer.json()["subject"])

    return act


async def _no_basis(tale: Tale, who: str) -> None:
    body = proposal(tale.bay.drum("100"))
    fact = body["fact"]
    for weight, path in (({"kg": "100"}, "basis"), ({"basis": "weighed", "kg": "0.1", "unit": "t"}, "unit")):
        answer = await tale.client.post(
            "/custody/events",
            content=_with_weight(body | {"fact": fact}, weight),
            headers={**await tale.headers(who), "content-type": "application/json"},
        )
        assert (answer.status_code, path in answer.text) == (422, True), answer.text


def _with_weight(body: dict[str, Any], weight: dict[str, str]) -> bytes:
    sent = msgspec.json.decode(msgspec.json.encode(body))
    sent["fact"]["weight"] = weight
    return msgspec.json.encode(sent)


async def _marked(tale: Tale, who: str) -> None:
    weight = (await tale.get(who, "/batches/{guess}"))["weight"]
    assert (weight["kg"], weight["basis"]) == ("800", "estimated")


HEAVY = Story(
    "More than a lorry carries",
    "A lorry on a road carries forty tonnes and no more; what is written above that is a slip of the pen or a load that"
    " must be split. A weight always says what it rests on, and its unit is never guessed; an estimate stays marked as"
    " one. A lorry that leaves has a plate.",
    (
        Step("clerk", "types a weight without saying what it rests on, then one in tonnes, and is refused.", _no_basis),
        Step(
            "clerk",
            "estimates a drum: 800 kg.",
            records("guess", lambda t: t.bay.drum(weight=Weight(Decimal(800), Basis.ESTIMATED))),
        ),
        Step("regulator", "sees that it is an estimate.", _marked),
        _fills_tank("39000"),
        _fills_tank("1001", "more"),
        Step(
            "clerk",
            "cannot put both on one lorry: 40,001 kg.",
            draws("load", "tank", "more", status=422, says="too_heavy"),
        ),
        Step("clerk", "sends the first by itself, and names no lorry yet.", draws("load", "tank", plate=None)),
        Step("clerk", "publishes it.", records("load", e.Published())),
        Step("clerk", "signs.", records("load", e.Signed(name="李姐"))),
        Step(
            "driver",
            "cannot leave without a plate.",
            records("load", e.Departed(driver="王师傅"), status=422, code="plate_missing"),
        ),
        Step("driver", "leaves with one.", records("load", e.Departed(plate="粤B12345", driver="王师傅"))),
    ),
)


# --- a permit and a store ------------------------------------------------------------------------------------


async def _permit_of(tale: Tale, who: str) -> None:
    """The plant's only permit from here on: 2.4 t a year."""
    pool, bay = tale.bay.pool, tale.bay
    old = await pool.fetchval("select id from permit where site = $1", bay.plant_site)
    headers = await tale.headers(who)
    today = clock.local_date(clock.now()).isoformat()
    assert (await tale.client.post(f"/permits/{old}/closing", json={"on": today}, headers=headers)).status_code == 204
    permit = {
        "org": str(bay.plant), "site": str(bay.plant_site), "number": "440300-SMALL", "kind": "operate",
        "valid_from": today, "valid_to": today[:4] + "-12-31", "yearly_t": "2.4",
        "items": [{"scheme": "cn-hw", "code": "HW17"}],
    }  # fmt: skip
    answer = await tale.client.post("/permits", json=permit, headers=headers)
    assert answer.status_code == 201, answer.text


async def _store(tale: Tale, who: str) -> None:
    answer = await tale.client.put(
        f"/sites/{tale.bay.factory_site}/store", json={"store": "point"}, headers=await tale.headers(who)
    )
    assert answer.status_code == 204, answer.text


LIMITS = Story(
    "A permit and a store that fill up",
    "The plant's permit says 2.4 t a year. From 80 % on both sides are told with each manifest, past the whole they are"
    " told so, and past 120 % no new manifest is drawn up: that needs a new permit. What is moving is let in all the"
    " same. The works' storage point holds three tonnes; it is told before it is full, and what is there is recorded"
    " however full it is.",
    (
        Step("registrar", "enters the plant's new permit: 2.4 t a year.", _permit_of),
        fills("1000"),
        fills("1000", "second"),
        fills("1000", "third"),
        *leaves(),
        Step("gate", "accepts 1,000 kg.", records("load", e.Accepted())),
        Step(
            "clerk",
            "draws up the next, and is told: 83 %.",
            draws("second_load", "second", says="scale_nearly_used_up", percent=83),
        ),
        Step("clerk", "publishes it.", records("second_load", e.Published())),
        Step("clerk", "signs.", records("second_load", e.Signed(name="李姐"))),
        Step("driver", "leaves.", records("second_load", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "arrives.", records("second_load", e.Arrived())),
        Step(
            "gate",
            "accepts it, and is told the same.",
            records("second_load", e.Accepted(), warns="scale_nearly_used_up"),
        ),
        Step(
            "clerk",
            "cannot draw up a third: it would be 125 %.",
            draws("third_load", "third", status=422, says="scale_exceeded", percent=125),
        ),
        Step("clerk", "states that the works' store is a storage point.", _store),
        Step(
            "clerk",
            "fills more drums: 1,500 kg, and is told how full it is.",
            records("a", lambda t: t.bay.drum("1500"), warns="store_nearly_full"),
        ),
        Step(
            "clerk",
            "fills one more: it is recorded, and told that three tonnes are past.",
            records("b", lambda t: t.bay.drum("600"), warns="storage_point_overfull"),
        ),
    ),
)

TOO_MUCH = (HEAVY, LIMITS)
