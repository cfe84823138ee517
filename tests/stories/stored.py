"""What happens in stores: a collector's, from which it goes on, and the works' own."""

from decimal import Decimal

from manifests.life import events as e
from tests.stories.onward import finds_part
from tests.stories.road_side import prints_label, scans
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, records, sees

TREATED = "cn_utilisation:R4"


def _draws(name: str, batch: str, *, home: bool = False) -> Act:
    """The collector draws up a manifest from its store, to the next plant or home, and signs it."""

    async def act(tale: Tale, who: str) -> None:
        bay = tale.bay
        drawn = bay.load(
            consignor_site=bay.plant_site,
            consignee_site=bay.plant_site if home else tale.things["next_site"],
            lines=(e.LineDraft(tale.things[batch], method=None if home else TREATED),),
            onward_of=tale.things["on"] if home else None,
        )
        await records(name, drawn, **({} if home else {"warns": "not_in_plan"}))(tale, who)
        await records(name, e.Published())(tale, who)
        await records(name, e.Signed(name="赵磅房"))(tale, who)

    return act


def _tells(status: str, treated: str, *waits_for: str) -> Act:
    """How much of the works' line is treated, and which batches it waits for."""

    async def act(tale: Tale, who: str) -> None:
        load = await tale.get(who, "/manifests/{load}")
        (line,) = load["lines"]
        assert (load["status"], Decimal(line["treated_kg"])) == (status, Decimal(treated))
        assert line.get("waits_for", []) == [str(tale.things[name]) for name in waits_for]

    return act


SENT_ON = Story(
    "What a collector only stores",
    "A collector takes a drum of the works into its store and sends it on to a plant, under a manifest of its own. The"
    " plant's scale finds 10 kg less, and 90 kg of it are turned away and come back to the collector. The works sees"
    " none of these papers, but its own manifest waits for both parts, and closes when the last of them is recovered.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "takes it into store.", records("load", e.Accepted())),
        Step("gate", "sends it on to the next plant.", _draws("on", "drum")),
        Step("driver", "leaves with it.", records("on", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "arrives.", records("on", e.Arrived())),
        Step("next_gate", "weighs it: 990 kg.", records("on", e.Weighed((e.LineWeighed(1, Decimal(990)),)))),
        Step(
            "next_gate",
            "accepts 900 kg and refuses 90.",
            records("on", e.PartlyAccepted((e.LineRefused(1, Decimal(90)),), reason="含杂物")),
        ),
        Step("gate", "finds the part that is still on the vehicle.", finds_part),
        Step("clerk", "sees its manifest wait for both parts.", _tells("accepted", "0", "drum", "part")),
        Step("next_gate", "recovers the 900 kg.", records("drum", e.Treated(TREATED, Decimal(900)))),
        Step("next_gate", "finds the collector's manifest closed:", sees("/manifests/{on}", status="closed")),
        Step("clerk", "sees its own wait for the rest.", _tells("accepted", "900", "part")),
        Step("gate", "draws up the way home of the part.", _draws("home", "part", home=True)),
        Step("driver", "leaves with it.", records("home", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "arrives.", records("home", e.Arrived())),
        Step("gate", "takes it in.", records("home", e.Accepted())),
        Step("gate", "recovers it after all.", records("part", e.Treated(TREATED, Decimal(90)))),
        Step("clerk", "finds its manifest closed: 990 kg were recovered.", _tells("closed", "990")),
    ),
)

# --- in the works' own store ---------------------------------------------------------------------------------


async def _code(tale: Tale, who: str) -> None:
    tale.sent["code"] = (await tale.get(who, "/batches/{drum}"))["digital_code"]


async def _another_code(tale: Tale, who: str) -> None:
    """Another of the same day; by the one on the old label the drum is found still."""
    drum = await tale.get(who, "/batches/{drum}")
    assert (drum["digital_code"][:34], drum["digital_code"] != tale.sent["code"]) == (tale.sent["code"][:34], True)
    found = await tale.get(who, f"/numbers/{tale.sent['code']}")
    assert found["subject"] == str(tale.things["drum"])


KEPT = Story(
    "Put elsewhere, under a new label",
    "A drum is carried to another bay of the store, and rain has taken its label. It gets a new one with a code of its"
    " own; whoever finds the old label still finds the drum, and is told that the label is out of date.",
    (
        fills("400"),
        Step("clerk", "notes where it stands now.", records("drum", e.Moved(place="2号库 B-03"))),
        Step("clerk", "sees it there.", sees("/batches/{drum}", place="2号库 B-03", status="stored")),
        Step("clerk", "prints its label.", prints_label),
        Step("clerk", "keeps the code on it in mind.", _code),
        Step("gate", "cannot give it a new one: the drum is not its own.",
             records("drum", e.Relabelled(reason="标签被腐蚀"), status=404, code="unknown_subject")),
        Step("clerk", "gives it a new label.", records("drum", e.Relabelled(reason="标签被腐蚀"))),
        Step("clerk", "finds it by either code.", _another_code),
        Step("outsider", "scans the old label: genuine, of an older state.", scans("older")),
        Step("clerk", "prints the new one.", prints_label),
        Step("outsider", "scans that: genuine.", scans("genuine")),
        *leaves(),
        Step("clerk", "sees it on the road, and no longer in that bay.",
             sees("/batches/{drum}", status="in_transit", holder_site=None)),
    ),
)  # fmt: skip

STORED = (SENT_ON, KEPT)
