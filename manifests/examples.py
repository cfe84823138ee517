"""One example of each event, as a client sends it: shown in the OpenAPI description, and each is sent by a test.

The ids are made up, but each says what it stands for, so that whoever tries one puts the own id in its place.
"""

from typing import Any

FACTORY_SITE = "01935c00-0000-7000-8000-00000000a001"
PLANT_SITE = "01935c00-0000-7000-8000-00000000b001"
STOP_SITE = "01935c00-0000-7000-8000-00000000c001"
CARRIER = "01935c00-0000-7000-8000-00000000d001"
BATCH = "01935c00-0000-7000-8000-00000000e001"
OTHER_BATCH = "01935c00-0000-7000-8000-00000000e002"
MANIFEST = "01935c00-0000-7000-8000-00000000f001"

_AT = "2026-11-22T09:10:00+08:00"
_SLUDGE = {"scheme": "cn-hw", "code": "336-054-17", "edition": "2021"}
_ASH = {"scheme": "cn-hw", "code": "772-003-18", "edition": "2021"}
_REASON = {"reason": "名称与联单不符"}
_ON_ROAD = {"plate": "粤B12345", "driver": "王师傅"}


def _weight(kg: str) -> dict[str, str]:
    return {"kg": kg, "basis": "weighed"}


# Kind -> what it is about (the first event of a batch or manifest has no subject yet) and what it says.
FACTS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "generated": (
        None,
        {
            "site": FACTORY_SITE,
            "stream": "hazardous",
            "code": _SLUDGE,
            "name": "电镀污泥",
            "form": "semi_solid",
            "weight": _weight("118.5"),
            "container": {"kind": "drum", "litres": "200"},
        },
    ),
    "moved": (BATCH, {"place": "2号库 B-03"}),
    "relabelled": (BATCH, {"reason": "标签被腐蚀"}),
    "reweighed": (BATCH, {"weight": _weight("117.9")}),
    "treated": (BATCH, {"method": "cn_utilisation:R4", "kg": "100"}),
    "lost": (BATCH, {"kg": "20", "how": "leaked", "reason": "桶底锈穿，渗入防渗托盘，已收集清理"}),
    "regrouped": (
        None,
        {
            "site": FACTORY_SITE,
            "inputs": [{"batch": BATCH, "kg": "100"}, {"batch": OTHER_BATCH, "kg": "50"}],
            "outputs": [{"weight": _weight("149"), "container": {"kind": "tank"}}],
            "losses": [{"name": "水分蒸发", "kg": "1"}],
        },
    ),
    "transformed": (
        None,
        {
            "site": FACTORY_SITE,
            "method": "cn_disposal:D10",
            "inputs": [{"batch": BATCH, "kg": "100"}],
            "outputs": [
                {
                    "stream": "hazardous",
                    "code": _ASH,
                    "name": "焚烧飞灰",
                    "form": "solid",
                    "weight": _weight("30"),
                    "container": {"kind": "bag"},
                }
            ],
            "losses": [{"name": "烟气", "kg": "70"}],
        },
    ),
    "ungrouped": (BATCH, {}),
    "created": (
        None,
        {
            "consignor_site": FACTORY_SITE,
            "consignee_site": PLANT_SITE,
            "carrier": CARRIER,
            "lines": [{"batch": BATCH, "packages": 1, "method": "cn_utilisation:R4"}],
            **_ON_ROAD,
        },
    ),
    "amended": (MANIFEST, {"remark": "易碎"}),
    "published": (MANIFEST, {}),
    "number_given": (MANIFEST, {"scheme": "gd_provincial", "number": "GD2026-000001"}),
    "signed": (MANIFEST, {"name": "李姐"}),
    "departed": (MANIFEST, _ON_ROAD),
    "handed_over": (MANIFEST, {"plate": "粤B54321", "driver": "张师傅"}),
    "given_over": (MANIFEST, _ON_ROAD),
    "carrier_added": (MANIFEST, {"carrier": CARRIER}),
    "stop_added": (MANIFEST, {"site": STOP_SITE}),
    "stop_dropped": (MANIFEST, {"reason": "直达"}),
    "stopped": (MANIFEST, {}),
    "stop_weighed": (MANIFEST, {"lines": [{"line": 1, "kg": "118"}]}),
    "resealed": (MANIFEST, {"seal": "S-000123"}),
    "resumed": (MANIFEST, _ON_ROAD),
    "load_lost": (MANIFEST, {"how": "burnt", "reason": "车辆在高速公路起火，货物全部烧毁，已报警"}),
    "arrived": (MANIFEST, {}),
    "weighed": (MANIFEST, {"vehicle": {"gross": "12480", "tare": "12362"}}),
    "accepted": (MANIFEST, {}),
    "partly_accepted": (MANIFEST, {"lines": [{"line": 1, "refused_kg": "18"}], **_REASON}),
    "refused": (MANIFEST, _REASON),
    "difference_found": (MANIFEST, {"differences": [{"kind": "form", "found": "液态", "line": 1}]}),
    "receipt_certified": (MANIFEST, {"name": "赵磅房"}),
    "completion_certified": (MANIFEST, {"name": "赵磅房"}),
    "take_back_started": (MANIFEST, {"reason": "illegal", "said": "通知有误"}),
    "cancelled": (MANIFEST, {"reason": "改期"}),
    "revision_requested": (MANIFEST, {"reason": "车牌写错", "plate": "粤B54321"}),
    "revision_approved": (MANIFEST, {}),
    "revision_refused": (MANIFEST, {"reason": "不同意"}),
    "revision_withdrawn": (MANIFEST, {}),
    "ticket_noted": (MANIFEST, {"paper_ticket": "A-0001"}),
}


def proposal(kind: str) -> dict[str, Any]:
    """An event of this kind as a client sends it."""
    subject, fact = FACTS[kind]
    about = {} if subject is None else {"subject": subject}
    return {"occurred_at": _AT, **about, "fact": {"kind": kind, **fact}}


def openapi() -> dict[str, dict[str, Any]]:
    """Kind -> example, as OpenAPI has examples of a request's body."""
    return {kind: {"summary": kind.replace("_", " "), "value": proposal(kind)} for kind in FACTS}
