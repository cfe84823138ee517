"""What crosses a border: lawful or not, under which approval, and until it is used up."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from manifests import events as e
from tests.bay import PLATE
from tests.border import approval, plant_in
from tests.stories.story import Act, Step, Story, Tale, fills, proposal, records, sees
from wasteflow.core import clock

TREATED = "cn_utilisation:R4"


def plant(key: str, city: str, person: str) -> Act:
    """A plant in that city enters the register; its gatekeeper is `<key>_gate`."""

    async def act(tale: Tale, who: str) -> None:
        tale.things[key], tale.others[f"{key}_gate"] = await plant_in(tale.bay, city, person)

    return act


def draws(to: str, drum: str = "drum", load: str = "load", **expected: Any) -> Act:
    """A manifest for one drum to a plant of the story; `code`, `status`: how it is refused."""

    async def act(tale: Tale, who: str) -> None:
        drawn = tale.bay.load(tale.things[drum], consignee_site=tale.things[to])
        await records(load, drawn, **expected)(tale, who)

    return act


def grants(to: str, tonnes: str, *, status: int = 201, code: str = "", **changes: Any) -> Act:
    """An authority enters an approval over HTTP; it is remembered under the name `approval`."""

    async def act(tale: Tale, who: str) -> None:
        item = approval(tale.bay, tale.things[to], tonnes, **changes)
        answer = await tale.client.post(
            "/approvals", content=item.model_dump_json(), headers={**await tale.headers(who), **JSON}
        )
        assert answer.status_code == status, answer.text
        if status == 201:
            tale.things["approval"] = item.id
        else:
            assert answer.json()["code"] == code, answer.text

    return act


JSON = {"content-type": "application/json"}


def left(tonnes: str) -> Act:
    """Who may see the approval reads what is left of it."""

    async def act(tale: Tale, who: str) -> None:
        items = (await tale.get(who, "/approvals"))["items"]
        (found,) = [x for x in items if x["id"] == str(tale.things["approval"])]
        assert Decimal(found["left_t"]) == Decimal(tonnes), found

    return act


def refused(fact: e.AnyEvent | Callable[[Tale], e.AnyEvent], code: str, *said: str, thing: str = "never") -> Act:
    """Send it, and read a refusal that says all of this."""

    async def act(tale: Tale, who: str) -> None:
        body = proposal(fact(tale) if callable(fact) else fact, tale.things.get(thing))
        answer = await tale.send(who, body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
        assert all(words in answer.text for words in said), answer.text

    return act


def _to(site: str, drum: str = "drum") -> Callable[[Tale], e.AnyEvent]:
    return lambda tale: tale.bay.load(tale.things[drum], consignee_site=tale.things[site])


async def _binds(tale: Tale, who: str) -> None:
    load = await tale.get(who, "/manifests/{load}")
    assert load["regime"] == "between_provinces_hazardous"
    assert load["lines"][0]["approval"]["id"] == str(tale.things["approval"])


GUANGXI = Step("wasteflow", "knows a plant in Guangxi that may take plating sludge.", plant("far", "450100", "韦磅房"))

BALANCE = Story(
    "Into another province, until the approval is used up",
    "Plating sludge may leave Guangdong only with an approval for this waste, between these two sites, for so many"
    " tonnes within a year. Each load that is published takes its tonnes; what is called off gives them back; when the"
    " last tonne is gone the next load is refused, and the refusal says what is left.",
    (
        GUANGXI,
        fills("3000"),
        Step(
            "clerk",
            "cannot draw up a manifest to it: no approval is on record, and the answer says which.",
            refused(_to("far"), "no_approval", "跨省转移批准", "336-054-17"),
        ),
        Step("clerk", "cannot grant itself one.", grants("far", "5", status=403, code="may_not_grant_approval")),
        Step(
            "regulator",
            "cannot grant one for longer than twelve months.",
            grants("far", "5", valid_to=clock.local_date(clock.now()) + timedelta(days=500), status=422,
                   code="approval_too_long"),
        ),
        Step("regulator", "grants one over 5 t.", grants("far", "5")),
        Step("clerk", "draws up the manifest.", draws("far")),
        Step("clerk", "finds the approval on its line.", _binds),
        Step("clerk", "sees that a draft takes nothing.", left("5")),
        Step("clerk", "publishes it.", records("load", e.Published())),
        Step("regulator", "sees 2 t left.", left("2")),
        fills("2500", "second"),
        Step(
            "clerk",
            "is refused a further 2.5 t, and told how much is left.",
            refused(_to("far", "second"), "approval_used_up", "2吨", "2.5吨"),
        ),
        Step("clerk", "calls the first one off; its tonnes come back.", records("load", e.Cancelled("改期"))),
        Step("regulator", "sees 5 t left.", left("5")),
        Step("clerk", "sends the second drum.", draws("far", "second", "later")),
        Step("clerk", "publishes it.", records("later", e.Published())),
        Step("clerk", "signs.", records("later", e.Signed(name="李姐"))),
        Step("driver", "leaves.", records("later", e.Departed(plate=PLATE, driver="王师傅"))),
        Step("driver", "arrives in Guangxi.", records("later", e.Arrived())),
        Step("far_gate", "accepts it.", records("later", e.Accepted())),
        Step("far_gate", "recovers it.", records("second", e.Treated(TREATED, Decimal(2500)))),
        Step("clerk", "finds the manifest closed.", sees("/manifests/{later}", status="closed")),
        Step("clerk", "sees the tonnes spent.", left("2.5")),
    ),
)  # fmt: skip

BORDERS = (BALANCE,)
