"""Papers that go with a load or lie in a store, for the documents' tests."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from manifests.borders import document
from manifests.declarations.figures import Line
from manifests.life.model import Party
from manifests.registers.model import Cell, Kind
from manifests.sites.links import Link
from manifests.sites.sheet import Row
from manifests.tickets.copies import Copy
from reports.documents import cell, declaration, ledger, movement, notification, register, sign, ticket
from tests.reports.facts import NAMES, D, names, sheet
from wasteflow.catalog.cells import cell_sheets
from wasteflow.catalog.papers import papers
from wasteflow.catalog.signs import sign_forms
from wasteflow.core.ids import new_id

URL = "https://waste.ecology.sz.gov.cn"
AT = datetime(2026, 11, 5, 2, 10, tzinfo=UTC)
PARTY = {"name": "深圳镀艺电镀厂", "site": "宝安厂区", "city": "440300", "registered": "914403000000000017"}


def chemical(**changes: object) -> ticket.Ticket:
    """A drum of Hong Kong, taken in short."""
    at, place = (
        datetime(2026, 11, 5, 2, 10, tzinfo=UTC),
        names(("香港特别行政区", "香港特別行政區", "Hong Kong", "Hong Kong")),
    )
    manifest = replace(
        sheet().manifest, number="HKCW202600000012", consignor=Party(new_id(), new_id(), "葵涌電鍍工場", "810000")
    )
    keep = date(2027, 11, 5)
    copies = (
        Copy("consignor", manifest.consignor.org, "葵涌電鍍工場", "consignor", False, at, "何文員", keep),
        Copy("carrier", manifest.carriers[0].org, "深圳危运物流", "carrier", False, at, "阿強", keep),
        Copy("consignee", manifest.consignee.org, "青衣接收站", "carrier", True),
    )
    values: dict[str, object] = {
        "manifest": manifest, "stream": names(("化学废物", "化學廢物", "chemical waste", "resíduos químicos")),
        "law": names(("《废物处置规例》", "《廢物處置規例》", "Cap. 354C", "Cap. 354C")),
        "cities": {"810000": place}, "methods": {}, "paper": "A-0099", "copies": copies,
        "deliver_by": AT + timedelta(days=2), "public_url": URL,
    }  # fmt: skip
    return ticket.Ticket(**(values | changes))  # type: ignore[arg-type]


STATED = {
    "packaging": "钢桶", "handling": "勿倒置", "carriers": ["深圳危运物流", "Harbour Line"], "process": "电镀",
    "physical": "膏状", "technology": "湿法冶金", "reason": "本地无相应回收能力，送往具备专门设施的地方回收金属。" * 3,
    "composition": "氢氧化铜 22 %、氢氧化镍 4 %、水 60 %" * 4,
    "y_code": "Y17", "h_codes": ["H12", "H6.1"], "un_number": "3077",
    "states": [{"role": "export", "code": "CN", "authority": "生态环境部", "exit": "深圳湾"},
               {"role": "import", "code": "JP", "authority": "環境省", "entry": "Tokyo"}],
    "contract": "2026-18", "insurance": "CN-99",
}  # fmt: skip
GRADED = [{"code": "Y17", "grade": "partial"}, {"code": "A1060", "grade": "close"}]


def _blocks(form: str, values: dict[str, object], language: str) -> list[dict[str, object]]:
    return document.filled(getattr(papers(), form), values, language)


def moved(language: str) -> movement.Movement:
    """A load of a notification that was received and waits for its treatment."""
    at, party = AT, PARTY
    marks = {"due": date(2026, 11, 8), "issued_at": at, "by": "赵主管", "late": False}
    values: dict[str, object] = {
        "notification": {"number": "CN-2026-0018", "approval": UUID(int=5)}, "serial": {"shipment": 3, "of": 12},
        "exporter": party, "importer": party | {"name": "Tokyo Metals"},
        "quantity": {"kg": D(1500), "basis": ["weighed"]}, "departure": at,
        "packages": {"count": 4, "packaging": "钢桶"},
        "carriers": [{"order": n, "name": "深圳危运物流", "taken_over_at": at, "on_annex": n > 3} for n in range(1, 5)],
        "generator": party, "facility": party | {"permit": "P-77"},
        "operation": [{"method": "basel_recovery:R4", "name": "金属回收", "line": "电镀污泥"}],
        "composition": {"names": ["电镀污泥"], "composition": STATED["composition"]},
        "physical": {"forms": ["semi_solid"], "physical": "膏状"},
        "codes": [{"code": "336-054-17", "suggested": GRADED, "hazards": "T", "stated": {"y_code": "Y17"}}],
        "declaration": {"by": "李姐", "at": at},
        "receipt": marks | {"certificate": "receipt", "kg": D(1490), "accepted_kg": D(1490), "refused_kg": D(0)},
        "completion": {"certificate": "completion", "due": date(2027, 11, 5), "issued_at": None, "by": None,
                       "late": False, "treated_kg": D(0)},
    }  # fmt: skip
    told = {
        "manifest": UUID(int=4), "number": "20264403000123", "paper": "movement_document",
        "copies": [{"copy": 1, "name": "深圳镀艺电镀厂"}, {"copy": 4, "name": None}],
        "documents": [{"notification": "CN-2026-0018", "shipment": 3,
                       "blocks": _blocks("movement_document", values, language)}],
    }  # fmt: skip
    names_ = {"440300": names(("深圳市", "深圳市", "Shenzhen", "Shenzhen"))}
    return movement.load(names_, told, seq=9, language=language, public_url=URL)


def notified(language: str) -> notification.Notified:
    """Twelve loads of plating sludge to Japan."""
    party = {
        "name": "深圳镀艺电镀厂",
        "site": "宝安厂区",
        "city": "440300",
        "place": "深圳",
        "registered": "914403000000000017",
    }
    values: dict[str, object] = {
        "exporter": party, "importer": party | {"name": "Tokyo Metals"}, "shipments": 12,
        "quantity": {"tonnes": D(60)}, "number": {"number": "CN-2026-0018", "kind": "multiple", "preconsented": True},
        "period": {"first": date(2026, 10, 1), "last": date(2027, 9, 30)}, "carriers": STATED["carriers"],
        "packaging": {"packaging": "钢桶", "handling": "勿倒置"}, "facility": party,
        "generator": party | {"process": "电镀"},
        "operation": {"methods": [{"method": "basel_recovery:R4", "name": "金属回收"}], "technology": "湿法冶金",
                      "reason": STATED["reason"]},
        "composition": STATED["composition"], "physical": "膏状",
        "codes": {"scheme": "cn-hw", "code": "336-054-17", "suggested": GRADED,
                  "stated": {"y_code": "Y17", "h_codes": ["H12", "H6.1"], "un_number": "3077"}},
        "states": STATED["states"], "conditions": "每批须提前三日告知",
        "consent": {"number": "CN-2026-0018", "first": date(2026, 10, 1), "last": date(2027, 9, 30)},
    }  # fmt: skip
    told = {"approval": UUID(int=5), "kind": "export", "contract": "2026-18", "insurance": "",
            "blocks": _blocks("notification", values, language)}  # fmt: skip
    return notification.load({}, told, language=language, public_url=URL)


def volume(kind: Kind = Kind.INCOMING, count: int = 24) -> register.Volume:
    """The second volume of a register, with long names in it."""
    at = AT + timedelta(hours=3)
    works = "深圳市宝安区沙井镀艺电镀厂有限公司宝安厂区"
    waste = ("危险废物", "336-054-17", "HW17")
    way = (works, "深圳宝安处置中心基地", "深圳危运物流有限公司", "粤B12345")
    load = (at, "20264403000123", *waste, *way, D("1186.5"), D(1056), D("-130.5"), "部分接收")
    rows: dict[Kind, tuple[Cell, ...]] = {
        Kind.TREATED: (at, *waste, works, "深圳宝安处置中心", "R4 再循环金属", "利用", D(600), "已称重"),
        Kind.STOCK: (at, 12, *waste, "电镀污泥", D(200), "已称重", works, "9" * 37),
    }
    held = tuple(rows.get(kind, load) for _ in range(count))
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    return register.Volume(kind, first, last, "深圳宝安处置中心", "org", 2, 5001, held, count < 100, URL)


def booked() -> ledger.Ledger:
    """A month of a works: every link, more rows than a sheet holds."""
    code = "9" * 37
    rows = tuple(
        Row(
            code=f"HWCS202611{n % 28 + 1:02}001", link=link, at=AT + timedelta(minutes=n), learned_at=AT,
            batch=UUID(int=n), seq=n, stream="hazardous", name="电镀污泥", scheme="cn-hw", category="HW17",
            waste_code="336-054-17", form="semi_solid", hazards="T", kg=D("186.5"), basis="weighed", stock_kg=D(0),
            container="drum", containers=1 + n % 2, container_code=code, previous=("HWRK20261101001",), person="李姐",
            method="cn_utilisation:R4", number="20264403000123", party="深圳宝安处置中心", party_site=None,
            permit="440300-1", carrier="深圳危运物流", plate="粤B12345",
        )
        for link in Link for n in range(3)
    )  # fmt: skip
    city = names(("深圳市", "深圳市", "Shenzhen", "Shenzhen"))
    methods = {"cn_utilisation:R4": names(("再循环金属", "再循環金屬", "Metals recycling", "Reciclagem de metais"))}
    unit = ("宝安厂区", "深圳镀艺电镀厂", "914403000000000017", city)
    return ledger.Ledger(UUID(int=9), *unit, date(2026, 11, 1), date(2026, 11, 30), True, rows, methods, URL)


def declared(filed: int = 2) -> declaration.Declaration:
    """A month with several wastes, amended once; filed=0: not filed."""
    digits = ["1186.5", "1000", "0", "0", "930", "0", "120", "-3.25", "1133.25"]
    lines = tuple(Line("hazardous", "cn-hw", f"336-0{n:02}-17", "HW17", *digits) for n in range(50, 62))
    versions = tuple(
        declaration.Version(n, AT + timedelta(days=n), "李姐", "漏记一桶" if n > 1 else "", False, True, f"{n:064x}")
        for n in range(1, filed + 1)
    )
    city = names(("深圳市", "深圳市", "Shenzhen", "Shenzhen"))
    span = (date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 15))
    unit = (UUID(int=9), "宝安厂区", "深圳镀艺电镀厂", city, "month", "2026-10")
    category = {"HW17": names(NAMES["HW17"])}
    return declaration.Declaration(*unit, *span, filed, lines, category, versions, 1234, None if filed else AT, URL)


def awarded() -> cell.Cell:
    """A hospital with a long name."""
    sheets = cell_sheets()
    kind = next(iter(sheets.kinds.values()))
    scores = tuple(cell.Scored(sheets.criteria[x.criterion], x.points - 2, x.points, x.needed) for x in kind.sheet)
    city = names(("深圳市", "深圳市", "Shenzhen", "Shenzhen"))
    unit = (
        "深圳市宝安区沙井街道第一实验中心小学（北校区）",
        "沙井街道 12 号",
        kind.names,
        city,
        "WFXB-440300-2026-0007",
    )
    valid = (date(2026, 11, 1), date(2029, 10, 31))
    total = sum(x.points for x in scores)
    return cell.Cell(UUID(int=3), 5, *unit, *valid, total, "80", "2026", scores, URL)


def at_the_door(kind: sign.Kind = "zone", size: int = 0, sheet: sign.Sheet = "sign", wastes: int = 3) -> sign.Sign:
    """A zone with several wastes, or the facility it is in."""
    found = tuple(
        sign.Waste("含铬电镀污泥及过滤残渣", f"336-0{n}-17", ("T", "C", "I")[: n % 3 + 1])
        for n in range(50, 50 + wastes)
    )
    forms = sign_forms().zone if kind == "zone" else sign_forms().facility
    unit = ("深圳镀艺电镀有限公司", "宝安厂区危废库", "TS001", "李姐 13800000000")
    return sign.Sign(UUID(int=9), kind, forms[size], *unit, found if kind == "zone" else (), sheet, URL)
