"""A month as a city might see it, for the documents' tests; the figures balance."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from msgspec.structs import replace

from manifests.life.model import Basis, Carrier, Code, Line, Manifest, ManifestStatus, Party, Signature, Weight
from reports import model
from reports.documents import case, custody
from reports.documents.attestation import Attestation
from reports.documents.manifest import Sheet
from reports.inspection.model import EDGES, Bucket, Flow, Matter, Measure, Part, Stock, Used, Waste
from reports.inspection.model import Place as At
from reports.inspection.model import Sheet as Inspected
from reports.inspection.model import TurnedAway as Away
from reports.model import (
    GENERAL,
    HAZARDOUS,
    Alerts,
    Beside,
    Carbon,
    CarbonAccount,
    Category,
    Cells,
    CityRate,
    HardToPlace,
    Method,
    Month,
    Monthly,
    Place,
    Quality,
    Route,
    Score,
    Share,
    Stream,
    Way,
)
from wasteflow.catalog import law
from wasteflow.catalog.cells import cell_sheets
from wasteflow.catalog.indicators import indicator_set
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id

D = Decimal
CITIES = (
    ("441200", "肇庆市", "肇慶市", "Zhaoqing", "Zhaoqing", 0, 0),
    ("440100", "广州市", "廣州市", "Guangzhou", "Cantão", 2, 0),
    ("441300", "惠州市", "惠州市", "Huizhou", "Huizhou", 4, 0),
    ("440600", "佛山市", "佛山市", "Foshan", "Foshan", 1, 1),
    ("441900", "东莞市", "東莞市", "Dongguan", "Dongguan", 3, 1),
    ("440700", "江门市", "江門市", "Jiangmen", "Jiangmen", 0, 2),
    ("442000", "中山市", "中山市", "Zhongshan", "Zhongshan", 2, 2),
    ("440300", "深圳市", "深圳市", "Shenzhen", "Shenzhen", 4, 2),
    ("440400", "珠海市", "珠海市", "Zhuhai", "Zhuhai", 2, 3),
    ("810000", "香港特别行政区", "香港特別行政區", "Hong Kong", "Hong Kong", 4, 3),
    ("820000", "澳门特别行政区", "澳門特別行政區", "Macao", "Macau", 2, 4),
)
NAMES = {
    "HW22": ("含铜废物", "含銅廢物", "Copper waste", "Resíduos com cobre"),
    "HW17": ("表面处理废物", "表面處理廢物", "Surface treatment waste", "Resíduos de tratamento de superfícies"),
    "HW18": ("焚烧处置残渣", "焚化處置殘渣", "Incineration residues", "Resíduos de incineração"),
    "HW34": ("废酸", "廢酸", "Waste acids", "Ácidos residuais"),
    "HW12": ("染料、涂料废物", "染料、塗料廢物", "Dye and paint waste", "Resíduos de tintas"),
    "HW06": ("废有机溶剂", "廢有機溶劑", "Organic solvents", "Solventes orgânicos"),
    "HW08": ("废矿物油", "廢礦物油", "Mineral oil", "Óleos minerais"),
    "HW49": ("其他废物", "其他廢物", "Other waste", "Outros resíduos"),
    "HW31": ("含铅废物", "含鉛廢物", "Lead waste", "Resíduos com chumbo"),
    "HW13": ("有机树脂类废物", "有機樹脂類廢物", "Resin waste", "Resíduos de resinas"),
    "HW35": ("废碱", "廢鹼", "Waste alkalis", "Álcalis residuais"),
    "HW29": ("含汞废物", "含汞廢物", "Mercury waste", "Resíduos com mercúrio"),
    "SW17": ("可再生类废物", "可再生類廢物", "Recyclables", "Recicláveis"),
    "SW02": ("粉煤灰", "粉煤灰", "Coal fly ash", "Cinzas volantes"),
    "SW07": ("污泥", "污泥", "Sludge", "Lamas"),
    "SW06": ("脱硫石膏", "脫硫石膏", "Desulphurisation gypsum", "Gesso de dessulfuração"),
}


def names(values: tuple[str, str, str, str]) -> dict[str, str]:
    return dict(zip(("zh-Hans", "zh-Hant", "en", "pt"), values, strict=True))


def category(code: str, generated: str, used: str, disposed: str, closing: str) -> Category:
    scheme = "cn-hw" if code.startswith("HW") else "cn-sw"
    figures = (D(generated), D(used), D(disposed), D(0), D(closing))
    return Category(scheme, code, names(NAMES[code]), *figures)


def hazardous() -> Stream:
    months = tuple(
        Month(date(2026, m, 1), D(g), D(u), D(s), D(d))
        for m, g, u, s, d in (
            (5, "171250", "88040", "21300", "64210"),
            (6, "180412", "101377.5", "30120", "70031"),
            (7, "176903", "99240", "28811", "69004"),
            (8, "190227.25", "111005", "30054", "71207"),
            (9, "187440", "108730", "29933", "70990"),
            (10, "196320.5", "121884.5", "33310.25", "69421"),
        )
    )
    rows = (
        category("HW22", "61230", "52310.5", "4021", "8120"),
        category("HW17", "44120.5", "24004", "15300", "9011.5"),
        category("HW18", "31760", "2010", "26120", "6221"),
        category("HW34", "21007", "18011", "3210", "1200"),
        category("HW12", "12408", "4230", "9001", "2100"),
        category("HW06", "9120", "8014", "902", "1011"),
        category("HW08", "7311", "7002", "0", "640"),
        category("HW49", "4102", "1200", "6120", "733"),
        category("HW31", "2811", "2703", "0", "310"),
        category("HW13", "1420", "1203", "3111", "220"),
        category("HW35", "930", "1197", "1221", "41"),
        category("HW29", "101", "0", "415", "14.5"),
    )
    routes = tuple(
        Route(r.code, measure, here, kg)
        for r in rows
        for measure, whole in (("used", r.used), ("disposed", r.disposed))
        for here, kg in ((True, whole * D("0.75")), (False, whole * D("0.25")))
        if kg
    )
    shares = (Share("declared", D("12400.5"), 41), Share("estimated", D("3920"), 12), Share("weighed", D(180000), 623))
    return Stream(HAZARDOUS, months, D("24607"), shares, rows, routes, region=D("58.44"))


def general() -> Stream:
    months = tuple(
        Month(date(2026, m, 1), D(g), D(u), D(s), D(d), D(o))
        for m, g, u, s, d, o in (
            (8, "1810400", "1702210", "22100", "80012", "0"),
            (9, "1790230", "1698004", "24410", "82110", "0"),
            (10, "1850611", "1760033", "30107", "81023", "2400"),
        )
    )
    rows = (
        category("SW02", "704211", "690120", "9112", "30211"),
        category("SW17", "523004", "519777", "0", "10223"),
        category("SW07", "402136", "341025", "64811", "22014"),
        category("SW06", "221260", "209111", "7100", "41777"),
    )
    routes = tuple(
        Route(r.code, m, m == "used", kg) for r in rows for m, kg in (("used", r.used), ("disposed", r.disposed)) if kg
    )
    shares = (Share("estimated", D("420000"), 31), Share("weighed", D("1430611"), 412))
    empty = tuple(Month(date(2026, m, 1)) for m in (5, 6, 7))
    return Stream(GENERAL, (*empty, *months), D("97070"), shares, rows, routes, region=D("92.10"))


def wastes() -> tuple[model.Waste, ...]:
    streams = law.streams()
    rows = (
        ("spoil", 9120000, 8100000, 902000, 0, 8700400),
        ("household", 2804100, 410200, 2393900, 0, 2790000),
        ("general_industrial", 1850611, 1760033, 30107, 81023, 1790230),
        ("construction", 1411000, 1290400, 90200, 0, 1611020),
        ("kitchen", 640200, 601000, 39200, 0, 588100),
        ("sludge", 402100, 120100, 280000, 0, 410020),
        ("hazardous", 196320, 121884, 33310, 0, 187440),
        ("medical", 41200, 0, 41100, 0, 40900),
        ("traction_battery", 12010, 0, 0, 0, 0),
    )
    return tuple(model.Waste(name, dict(streams[name].names), *map(D, figures)) for name, *figures in rows)


def methods() -> tuple[Method, ...]:
    known = {
        "cn_utilisation:R4": ("金属和金属化合物回收", "金屬和金屬化合物回收", "Metals recovered", "Metais recuperados"),
        "cn_utilisation:R1": ("作为燃料", "作為燃料", "Use as a fuel", "Uso como combustível"),
        "cn_disposal:D10": ("焚烧", "焚化", "Incineration", "Incineração"),
        "cn_disposal:D1": ("填埋", "堆填", "Landfill", "Aterro"),
    }
    rows = (
        (HAZARDOUS, "cn_utilisation:R4", "used", 90000),
        (HAZARDOUS, "cn_utilisation:R1", "used", 31884),
        (HAZARDOUS, "cn_disposal:D10", "disposed", 22310),
        (HAZARDOUS, "cn_disposal:D1", "disposed", 11000),
        (GENERAL, "cn_utilisation:R4", "used", 1760033),
        (GENERAL, "cn_disposal:D1", "disposed", 111130),
    )
    return tuple(Method(stream, m, names(known[m]), measure, D(kg)) for stream, m, measure, kg in rows)


def cells() -> tuple[Cells, ...]:
    kinds = list(cell_sheets().kinds.values())
    return tuple(Cells(kind.id, kind.names, 120 - 17 * n, n, 2 * n) for n, kind in enumerate(kinds[:6]))


def scores() -> tuple[Score, ...]:
    """The whole set, some of it counted."""
    found, known = [], indicator_set()
    with (Path(law.__file__).parent / "data/zero_waste_indicators.csv").open(encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for n, (id, computed) in enumerate(known.indicators.items()):
        row = rows.get(id, {})
        standing = ("reviewed", "missing", "provisional", "missing")[n % 4]
        if computed.formula in ("declared", "unknown"):
            standing = computed.formula
        value = D("12.34") + n if standing in ("reviewed", "provisional") else None
        found.append(
            Score(
                id=id,
                group=row.get("level1", ""),
                names={"zh-Hans": row.get("name_zh", id), **computed.names},
                unit=row.get("unit", ""),
                mandatory=row.get("mandatory") == "yes",
                direction=computed.direction,
                standing=standing,
                value=value,
                before=value and value + n % 3 - 1,
                version=1 + n % 3 if n % 8 == 0 and value else 0,
                pending=bool(n % 16 == 0 and value),
                target=value and D("1234.56") * (n % 3) + 42,
                by=2027 if value else 0,
                track=("met", "on_track", "at_risk", "off_track")[n % 4] if value else "",
            )
        )
    return tuple(found)


def ways() -> tuple[Way, ...]:
    made = (
        ("cn_utilisation:R4", 9, 410000, 22000),
        ("cn_disposal:D10", 4, 182000, 9100),
        ("cn_disposal:D1", 1, 60000, 0),
    )
    known = {m.method: m.names for m in methods()}
    return tuple(Way(m, known[m], n, D(licensed * 1000), D(ahead * 1000)) for m, n, licensed, ahead in made)


def hard() -> tuple[HardToPlace, ...]:
    return (
        HardToPlace("900-044-49", names(NAMES["HW49"]), D("41220.5"), 31, 412, 0),
        HardToPlace("336-054-17", names(NAMES["HW17"]), D(120940), 201, 88, 7),
    )


def carbon() -> Carbon:
    accounts = (
        CarbonAccount("direct", D(48210400), D("81.2"), D("92.1")),
        CarbonAccount("attributional", D(10120000), D("64.0"), D("90.0")),
        CarbonAccount("avoided", D(-92100000), D("40.5"), D("88.8")),
    )
    return Carbon(accounts, D(812), D(640), D(1102), D("31.2"), D("88.0"))


def monthly(**changes: object) -> Monthly:
    """Shenzhen in October 2026."""
    facts: dict[str, object] = {
        "city": "440300",
        "names": names(("深圳市", "深圳市", "Shenzhen", "Shenzhen")),
        "month": date(2026, 10, 1),
        "places": tuple(Place(c, names((s, t, e, p)), column, row) for c, s, t, e, p, column, row in CITIES),
        "streams": (hazardous(), general()),
        "alerts": (Alerts("weight_gap", 3, 4, 1, 2, 1), Alerts("weight_gap", 2, 11, 5, 1, 5)),
        "loads": 2731,
        "data_at": datetime(2026, 11, 3, 1, 22, tzinfo=UTC),
        "provisional": False,
        "public_url": "https://waste.ecology.sz.gov.cn",
        "watermark": 73921,
        "wastes": wastes(),
        "cities": tuple(
            CityRate(code, D(100000 + 7000 * n), None if n == 10 else D("48.25") + D("3.4") * n)
            for n, (code, *_) in enumerate(CITIES)
        ),
        "methods": methods(),
        "matters": (
            model.Matter("", "open", 7, 3),
            model.Matter("ecology", "in_hand", 30, 4),
            model.Matter("ecology", "in_hand", 0, 2),
            model.Matter("ecology", "decided", 30, 1),
            model.Matter("transport", "asked", 30, 1),
            model.Matter("transport", "dismissed", 7, 5),
        ),
        "quality": Quality(2731, 112, 9),
        "beside": Beside(scores(), ways(), hard(), date(2026, 11, 10), carbon(), cells()),
    }
    return Monthly(**(facts | changes))  # type: ignore[arg-type]


def sheet(**changes: object) -> Sheet:
    """A manifest of two drums on its way, weighed at the gate, one short."""
    code = Code("cn-hw", "336-054-17", "2021")
    left, there = datetime(2026, 11, 5, 2, 10, tzinfo=UTC), datetime(2026, 11, 5, 4, 40, tzinfo=UTC)
    line = Line(
        batch=new_id(),
        code=code,
        name="电镀污泥",
        category="HW17",
        hazards="T",
        form="semi_solid",
        sent=Weight(D("186.5"), Basis.WEIGHED),
        method="cn_utilisation:R4",
        weighed=Weight(D("186.0"), Basis.WEIGHED),
        accepted_kg=D("186.0"),
    )
    short = replace(
        line, sent=Weight(D(1000), Basis.DECLARED), weighed=Weight(D("870"), Basis.WEIGHED), refused_kg=D(20)
    )
    values: dict[str, object] = {
        "id": new_id(),
        "seq": 8,
        "status": ManifestStatus.PARTLY_ACCEPTED,
        "stream": "hazardous",
        "regime": "within_city",
        "consignor": Party(new_id(), new_id(), "深圳镀艺电镀厂", "440300"),
        "consignee": Party(new_id(), new_id(), "深圳宝安处置中心", "440300", "440300-1"),
        "carriers": (Carrier(new_id(), "深圳危运物流", "粤B12345", "王师傅", left, there),),
        "lines": (line, replace(short, accepted_kg=D(850))),
        "created_at": left,
        "last_at": there,
        "number": "20264403000123",
        "signatures": (Signature("consignor", None, "李姐", left), Signature("carrier:1", None, "王师傅", left)),
        "refusal_reason": "一桶包装破损",
    }
    city = names(("深圳市", "深圳市", "Shenzhen", "Shenzhen"))
    stream = names(("危险废物", "危險廢物", "hazardous waste", "resíduos perigosos"))
    method = names(("再循环/再利用金属和金属化合物", "再循環金屬", "Metals recycling", "Reciclagem de metais"))
    manifest = Manifest(**(values | changes))  # type: ignore[arg-type]
    return Sheet(
        manifest,
        stream,
        {"440300": city},
        {"cn_utilisation:R4": method},
        "HTTPS://WASTE.ECOLOGY.SZ.GOV.CN/M/20264403000001#ABC",
    )


def empty_search(**changes: object) -> Attestation:
    """A plate nothing was known of."""
    values: dict[str, object] = {
        "number": "WF-RS-20261105-9F2C41D07AB3",
        "asked": "粤Z99999",
        "at": datetime(2026, 11, 5, 2, 10, tzinfo=UTC),
        "city": names(("深圳市", "深圳市", "Shenzhen", "Shenzhen")),
        "department": "police",
        "purpose": "例行检查 · 车上有桶装液体，驾驶员说联单在手机里",
        "watermark": 184467,
        "public_url": "https://waste.ecology.sz.gov.cn",
    }
    return Attestation(**(values | changes))  # type: ignore[arg-type]


def inspected() -> Inspected:
    """A plant with more wastes than a page holds, over its permit, its store short by the scales of others."""
    first, last = date(2026, 1, 1), date(2026, 11, 26)
    wastes = [(f"336-0{n:02}-17", dict(zip(LANGUAGES, NAMES["HW17"], strict=True))) for n in range(50)]
    flows = tuple(
        Flow(Waste("cn-hw", code, names), made=D(n * 100), came=D(n * 1000), left=D(n * 900), treated=D(n * 300),
             loads=n, weighed=D(n * 700))
        for n, (code, names) in enumerate(wastes, 1)
    )  # fmt: skip
    stock = tuple(Stock(f.waste, books=D(800), containers=4, scales=D(-950), long=D(200)) for f in flows[:3])
    city = dict(zip(LANGUAGES, CITIES[7][1:5], strict=True))
    return Inspected(
        org=UUID(int=7), name="深圳宝安处置中心", credit_code="91440300000000003X", city=city, parts=(Part.RECEIVES,),
        sites=(At(UUID(int=8), "宝安基地", city, "沙井街道 12 号"),), first=first, last=last,
        made_at=datetime(2026, 11, 26, 4, tzinfo=UTC), flows=flows, stock=stock,
        permits=(
            Used("440300-1", "宝安基地", D(20_000_000), D(25_000_000), "operate", first, last, codes=("HW17", "HW22")),
            Used("440300-0", "", D(10_000_000), D(8_100_000), "collect", first, date(2026, 2, 1), valid=False),
        ),
        plan=(Used("336-054-17", "宝安基地", D(1000), D(1190)),),
        gaps=tuple(Bucket(low, high, n, 70 - 10 * n) for n, (low, high) in enumerate(zip(
            (None, *EDGES), (*EDGES, None), strict=True))),
        peers=5,
        measures=tuple(Measure(n, D("0.9"), D("0.1"), D("0.5"), D("0.7"), D("0.8"))
                       for n in ("loads", "kg", "refused", "gap", "weighed")),
        turned_away=(Away(UUID(int=9), "20264403000001", datetime(2026, 5, 4, tzinfo=UTC), D(500), "含水率超标",
                          "consignee", "深圳镀艺电镀厂", ("336-054-17",)),),
        matters=(Matter(UUID(int=10), "0A1B-2C3D", "weight_gap", 3, "confirmed", datetime(2026, 5, 4, tzinfo=UTC),
                        measure="penalty"),),
    )  # fmt: skip


def worked_on() -> case.Case:
    """A short weight, confirmed and passed to the police, with more steps than a page holds."""
    at = datetime(2026, 11, 2, 4, tzinfo=UTC)
    article = case.Article(dict(zip(LANGUAGES, ("法", "法", "Law", "Lei"), strict=True)), "81", "test")
    parties = {"consignor": "镀艺电镀厂", "consignee": "宝安处置中心", "plate": "粤B12345"}
    kilograms = {"sent": "1000", "weighed": "800", "gap": "200", "percent": "20"}
    facts = {"number": "20264403000001", "line": "1", "waste": "电镀污泥", "code": "336-054-17", **kilograms, **parties}
    return case.Case(
        id=UUID(int=1), reference="0A1B-2C3D", seq=40, status="confirmed", severity=3, opened_at=at, due=at,
        measure="penalty", places=(dict(zip(LANGUAGES, CITIES[7][1:5], strict=True)),),
        seen=(case.Seen("weight_gap", "W1", 1, 3, "less", facts, at, "0" * 64, (("serious_percent", "10"),), article),),
        loads=(case.Load("20264403000001", "accepted", "镀艺电镀厂", "危运物流", "粤B12345", "宝安处置中心", (
            case.Line("电镀污泥", "336-054-17", Weight(D(1000), Basis.WEIGHED), Weight(D(800), Basis.WEIGHED), D(800)),
        )),),
        steps=tuple(case.Step(at, "remarked", "周监管", "ecology", (f"第 {n} 次核对检定记录",)) for n in range(40)),
        as_of=at,
    )  # fmt: skip


def in_custody() -> custody.Custody:
    """A drum that was grouped with another, short at the gate, refused in part, treated to its end."""
    at, later = datetime(2026, 11, 5, 2, 10, tzinfo=UTC), datetime(2026, 11, 7, 6, tzinfo=UTC)
    city = names(("深圳市", "深圳市", "Shenzhen", "Shenzhen"))
    drum, whole, part = (UUID(int=n) for n in (101, 102, 103))
    made = Weight(D(1000), Basis.WEIGHED)

    def act(n: int, kind: str, **more: object) -> custody.Act:
        values: dict[str, object] = {"person": "李姐", "org": "深圳镀艺电镀厂", "city": city, "site": "宝安厂区"}
        moment = at.replace(minute=n)
        return custody.Act(UUID(int=n), kind, moment, later, f"{n:064x}", **(values | more))  # type: ignore[arg-type]

    method = names(("R4 再循环金属", "R4 再循環金屬", "R4 Metals recycling", "R4 Reciclagem de metais"))
    first = (
        act(1, "generated", weight=made, holder="深圳镀艺电镀厂"),
        act(2, "portion_taken", change=D(-1000), left=D(0), notes=(custody.Note("into", D(1000), "", whole),)),
    )
    signed = {"device": "王师傅的手机", "kid": "k" * 43, "counter": 12, "link": "whole"}
    second = (
        act(3, "regrouped", weight=Weight(D(1500), Basis.WEIGHED), notes=(custody.Note("out_of", D(1000), "", drum),)),
        act(4, "signed", signed="consignor"),
        act(5, "departed", part=1, holder="深圳危运物流", details=(("plate", dict.fromkeys(LANGUAGES, "粤B12345")),),
            **signed),
        act(6, "weighed", part=1, weight=Weight(D(1350), Basis.WEIGHED), change=D(-150), percent=D(-10), flag="gap",
            **(signed | {"link": "gap"})),
        act(7, "partly_accepted", part=2, holder="深圳宝安处置中心", weight=Weight(D(1250), Basis.WEIGHED),
            refused=D(100), flag="not_taken", details=(("reason", dict.fromkeys(LANGUAGES, "一桶包装破损")),)),
        *(act(n, "treated", part=2, change=D(-125), left=D(1250) - 125 * (n - 7), details=(("method", method),))
          for n in range(8, 18)),
    )  # fmt: skip

    def life(batch: UUID, relation: str, acts: tuple[custody.Act, ...], **more: object) -> custody.Life:
        values: dict[str, object] = {
            "batch": batch, "relation": relation, "name": "电镀污泥", "code": "336-054-17",
            "category": names(NAMES["HW17"]), "digital_code": f"91440300000000001A336054172026110500{batch.int}",
            "status": "treated", "began": made, "treated": D(1000),
            "acts": acts,
        }  # fmt: skip
        return custody.Life(**(values | more))  # type: ignore[arg-type]

    lives = (
        life(drum, "before", first, cut=True),
        life(whole, "itself", second, began=Weight(D(1500), Basis.WEIGHED), treated=D(1250), status="stored"),
        life(
            part, "after", (act(18, "split_off", notes=(custody.Note("split", D(100), "", whole),)),), status="refused"
        ),
    )
    return custody.Custody(whole, lives, 18, "https://waste.ecology.sz.gov.cn", hidden=2)
