"""Batches put together, repacked, taken apart, and treated with something left."""

from decimal import Decimal
from typing import Any

from manifests.life import events as e
from manifests.life.model import Basis, Code, Container, Weight
from tests.bay import PLATE
from tests.stories.story import Act, Step, Story, Tale, chain, fills, leaves, records, sees

TREATED, SHREDDED = "cn_utilisation:R4", "basel_recovery:R12"


def _weight(kg: str) -> Weight:
    return Weight(Decimal(kg), Basis.WEIGHED)


def _inputs(tale: Tale, fractions: dict[str, str]) -> tuple[e.Input, ...]:
    return tuple(e.Input(tale.things[batch], Decimal(kg)) for batch, kg in fractions.items())


def _puts(thing: str, fractions: dict[str, str], *into: str, lost: str = "", at: str = "plant", **more: Any) -> Act:
    """Fractions of batches into containers of these kilograms; into one, of all of them, where none is named."""

    def fact(tale: Tale) -> e.Regrouped:
        whole = into or (str(sum(Decimal(kg) for kg in fractions.values())),)
        return e.Regrouped(
            site=getattr(tale.bay, f"{at}_site"),
            inputs=_inputs(tale, fractions),
            outputs=tuple(e.Output(_weight(kg), Container("drum", Decimal(200))) for kg in whole),
            losses=(e.Loss("蒸发", Decimal(lost)),) if lost else (),
        )

    return records(thing, fact, **more)


def _delivers(drum: str, kg: str) -> Act:
    """A load of its own, up to its acceptance, meant for an interim step; its manifest is `<drum>_load`."""

    async def act(tale: Tale, who: str) -> None:
        await records(drum, tale.bay.drum(kg))(tale, "clerk")
        load, lines = f"{drum}_load", (e.LineDraft(tale.things[drum], method=SHREDDED),)
        await records(load, tale.bay.load(lines=lines))(tale, "clerk")
        await records(load, e.Published())(tale, "clerk")
        await records(load, e.Signed(name="李姐"))(tale, "clerk")
        await records(load, e.Departed(plate=PLATE, driver="王师傅"))(tale, "driver")
        await records(load, e.Arrived())(tale, "driver")
        await records(load, e.Accepted())(tale, who)

    return act


def _goes(batch: str, load: str, home: bool = False) -> Act:
    """A manifest for what was put together, from its maker to the gate; to the next plant, or home again."""

    async def act(tale: Tale, who: str) -> None:
        bay = tale.bay
        line = (e.LineDraft(tale.things[batch], method=None if home else TREATED),)
        if home:
            drawn = bay.load(lines=line, onward_of=tale.things["load"], consignee_site=bay.factory_site)
        else:
            drawn = bay.load(lines=line, consignor_site=bay.plant_site, consignee_site=tale.things["next_site"])
        await records(load, drawn, warns="" if home else "not_in_plan")(tale, who)
        await records(load, e.Published())(tale, who)
        await records(load, e.Signed(name="签名"))(tale, who)
        await records(load, e.Departed(plate=PLATE, driver="王师傅"))(tale, "driver")
        await records(load, e.Arrived())(tale, "driver")

    return act


def _all(status: str, *batches: str) -> Act:
    async def act(tale: Tale, who: str) -> None:
        for batch in batches:
            await sees(f"/batches/{{{batch}}}", status=status)(tale, who)

    return act


async def _closed(tale: Tale, who: str) -> None:
    for drum, kg in (("first", "5000"), ("second", "3000"), ("third", "2400")):
        load = await tale.get(who, f"/manifests/{{{drum}_load}}")
        assert (load["status"], load["lines"][0]["treated_kg"]) == ("closed", kg), load


GROUPED = Story(
    "Put together, and treated elsewhere",
    "Three accepted loads are too small for a lorry each. The plant puts fractions of them together, in two goes, and"
    " sends the lot on. Each source waits, and when the lot is finally treated they all end, also those two levels up:"
    " whoever made the waste sees how many of its kilograms were treated.",
    (
        *(
            Step("gate", f"accepts a load of {kg} kg.", _delivers(drum, kg))
            for drum, kg in (("first", "5000"), ("second", "3000"), ("third", "2400"))
        ),
        Step(
            "gate",
            "cannot put 3,001 kg of the second load into anything: there are 3,000.",
            _puts("never", {"first": "5000", "second": "3001"}, status=422, code="more_than_there_is"),
        ),
        Step(
            "gate",
            "cannot put 8,000 kg in and fill 7,900: what is missing has no name.",
            _puts("never", {"first": "5000", "second": "3000"}, "7900", status=422, code="out_of_balance"),
        ),
        Step("gate", "puts the first two together.", _puts("pair", {"first": "5000", "second": "3000"})),
        Step("gate", "finds both waiting.", _all("grouped", "first", "second")),
        Step("gate", "puts that and the third together: 10.4 t.", _puts("lot", {"pair": "8000", "third": "2400"})),
        Step("gate", "sends the lot to the next plant.", _goes("lot", "load")),
        Step("next_gate", "accepts it.", records("load", e.Accepted())),
        Step("clerk", "sees the loads wait, as what they are in does.", _all("grouped", "first", "second", "third")),
        Step("next_gate", "recovers the lot.", records("lot", e.Treated(TREATED, Decimal(10400)))),
        Step("clerk", "finds every source treated.", _all("treated", "first", "second", "third")),
        Step("clerk", "finds each manifest closed, with the kilograms it sent.", _closed),
        Step("gate", "sees it too, of what stood in between.", _all("treated", "pair", "lot")),
        Step(
            "clerk",
            "reads it in the chain of its first drum.",
            chain(
                "/batches/{first}/chain",
                "generated", "created", "assigned", "published", "signed", "departed", "loaded", "arrived", "accepted",
                "received", "portion_taken", "portion_treated", "line_treated",
            ),
        ),
    ),
)  # fmt: skip

FREED = Story(
    "Put together, refused, and taken apart",
    "The works puts two drums together and sends them off as one. The plant turns the lot away; it comes home, is taken"
    " apart, and both drums are free again, with every kilogram they put in.",
    (
        fills("700", "first"),
        fills("300", "second"),
        Step("clerk", "puts them together.", _puts("lot", {"first": "700", "second": "200"}, at="factory")),
        Step("clerk", "sees the first gone wholly into it.", sees("/batches/{first}", status="grouped")),
        Step("clerk", "and 100 kg of the second left.", sees("/batches/{second}", status="stored")),
        *leaves("lot"),
        Step("gate", "refuses it: the drum leaks.", records("load", e.Refused(reason="桶漏"))),
        Step(
            "clerk",
            "cannot take apart what stands on a lorry.",
            records("lot", e.Ungrouped(), status=403, code="not_your_step"),
        ),
        Step("clerk", "has it brought back.", _goes("lot", "onward", home=True)),
        Step("clerk", "takes it in.", records("onward", e.Accepted())),
        Step("clerk", "takes it apart.", records("lot", e.Ungrouped())),
        Step("clerk", "finds nothing left of the lot.", sees("/batches/{lot}", status="ungrouped")),
        Step("clerk", "finds both drums free.", _all("stored", "first", "second")),
        Step("clerk", "sends the first one off by itself.", records("again", lambda t: t.bay.load(t.things["first"]))),
    ),
)


async def _drums(tale: Tale, who: str) -> None:
    """Three drums, each with a label of its own, and none of them counted as waste anew."""
    items = [x["state"] for x in (await tale.get(who, "/batches"))["items"]]
    drums = [x for x in items if x["sources"]]
    assert sorted(x["weight"]["kg"] for x in drums) == ["190", "200", "200"]
    assert {x["sources"][0]["batch"] for x in drums} == {str(tale.things["tank"])}
    assert len({x["digital_code"] for x in drums}) == len(drums) == 3
    assert {x["generated"]["kg"] for x in drums} == {"0"}


REPACKED = Story(
    "One tank, three drums",
    "A tank is emptied into three drums, and a little evaporates. What goes in comes out or has a name. Each drum is a"
    " batch with a label code of its own; the tank's kilograms are not counted as waste a second time.",
    (
        fills("600", "tank"),
        Step(
            "clerk",
            "fills three drums from it, and names what evaporated: 10 kg.",
            _puts("drum", {"tank": "600"}, "200", "200", "190", lost="10", at="factory"),
        ),
        Step("clerk", "finds three drums with a code each.", _drums),
        Step("clerk", "finds the tank empty.", sees("/batches/{tank}", status="grouped")),
        Step("outsider", "cannot put another's drum anywhere.",
             _puts("never", {"drum": "200"}, at="factory", status=403, code="not_your_site")),
    ),
)  # fmt: skip


def _burns(**more: Any) -> Act:
    def fact(tale: Tale) -> e.Transformed:
        ash = e.Residue(
            "hazardous", Code("cn-hw", "772-003-18", "2021"), "飞灰", "solid", _weight("40"), Container("bag")
        )
        slag = e.Residue("hazardous", ash.code, "炉渣", "solid", _weight("150"), Container("bag"))
        return e.Transformed(
            site=tale.bay.plant_site,
            method="cn_disposal:D10",
            inputs=_inputs(tale, {"drum": "1000"}),
            outputs=(ash, slag),
            losses=(e.Loss("烟气和蒸发", Decimal(810)),),
        )

    return records("ash", fact, **more)


async def _left(tale: Tale, who: str) -> None:
    ash = await tale.get(who, "/batches/{ash}")
    assert (ash["residue_of"], ash["generated"]["kg"], ash["org"]) == (
        [str(tale.things["drum"])], "40", str(tale.bay.plant)
    )  # fmt: skip


BURNT = Story(
    "Burnt, and what was left",
    "The plant burns a load. Fly ash and slag are left: waste of its own, with codes of its own, that names what it"
    " came from. The rest went up the stack, and that has a name too.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("gate", "burns it: 40 kg of ash, 150 of slag, 810 of flue gas.", _burns()),
        Step("gate", "finds the ash in store, newly made at the plant, and what it was.", _left),
        Step("clerk", "finds the drum treated.", sees("/batches/{drum}", status="treated")),
        Step("clerk", "finds its manifest closed.", sees("/manifests/{load}", status="closed")),
    ),
)

GROUPING = (GROUPED, FREED, REPACKED, BURNT)
