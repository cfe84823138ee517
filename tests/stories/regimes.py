"""A story for each regime that has none of its own elsewhere: what it asks for, and what it refuses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from manifests.life import events as e
from manifests.life.model import Code
from tests.bay import ADMINISTRATOR
from tests.border import approval
from tests.stories.borders import JSON, LAWFUL, authority, plant, refused, works
from tests.stories.journeys import JOURNEYS
from tests.stories.papers import CERTIFICATES, CONSENT
from tests.stories.story import Act, Step, Story, Tale, records, sees
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

BARGE = "MMSI412345678"
TRUCK = "粤B12345"


@dataclass(frozen=True)
class Waste:
    """What goes: a drum as proposed."""

    stream: str
    code: Code
    name: str
    form: str = "solid"
    kg: str = "2000"
    more: dict[str, Any] = field(default_factory=dict)

    def drum(self, tale: Tale) -> e.AnyEvent:
        """From the works of the story, or the plating works where it has none."""
        site = tale.things.get("origin", tale.bay.factory_site)
        values = {"site": site, "stream": self.stream, "code": self.code, "name": self.name, "form": self.form}
        return tale.bay.drum(self.kg, **values, **self.more)


SLUDGE = Waste("hazardous", Code("cn-hw", "336-054-17", "2021"), "电镀污泥", "semi_solid")
SLAG = Waste("general_industrial", Code("cn-sw", "900-099-S03", "2024"), "炉渣")
PLASTIC = Waste("plastics", Code("cn-sw", "900-003-S17", "2024"), "废塑料")
FILL = Waste("spoil", Code("hk-cd", "CD-01", "local-1"), "惰性填料", kg="900000")
CHEMICAL = Waste("hk_chemical", Code("hk-cw", "CW-07", "local-1"), "电镀废液", "liquid")


def goes(method: str = "cn_utilisation:R4", plate: str = TRUCK) -> Callable[[Tale], e.AnyEvent]:
    """A manifest for the drum from the story's works to its plant."""

    def fact(tale: Tale) -> e.AnyEvent:
        origin = tale.things.get("origin", tale.bay.factory_site)
        lines = (e.LineDraft(tale.things["drum"], method=method),)
        return tale.bay.load(consignor_site=origin, consignee_site=tale.things["far"], lines=lines, plate=plate)

    return fact


def grants(kind: str, waste: Waste, tonnes: str) -> Act:
    """An authority enters an approval between the two sites of the story."""

    async def act(tale: Tale, who: str) -> None:
        origin = tale.things.get("origin", tale.bay.factory_site)
        what = {"kind": kind, "scheme": waste.code.scheme, "code": waste.code.code, "from_site": origin}
        item = approval(tale.bay, tale.things["far"], tonnes, **what)
        headers = {**await tale.headers(who), **JSON}
        answer = await tale.client.post("/approvals", content=item.model_dump_json(), headers=headers)
        assert answer.status_code == 201, answer.text
        tale.things["approval"] = item.id

    return act


async def _barge(tale: Tale, who: str) -> None:
    barge = s.NewVehicle(org=tale.bay.carrier, plate="MMSI 412345678", energy="diesel", licensed_kg=Decimal(500_000))
    await places.register_vehicles(tale.bay.pool, ADMINISTRATOR, [barge])


async def _no_site_abroad(tale: Tale, who: str) -> None:
    item = s.NewSite(org=tale.bay.plant, name="鹿特丹基地", city="NLRTM")
    headers = {**await tale.headers(who), **JSON}
    answer = await tale.client.post("/sites", content=item.model_dump_json(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_city_code"), answer.text


async def _eight_left(tale: Tale, who: str) -> None:
    found = await tale.get(who, "/approvals/{approval}")
    assert Decimal(found["approval"]["left_t"]) == 8
    assert [x["shipment"] for x in found["shipments"]] == [1]


def travels(clerk: str, gate: str, plate: str = TRUCK) -> tuple[Step, ...]:
    """From publication to acceptance."""
    return (
        Step(clerk, "publishes it.", records("load", e.Published())),
        Step(clerk, "signs.", records("load", e.Signed(name="文员"))),
        Step("driver", "leaves with it.", records("load", e.Departed(plate=plate, driver="王师傅"))),
        Step("driver", "arrives.", records("load", e.Arrived())),
        Step(gate, "accepts it.", records("load", e.Accepted())),
    )


def governed(regime: str) -> Act:
    """The manifest says under which regime it went."""
    return sees("/manifests/{load}", regime=regime, status="accepted")


GUANGZHOU = Step("wasteflow", "knows a plant in Guangzhou.", plant("far", "440100", "韦磅房"))
GUANGXI = Step("wasteflow", "knows a plant in Guangxi.", plant("far", "450100", "韦磅房"))
MACAO = Step("wasteflow", "knows a plant in Macao.", plant("far", "820000", "马磅房"))
TAISHAN = Step("wasteflow", "knows a filling site at Taishan.", plant("far", "440700", "林磅房"))
HONG_KONG = Step("wasteflow", "knows a works in Hong Kong.", works("origin", "810000", "何文员"))
MACAO_WORKS = Step("wasteflow", "knows a works in Macao.", works("origin", "820000", "梁文员"))
DEPARTMENT = Step("wasteflow", "knows the department in Hong Kong.", authority("department", "810000", "陈主任"))
MARITIME = Step("wasteflow", "knows the authority at Taishan.", authority("taishan", "440700", "海主任"))

BETWEEN_CITIES = Story(
    "From one city to the next",
    "Within one province hazardous waste needs its manifest and nothing more.",
    (
        GUANGZHOU,
        Step("clerk", "fills a drum.", records("drum", SLUDGE.drum)),
        Step("clerk", "draws up a manifest to Guangzhou.", records("load", goes())),
        *travels("clerk", "far_gate"),
        Step("regulator", "sees which law governed it.", governed("between_cities")),
    ),
)
FILED = Story(
    "Recovered in another province, after filing",
    "Ordinary solid waste needs an approval where it is stored or disposed of in another province; where it is"
    " recovered there it is filed. Without a filing on record the load may go and the clerk is told; with one, it"
    " draws on it.",
    (
        GUANGXI,
        Step("clerk", "fills a drum with slag.", records("drum", SLAG.drum)),
        Step("clerk", "draws up the load and is told that it is not filed.",
             records("first", goes(), warns="not_filed")),
        Step("clerk", "drops it.", records("first", e.Cancelled("先备案"))),
        Step("regulator", "registers the filing over 10 t.", grants("filing", SLAG, "10")),
        Step("clerk", "draws it up again, and nothing is odd.", records("load", goes())),
        *travels("clerk", "far_gate"),
        Step("clerk", "sees which law governed it.", governed("between_provinces")),
        Step("clerk", "reads that 8 t are left of the filing.", _eight_left),
    ),
)  # fmt: skip
EXPORT_OTHER = Story(
    "Plastics to Macao",
    "Ordinary waste leaves the mainland only with the import permit of the other side. The paper suggests Y48 of the"
    " Basel Convention; a person decides.",
    (
        MACAO,
        Step("clerk", "bales plastics.", records("drum", PLASTIC.drum)),
        Step("clerk", "cannot send them without the permit.", refused(goes(), "no_approval", "出口核准")),
        Step("regulator", "enters it.", grants("export", PLASTIC, "10")),
        Step("clerk", "draws up the load.", records("load", goes())),
        *travels("clerk", "far_gate"),
        Step("clerk", "sees which law governed it.", governed("export_other")),
        Step("clerk", "reads which code is suggested.", lambda tale, who: _suggests(tale, who, "Y48")),
    ),
)  # fmt: skip
PERMIT = Story(
    "Chemical waste from Hong Kong to Macao",
    "Controlled waste leaves Hong Kong only with a permit of the department, and with a movement document.",
    (
        HONG_KONG,
        MACAO,
        DEPARTMENT,
        Step("origin_clerk", "fills a drum with chemical waste.", records("drum", CHEMICAL.drum)),
        Step("origin_clerk", "cannot send it without a permit.",
             refused(goes(), "no_approval", "进出口废物许可证")),
        Step("department", "grants the permit.", grants("movement_permit", CHEMICAL, "10")),
        Step("origin_clerk", "draws up the load.", records("load", goes())),
        *travels("origin_clerk", "far_gate"),
        Step("far_gate", "certifies the receipt.", records("load", e.ReceiptCertified("马磅房"))),
        Step("department", "sees which law governed it.", governed("hk_permit")),
    ),
)  # fmt: skip
FILLED = Story(
    "Inert fill by barge",
    "Hong Kong's inert fill is the one waste that may come to the mainland: by sea, under a sea-disposal approval, on a"
    " tracked barge. The barge's radio identity stands where a truck has its plate, and the load is as heavy as a barge"
    " carries.",
    (
        HONG_KONG,
        TAISHAN,
        MARITIME,
        Step("wasteflow", "has the barge on the carrier's register.", _barge),
        Step("origin_clerk", "loads 900 t of inert fill.", records("drum", FILL.drum)),
        Step("origin_clerk", "cannot send it without the approval.",
             refused(goes(plate=BARGE), "no_approval", "海上")),
        Step("taishan", "grants it over 2,000 t.", grants("sea_disposal", FILL, "2000")),
        Step("origin_clerk", "draws up the load.", records("load", goes(plate=BARGE))),
        Step("origin_clerk", "publishes it.", records("load", e.Published())),
        Step("origin_clerk", "signs.", records("load", e.Signed(name="何文员"))),
        Step("driver", "cannot take it by truck.",
             records("load", e.Departed(plate=TRUCK, driver="王师傅"), status=422, code="barge_needed")),
        Step("driver", "leaves by barge.", records("load", e.Departed(plate=BARGE, driver="王师傅"))),
        Step("driver", "arrives.", records("load", e.Arrived())),
        Step("far_gate", "accepts it.", records("load", e.Accepted())),
        Step("taishan", "sees which law governed it.", governed("marine_fill")),
    ),
)  # fmt: skip
BANNED = Story(
    "Waste from Macao to the mainland",
    "No solid waste may enter the mainland, and no approval exists for it.",
    (
        MACAO_WORKS,
        GUANGZHOU,
        Step("origin_clerk", "bales plastics.", records("drum", PLASTIC.drum)),
        Step(
            "origin_clerk", "cannot send them to Guangzhou.", refused(goes(), "unlawful_route", "禁止境外固体废物进境")
        ),
    ),
)
FOREIGN = Story(
    "A stream of another law",
    "Chemical waste is a class of Hong Kong's ordinance. Elsewhere waste of that name does not exist:"
    " it cannot be sent anywhere.",
    (
        MACAO_WORKS,
        MACAO,
        Step("origin_clerk", "writes a drum in Macao down as that.", records("drum", CHEMICAL.drum)),
        Step("origin_clerk", "cannot send it.", refused(goes(), "unlawful_route", "香港法例下的类别")),
    ),
)
ELSEWHERE = Story(
    "Between two places that are none of ours",
    "A movement that touches neither the mainland nor Hong Kong nor Macao is no business of this register: there is no"
    " site to name at either end.",
    (Step("regulator", "cannot register a site in Rotterdam.", _no_site_abroad),),
)


async def _suggests(tale: Tale, who: str, code: str) -> None:
    found = await tale.get(who, "/manifests/{load}/movement-document")
    blocks = {block["id"]: block["value"] for block in found["documents"][0]["blocks"]}
    assert code in [one["code"] for one in blocks["codes"][0]["suggested"]]


# Regime -> the story that tells it; those inside Hong Kong and Macao and marine notices are told elsewhere.
TOLD = {
    "foreign_stream": FOREIGN,
    "marine_fill": FILLED,
    "import_ban": BANNED,
    "within_city": JOURNEYS[0],
    "between_cities": BETWEEN_CITIES,
    "between_provinces_hazardous": LAWFUL,
    "between_provinces": FILED,
    "notice_2000": CERTIFICATES,
    "export_approval": CONSENT,
    "export_other": EXPORT_OTHER,
    "hk_permit": PERMIT,
    "elsewhere": ELSEWHERE,
}
REGIMES = (BETWEEN_CITIES, FILED, EXPORT_OTHER, PERMIT, FILLED, BANNED, FOREIGN, ELSEWHERE)
