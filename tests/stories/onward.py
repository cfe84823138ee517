"""What was turned away goes back, or on to another plant."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from manifests.life import events as e
from tests.stories.story import Act, Step, Story, Tale, chain, fills, leaves, records, sees

TREATED = "cn_utilisation:R4"


def _weighed(kg: str) -> e.Weighed:
    return e.Weighed((e.LineWeighed(1, Decimal(kg)),))


def _goes_on(batch: str = "drum", to: str = "") -> Act:
    """An onward manifest under the name `onward`, published and signed by the consignor; home unless `to` a site."""

    async def act(tale: Tale, who: str) -> None:
        site = tale.things[to] if to else tale.bay.factory_site
        line = e.LineDraft(tale.things[batch], method=TREATED if to else None)
        drawn = tale.bay.load(onward_of=tale.things["load"], consignee_site=site, lines=(line,))
        await records("onward", drawn)(tale, who)
        await records("onward", e.Published())(tale, who)
        await records("onward", e.Signed(name="李姐"))(tale, who)

    return act


def _draws(code: str, status: int, **changes: Any) -> Act:
    """Try to draw up an onward manifest, and be refused."""

    async def act(tale: Tale, who: str) -> None:
        values = {"onward_of": tale.things["load"], "consignee_site": tale.bay.factory_site} | changes
        drawn = tale.bay.load(tale.things["drum"], **values)
        await records("never", drawn, status=status, code=code)(tale, who)

    return act


async def _part(tale: Tale, who: str) -> None:
    items = (await tale.get(who, "/batches"))["items"]
    (part,) = [x["state"] for x in items if x["state"]["parent"] == str(tale.things["drum"])]
    tale.things["part"] = UUID(part["id"])


async def _joined(tale: Tale, who: str) -> None:
    first, onward = (await tale.get(who, "/manifests/{load}")), (await tale.get(who, "/manifests/{onward}"))
    assert (first["onward"][-1], onward["onward_of"]) == (onward["id"], first["id"])
    assert first["number"] != onward["number"]


async def _clock_runs_anew(tale: Tale, who: str) -> None:
    """The storage clock of a returned drum begins when it came home, not when it was filled."""
    drum = await tale.get(who, "/batches/{drum}")
    events = (await tale.get(who, "/manifests/{onward}/chain"))["events"]
    (taken,) = [x["occurred_at"] for x in events if x["kind"] == "accepted"]
    assert drum["stored_since"] == taken > drum["generated_at"], drum


async def _frees(tale: Tale, who: str) -> None:
    drawn = tale.bay.load(tale.things["drum"], onward_of=tale.things["load"], consignee_site=tale.bay.factory_site)
    await records("dropped", drawn)(tale, who)
    await sees("/batches/{drum}", status="reassigned")(tale, who)
    await _draws("batch_taken", 409)(tale, who)
    await records("dropped", e.Cancelled("改送别处"))(tale, who)
    await sees("/batches/{drum}", status="refused")(tale, who)


ROAD = (
    Step("driver", "leaves the gate with it.", records("onward", e.Departed(plate="粤B12345", driver="王师傅"))),
    Step("driver", "arrives.", records("onward", e.Arrived())),
)

BACK = Story(
    "Refused, and brought back",
    "The plant turns the whole load away while the truck still stands at its gate. The works it came from decides: it"
    " goes back. A new manifest joins the way out and the way home, the drum returns to the works' store, its storage"
    " clock begins anew, and nobody has taken in or treated anything.",
    (
        fills("500"),
        *leaves(),
        Step("clerk", "cannot call it back while nothing was refused.", _draws("not_turned_away", 422)),
        Step("gate", "refuses it: the drum leaks.", records("load", e.Refused(reason="桶漏"))),
        Step("gate", "cannot draw up the way home in the works' name.", _draws("not_your_site", 403)),
        Step("clerk", "draws up a way home, drops it, and the drum is free to go elsewhere again.", _frees),
        Step("clerk", "draws up the way home: no permit is asked of who made the waste; it signs.", _goes_on()),
        Step("clerk", "sees both manifests name each other.", _joined),
        *ROAD,
        Step("clerk", "weighs it in.", records("onward", _weighed("500"))),
        Step("clerk", "takes it back.", records("onward", e.Accepted())),
        Step("clerk", "finds that manifest closed.", sees("/manifests/{onward}", status="closed")),
        Step("clerk", "finds the drum in store.", sees("/batches/{drum}", status="stored", manifest=None)),
        Step("clerk", "sees its storage clock run from today.", _clock_runs_anew),
        Step(
            "regulator",
            "reads one unbroken chain over both manifests; what was dropped as a draft is its maker's alone.",
            chain(
                "/batches/{drum}/chain",
                "generated", "created", "assigned", "published", "signed", "departed", "loaded", "arrived", "refused",
                "turned_away", "sent_on", "assigned", "released", "created", "sent_on", "assigned", "published",
                "signed", "departed", "loaded", "arrived", "weighed", "accepted", "returned",
            ),
        ),
    ),
)  # fmt: skip

ELSEWHERE = Story(
    "Refused in part, and sent to another plant",
    "The plant keeps 900 kg and turns 100 kg away. The works sends that part on to the next plant, which holds a permit"
    " for it, takes it in and recovers it; every kilogram is counted once.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "weighs it: 1,000 kg.", records("load", _weighed("1000"))),
        Step(
            "gate",
            "accepts 900 kg and refuses 100.",
            records("load", e.PartlyAccepted((e.LineRefused(1, Decimal(100)),), reason="含杂物")),
        ),
        Step("clerk", "finds the part that is still on the vehicle.", _part),
        Step("clerk", "sends it on to the next plant; it signs.", _goes_on("part", to="next_site")),
        *ROAD,
        Step("next_gate", "accepts it.", records("onward", e.Accepted())),
        Step("next_gate", "recovers it.", records("part", e.Treated(TREATED, Decimal(100)))),
        Step("clerk", "finds the onward manifest closed.", sees("/manifests/{onward}", status="closed")),
    ),
)

ONWARD = (BACK, ELSEWHERE)
