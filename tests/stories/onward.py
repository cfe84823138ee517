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


async def finds_part(tale: Tale, who: str) -> None:
    """What was split off from the drum, under the name `part`."""
    items = (await tale.get(who, "/batches"))["items"]
    (part,) = [x["state"] for x in items if x["state"]["parent"] == str(tale.things["drum"])]
    tale.things["part"] = UUID(part["id"])


async def _label(tale: Tale, who: str) -> None:
    part, drum = await tale.get(who, "/batches/{part}"), await tale.get(who, "/batches/{drum}")
    assert part["digital_code"][:18] == drum["digital_code"][:18], "of the unit that filled the drum"
    assert part["digital_code"] != drum["digital_code"]
    label = await tale.client.get("/batches/{part}/label.pdf".format(**tale.things), headers=await tale.headers(who))
    assert label.content.startswith(b"%PDF"), label.text


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
        Step("clerk", "finds the part that is still on the vehicle.", finds_part),
        Step("clerk", "prints the label of its own that the part has.", _label),
        Step("clerk", "sends it on to the next plant; it signs.", _goes_on("part", to="next_site")),
        *ROAD,
        Step("next_gate", "accepts it.", records("onward", e.Accepted())),
        Step("next_gate", "recovers it.", records("part", e.Treated(TREATED, Decimal(100)))),
        Step("clerk", "finds the onward manifest closed.", sees("/manifests/{onward}", status="closed")),
    ),
)


def _gives_back(batch: str = "drum", code: str = "", status: int = 201, **changes: Any) -> Act:
    """The plant draws up the way back of what it accepted, under the name `back`; or is refused."""

    async def act(tale: Tale, who: str) -> None:
        bay = tale.bay
        values: dict[str, Any] = {
            "consignor_site": bay.plant_site,
            "consignee_site": bay.factory_site,
            "gives_back": tale.things["load"],
            "lines": (e.LineDraft(tale.things[batch]),),
        }
        drawn = bay.load(**(values | changes))
        await records("back" if status == 201 else "never", drawn, status=status, code=code)(tale, who)

    return act


async def _same_drum(tale: Tale, who: str) -> None:
    """What the works has again is what it sent: no longer brought by anybody, its weight that of its own scale."""
    drum = await tale.get(who, "/batches/{drum}")
    assert (drum["status"], drum["holder_site"], drum["arrived_by"]) == ("stored", str(tale.bay.factory_site), None)
    assert Decimal(drum["weight"]["kg"]) + Decimal(drum["treated_kg"]) == 1000, drum


async def _both_name(tale: Tale, who: str) -> None:
    """The way out closes with what was treated and what went back; each manifest names the other."""
    load, back = (await tale.get(who, "/manifests/{load}")), (await tale.get(who, "/manifests/{back}"))
    (line,) = load["lines"]
    assert (load["status"], back["status"]) == ("closed", "closed")
    assert (back["gives_back"], load["onward"]) == (load["id"], [back["id"]])
    assert [Decimal(line[name]) for name in ("accepted_kg", "treated_kg", "given_back_kg")] == [1000, 200, 800]


async def _the_year(tale: Tale, who: str) -> None:
    """Of the plant's yearly scale only what it kept is used."""
    (kg,) = await tale.bay.pool.fetchrow("select sum(kg) from taken_in where site = $1", tale.bay.plant_site)
    assert kg == 200


GIVEN_BACK = Story(
    "Accepted, and given back",
    "The plant takes a drum in, treats a part, and only then its laboratory finds that the drum holds something else."
    " What is left goes back to the works under a manifest that names the one it came by. The works takes it in again;"
    " the first manifest closes with what was treated and what went back, and the plant's yearly scale counts what it"
    " kept.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "accepts it: nothing is to be seen from outside.", records("load", e.Accepted())),
        Step("gate", "treats 200 kg.", records("drum", e.Treated(TREATED, Decimal(200)))),
        Step(
            "gate",
            "cannot send the rest back as any stock: the works has no permit to take in waste.",
            _gives_back(gives_back=None, code="no_permit", status=422),
        ),
        Step(
            "gate",
            "cannot give it back to anybody but who sent it.",
            lambda t, who: _gives_back(code="goes_back_to_sender", status=422, consignee_site=t.things["next_site"])(
                t, who
            ),
        ),
        Step(
            "clerk",
            "cannot fetch it back by itself: the plant has it.",
            _gives_back(code="not_your_site", status=403),
        ),
        Step("gate", "draws up the way back, which names the manifest the drum came by.", _gives_back()),
        Step("gate", "publishes it.", records("back", e.Published())),
        Step("gate", "signs as consignor.", records("back", e.Signed(name="赵磅房"))),
        Step("driver", "leaves with it.", records("back", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "stands at the works' gate.", records("back", e.Arrived())),
        Step("clerk", "weighs it in: 800 kg.", records("back", _weighed("800"))),
        Step("clerk", "takes it back.", records("back", e.Accepted())),
        Step("clerk", "has the rest of its drum in store.", _same_drum),
        Step("gate", "sees both manifests closed, and each name the other.", _both_name),
        Step("gate", "finds its yearly scale used by what it kept.", _the_year),
        Step(
            "regulator",
            "reads one unbroken chain over both manifests.",
            chain(
                "/batches/{drum}/chain",
                "generated", "created", "assigned", "published", "signed", "departed", "loaded", "arrived", "accepted",
                "received", "treated", "line_treated", "created", "sent_on", "assigned", "published", "signed",
                "departed", "loaded", "arrived", "weighed", "accepted", "line_given_back", "returned",
            ),
        ),
    ),
)  # fmt: skip


def _elsewhere(tale: Tale) -> e.Created:
    line = e.LineDraft(tale.things["drum"], method=TREATED)
    bay = tale.bay
    return bay.load(consignor_site=bay.plant_site, consignee_site=tale.things["next_site"], lines=(line,))


REFUSED_AGAIN = Story(
    "Given back, refused there, and sent to another plant",
    "The works does not take the drum back: its store is full. The plant, whose load it is now, decides as any"
    " consignor: home to its own store, and from there to another plant that holds a permit for it. Custody never"
    " breaks, and every manifest names the one before.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "accepts it by mistake.", records("load", e.Accepted())),
        Step("gate", "draws up the way back.", _gives_back()),
        Step("gate", "publishes it.", records("back", e.Published())),
        Step("gate", "signs as consignor.", records("back", e.Signed(name="赵磅房"))),
        Step("driver", "leaves with it.", records("back", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "stands at the works' gate.", records("back", e.Arrived())),
        Step("clerk", "refuses it: the store is full.", records("back", e.Refused(reason="库满"))),
        Step(
            "gate",
            "draws up its way home to the plant.",
            records(
                "home",
                lambda t: t.bay.load(
                    t.things["drum"],
                    onward_of=t.things["back"],
                    consignor_site=t.bay.plant_site,
                    consignee_site=t.bay.plant_site,
                ),
            ),
        ),
        Step("gate", "publishes it.", records("home", e.Published())),
        Step("gate", "signs it.", records("home", e.Signed(name="赵磅房"))),
        Step("driver", "leaves with it.", records("home", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "is at the plant again.", records("home", e.Arrived())),
        Step("gate", "takes it in.", records("home", e.Accepted())),
        Step("gate", "sends it from its store to the next plant.", records("on", _elsewhere, warns="not_in_plan")),
        Step("gate", "publishes it.", records("on", e.Published())),
        Step("gate", "signs it.", records("on", e.Signed(name="赵磅房"))),
        Step("driver", "leaves with it.", records("on", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "arrives.", records("on", e.Arrived())),
        Step("next_gate", "accepts it.", records("on", e.Accepted())),
        Step("next_gate", "recovers it.", records("drum", e.Treated(TREATED, Decimal(1000)))),
        Step("gate", "finds that manifest closed.", sees("/manifests/{on}", status="closed")),
        Step("gate", "cannot give back what went on.", _gives_back(code="unknown_subject", status=404)),
    ),
)

ONWARD = (BACK, ELSEWHERE, GIVEN_BACK, REFUSED_AGAIN)
