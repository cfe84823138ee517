"""What is gone from a store: leaked, stolen."""

from decimal import Decimal

from manifests.life import events as e
from manifests.life.model import Gone
from tests.bay import PLATE
from tests.stories.no_signal import looked_at
from tests.stories.story import Act, Step, Story, Tale, alerts_told, fills, leaves, records, sees


def loses(kg: str, how: Gone, reason: str, **told: int | str) -> Act:
    """So much of the drum is gone."""
    return records("drum", e.Lost(Decimal(kg), how, reason), **told)


def holds(status: str, kg: str) -> Act:
    """The drum, as anybody who may see it finds it."""

    async def act(tale: Tale, who: str) -> None:
        drum = await tale.get(who, "/batches/{drum}")
        assert (drum["status"], drum["weight"]["kg"], drum["treated_kg"]) == (status, kg, "0"), drum

    return act


async def _waits_no_more(tale: Tale, who: str) -> None:
    """Closed, and nothing of it counts as treated."""
    load = await tale.get(who, "/manifests/{load}")
    assert (load["status"], [line["treated_kg"] for line in load["lines"]]) == ("closed", ["0"])
    events = (await tale.get(who, "/manifests/{load}/chain"))["events"]
    left = [(x["fact"]["before_kg"], x["fact"]["left_kg"]) for x in events if x["kind"] == "line_left"]
    assert left == [("980", "960"), ("960", "0")]


FIRE = e.LoadLost(Gone.BURNT, "车辆在广深高速起火，货物全部烧毁，已报警")


async def _signed(tale: Tale, who: str) -> None:
    for fact in (tale.bay.load(tale.things["drum"]), e.Published(), e.Signed(name="李姐")):
        await records("load", fact)(tale, who)


async def _told(tale: Tale, who: str) -> None:
    await looked_at(tale, who)
    alerts = await alerts_told(tale, who, "lost")
    assert sorted((x["severity"], x["facts"]["lost"]) for x in alerts) == [(3, "20"), (3, "20"), (3, "960")]


LOST = Story(
    "A drum that leaks, and is stolen",
    "A drum leaks in the works' store, and again in the plant's: part of it is lost, the rest goes on. Before the plant"
    " has treated any of it the drum is stolen. Nothing of it counts as treated; the works' manifest, which waited for"
    " its treatment, is told what is left each time and stops waiting; and the authority is told of every loss.",
    (
        fills("1000"),
        Step("clerk", "finds the floor wet: 20 kg have leaked.", loses("20", Gone.LEAKED, "桶底渗漏，已用吸附棉清理")),
        Step("clerk", "has 980 kg left.", holds("stored", "980")),
        *leaves(),
        Step(
            "clerk", "cannot say so once the carrier has it.",
            loses("20", Gone.MISSING, "?", status=403, code="not_your_step"),
        ),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step(
            "gate",
            "cannot say that it is gone without a word of how.",
            loses("20", Gone.LEAKED, " ", status=422, code="say_in_words"),
        ),
        Step(
            "gate", "cannot lose more than there is.",
            loses("981", Gone.LEAKED, "阀门", status=422, code="more_than_there_is"),
        ),
        Step("gate", "finds it leaking too: 20 kg are lost.", loses("20", Gone.LEAKED, "阀门关不严，已收集清理")),
        Step("clerk", "sees its manifest wait for the rest.", sees("/manifests/{load}", status="accepted")),
        Step("gate", "finds the store's door forced and the drum gone.", loses("960", Gone.STOLEN, "库门被撬，已报警")),
        Step("clerk", "sees that the drum is lost, and that none of it was treated.", holds("lost", "0")),
        Step("clerk", "finds its manifest closed, with what was left of it each time.", _waits_no_more),
        Step(
            "gate", "can do nothing more with it.",
            loses("1", Gone.MISSING, "?", status=409, code="not_possible_now"),
        ),
        Step("regulator", "is told of each loss.", _told),
    ),
)  # fmt: skip


async def _told_of_the_load(tale: Tale, who: str) -> None:
    await looked_at(tale, who)
    (alert,) = await alerts_told(tale, who, "lost")
    assert (alert["severity"], alert["facts"]["lost"]) == (3, "1000")


ON_ROAD = Story(
    "A load that burns on the road",
    "The lorry burns on the motorway, and the drum with it. The driver says so on the manifest, which ends there: works"
    " and plant read it, nothing counts as treated, the manifest that is not received raises no alarm of its own, and"
    " the authority is told of the loss.",
    (
        fills("1000"),
        Step("clerk", "draws up a manifest, publishes and signs it.", _signed),
        Step("driver", "leaves.", records("load", e.Departed(plate=PLATE, driver="王师傅"))),
        Step(
            "gate", "cannot say that a load is lost which it never had.",
            records("load", FIRE, status=403, code="may_not_depart"),
        ),
        Step("driver", "calls the fire brigade, and says that all of it burnt.", records("load", FIRE)),
        Step("clerk", "sees that the load is lost.", sees("/manifests/{load}", status="lost")),
        Step("gate", "sees it too.", sees("/manifests/{load}", status="lost")),
        Step("clerk", "sees that the drum is lost, and that none of it was treated.", holds("lost", "0")),
        Step("driver", "cannot arrive with it.", records("load", e.Arrived(), status=409, code="not_possible_now")),
        Step("regulator", "is told.", _told_of_the_load),
    ),
)  # fmt: skip

LOSSES = (LOST, ON_ROAD)
