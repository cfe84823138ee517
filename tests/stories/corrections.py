"""Stories of corrections by agreement that reach the waste itself: weights, treatments, a manifest called off."""

from decimal import Decimal
from typing import Any

from manifests.life import events as e
from manifests.life.model import Basis, Container, Weight
from tests.bay import PLATE
from tests.stories.no_signal import looked_at
from tests.stories.story import Act, Step, Story, Tale, alerts_told, chain, fills, later, leaves, records, sees

RECOVERED, SHREDDED = "cn_utilisation:R4", "basel_recovery:R12"
AGREED = e.RevisionApproved()
OFF = e.RevisionRequested("客户改由水路运输", cancel=True)


def _asks(**line: Any) -> e.RevisionRequested:
    values = {k: Decimal(v) if k.endswith("kg") else v for k, v in line.items()}
    return e.RevisionRequested("磅单抄错", lines=(e.LineRevised(1, **values),))


def _agrees(thing: str = "load") -> Act:
    return records(thing, AGREED)


def _treats(method: str, kg: str) -> Act:
    return records("drum", e.Treated(method, Decimal(kg)))


def _holds(status: str, kg: str) -> Act:
    """The drum, as the plant finds it."""

    async def act(tale: Tale, who: str) -> None:
        drum = await tale.get(who, "/batches/{drum}")
        assert (drum["status"], drum["weight"]["kg"]) == (status, kg), drum

    return act


async def _weights(tale: Tale, who: str) -> None:
    load = await tale.get(who, "/manifests/{load}")
    line, (correction,) = load["lines"][0], load["corrections"]
    assert (line["weighed"]["kg"], line["accepted_kg"], line["refused_kg"]) == ("960", "960", "0")
    assert [(c["line"], c["field"], c["before"], c["after"]) for c in correction["changes"]] == [
        (1, "received_kg", "1000", "960")
    ]
    assert (load["status"], correction["reason"]) == ("accepted", "磅单抄错")


async def _waits(tale: Tale, who: str) -> None:
    """What waits for this company's answer."""
    (item,) = (await tale.get(who, "/corrections?awaiting=true"))["items"]
    assert (item["manifest"], item["overdue"], item["awaits_you"]) == (str(tale.things["load"]), False, True)


WEIGHT = Story(
    "Another weight after receipt",
    "The plant copied the scale's slip wrongly: 960 kg, not 1,000. It asks for the change; nothing changes until"
    " works and carrier agree, one refusal ends it, and a second request waits its turn. With the last agreement"
    " the drum in the plant's store changes with the paper, and what stood there before is kept.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "accepts it as sent.", records("load", e.Accepted())),
        Step("gate", "asks for 960 kg received, with the reason.", records("load", _asks(received_kg="960"))),
        Step("clerk", "finds it among what waits for her answer.", _waits),
        Step("gate", "finds nothing changed yet.", _holds("stored", "1000")),
        Step(
            "clerk",
            "cannot ask for another change meanwhile.",
            records("load", _asks(received_kg="990"), status=409, code="revision_open"),
        ),
        Step("clerk", "does not agree: nothing changes.", records("load", e.RevisionRefused("先看磅单"))),
        Step("gate", "shows her the slip and asks again.", records("load", _asks(received_kg="960"))),
        Step("clerk", "agrees.", _agrees()),
        Step("driver", "agrees for the carrier; the change is made.", _agrees()),
        Step("clerk", "reads what stands there now, and what stood before.", _weights),
        Step("gate", "has 960 kg in store.", _holds("stored", "960")),
        Step(
            "regulator",
            "reads in the drum's chain what followed from the last agreement.",
            chain(
                "/batches/{drum}/chain",
                "generated", "created", "assigned", "published", "signed", "departed", "loaded", "arrived",
                "accepted", "received", "revision_requested", "revision_refused", "revision_requested",
                "revision_approved", "revision_approved", "corrected", "line_left",
            ),
        ),
    ),
)  # fmt: skip

GONE = Story(
    "A correction that came too late",
    "While a smaller weight waits for agreement, the plant treats more than that. The last agreement is refused"
    " by name, nobody is stuck: the party that cannot agree any more refuses, and what really was there is asked"
    " for instead. It was no more than what had been treated, so the correction closes the manifest; a later one"
    " that finds more opens it again.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("gate", "asks for 500 kg received.", records("load", _asks(received_kg="500"))),
        Step("clerk", "agrees.", _agrees()),
        Step("gate", "recovers the metal of 600 kg.", _treats(RECOVERED, "600")),
        Step("driver", "cannot agree any more.", records("load", AGREED, status=409, code="less_than_gone")),
        Step("driver", "refuses.", records("load", e.RevisionRefused("已利用 600 千克"))),
        Step("gate", "asks for 600 kg.", records("load", _asks(received_kg="600"))),
        Step("clerk", "agrees.", _agrees()),
        Step("driver", "agrees.", _agrees()),
        Step("clerk", "finds the manifest closed.", sees("/manifests/{load}", status="closed")),
        Step("clerk", "finds 650 on her own slip and asks for that.", records("load", _asks(received_kg="650"))),
        Step("gate", "agrees.", _agrees()),
        Step("driver", "agrees.", _agrees()),
        Step("gate", "has 50 kg left to treat.", _holds("stored", "50")),
        Step("clerk", "finds the manifest open again.", sees("/manifests/{load}", status="accepted")),
        Step("gate", "recovers the rest.", _treats(RECOVERED, "50")),
        Step("clerk", "finds it closed.", sees("/manifests/{load}", status="closed")),
    ),
)

OPERATION = Story(
    "Another treatment after it was recorded",
    "The drum was recorded as recovered, and had only been shredded: an interim step, after which the chain goes"
    " on. By agreement it is in the store again, to be sent on. Next it turns out that the metal had been"
    " recovered after all, and the chain is closed again; both corrections stay to be read.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step(
            "gate",
            "asks for another treatment before anything was treated, and is told so.",
            records("load", _asks(treated_by=SHREDDED), status=409, code="nothing_treated"),
        ),
        Step("gate", "records that the metal was recovered.", _treats(RECOVERED, "1000")),
        Step("clerk", "sees nothing left of it.", sees("/batches/{drum}", status="treated")),
        Step("gate", "asks: it was shredded.", records("load", _asks(treated_by=SHREDDED))),
        Step("clerk", "agrees.", _agrees()),
        Step("driver", "agrees; the chain is open again.", _agrees()),
        Step("gate", "has all of it in store.", _holds("stored", "1000")),
        Step("gate", "asks: the metal was recovered after all.", records("load", _asks(treated_by=RECOVERED))),
        Step("clerk", "agrees.", _agrees()),
        Step("driver", "agrees; the chain is closed.", _agrees()),
        Step("clerk", "sees nothing left of it.", sees("/batches/{drum}", status="treated")),
    ),
)


async def _signs(tale: Tale, who: str) -> None:
    await records("load", tale.bay.load(tale.things["tank"]))(tale, who)
    await records("load", e.Published())(tale, who)
    await records("load", e.Signed(name="李姐"))(tale, who)


async def _puts_together(tale: Tale, who: str) -> None:
    inputs = tuple(e.Input(tale.things[drum], Decimal(300)) for drum in ("drum", "other"))
    out = e.Output(Weight(Decimal(600), Basis.WEIGHED), Container("tank"))
    await records("tank", e.Regrouped(tale.bay.factory_site, inputs, (out,)))(tale, who)


async def _counted(tale: Tale, who: str) -> None:
    load = await tale.get(who, "/manifests/{load}")
    (correction,) = load["corrections"]
    assert (load["status"], correction["cancel"], len(load["number"])) == ("cancelled", True, 14)
    listed = (await tale.get(who, "/manifests?status=cancelled"))["items"]
    assert [x["state"]["id"] for x in listed] == [str(tale.things["load"])]


SIGNED = Story(
    "Called off after the signature",
    "Two drums were put together in a tank, and the clerk has signed. Before her signature she could have called"
    " it off by herself; now the plant must agree. The tank is free again and can be taken apart; the manifest"
    " keeps its number and can be read and counted.",
    (
        fills("300"),
        fills("300", "other"),
        Step("clerk", "puts both into a tank.", _puts_together),
        Step("clerk", "draws up a manifest for it, publishes and signs it.", _signs),
        Step(
            "clerk",
            "cannot call it off by herself any more.",
            records("load", e.Cancelled("改期"), status=409, code="not_possible_now"),
        ),
        Step(
            "clerk",
            "cannot change the remark and call it off in one.",
            records("load", e.RevisionRequested("x", remark="y", cancel=True), status=422, code="cancel_alone"),
        ),
        Step("clerk", "asks to call it off.", records("load", OFF)),
        Step("gate", "agrees: it is called off.", _agrees()),
        Step("clerk", "finds it in her list, with its number and who agreed to what.", _counted),
        Step("clerk", "finds the tank in her store.", sees("/batches/{tank}", status="stored")),
        Step("clerk", "takes it apart.", records("tank", e.Ungrouped())),
        Step("clerk", "has both drums again.", sees("/batches/{other}", status="stored")),
    ),
)


async def _home(tale: Tale, who: str) -> None:
    bay = tale.bay
    back = bay.load(tale.things["drum"], onward_of=tale.things["load"], consignee_site=bay.factory_site)
    await records("home", back)(tale, who)
    await records("home", e.Published())(tale, who)
    await records("home", e.Signed(name="李姐"))(tale, who)
    await records("home", e.Departed(plate=PLATE, driver="王师傅"))(tale, "driver")
    await records("home", e.Arrived())(tale, "driver")
    await records("home", e.Accepted())(tale, who)


ROAD = Story(
    "Called off on the road",
    "The load is under way when it is called off, and all who are bound agree. A paper moves no waste: the drum"
    " is still on the lorry, the carrier holds it, and it comes home under a manifest of its own.",
    (
        fills("1000"),
        *leaves()[:3],
        Step("clerk", "asks to call it off.", records("load", OFF)),
        Step("gate", "agrees.", _agrees()),
        Step("clerk", "finds it on the road still.", sees("/manifests/{load}", status="in_transit")),
        Step("driver", "agrees for the carrier: it is called off.", _agrees()),
        Step("clerk", "finds the drum on the vehicle.", sees("/batches/{drum}", status="refused", holder_site=None)),
        Step("clerk", "draws up the way home; the drum comes back.", _home),
        Step("clerk", "has it in her store.", sees("/batches/{drum}", status="stored")),
    ),
)

RECEIVED = Story(
    "Called off too late",
    "While the works asks to call a load off, it arrives and is accepted. From then on it stands in the plant's books,"
    " and no agreement makes it vanish: what stands wrongly is corrected instead.",
    (
        fills("500"),
        *leaves(),
        Step("clerk", "asks to call it off.", records("load", OFF)),
        Step("driver", "agrees.", _agrees()),
        Step("gate", "has accepted it meanwhile.", records("load", e.Accepted())),
        Step("gate", "cannot agree any more.", records("load", AGREED, status=409, code="cancel_after_receipt")),
        Step("gate", "refuses.", records("load", e.RevisionRefused("已签收"))),
        Step(
            "clerk",
            "is told the reason when she asks again.",
            records("load", OFF, status=409, code="cancel_after_receipt"),
        ),
    ),
)

# --- nobody answers ------------------------------------------------------------------------------------------


WEEKS = 24 * 21


async def _overdue(tale: Tale, who: str) -> None:
    (item,) = (await tale.get(who, "/corrections?awaiting=true"))["items"]
    assert (item["overdue"], item["awaits_you"]) == (True, True)


async def _escalated(tale: Tale, who: str) -> None:
    (alert,) = await alerts_told(tale, who, "correction_unanswered")
    assert alert["subject"] == str(tale.things["load"])


UNANSWERED = Story(
    "A correction that nobody answers",
    "The works asks for a change and hears nothing. After ten working days by the calendar the request is overdue: the"
    " authority is told, once, and sees who has not answered. The request stays open, and can still be agreed to.",
    (
        fills("1000"),
        *leaves(),
        Step("clerk", "asks for a correction of the plate.",
             records("load", e.RevisionRequested("车牌写错", plate="粤B54321"))),
        Step("wasteflow", "looks at what is overdue, three weeks later.", later(looked_at, WEEKS)),
        Step("regulator", "finds one alert: the correction is not answered.", _escalated),
        Step("wasteflow", "looks again; it is the same alert.", later(looked_at, WEEKS)),
        Step("regulator", "still finds one.", _escalated),
        Step("gate", "sees that its answer is overdue.", later(_overdue, WEEKS)),
        Step("gate", "agrees.", _agrees()),
        Step("driver", "agrees; the change is made.", _agrees()),
        Step("clerk", "finds nothing open any more.", sees("/manifests/{load}", revision=None)),
    ),
)  # fmt: skip

CORRECTIONS = (WEIGHT, GONE, OPERATION, SIGNED, ROAD, RECEIVED, UNANSWERED)
