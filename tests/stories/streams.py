"""One story per stream: its waste goes the direct way, from where it is made to its treatment, as its block says it.

Built by one builder, so that a story tells only what is its stream's own.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from manifests.life import events as e
from manifests.life.model import Basis, Battery, Code, Container, Volume, Weight
from tests.bay import grant
from tests.stories.story import Act, Step, Story, Tale, records, sees
from wasteflow.core import clock

TWELVE = Weight(Decimal(12000), Basis.WEIGHED)
TWELVE_CAME = e.LineWeighed(1, Decimal(12000))
IN_BULK = Container("bulk")


@dataclass(frozen=True)
class Way:
    """What is a stream's own on the direct way."""

    stream: str
    title: str
    text: str
    code: str
    name: str
    fills: str  # what the clerk does first
    method: str
    form: str = "solid"
    weight: Weight = TWELVE
    gate: e.LineWeighed = TWELVE_CAME
    scheme: str = "cn-sw"
    container: Container = IN_BULK
    warns: str = ""  # at the entry of the batch
    odd: str = ""  # about the manifest
    batch: dict[str, Any] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    line: dict[str, Any] = field(default_factory=dict)
    before: tuple[Step, ...] = ()
    kept: tuple[Step, ...] = ()  # while it stands in the store
    between: tuple[Step, ...] = ()  # on the road
    after: tuple[Step, ...] = ()


def direct(way: Way) -> Story:
    """Filled, sent, weighed, accepted, treated: the manifest closes."""

    def batch(tale: Tale) -> e.Generated:
        code = Code(way.scheme, way.code, "")
        shape = {"name": way.name, "form": way.form, "weight": way.weight, "container": way.container}
        return tale.bay.drum(stream=way.stream, code=code, **shape, **way.batch)

    def load(tale: Tale) -> e.Created:
        line = e.LineDraft(tale.things["drum"], method=way.method, **way.line)
        return tale.bay.load(lines=(line,), **way.manifest)

    async def publishes(tale: Tale, who: str) -> None:
        await records("load", load, warns=way.odd)(tale, who)
        await records("load", e.Published())(tale, who)

    async def treats(tale: Tale, who: str) -> None:
        left = (await tale.get(who, "/batches/{drum}"))["weight"]["kg"]
        await records("drum", e.Treated(way.method, Decimal(left)))(tale, who)

    steps = (
        *way.before,
        Step("clerk", way.fills, records("drum", batch, warns=way.warns)),
        *way.kept,
        Step("clerk", "draws up a manifest and publishes it.", publishes),
        Step("clerk", "signs as consignor.", records("load", e.Signed(name="李姐"))),
        Step("driver", "signs and leaves.", records("load", e.Departed(plate="粤B12345", driver="王师傅"))),
        *way.between,
        Step("driver", "stands at the gate.", records("load", e.Arrived())),
        Step("gate", "measures what came and finds what was sent.", records("load", e.Weighed((way.gate,)))),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("gate", "treats all of it.", treats),
        Step("clerk", "finds the manifest closed.", sees("/manifests/{load}", status="closed")),
        *way.after,
    )
    return Story(way.title, way.text, steps)


# --- what single streams add -----------------------------------------------------------------------------


def _permitted(category: str) -> Act:
    async def act(tale: Tale, who: str) -> None:
        bay = tale.bay
        today = clock.local_date(clock.now())
        await grant(bay.pool, bay.plant, bay.plant_site, today, code=category, number=category)

    return act


async def _no_orange_label(tale: Tale, who: str) -> None:
    batch = tale.things["drum"]
    answer = await tale.client.get(f"/batches/{batch}/label.pdf", headers=await tale.headers(who))
    assert (answer.status_code, answer.json()["code"]) == (422, "label_only_for_hazardous_waste"), answer.text


def _computed(kg: str, m3: str, usual: bool) -> Act:
    async def act(tale: Tale, who: str) -> None:
        weight = (await tale.get(who, "/batches/{drum}"))["weight"]
        volume = weight["volume"]
        assert (weight["kg"], weight["basis"], volume["m3"], volume["usual"]) == (kg, "computed", m3, usual)
        assert volume["source"]

    return act


def _with_rubble(first: str) -> tuple[Step, ...]:
    def rubble(tale: Tale) -> e.Generated:
        code = Code("cn-sw", "900-001-S72", "")
        weight = Weight(Decimal(3000), Basis.ESTIMATED)
        return tale.bay.drum(stream="construction", code=code, name="碎砖", form="solid", weight=weight)

    def both(tale: Tale) -> e.Created:
        return tale.bay.load(lines=tuple(e.LineDraft(tale.things[one]) for one in ("drum", "rubble")))

    return (
        Step("clerk", "has rubble on the same site.", records("rubble", rubble, warns="unknown_general_code")),
        Step(
            "clerk",
            f"tries to put {first} and rubble on one manifest, and is told that they are never mixed.",
            records("both", both, status=422, code="never_together"),
        ),
    )


def leads(value: str, *things: str, who: str = "regulator", does: str = "") -> Step:
    """Somebody looks a number up, and it leads to these things of the story."""

    async def act(tale: Tale, reader: str) -> None:
        found = await tale.get(reader, f"/numbers/{value}")
        subjects = [one["subject"] for one in (found, *found["others"])]
        assert subjects == [str(tale.things[thing]) for thing in things], found

    return Step(who, does, act)


def _heap(m3: str, density: str | None = None) -> Weight:
    tested = (Decimal(density), "第三方检测 2026-118") if density else ()
    return Weight(volume=Volume(Decimal(m3), *tested))


PACK, SECOND = "04QPE11ABCDEFG8B30000001", "07XPE2291K0000001"


def _second(tale: Tale) -> e.Generated:
    code = Code("cn-sw", "900-012-S17", "")
    found = (Battery(SECOND, PACK),)
    return tale.bay.drum(
        "380", stream="traction_battery", code=code, name="梯次利用电池", form="solid", batteries=found
    )


def _pack(tale: Tale) -> e.Generated:
    code = Code("cn-sw", "900-012-S17", "")
    found = (Battery(PACK),)
    return tale.bay.drum(
        "400", stream="traction_battery", code=code, name="退役动力电池", form="solid", batteries=found
    )


TONNES = {"weight": Weight(Decimal(8000), Basis.WEIGHED), "gate": e.LineWeighed(1, Decimal(8000))}

WAYS = (
    Way(
        "medical", "Medical waste: two days in the store",
        "Infectious waste of a clinic may stand two days. It carries no orange label but that of its own standard, and"
        " goes to a plant permitted for it.",
        "841-001-01", "感染性废物", "closes a yellow box and weighs it: 48 kg.", "cn_disposal:D10",
        scheme="cn-hw", container=Container("box", Decimal(60)), odd="not_in_plan",
        weight=Weight(Decimal(48), Basis.WEIGHED), gate=e.LineWeighed(1, Decimal(48), packages=1),
        before=(Step("gate", "has a permit for medical waste.", _permitted("HW01")),),
        kept=(Step("clerk", "asks for the orange label, and is told which label it has.", _no_orange_label),),
    ),
    Way(
        "general_industrial", "General industrial waste",
        "Slag of a works is no hazardous waste: no permit is asked of who takes it, but it goes on a manifest like"
        " everything, and its ledger shows where it went.",
        "900-099-S03", "炉渣", "weighs a skip of slag: 12 t.", "cn_utilisation:R5",
    ),
    Way(
        "construction", "Construction waste, in cubic metres",
        "Rubble is measured, not weighed. The site states cubic metres and the density its laboratory found; the"
        " kilograms are computed, and both stand beside them.",
        "900-001-S72", "碎砖混凝土", "states 20 m3 of rubble at 1.45 t/m3, with the test it is from.",
        "cn_utilisation:R5", warns="unknown_general_code", weight=_heap("20", "1.45"),
        gate=e.LineWeighed(1, Decimal(29100)),
        kept=(Step("clerk", "sees 29,000 kg, computed, with what they rest on.", _computed("29000", "20", False)),),
    ),
    Way(
        "spoil", "Spoil goes by itself",
        "Excavated earth is clean as long as nothing is mixed in. It is stated in cubic metres at the usual density,"
        " which is marked as such, and never shares a vehicle with other construction waste.",
        "900-001-S70", "工程渣土", "states 10 m3 of earth; nobody has tested its density.",
        "cn_utilisation:R5", warns="unknown_general_code", weight=_heap("10"),
        gate=e.LineWeighed(1, volume=Volume(Decimal("9.9"))),
        kept=(
            Step("clerk", "sees 18,000 kg, computed with the usual density.", _computed("18000", "10", True)),
            *_with_rubble("earth"),
        ),
    ),
    Way(
        "slurry", "Slurry goes by itself",
        "The slurry of a bored pile is pumped into a tanker. Like spoil it is never mixed with other construction"
        " waste.",
        "900-001-S71", "工程泥浆", "states 12 m3 of slurry.", "cn_utilisation:R5", form="liquid",
        container=Container("tank"), warns="unknown_general_code", weight=_heap("12"),
        gate=e.LineWeighed(1, volume=Volume(Decimal(12))),
        kept=(
            Step("clerk", "sees 15,000 kg, computed with the usual density.", _computed("15000", "12", True)),
            *_with_rubble("slurry"),
        ),
    ),
    Way(
        "household", "Household waste to the incinerator",
        "What a quarter did not sort is weighed at the transfer station and burned.",
        "900-099-S64", "其他垃圾", "weighs a compactor: 8 t.", "cn_disposal:D10", **TONNES,
    ),
    Way(
        "kitchen", "Kitchen waste to the digester",
        "Leftovers of restaurants go to a digester the same day.",
        "900-001-S61", "餐厨垃圾", "weighs the tank of leftovers: 8 t.", "cn_utilisation:R3",
        form="semi_solid", container=Container("tank"), **TONNES,
    ),
    Way(
        "agricultural", "Agricultural waste to the compost",
        "Manure of a farm is composted by a neighbour.",
        "030-001-S82", "畜禽粪污", "weighs a trailer of manure: 8 t.", "cn_utilisation:R3", form="semi_solid", **TONNES,
    ),
    Way(
        "farm_film", "Used farm film comes back",
        "The film of a season is rolled up in the fields and recycled: what was spread out must come back.",
        "900-003-S17", "废旧地膜", "weighs bales of used film: 8 t.", "cn_utilisation:R3",
        container=Container("bag", count=20), **TONNES,
    ),
    Way(
        "sludge", "Sewage sludge runs on a manifest, with two numbers",
        "In Guangdong sewage sludge runs on a transfer manifest like hazardous waste. The provincial platform gives the"
        " load a number of its own, and whichever number somebody has, it leads to the load.",
        "462-001-S90", "污水处理污泥", "weighs a lorry of sludge: 12 t.", "cn_disposal:D10", form="semi_solid",
        between=(
            Step(
                "clerk",
                "enters the number that the provincial platform gave.",
                records("load", e.NumberGiven("gd_provincial", "GD2026-0000017")),
            ),
            leads("GD2026-0000017", "load", does="looks the provincial number up and finds the load."),
        ),
    ),
    Way(
        "traction_battery", "A traction battery's second life",
        "A battery is known by its 24-character code. It is dismantled and repurposed; the unit that comes of it has a"
        " new, shorter code and keeps the old one, so that either leads to its whole history.",
        "900-012-S17", "退役动力电池", "takes a battery off its rack and enters its code: 400 kg.",
        "cn_utilisation:R4", container=Container("box"), batch={"batteries": (Battery(PACK),)},
        weight=Weight(Decimal(400), Basis.WEIGHED), gate=e.LineWeighed(1, Decimal(400), packages=1),
        kept=(
            leads(PACK, "drum", who="clerk", does="scans the code and finds the batch."),
            Step(
                "clerk",
                "enters the same code once more, and is told that this battery is there already.",
                records("again", _pack, status=409, code="battery_in_use"),
            ),
        ),
        after=(
            Step(
                "clerk",
                "takes back the repurposed unit when it is worn out: new code, old code.",
                records("second", _second),
            ),
            leads(SECOND, "second", does="looks the new code up."),
            leads(PACK, "drum", "second", does="looks the old code up, and both lives are there."),
        ),
    ),
    Way(
        "plastics", "Waste plastics to the recycler",
        "Sorted plastics of a factory go to a recycler.",
        "900-003-S17", "废塑料", "weighs bales of plastics: 8 t.", "cn_utilisation:R3",
        container=Container("bag", count=20), **TONNES,
    ),
    Way(
        "contaminated_soil", "Contaminated soil: both cities were told",
        "Soil of an old works is hazardous. Its transfer plan is reported to the cities at both ends beforehand; then"
        " its carriage is exempt, and the manifest says so, item and condition.",
        "336-054-17", "污染土壤", "weighs a sealed lorry of soil: 12 t.", "cn_utilisation:R4", scheme="cn-hw",
        manifest={"transfer_plan": "深环转运〔2026〕17号"},
        line={"exemptions": (e.Claim(44, "转运计划 深环转运〔2026〕17号"),)},
        between=(
            Step(
                "driver",
                "reads on the manifest under which plan the cities were told.",
                sees("/manifests/{load}", transfer_plan="深环转运〔2026〕17号"),
            ),
        ),
    ),
)  # fmt: skip

STREAMS: tuple[Story, ...] = tuple(direct(way) for way in WAYS)
DIRECT_ROUTES: dict[str, Story] = {way.stream: story for way, story in zip(WAYS, STREAMS, strict=True)}
