"""What crosses a border: lawful or not, under which approval, and until it is used up."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from manifests.life import events as e
from manifests.life.model import Code
from tests.bay import PLATE
from tests.border import approval, authority_in, plant_in, works_in
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


# --- which way is lawful at all ------------------------------------------------------------------------------


def works(key: str, city: str, person: str) -> Act:
    """A works in that city enters the register; its clerk is `<key>_clerk`."""

    async def act(tale: Tale, who: str) -> None:
        tale.things[key], tale.others[f"{key}_clerk"] = await works_in(tale.bay, city, person)

    return act


def _hong_kong_drum(tale: Tale) -> e.AnyEvent:
    code = Code("hk-cw", "CW-07", "hk")
    return tale.bay.drum("500", site=tale.things["hong_kong"], stream="hk_chemical", code=code, name="电镀废液")


def _slag(tale: Tale) -> e.AnyEvent:
    code = Code("cn-sw", "900-099-S03", "2024")
    return tale.bay.drum("500", stream="general_industrial", code=code, name="炉渣", form="solid")


def _goes(drum: str, to: str, start: str = "", method: str = TREATED) -> Callable[[Tale], e.AnyEvent]:
    """A manifest for a drum, proposed from a works of the story (the plating works where none is named)."""

    def fact(tale: Tale) -> e.AnyEvent:
        origin = tale.things[start] if start else tale.bay.factory_site
        goal = tale.things.get(to) or getattr(tale.bay, to)
        line = e.LineDraft(tale.things[drum], method=method)
        return tale.bay.load(consignor_site=origin, consignee_site=goal, lines=(line,))

    return fact


LAWFUL = Story(
    "What may cross, and what may not",
    "The same waste is ordinary in one city, needs an approval for the next and is banned from a third. The regimes say"
    " which; each refusal tells the rule it rests on.",
    (
        GUANGXI,
        Step("wasteflow", "knows a plant in Hong Kong.", plant("kowloon", "810000", "郭磅房")),
        Step("wasteflow", "knows a plant in Macao.", plant("macao", "820000", "马磅房")),
        Step("wasteflow", "knows a works in Hong Kong.", works("hong_kong", "810000", "何文员")),
        fills("500"),
        Step(
            "clerk",
            "cannot send it to Hong Kong without the approval of the arrangement of 2000.",
            refused(_goes("drum", "kowloon"), "no_approval", "运往香港的批准"),
        ),
        Step(
            "clerk",
            "cannot send it to Hong Kong to be buried: Hong Kong disposes of no imported waste.",
            refused(_goes("drum", "kowloon", method="cn_disposal:D1"), "may_not_enter", "香港不处置进口废物"),
        ),
        Step(
            "clerk",
            "cannot send it to Macao, which counts as abroad, without an export approval.",
            refused(_goes("drum", "macao"), "no_approval", "出口核准"),
        ),
        Step("clerk", "fills a drum with slag.", records("slag", _slag)),
        Step(
            "clerk",
            "cannot have the slag landfilled in another province without an approval.",
            refused(_goes("slag", "far", method="cn_disposal:D1"), "no_approval", "跨省转移批准"),
        ),
        Step(
            "clerk",
            "may send it there for recovery, and is told that this is to be filed.",
            records("slag_load", _goes("slag", "far"), warns="not_filed"),
        ),
        Step("hong_kong_clerk", "fills a drum with chemical waste.", records("chemical", _hong_kong_drum)),
        Step(
            "hong_kong_clerk",
            "cannot send it to the mainland, whatever is to become of it there.",
            refused(_goes("chemical", "plant_site", "hong_kong"), "unlawful_route", "禁止境外固体废物进境"),
        ),
        Step(
            "hong_kong_clerk",
            "cannot send it to Macao without a permit for the movement.",
            refused(_goes("chemical", "macao", "hong_kong"), "no_approval", "进出口废物许可证"),
        ),
        Step(
            "hong_kong_clerk",
            "cannot send it within Hong Kong either before it is registered as a producer of it.",
            refused(_goes("chemical", "kowloon", "hong_kong"), "producer_not_registered", "《废物处置（化学废物）"),
        ),
    ),
)


# --- how an approval comes about -----------------------------------------------------------------------------


def authority(key: str, city: str, person: str) -> Act:
    """An ecology authority gets an account here."""

    async def act(tale: Tale, who: str) -> None:
        tale.others[key] = await authority_in(tale.bay, city, person)

    return act


async def _post(tale: Tale, who: str, path: str, body: dict[str, Any], status: int, code: str) -> dict[str, Any]:
    answer = await tale.client.post(path.format(**tale.things), json=body, headers=await tale.headers(who))
    assert (answer.status_code, answer.json().get("code", "")) == (status, code), answer.text
    made: dict[str, Any] = answer.json()
    return made


def applies(to: str, tonnes: str, kind: str, **more: Any) -> Act:
    """A company applies for an approval, for the 200 days from yesterday on."""

    async def act(tale: Tale, who: str) -> None:
        asked = approval(tale.bay, tale.things[to], tonnes, kind=kind, **more).model_dump(mode="json")
        made = await _post(tale, who, "/applications", {k: v for k, v in asked.items() if k != "number"}, 201, "")
        tale.things["application"] = UUID(made["id"])

    return act


def takes_on(to: str, reason: str = "", *, number: str = "", status: int = 201, code: str = "") -> Act:
    """An office takes the application to its next state; `number`: of the approval it makes."""

    async def act(tale: Tale, who: str) -> None:
        seen = await tale.get(who, "/applications/{application}")
        body = {"to": to, "expected": seen["seq"], "reason": reason}
        if number:
            body["decision"] = {"number": number}
        made = await _post(tale, who, "/applications/{application}/steps", body, status, code)
        if made.get("approval"):
            tale.things["approval"] = UUID(made["approval"])

    return act


def waits_for(office: str | None, clock_: bool = False) -> Act:
    """Whose turn it is, and whether there is a day by which they must act."""

    async def act(tale: Tale, who: str) -> None:
        found = await tale.get(who, "/applications/{application}")
        assert (found["waits_for"], found["due"] is not None, found["late"]) == (office, clock_, False), found

    return act


NOTICE = Story(
    "To Hong Kong under the arrangement of 2000",
    "A notice goes up from the works through city, province and ministry to the department in Hong Kong, and the answer"
    " comes back down the same way. Each office acts in its turn and sees whose turn it is. Only then does the works"
    " hold an approval, and its loads draw on it.",
    (
        Step("wasteflow", "knows a plant in Hong Kong.", plant("kowloon", "810000", "郭磅房")),
        Step("wasteflow", "knows the authority of the province.", authority("province", "440000", "黄处长")),
        Step("wasteflow", "knows the department in Hong Kong.", authority("department", "810000", "陈主任")),
        fills("2000"),
        Step("clerk", "applies for 10 t to Hong Kong.", applies("kowloon", "10", "export_hong_kong")),
        Step("clerk", "sees that its city is to act.", waits_for("origin")),
        Step("province", "cannot skip the city.", takes_on("with_ministry", status=409, code="no_such_step")),
        Step("regulator", "sends the file back: the contract is missing.", takes_on("incomplete", "缺少合同")),
        Step("clerk", "adds it.", takes_on("with_city")),
        Step("regulator", "passes it to the province.", takes_on("with_province")),
        Step("regulator", "cannot act for the province.", takes_on("with_ministry", status=403, code="other_office")),
        Step("province", "passes it to the ministry.", takes_on("with_ministry")),
        Step("province", "enters that the ministry has asked Hong Kong.", takes_on("inquired")),
        Step("department", "sees that it is asked.", waits_for("destination")),
        Step("department", "agrees.", takes_on("agreed")),
        Step("province", "passes the answer down.", takes_on("passed_down")),
        Step("clerk", "cannot approve its own request.",
             takes_on("approved", number="自批", status=403, code="may_not_grant_approval")),
        Step("regulator", "approves.", takes_on("approved", number="内地-香港-2026-7")),
        Step("clerk", "draws up a load under it.", draws("kowloon")),
        Step("clerk", "publishes it.", records("load", e.Published())),
        Step("department", "sees 8 t left.", left("8")),
    ),
)  # fmt: skip

BORDERS = (LAWFUL, BALANCE, NOTICE)
