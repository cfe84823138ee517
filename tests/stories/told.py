"""The stories."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

import httpx

from manifests.life import events as e
from manifests.life.model import Basis, Weight
from tests.stories.billing import BILLING
from tests.stories.borders import BORDERS
from tests.stories.cases import CASES
from tests.stories.chains import CHAINS
from tests.stories.changes import CHANGES
from tests.stories.corrections import CORRECTIONS
from tests.stories.declarations import DECLARED
from tests.stories.grouping import GROUPING
from tests.stories.hong_kong import HONG_KONG
from tests.stories.journeys import JOURNEYS
from tests.stories.lapsed import LAPSED
from tests.stories.limits import TOO_MUCH
from tests.stories.litter import LITTER
from tests.stories.losses import LOSSES
from tests.stories.messages import MESSAGES
from tests.stories.mismatch import MISMATCH
from tests.stories.no_signal import STORIES as NO_SIGNAL
from tests.stories.office import OFFICE
from tests.stories.on_paper import ON_PAPER
from tests.stories.onward import ONWARD
from tests.stories.papers import PAPERS
from tests.stories.regimes import REGIMES
from tests.stories.road_side import ON_THE_ROAD
from tests.stories.rounds import ROUNDS
from tests.stories.signing import SIGNING
from tests.stories.stops import STOPS
from tests.stories.stored import STORED
from tests.stories.story import (
    Step,
    Story,
    Tale,
    chain,
    fills,
    leaves,
    proposal,
    records,
    sees,
)
from tests.stories.streams import STREAMS
from tests.stories.trails import TRAILS
from tests.stories.two_phones import STORIES as TWO_PHONES

TREATED = "cn_utilisation:R4"


def weighs(kg: str) -> e.Weighed:
    return e.Weighed((e.LineWeighed(1, Decimal(kg)),))


# --- one drum's whole life -----------------------------------------------------------------------------------

ONE_DRUM = Story(
    "One drum's whole life",
    "A drum of plating sludge is born at a plating works, travels on a manifest to a plant in the same city, is weighed"
    " and accepted there, and is recovered. When nothing of it is left the manifest closes, and the consignor can show"
    " what became of its waste.",
    (
        fills("118.5"),
        *leaves(),
        Step("gate", "weighs it: 118 kg, within what two scales make of one drum.", records("load", weighs("118"))),
        Step("gate", "accepts the whole load; the plant holds the drum now.", records("load", e.Accepted())),
        Step("gate", "finds the drum in the plant's store.", sees("/batches/{drum}", status="stored")),
        Step("gate", "recovers the metal: all 118 kg.", records("drum", e.Treated(TREATED, Decimal("118")))),
        Step("clerk", "finds the manifest closed.", sees("/manifests/{load}", status="closed")),
        Step(
            "regulator",
            "reads the chain: every step with who recorded it, when it happened and when it was learned of.",
            chain(
                "/batches/{drum}/chain",
                "generated", "created", "assigned", "published", "signed", "departed", "loaded", "arrived", "weighed",
                "accepted", "received", "treated", "line_treated",
            ),
        ),
    ),
)  # fmt: skip


# --- partly accepted -----------------------------------------------------------------------------------------


async def _split(tale: Tale, who: str) -> None:
    kept = await tale.get(who, "/batches/{drum}")
    assert (kept["status"], kept["weight"]["kg"]) == ("stored", "900")
    items = (await tale.get(who, "/batches"))["items"]
    (part,) = [x["state"] for x in items if x["state"]["parent"] == str(tale.things["drum"])]
    assert (part["status"], part["weight"]["kg"], part["holder_site"]) == ("refused", "100", None)
    assert part["generated"]["kg"] == "0", "its kilograms were counted when the drum was generated"


PARTLY = Story(
    "Partly accepted",
    "A load of 1,000 kg arrives; 100 kg of it are not what the label says, and the plant keeps only the rest. The part"
    " turned away goes on as a batch of its own, still on the vehicle, and no kilogram is counted twice.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "weighs it: 1,000 kg.", records("load", weighs("1000"))),
        Step(
            "gate",
            "tries to refuse 1,000 kg in part, and is told that this is the whole.",
            records(
                "load", e.PartlyAccepted((e.LineRefused(1, Decimal(1000)),), reason="x"), status=422, code="not_a_part"
            ),
        ),
        Step(
            "gate",
            "tries to refuse nothing in part, and is told that this is no part.",
            records(
                "load", e.PartlyAccepted((e.LineRefused(1, Decimal(0)),), reason="x"), status=422, code="wrong_weight"
            ),
        ),
        Step(
            "gate",
            "accepts 900 kg and refuses 100, with the reason.",
            records("load", e.PartlyAccepted((e.LineRefused(1, Decimal(100)),), reason="含杂物")),
        ),
        Step("gate", "finds 900 kg in store, and 100 kg still with the carrier.", _split),
        Step("clerk", "reads why.", sees("/manifests/{load}", status="partly_accepted", refusal_reason="含杂物")),
    ),
)


# --- refused -------------------------------------------------------------------------------------------------

REFUSED = Story(
    "Refused",
    "The plant turns the whole load away. Nothing changes hands: the carrier still holds it, and the plant can neither"
    " accept it afterwards nor treat what it never took.",
    (
        fills("500"),
        *leaves(),
        Step(
            "driver",
            "tries to accept in the plant's name, and is told whose step that is.",
            records("load", e.Accepted(), status=403, code="may_not_receive"),
        ),
        Step("gate", "refuses it: the drum leaks.", records("load", e.Refused(reason="桶漏"))),
        Step("clerk", "sees the drum refused.", sees("/batches/{drum}", status="refused", holder_site=None)),
        Step(
            "gate",
            "cannot accept it afterwards.",
            records("load", e.Accepted(), status=409, code="not_possible_now"),
        ),
        Step(
            "gate",
            "cannot treat what it does not hold.",
            records("drum", e.Treated(TREATED, Decimal(500)), status=404, code="unknown_subject"),
        ),
    ),
)


# --- interim treatment goes on ---------------------------------------------------------------------------------


async def _sends_on(tale: Tale, who: str) -> None:
    bay = tale.bay
    onward = bay.load(
        tale.things["drum"],
        consignor_site=bay.plant_site,
        consignee_site=tale.things["next_site"],
        lines=(e.LineDraft(tale.things["drum"], method=TREATED),),
    )
    await records("onward", onward, warns="not_in_plan")(tale, who)
    await records("onward", e.Published())(tale, who)
    await records("onward", e.Signed(name="赵磅房"))(tale, who)
    await records("onward", e.Departed(plate="粤B12345", driver="王师傅"))(tale, "driver")
    await records("onward", e.Arrived())(tale, "driver")


async def _own_part(tale: Tale, who: str) -> None:
    events = (await tale.get(who, "/batches/{drum}/chain"))["events"]
    assert [x["kind"] for x in events[-2:]] == ["treated", "line_treated"]
    assert {x["subject"] for x in events} == {str(tale.things["drum"]), str(tale.things["load"])}
    refused = await tale.client.get(f"/manifests/{tale.things['onward']}", headers=await tale.headers(who))
    assert refused.status_code == 404


INTERIM = Story(
    "Interim treatment goes on",
    "The first plant only solidifies the sludge: an interim step. Its manifest is done, the drum is not. It goes on, on"
    " a second manifest, to the plant that recovers the metal; the works where it was born follows it to its end, but"
    " does not see the papers of others.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step(
            "gate",
            "solidifies all of it, an interim step.",
            records("drum", e.Treated("local:P", Decimal(1000))),
        ),
        Step("clerk", "finds the first manifest closed,", sees("/manifests/{load}", status="closed")),
        Step("clerk", "and the drum still there.", sees("/batches/{drum}", status="stored")),
        Step("gate", "sends it on to the next plant, on a manifest of its own.", _sends_on),
        Step("next_gate", "accepts it.", records("onward", e.Accepted())),
        Step("next_gate", "recovers the metal.", records("drum", e.Treated(TREATED, Decimal(1000)))),
        Step("clerk", "sees that nothing is left of it.", sees("/batches/{drum}", status="treated")),
        Step("clerk", "reads the drum's chain to its end, without the second manifest's papers.", _own_part),
    ),
)


# --- two people at once ----------------------------------------------------------------------------------------


async def _both(tale: Tale, who: str) -> None:
    load, step = tale.things["load"], (await tale.get(who, "/manifests/{load}"))["seq"]
    answers = await asyncio.gather(
        tale.send("gate", proposal(e.Accepted(), load) | {"expected": step}),
        tale.send("gate", proposal(e.Refused(reason="满仓"), load) | {"expected": step}),
    )
    assert sorted(a.status_code for a in answers) == [201, 409]
    (late,) = [a.json() for a in answers if a.status_code == 409]
    assert late["code"] in ("lost_update", "not_possible_now")
    state = await tale.get(who, "/manifests/{load}")
    assert (state["seq"], state["status"] in ("accepted", "refused")) == (step + 1, True)


async def _asks_and_accepts(tale: Tale, who: str) -> None:
    """The plant accepts while the works asks to change the manifest it has on its screen."""
    load, step = tale.things["other_load"], (await tale.get(who, "/manifests/{other_load}"))["seq"]
    answers = await asyncio.gather(
        tale.send("gate", proposal(e.Accepted(), load) | {"expected": step}),
        tale.send("clerk", proposal(e.RevisionRequested("备注写错", remark="走二号门"), load) | {"expected": step}),
    )
    await _one_won(tale, load, step, answers)


async def _both_ask(tale: Tale, who: str) -> None:
    """Works and plant ask for a correction of the same manifest in one moment."""
    load = tale.things["other_load"]
    state = await tale.get(who, "/manifests/{other_load}")
    if state["revision"]:
        await records("other_load", e.RevisionRefused("先签收"))(tale, "gate")
        state = await tale.get(who, "/manifests/{other_load}")
    answers = await asyncio.gather(*(
        tale.send(one, proposal(e.RevisionRequested("备注写错", remark=remark), load) | {"expected": state["seq"]})
        for one, remark in (("gate", "走二号门"), ("clerk", "走三号门"))
    ))  # fmt: skip
    await _one_won(tale, load, state["seq"], answers)


async def _one_won(tale: Tale, load: object, step: int, answers: Sequence[httpx.Response]) -> None:
    """One is recorded; the other is a conflict that shows what stands now, never a question of rights."""
    assert sorted(a.status_code for a in answers) == [201, 409]
    (late,) = [a.json() for a in answers if a.status_code == 409]
    state = await tale.get("clerk", f"/manifests/{load}")
    assert (late["code"], late["state"], state["seq"]) == ("lost_update", state, step + 1)
    kinds = [x["kind"] for x in (await tale.get("clerk", f"/manifests/{load}/chain"))["events"]]
    assert len(kinds) == step + 1, kinds


async def _second_load(tale: Tale, who: str) -> None:
    await records("other_load", tale.bay.load(tale.things["other"]))(tale, who)
    for fact, by in (
        (e.Published(), who),
        (e.Signed(name="李姐"), who),
        (e.Departed(plate="粤B12345", driver="王师傅"), "driver"),
        (e.Arrived(), "driver"),
    ):
        await records("other_load", fact)(tale, by)


async def _stale(tale: Tale, who: str) -> None:
    body = proposal(e.Treated(TREATED, Decimal(1)), tale.things["drum"])
    late = await tale.send("clerk", body, **{"if-match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (409, "lost_update")


TWO = Story(
    "Two people at once",
    "Two gatekeepers have the same load on their screens. One accepts, the other refuses, in the same second. One of"
    " the two is recorded; the other is told that somebody was quicker, and nothing of it is kept. The same holds"
    " between companies: who comes second is shown what stands now, and is never told that it was not allowed.",
    (
        fills("300", "drum"),
        Step("clerk", "weighs it again: 301 kg.", records("drum", e.Reweighed(Weight(Decimal(301), Basis.WEIGHED)))),
        Step("clerk", "acts on a page opened before that, and is told to read it again.", _stale),
        *leaves(),
        Step("gate", "accepts on one screen and refuses on another; one of them counts.", _both),
        fills("200", "other"),
        Step("clerk", "sends another load; it stands at the gate.", _second_load),
        Step(
            "gate",
            "accepts it in the second in which the works asks for a change; the later of the two is shown what stands"
            " now.",
            _asks_and_accepts,
        ),
        Step("gate", "asks for a correction in the second in which the works does; one request is open.", _both_ask),
    ),
)


# --- sent twice ------------------------------------------------------------------------------------------------


async def _again(tale: Tale, who: str) -> None:
    before = await tale.bay.pool.fetchval("select count(*) from custody_event")
    answer = await tale.send(who, tale.sent["drum"])
    assert (answer.status_code, answer.json()["status"]) == (201, "repeated")
    assert answer.json()["subject"] == str(tale.things["drum"])
    assert await tale.bay.pool.fetchval("select count(*) from custody_event") == before


async def _other(tale: Tale, who: str) -> None:
    changed = tale.sent["drum"] | {"fact": tale.bay.drum("999"), "subject": tale.things["drum"]}
    answer = await tale.send(who, changed)
    assert (answer.status_code, answer.json()["code"]) == (409, "repeated_key")


async def _queue(tale: Tale, who: str) -> None:
    """The whole afternoon of a phone, twice, and the second time with one event more."""
    load = tale.things["load"]
    queue = [proposal(e.Departed(plate="粤B12345", driver="王师傅"), load), proposal(e.Arrived(), load)]
    first = await tale.send(who, queue[:1])
    again = await tale.send(who, queue)
    assert [x["status"] for x in first.json()["outcomes"]] == ["recorded"]
    assert [x["status"] for x in again.json()["outcomes"]] == ["repeated", "recorded"]


async def _deletes(tale: Tale, who: str) -> None:
    """No address takes a batch or a manifest away."""
    for path in ("/batches/{drum}", "/manifests/{load}", "/custody/events"):
        answer = await tale.client.delete(path.format(**tale.things), headers=await tale.headers(who))
        assert answer.status_code in (404, 405), answer.text


TWICE = Story(
    "Sent twice",
    "An answer is lost on the way, so the sender sends again: a clerk's browser, a phone that comes out of a tunnel"
    " with its queue. The same event, known by its id, is answered again and stored once; the same id on different"
    " content is refused.",
    (
        fills("200"),
        Step("clerk", "sends the same once more, having seen no answer: same receipt, nothing new.", _again),
        Step("clerk", "sends another weight under the same id, and is refused.", _other),
        *leaves()[:2],
        Step("driver", "comes out of the tunnel twice: the queue is recorded once.", _queue),
        Step("clerk", "tries to delete what was recorded: there is no such door, and all of it is there.", _deletes),
        Step("clerk", "finds the load at the gate.", sees("/manifests/{load}", status="arrived")),
    ),
)

STORIES = (
    ONE_DRUM,
    PARTLY,
    REFUSED,
    *ONWARD,
    *STORED,
    *LOSSES,
    *JOURNEYS,
    *LAPSED,
    *TOO_MUCH,
    *GROUPING,
    *STOPS,
    *LITTER,
    *SIGNING,
    *ROUNDS,
    INTERIM,
    TWO,
    TWICE,
    *NO_SIGNAL,
    *TWO_PHONES,
    *ON_THE_ROAD,
    *TRAILS,
    *CASES,
    *MESSAGES,
    *CHAINS,
    *CHANGES,
    *CORRECTIONS,
    *BORDERS,
    *PAPERS,
    *ON_PAPER,
    *REGIMES,
    *MISMATCH,
    *HONG_KONG,
    *BILLING,
    *DECLARED,
    *STREAMS,
    OFFICE,
)
