"""One example body of each endpoint that takes one, shown in the OpenAPI description; a test sends each of them."""

from typing import Any

from manifests.examples import BATCH, CARRIER, FACTORY_SITE, PLANT_SITE

FACTORY = "01935c00-0000-7000-8000-00000000a000"
PLANT = "01935c00-0000-7000-8000-00000000b000"

_YEAR = {"valid_from": "2026-03-01", "valid_to": "2027-02-28"}
_SLUDGE = {"scheme": "cn-hw", "code": "336-054-17"}
_CLOSING = {"on": "2027-01-01"}
_REASON = {"reason": "厂家停产"}
_ROUTE = {"from_site": FACTORY_SITE, "to_site": PLANT_SITE, **_SLUDGE, "tonnes": "120", **_YEAR}
_HOURS = {"language": "pt", "time_zone": "Asia/Macau", "quiet_from": "22:00", "quiet_to": "07:00"}
_CALL = {
    "site": FACTORY_SITE,
    **_SLUDGE,
    "name": "电镀污泥",
    "form": "semi_solid",
    "container": {"kind": "drum", "litres": "200"},
    "kg": "60",
}

BODIES: dict[tuple[str, str], Any] = {
    ("post", "/sessions"): {"name": "clerk", "password": "one-drums-walk"},
    ("put", "/sessions/current/password"): {"password": "one-drums-walk", "new_password": "another-drums-walk"},
    ("post", "/accounts"): {"name": "li.mei", "person": "李梅", "role": "generator", "org": FACTORY},
    ("put", "/accounts/{id}"): {"person": "李梅", "role": "generator", "org": FACTORY},
    ("put", "/accounts/{id}/password"): {"password": "another-drums-walk"},
    ("post", "/tokens"): {"account": "01935c00-0000-7000-8000-000000009001", "label": "weighbridge"},
    ("post", "/devices/codes"): {"account": "01935c00-0000-7000-8000-000000009001"},
    ("post", "/devices"): {
        "code": "7K2M-9QXD",
        "key": {
            "kty": "EC",
            "crv": "P-256",
            "x": "CEqkgYtw83TmZHyfFgvwezwlgNZW4DjVwE4FH5FHUZQ",
            "y": "m0RO5OeTwdisUGpA8G9s3EFc92rLGOm9NzgX_ky3CMc",
        },
        "proof": "eyJhbGciOiJFUzI1NiIsImtpZCI6InVOeHNOc3dibWEwQ2dzd0dFX2pSQlJqWnAySXlqQ3o2cTJ4NHhwUDFrSDAifQ..6npaeKJd"
        "QdtDjNxDSgs3ke9LKIofqAKAtCjvyhoKHggg6oGI9f6Z2FI5umgYgTqrLvqjcldHju1Ql6hLPQGU9Q",
        "label": "Xiaomi 14",
    },
    ("post", "/refused-events/{subject}/{event}/settlement"): {"outcome": "discarded", "note": "重复扫码"},
    ("post", "/devices/{id}/revocation"): {"reason": "lost", "as_of": "2026-11-22T09:10:00+08:00"},
    ("post", "/rules/{rule}/trials"): {"name": "most_z", "value": "4.5"},
    ("post", "/rules/{rule}/limits"): {
        "trial": "01935c00-0000-7000-8000-000000009301",
        "reason": "十二个月中被排除的多于查实的",
    },
    ("post", "/rules/{rule}/limits/withdrawal"): {"name": "most_z", "reason": "漏掉了一起"},
    ("post", "/messages/contacts"): {"channel": "mail", "address": "li.mei@example.org", **_HOURS},
    ("put", "/messages/contacts/{id}"): _HOURS,
    ("post", "/messages/contacts/{id}/confirmation"): {"code": "271828"},
    ("post", "/messages/contacts/{id}/subscriptions"): {"what": "cases", "severity": 3, "at_hour": 8},
    ("post", "/statistics"): {
        "city": "440300",
        "figure": "industrial_value_added",
        "period": "2026",
        "value": "123456.7",
        "source": "深圳统计年鉴 2027",
    },
    ("post", "/statistics/{id}/review"): {"verdict": "approved"},
    ("post", "/open-data/releases"): {"period": "2026-10"},
    ("post", "/zero-waste-cells"): {"unit": "enterprise", "name": "深圳示例电镀厂", "city": "440300"},
    ("post", "/zero-waste-cells/{id}/steps"): {"step": "submitted"},
    ("post", "/carbon/landfill-years"): {
        "years": [
            {"city": "440300", "year": 1998, "kind": "msw", "value": "1250000", "source": "城建统计年鉴 1998"},
            {"city": "440300", "year": 2024, "kind": "captured", "value": "0.6", "source": "填埋场运行报告"},
        ]
    },
    ("post", "/capacity/prices"): {
        "site": PLANT_SITE,
        "scheme": "cn-hw",
        "code": "HW17",
        "price": "1800",
        "valid_from": "2026-03-01",
        "source": "2026 年收费标准",
    },
    ("post", "/chains/site-plans"): {
        "site": FACTORY_SITE,
        "stream": "spoil",
        "m3": "42000",
        "valid_from": "2026-03-01",
        "valid_to": "2026-11-30",
        "tip": PLANT_SITE,
        "number": "深建渣〔2026〕8号",
    },
    ("post", "/statements"): {
        "city": "440300",
        "indicator": "ZW21-38",
        "period": "2026",
        "met": "met",
        "words": "市政府印发无废城市建设实施方案，部门细则七项。",
    },
    ("post", "/statements/{id}/review"): {"verdict": "approved"},
    ("put", "/indicator-targets/{city}/{indicator}"): {
        "points": [{"year": 2025, "value": "28"}, {"year": 2027, "value": "50"}],
        "source": "无废城市建设实施方案",
    },
    ("post", "/indicator-values/review"): {"city": "440300", "period": "2026-10", "indicators": ["ZW21-16"]},
    ("post", "/indicator-values/publish"): {"city": "440300", "period": "2026-10", "indicators": ["ZW21-16"]},
    ("post", "/indicator-values/return"): {
        "city": "440300",
        "period": "2026-10",
        "indicators": ["ZW21-21"],
        "reason": "农膜使用量与年鉴不符",
    },
    ("put", "/indicator-set/base-years/{city}"): {"year": 2020, "source": "无废城市建设实施方案"},
    ("post", "/catalog/codes"): {
        **_SLUDGE,
        "code": "336-199-17",
        "edition": "2030",
        "name_zh": "新列废物",
        "valid_from": "2030-01-01",
        "source": "the notice that names it",
    },
    ("post", "/catalog/codes/{scheme}/{code}/close"): {"last_day": "2040-12-31", "source": "the notice that ends it"},
    ("put", "/catalog/calendar/{law}/{day}"): {"working": False, "name": "春节"},
    ("post", "/organisations"): {
        "name": "深圳示例电镀厂",
        "jurisdiction": "440300",
        "credit_code": "91440300000009003Q",
        "generates": True,
    },
    ("post", "/organisations/{id}/closing"): _CLOSING,
    ("post", "/sites"): {"org": FACTORY, "name": "沙井厂区", "city": "440300", "store": "point"},
    ("post", "/sites/{id}/closing"): _CLOSING,
    ("put", "/sites/{id}/store"): {"store": "facility", "store_t": "40"},
    ("post", "/permits"): {
        "org": PLANT,
        "site": PLANT_SITE,
        "number": "440300-1",
        "kind": "operate",
        **_YEAR,
        "yearly_t": "20000",
        "storage_t": "600",
        "items": [{"scheme": "cn-hw", "code": "HW17", "methods": ["cn_utilisation:R4"]}],
    },
    ("post", "/permits/{id}/closing"): _CLOSING,
    ("post", "/vehicles"): {"org": CARRIER, "plate": "粤B88888", "energy": "electric", "licensed_kg": "15000"},
    ("post", "/vehicles/{id}/closing"): _CLOSING,
    ("post", "/drivers"): {"org": CARRIER, "name": "王师傅", "certificate": "危运-0001"},
    ("post", "/drivers/{id}/closing"): _CLOSING,
    ("post", "/plans"): [
        {"site": FACTORY_SITE, "year": 2026, **_SLUDGE, "tonnes": "200", "method": "cn_utilisation:R4"}
    ],
    ("post", "/approvals"): {"number": "粤环转-2026-1", **_ROUTE},
    ("post", "/approvals/{id}/closing"): _CLOSING,
    ("post", "/applications"): {"kind": "cross_province", **_ROUTE},
    ("post", "/applications/{id}/steps"): {"to": "accepted", "expected": 1},
    ("put", "/sites/{id}/signing-code"): {"code": "271828"},
    ("post", "/authorisations"): {"site": FACTORY_SITE, "carrier": CARRIER, "stream": "hazardous", **_YEAR},
    ("post", "/authorisations/{id}/closing"): _CLOSING,
    ("post", "/road/looks"): {"asked": "粤B12345", "purpose": "routine control"},
    ("post", "/trails"): {
        "datum": "wgs84",
        "trails": [
            {
                "plate": "粤B12345",
                "terminal": "013912345678",
                "positions": [
                    {"at": "2026-11-05T01:30:00Z", "lat": 22.6021, "lon": 113.9014, "speed": 48.5, "direction": 92},
                ],
            }
        ],
    },
    ("post", "/trails/looks"): {"manifest": BATCH, "reason": "a resident reports tipping at the river"},
    ("put", "/zones/{id}"): {
        "city": "440300",
        "kind": "river",
        "name": "茅洲河",
        "shape": [[22.78, 113.84], [22.75, 113.78]],
        "valid_from": "2026-01-01",
        "source": "water authority, outline of 2026",
    },
    ("post", "/corridors"): {
        "id": "0199a1b2-0000-7000-8000-00000000c001",
        "from_site": FACTORY_SITE,
        "to_site": PLANT_SITE,
        "line": [[22.60, 113.90], [22.66, 114.02]],
        "valid_from": "2026-01-01",
        "source": "approval of the transport authority, number and date",
    },
    ("post", "/corridors/{id}/close"): _CLOSING,
    ("post", "/qr/checks"): {
        "text": "HTTPS://WASTE.EXAMPLE/L/91440300MA5FXK7T2Q3360541720261105001#DT2...",
        "place": {"lat": 22.55, "lon": 113.9},
    },
    ("post", "/manifests/{id}/ticket/showings"): {"copy_of": "consignor"},
    ("post", "/registers"): {"kind": "incoming", "first": "2026-10-01", "last": "2026-10-31"},
    ("post", "/billing-accounts"): {
        "number": "7000001",
        "contract": "启德示例工程",
        "value_hkd": "1500000",
        "awarded_on": "2026-01-02",
        "opened_on": "2026-01-12",
    },
    ("post", "/billing-accounts/{id}/closing"): _CLOSING,
    ("post", "/rounds"): {
        "day": "2026-11-22",
        "plate": "粤B12345",
        "driver": "王师傅",
        "stream": "hazardous",
        "consignee_site": PLANT_SITE,
        "calls": [_CALL],
    },
    ("post", "/rounds/{id}/calls"): {**_CALL, "batch": BATCH},
    ("post", "/rounds/{id}/calls/{n}/skipping"): _REASON,
    ("post", "/rounds/{id}/calls/{n}/slip"): {"kg": "58.5", "basis": "weighed"},
    ("post", "/rounds/{id}/calls/{n}/pick-up"): {"mode": "pre_authorised"},
    ("post", "/rounds/{id}/arrival"): {"occurred_at": "2026-11-22T16:40:00+08:00"},
    ("post", "/rounds/{id}/weighing"): {"gross": "12480", "tare": "12362"},
    ("post", "/rounds/{id}/acceptance"): {"refused": [{"call": 2, "reason": "渗漏"}]},
    ("post", "/rounds/{id}/cancellation"): _REASON,
    ("post", "/sites/{id}/declarations"): {"duty": "month", "first": "2026-10-01", "figures_sha256": "0" * 64},
    ("post", "/sites/{id}/class"): {"year": 2026, "class": "key", "reason": "环评预计每年 150 t"},
}

# Of a file its name, as a form sends it beside the bytes.
UPLOADS: dict[tuple[str, str], dict[str, str]] = {
    ("post", "/imports/ledger"): {"site": FACTORY_SITE, "file": "2026-10.csv"},
    ("post", "/imports/statistics"): {"file": "2026.csv"},
    ("post", "/manifests/{id}/photos"): {"file": "load.jpg"},
    ("post", "/notices/{id}/photos"): {"file": "shore.jpg", "remark": "退潮后"},
    ("post", "/cases/{id}/files"): {"file": "磅单.pdf"},
    ("post", "/statements/{id}/evidence"): {"file": "实施方案.pdf"},
    ("post", "/zero-waste-cells/{id}/evidence"): {"file": "bins.jpg", "criterion": "sorting", "title": "分类照片"},
    ("post", "/verification"): {"file": "2026-10.pdf"},
}

NOTICE = "01935c00-0000-7000-8000-000000009101"
NOTICES: dict[str, dict[str, Any]] = {
    "reported": {
        "city": "440300",
        "receiver": "810000",
        "place": {"shore": "深圳湾"},
        "kinds": ["ML-01"],
        "kg": "350",
        "remark": "大雨之后",
    },
    "acknowledged": {},
    "forwarded": {"receiver": "820000", "reason": "来源在对岸"},
    "replied": {"findings": "来自河口拦截网破损处", "measures": "已修复"},
    "asked": {"question": "何时修复？"},
    "remarked": {"remark": "次日又见少量"},
    "picked_up": {"batch": BATCH},
    "closed": {"ending": "cleared"},
}


def notice(kind: str) -> dict[str, Any]:
    """A step of a notice as a client sends it; the first one begins it."""
    about = {} if kind == "reported" else {"subject": NOTICE}
    return {"occurred_at": "2026-11-22T09:10:00+08:00", **about, "fact": {"kind": kind, **NOTICES[kind]}}


CASES: dict[str, dict[str, Any]] = {
    "taken": {},
    "released": {"reason": "转交夜班"},
    "assigned": {"officer": "01935c00-0000-7000-8000-000000009201"},
    "passed": {"department": "police", "reason": "涉嫌倾倒"},
    "recalled": {},
    "asked": {"org": "01935c00-0000-7000-8000-000000009202", "question": "少的 200 千克去了哪里？"},
    "question_withdrawn": {},
    "answered": {"answer": "磅单抄错，附原件", "files": [{"name": "磅单.pdf", "sha256": "0" * 64, "size": 20480}]},
    "inspected": {
        "at": "2026-11-22T10:30:00+08:00",
        "points": [{"point": "weight", "seen": "not_in_order", "remark": "复称 802 千克"}],
    },
    "remarked": {"remark": "已调取视频"},
    "confirmed": {"reason": "现场复称与视频一致"},
    "dismissed": {"reason": "两台秤的差异"},
    "decided": {"measure": "penalty", "reason": "依法处罚"},
    "closed": {},
    "reopened": {"reason": "新证据"},
}


def describe(paths: dict[str, Any]) -> None:
    """Put each example into the description of its endpoint."""
    steps = {kind: {"summary": kind.replace("_", " "), "value": notice(kind)} for kind in NOTICES}
    paths["/notices/events"]["post"]["requestBody"]["content"]["application/json"]["examples"] = steps
    steps = {
        kind: {"summary": kind.replace("_", " "), "value": {"fact": {"kind": kind, **CASES[kind]}}} for kind in CASES
    }
    paths["/cases/{id}/events"]["post"]["requestBody"]["content"]["application/json"]["examples"] = steps
    for kind, bodies in (("application/json", BODIES), ("multipart/form-data", UPLOADS)):
        for (method, path), body in bodies.items():
            content = paths.get(path, {}).get(method, {}).get("requestBody", {}).get("content", {})
            if kind in content:
                content[kind]["example"] = body
