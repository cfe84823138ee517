"""Every endpoint with what it asks of who calls it: the table that the permission walk holds the application to."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from manifests.life.events import AnyEvent
from manifests.life.lifecycle import PROPOSABLE
from wasteflow.core import clock

PUBLIC = "public"  # anybody, also without signing in
SIGNED_IN = "signed in"  # everybody of themselves
TODAY = clock.local_date(clock.now())
MONTH = f"{TODAY:%Y-%m}"
LATER = {"on": "2040-01-01"}


@dataclass(frozen=True)
class Endpoint:
    """`needs`: PUBLIC, SIGNED_IN or an action of the permission table. `{...}` is filled from a world's facts.

    `mine`: what it shows or changes belongs to a company or a city, so strangers of the same role get nothing.
    """

    needs: str
    path: str = ""  # with its query, where the path alone is not enough
    body: Any = None
    mine: bool = False
    also: str = ""  # another action that opens it too
    file: bool = False  # the body is a form with a file
    ends_itself: bool = False  # signs the caller out: walked by anonymous only


def _closing(action: str) -> Endpoint:
    return Endpoint(action, body={"on": TODAY.isoformat()})


_YEAR = {"valid_from": TODAY.isoformat(), "valid_to": (TODAY + timedelta(days=300)).isoformat()}
_FROM = {"valid_from": TODAY.isoformat()}
_PERIOD = f"city=440300&from={MONTH}&to={MONTH}"
_OF = f"city=440300&period={MONTH}"
_VALUES = {"city": "440300", "period": MONTH}
_CODE = {"scheme": "cn-hw", "code": "336-054-17"}
_CALL = {
    "site": "{factory_site}",
    **_CODE,
    "name": "电镀污泥",
    "form": "semi_solid",
    "container": {"kind": "drum"},
    "method": "cn_utilisation:R4",
}
_REMARK = {"fact": {"kind": "remarked", "remark": "?"}}
_LITTER = {
    "id": "{event}",
    "occurred_at": clock.now().isoformat(),
    "fact": {
        "kind": "reported",
        "city": "440300",
        "receiver": "810000",
        "place": {"shore": "深圳湾"},
        "kinds": ["ML-01"],
    },
}

API: dict[tuple[str, str], Endpoint] = {
    ("get", "/healthz"): Endpoint(PUBLIC),
    ("get", "/readyz"): Endpoint(PUBLIC),
    ("get", "/.well-known/jwks.json"): Endpoint(PUBLIC),
    # people
    ("post", "/sessions"): Endpoint(PUBLIC, body={"name": "nobody", "password": "wrong"}),
    ("get", "/sessions"): Endpoint(SIGNED_IN),
    ("delete", "/sessions"): Endpoint(SIGNED_IN, ends_itself=True),
    ("get", "/sessions/current"): Endpoint(SIGNED_IN),
    ("delete", "/sessions/current"): Endpoint(SIGNED_IN, ends_itself=True),
    ("put", "/sessions/current/password"): Endpoint(SIGNED_IN, body={"present": "a", "password": "b"}),
    ("get", "/accounts"): Endpoint("account:edit"),
    ("post", "/accounts"): Endpoint(
        "account:edit", body={"name": "new one", "person": "新人", "role": "driver", "org": "{carrier}"}
    ),
    ("get", "/accounts/{id}"): Endpoint("account:edit", "/accounts/{account}"),
    ("put", "/accounts/{id}"): Endpoint(
        "account:edit", "/accounts/{account}", {"person": "王师傅", "role": "driver", "org": "{carrier}"}
    ),
    ("delete", "/accounts/{id}"): Endpoint("account:edit", "/accounts/{nothing}"),
    ("put", "/accounts/{id}/password"): Endpoint("account:edit", "/accounts/{account}/password", {"password": "x" * 9}),
    ("get", "/tokens"): Endpoint("account:edit", "/tokens?account={account}"),
    ("post", "/tokens"): Endpoint("account:edit", body={"account": "{account}", "label": "x"}),
    ("delete", "/tokens/{id}"): Endpoint("account:edit", "/tokens/{nothing}"),
    ("get", "/audit"): Endpoint("audit:see"),
    # devices
    ("post", "/devices/codes"): Endpoint("device:manage", body={"account": "{account}"}, mine=True),
    ("post", "/devices"): Endpoint(PUBLIC, body={"code": "none", "key": {"kty": "EC"}, "proof": "..", "label": "x"}),
    ("get", "/devices"): Endpoint("device:manage", mine=True),
    ("post", "/manifests/{id}/photos"): Endpoint("custody:see", "/manifests/{manifest}/photos", {}, True, file=True),
    ("get", "/manifests/{id}/photos/{sha256}"): Endpoint(
        "custody:see", "/manifests/{manifest}/photos/" + "0" * 64, mine=True
    ),
    ("get", "/qr/ended"): Endpoint(PUBLIC),  # to strangers manifests called off, by keys; tests/manifests/scans
    ("get", "/refused-events"): Endpoint("refused:settle", mine=True),
    ("get", "/refused-events/{subject}/{event}/photos/{sha256}"): Endpoint(
        "refused:settle", "/refused-events/{refused_subject}/{refused}/photos/" + "0" * 64, mine=True
    ),
    ("post", "/refused-events/{subject}/{event}/settlement"): Endpoint(
        "refused:settle",
        "/refused-events/{refused_subject}/{refused}/settlement",
        {"outcome": "discarded", "note": "x"},
        True,
    ),
    ("post", "/devices/{id}/revocation"): Endpoint(
        "device:manage", "/devices/{device}/revocation", {"reason": "lost"}, True
    ),
    # the catalogue is public law
    ("get", "/catalog/jurisdictions"): Endpoint(PUBLIC),
    ("get", "/catalog/schemes"): Endpoint(PUBLIC),
    ("get", "/catalog/codes"): Endpoint(PUBLIC),
    ("get", "/catalog/codes/{scheme}/{code}"): Endpoint(PUBLIC, "/catalog/codes/cn-hw/336-054-17"),
    ("get", "/catalog/categories"): Endpoint(PUBLIC, "/catalog/categories?scheme=cn-hw"),
    ("get", "/catalog/treatments"): Endpoint(PUBLIC),
    ("get", "/catalog/streams"): Endpoint(PUBLIC),
    ("get", "/catalog/crosswalk/{code}"): Endpoint(PUBLIC, "/catalog/crosswalk/HW17"),
    ("get", "/catalog/exemptions"): Endpoint(PUBLIC),
    ("get", "/catalog/regime"): Endpoint(PUBLIC, "/catalog/regime?from=440300&to=440100&stream=hazardous"),
    ("get", "/catalog/citations"): Endpoint(PUBLIC),
    ("get", "/catalog/factors"): Endpoint(PUBLIC),
    ("get", "/catalog/landfill"): Endpoint(PUBLIC),
    ("get", "/catalog/figures"): Endpoint(PUBLIC),
    ("get", "/catalog/indicators"): Endpoint(PUBLIC),
    ("get", "/catalog/calendar/{law}"): Endpoint(PUBLIC, "/catalog/calendar/mainland"),
    ("post", "/catalog/codes"): Endpoint(
        "catalog:edit",
        body={**_CODE, "edition": "2030", "name_zh": "新废物", "valid_from": "2030-01-01", "source": "test"},
    ),
    ("post", "/catalog/codes/{scheme}/{code}/close"): Endpoint(
        "catalog:edit", "/catalog/codes/cn-hw/900-999-49/close", {"last_day": "2040-01-01", "source": "test"}
    ),
    ("put", "/catalog/calendar/{law}/{day}"): Endpoint(
        "catalog:edit", "/catalog/calendar/mainland/2030-02-04", {"working": False, "name": "春节"}
    ),
    # places: the register is open to everybody who is signed in; what moves in it is its company's
    ("get", "/organisations"): Endpoint("place:see"),
    ("post", "/organisations"): Endpoint(
        "organisation:register",
        body={"name": "新公司", "jurisdiction": "440300", "credit_code": "{credit_code}", "generates": True},
        mine=True,
    ),
    ("get", "/organisations/{id}"): Endpoint("place:see", "/organisations/{factory}"),
    ("post", "/organisations/{id}/closing"): Endpoint(
        "organisation:register", "/organisations/{nothing}/closing", {"on": TODAY.isoformat()}
    ),
    ("get", "/sites"): Endpoint("place:see"),
    ("post", "/sites"): Endpoint(
        "place:edit", body={"org": "{factory}", "name": "新厂区", "city": "440300"}, mine=True
    ),
    ("get", "/sites/{id}"): Endpoint("place:see", "/sites/{factory_site}"),
    ("put", "/sites/{id}/store"): Endpoint(
        "place:edit", "/sites/{spare_site}/store", {"store": "point", "store_t": "2.5"}, mine=True
    ),
    ("post", "/sites/{id}/closing"): Endpoint("place:edit", "/sites/{spare_site}/closing", LATER, True),
    ("put", "/sites/{id}/signing-code"): Endpoint(
        "signature:delegate", "/sites/{factory_site}/signing-code", {"code": "271828"}, mine=True
    ),
    ("get", "/sites/{id}/signing-code"): Endpoint(
        "signature:delegate", "/sites/{factory_site}/signing-code", mine=True
    ),
    ("get", "/sites/{id}/signing-code/shown"): Endpoint(
        "signature:delegate", "/sites/{factory_site}/signing-code/shown", mine=True
    ),
    ("delete", "/sites/{id}/signing-code"): Endpoint(
        "signature:delegate", "/sites/{factory_site}/signing-code", mine=True
    ),
    ("get", "/authorisations"): Endpoint("custody:see", mine=True),
    ("post", "/authorisations"): Endpoint(
        "signature:delegate",
        body={"site": "{factory_site}", "carrier": "{carrier}", "stream": "hazardous", **_YEAR},
        mine=True,
    ),
    ("post", "/authorisations/{id}/closing"): Endpoint(
        "signature:delegate", "/authorisations/{nothing}/closing", {"on": TODAY.isoformat()}
    ),
    ("get", "/permits"): Endpoint("place:see", "/permits?org={plant}"),
    ("post", "/permits"): Endpoint(
        "permit:grant",
        body={"org": "{plant}", "number": "1", "kind": "operate", "items": [_CODE], **_YEAR},
        mine=True,
    ),
    ("post", "/permits/{id}/closing"): Endpoint(
        "permit:grant", "/permits/{permit}/closing", {"on": "2040-01-01"}, True
    ),
    ("get", "/vehicles"): Endpoint("place:see", mine=True),
    ("post", "/vehicles"): Endpoint(
        "fleet:edit",
        body={"org": "{carrier}", "plate": "粤B{digits}", "energy": "diesel", "licensed_kg": "9000"},
        mine=True,
    ),
    ("post", "/vehicles/{id}/closing"): Endpoint(
        "fleet:edit", "/vehicles/{vehicle}/closing", {"on": "2040-01-01"}, True
    ),
    ("get", "/drivers"): Endpoint("driver:see", mine=True),
    ("get", "/drivers/current/work"): Endpoint("manifest:depart", mine=True),
    ("post", "/drivers"): Endpoint("fleet:edit", body={"org": "{carrier}", "name": "新司机"}, mine=True),
    ("post", "/drivers/{id}/closing"): Endpoint("fleet:edit", "/drivers/{driver}/closing", LATER, True),
    ("get", "/plans"): Endpoint("custody:see", mine=True),
    ("post", "/plans"): Endpoint(
        "plan:file", body=[{"site": "{factory_site}", "year": 2030, **_CODE, "tonnes": "1"}], mine=True
    ),
    ("get", "/approvals"): Endpoint("custody:see", mine=True),
    ("post", "/approvals"): Endpoint(
        "approval:grant",
        body={
            "number": "new",
            "from_site": "{factory_site}",
            "to_site": "{far_site}",
            **_CODE,
            "tonnes": "1",
            **_YEAR,
        },
        mine=True,
    ),
    ("get", "/applications"): Endpoint("custody:see", mine=True),
    ("post", "/applications"): Endpoint(
        "approval:apply",
        body={
            "kind": "cross_province",
            "from_site": "{factory_site}",
            "to_site": "{far_site}",
            **_CODE,
            "tonnes": "1",
            **_YEAR,
        },
        mine=True,
    ),
    ("get", "/applications/{id}"): Endpoint("custody:see", "/applications/{application}", mine=True),
    ("post", "/applications/{id}/steps"): Endpoint(
        "approval:grant",
        "/applications/{application}/steps",
        {"to": "accepted", "expected": 99},
        mine=True,
        also="approval:apply",
    ),
    ("get", "/approvals/{id}"): Endpoint("custody:see", "/approvals/{nothing}", mine=True),
    ("get", "/approvals/{id}/notification"): Endpoint("custody:see", "/approvals/{nothing}/notification", mine=True),
    ("get", "/shipments"): Endpoint("custody:see", mine=True),
    ("get", "/manifests/{id}/movement-document"): Endpoint(
        "custody:see", "/manifests/{manifest}/movement-document", mine=True
    ),
    ("post", "/approvals/{id}/closing"): Endpoint(
        "approval:grant", "/approvals/{nothing}/closing", {"on": TODAY.isoformat()}
    ),
    # custody
    ("get", "/batches"): Endpoint("custody:see", mine=True),
    ("get", "/batches/{id}"): Endpoint("custody:see", "/batches/{batch}", mine=True),
    ("get", "/batches/{id}/chain"): Endpoint("custody:see", "/batches/{batch}/chain", mine=True),
    ("get", "/batches/{id}/label.pdf"): Endpoint("batch:label", "/batches/{batch}/label.pdf", mine=True),
    ("get", "/labels.pdf"): Endpoint("batch:label", "/labels.pdf?batch={batch}", mine=True),
    ("get", "/manifests"): Endpoint("custody:see", mine=True),
    ("get", "/manifests/{id}"): Endpoint("custody:see", "/manifests/{manifest}", mine=True),
    ("get", "/manifests/{id}/chain"): Endpoint("custody:see", "/manifests/{manifest}/chain", mine=True),
    ("get", "/manifests/{id}/sheet.pdf"): Endpoint("custody:see", "/manifests/{manifest}/sheet.pdf", mine=True),
    ("get", "/billing-accounts"): Endpoint("billing:see", mine=True),
    ("post", "/billing-accounts"): Endpoint(
        "billing:open",
        body={
            "number": "7000001",
            "contract": "?",
            "value_hkd": "1",
            "awarded_on": "2026-01-01",
            "opened_on": "2026-01-02",
        },
    ),
    ("get", "/billing-accounts/{id}"): Endpoint("billing:see", "/billing-accounts/{nothing}"),
    ("post", "/billing-accounts/{id}/closing"): Endpoint(
        "billing:open", "/billing-accounts/{nothing}/closing", {"on": TODAY.isoformat()}
    ),
    ("get", "/billing-accounts/{id}/statement"): Endpoint(
        "billing:see", "/billing-accounts/{nothing}/statement?month=2026-11"
    ),
    ("get", "/manifests/{id}/ticket"): Endpoint("custody:see", "/manifests/{nothing}/ticket"),
    ("post", "/manifests/{id}/ticket/showings"): Endpoint(
        "ticket:demand", "/manifests/{nothing}/ticket/showings", {"copy_of": "consignor"}
    ),
    ("get", "/corrections"): Endpoint("custody:see", mine=True),
    ("get", "/numbers/{value}"): Endpoint("custody:see", "/numbers/{number}", mine=True),
    ("post", "/qr/checks"): Endpoint(PUBLIC, body={"text": "?"}),  # what holds now only to who has a genuine code
    ("post", "/imports/ledger"): Endpoint("ledger:import", body={"site": "{factory_site}"}, mine=True, file=True),
    ("get", "/imports/ledger/template.{kind}"): Endpoint(PUBLIC, "/imports/ledger/template.csv"),
    # rounds
    ("get", "/rounds"): Endpoint("custody:see", mine=True),
    ("post", "/rounds"): Endpoint(
        "round:plan",
        body={
            "day": TODAY.isoformat(),
            "plate": "粤B12345",
            "driver": "王师傅",
            "stream": "hazardous",
            "consignee_site": "{plant_site}",
            "calls": [_CALL],
        },
    ),
    ("get", "/rounds/{id}"): Endpoint("custody:see", "/rounds/{round}", mine=True),
    ("get", "/rounds/producers/willing"): Endpoint("round:plan", mine=True),
    ("post", "/rounds/{id}/calls"): Endpoint("round:plan", "/rounds/{round}/calls", _CALL, mine=True),
    ("post", "/rounds/{id}/calls/{n}/skipping"): Endpoint(
        "round:collect", "/rounds/{round}/calls/1/skipping", {"reason": "?"}, mine=True
    ),
    ("post", "/rounds/acts"): Endpoint("round:collect", body=[]),
    ("post", "/rounds/{id}/calls/{n}/slip"): Endpoint(
        "round:collect", "/rounds/{round}/calls/1/slip", {"kg": "5"}, mine=True
    ),
    ("post", "/rounds/{id}/calls/{n}/pick-up"): Endpoint(
        "round:collect", "/rounds/{round}/calls/1/pick-up", {"mode": "pre_authorised"}, mine=True
    ),
    ("post", "/rounds/{id}/arrival"): Endpoint(
        "manifest:receive", "/rounds/{round}/arrival", {}, mine=True, also="round:collect"
    ),
    ("post", "/rounds/{id}/weighing"): Endpoint(
        "manifest:receive", "/rounds/{round}/weighing", {"gross": "9", "tare": "1"}, mine=True
    ),
    ("post", "/rounds/{id}/acceptance"): Endpoint("manifest:receive", "/rounds/{round}/acceptance", {}, mine=True),
    ("post", "/rounds/{id}/cancellation"): Endpoint(
        "round:plan", "/rounds/{round}/cancellation", {"reason": "?"}, mine=True
    ),
    # what a site held and holds
    ("get", "/sites/{id}/ledger"): Endpoint("custody:see", "/sites/{factory_site}/ledger", mine=True),
    ("get", "/sites/{id}/declarations"): Endpoint("custody:see", "/sites/{factory_site}/declarations", mine=True),
    ("get", "/sites/{id}/declarations/{duty}/{first}"): Endpoint(
        "custody:see", f"/sites/{{factory_site}}/declarations/month/{MONTH}-01", mine=True
    ),
    ("post", "/sites/{id}/declarations"): Endpoint(
        "declaration:file",
        "/sites/{factory_site}/declarations",
        {"duty": "month", "first": "2026-01-01", "figures_sha256": "0" * 64},
        mine=True,
    ),
    ("post", "/sites/{id}/class"): Endpoint(
        "generator:classify", "/sites/{factory_site}/class", {"year": 2030, "class": "key", "reason": "?"}, mine=True
    ),
    ("get", "/declarations/overdue"): Endpoint("custody:see", mine=True),
    ("get", "/registers"): Endpoint("custody:see"),
    ("post", "/registers"): Endpoint(
        "custody:see", body={"kind": "incoming", "first": TODAY.isoformat(), "last": TODAY.isoformat()}
    ),
    ("get", "/registers/{id}"): Endpoint("custody:see", "/registers/{nothing}"),
    ("delete", "/registers/{id}"): Endpoint("custody:see", "/registers/{nothing}"),
    ("get", "/registers/{id}/files/{secret}"): Endpoint(PUBLIC, "/registers/{register}/files/{register_link}"),
    # marine litter: both places see it, and nobody else
    ("get", "/notices"): Endpoint("notice:see", mine=True),
    ("get", "/notices/{id}"): Endpoint("notice:see", "/notices/{notice}", mine=True),
    ("get", "/notices/{id}/events"): Endpoint("notice:see", "/notices/{notice}/events", mine=True),
    ("get", "/notices/{id}/photos/{sha256}"): Endpoint("notice:see", "/notices/{notice}/photos/{photo}", mine=True),
    ("post", "/notices/events"): Endpoint("notice:report", body=_LITTER, mine=True),
    ("post", "/notices/{id}/photos"): Endpoint(
        "notice:report", "/notices/{notice}/photos", {"remark": "?"}, mine=True, file=True, also="notice:answer"
    ),
    # cases, indicators, reports
    ("get", "/cases"): Endpoint("case:see", mine=True),
    ("get", "/cases/{id}"): Endpoint("case:see", "/cases/{case}", mine=True),
    ("get", "/cases/{id}/events"): Endpoint("case:see", "/cases/{case}/events", mine=True),
    ("get", "/cases/{id}/evidence"): Endpoint("case:see", "/cases/{case}/evidence", mine=True),
    ("get", "/cases/{id}/bundle.zip"): Endpoint("case:see", "/cases/{case}/bundle.zip", mine=True),
    ("post", "/cases/{id}/files"): Endpoint(
        "case:act", "/cases/{case}/files", {}, mine=True, file=True, also="case:answer"
    ),
    ("get", "/cases/{id}/files/{sha256}"): Endpoint(
        "case:see", f"/cases/{{case}}/files/{'0' * 64}", mine=True, also="case:answer"
    ),
    ("get", "/cases/{id}/sheet.pdf"): Endpoint("case:see", "/cases/{case}/sheet.pdf", mine=True),
    ("post", "/cases/{id}/events"): Endpoint("case:act", "/cases/{case}/events", _REMARK, mine=True),
    ("get", "/case-questions"): Endpoint("case:answer", mine=True),
    ("get", "/rules/{rule}"): Endpoint("rule:tune", "/rules/round_weights"),
    ("post", "/rules/{rule}/trials"): Endpoint(
        "rule:tune", "/rules/round_weights/trials", {"name": "most_z", "value": "4.5"}
    ),
    ("get", "/rules/{rule}/trials/{id}"): Endpoint("rule:tune", "/rules/round_weights/trials/{nothing}"),
    ("post", "/rules/{rule}/limits"): Endpoint(
        "rule:tune", "/rules/round_weights/limits", {"trial": "{nothing}", "reason": "?"}
    ),
    ("post", "/rules/{rule}/limits/withdrawal"): Endpoint(
        "rule:tune", "/rules/round_weights/limits/withdrawal", {"name": "most_z", "reason": "?"}
    ),
    ("get", "/messages/contacts"): Endpoint("message:subscribe"),
    ("post", "/messages/contacts"): Endpoint(
        "message:subscribe", body={"channel": "mail", "address": "a{digits}@example.org", "language": "en"}
    ),
    ("put", "/messages/contacts/{id}"): Endpoint(
        "message:subscribe", "/messages/contacts/{nothing}", {"language": "en"}
    ),
    ("delete", "/messages/contacts/{id}"): Endpoint("message:subscribe", "/messages/contacts/{nothing}"),
    ("post", "/messages/contacts/{id}/test"): Endpoint("message:subscribe", "/messages/contacts/{nothing}/test"),
    ("post", "/messages/contacts/{id}/confirmation"): Endpoint(
        "message:subscribe", "/messages/contacts/{nothing}/confirmation", {"code": "1"}
    ),
    ("post", "/messages/contacts/{id}/subscriptions"): Endpoint(
        "message:subscribe", "/messages/contacts/{nothing}/subscriptions", {"what": "cases"}, also="case:see"
    ),
    ("delete", "/messages/subscriptions/{id}"): Endpoint("message:subscribe", "/messages/subscriptions/{nothing}"),
    ("get", "/messages/sendings"): Endpoint("message:subscribe"),
    ("post", "/messages/sendings/{id}/retry"): Endpoint("message:subscribe", "/messages/sendings/{nothing}/retry"),
    ("get", "/messages/failed"): Endpoint("operation:see"),
    ("get", "/indicator-set"): Endpoint("indicator:see", f"/indicator-set?city=440300&period={MONTH}"),
    ("put", "/indicator-set/base-years/{city}"): Endpoint(
        "statistic:enter", "/indicator-set/base-years/440300", {"year": 2020, "source": "方案"}, mine=True
    ),
    ("get", "/indicator-set/{indicator}/cells"): Endpoint("indicator:see", f"/indicator-set/ZW21-16/cells?{_OF}"),
    ("get", "/indicator-set/{indicator}/loads"): Endpoint(
        "indicator:see", f"/indicator-set/ZW21-16/loads?{_OF}", mine=True
    ),
    ("get", "/indicator-set/{indicator}/loads.csv"): Endpoint(
        "indicator:see", f"/indicator-set/ZW21-16/loads.csv?{_OF}", mine=True
    ),
    ("get", "/indicator-set/{indicator}/change"): Endpoint("indicator:see", f"/indicator-set/ZW21-16/change?{_OF}"),
    ("get", "/indicator-targets"): Endpoint("indicator:see", f"/indicator-targets?{_OF}"),
    ("put", "/indicator-targets/{city}/{indicator}"): Endpoint(
        "statistic:enter",
        "/indicator-targets/440300/ZW21-25",
        {"points": [{"year": 2025, "value": "30"}, {"year": 2027, "value": "50"}], "source": "方案", "reason": "?"},
        mine=True,
    ),
    ("get", "/statements"): Endpoint("indicator:see", f"/statements?{_OF}"),
    ("post", "/statements"): Endpoint(
        "statistic:enter",
        body={**_VALUES, "indicator": "ZW21-38", "met": "met", "words": "市政府印发实施方案，部门细则七项。"},
        mine=True,
    ),
    ("post", "/statements/{id}/evidence"): Endpoint("statistic:enter", "/statements/{nothing}/evidence", {}, file=True),
    ("get", "/statements/{id}/evidence/{sha256}"): Endpoint(
        "indicator:see", "/statements/{nothing}/evidence/" + 64 * "0"
    ),
    ("post", "/statements/{id}/review"): Endpoint(
        "statistic:review", "/statements/{nothing}/review", {"verdict": "approved"}
    ),
    ("get", "/indicator-values"): Endpoint("indicator:see", f"/indicator-values?city=440300&period={MONTH}"),
    ("get", "/indicator-values/published"): Endpoint("indicator:see", f"/indicator-values/published?period={MONTH}"),
    ("get", "/indicator-values/{indicator}/history"): Endpoint(
        "indicator:see", f"/indicator-values/ZW21-16/history?city=440300&period={MONTH}"
    ),
    ("post", "/indicator-values/review"): Endpoint("value:review", body=_VALUES, mine=True),
    ("post", "/indicator-values/publish"): Endpoint("value:publish", body=_VALUES, mine=True),
    ("post", "/indicator-values/return"): Endpoint(
        "value:publish", body={**_VALUES, "indicators": ["ZW21-16"], "reason": "?"}, mine=True
    ),
    ("get", "/statistics"): Endpoint("indicator:see", f"/statistics?city=440300&period={MONTH}"),
    ("post", "/statistics"): Endpoint(
        "statistic:enter",
        body={"city": "440300", "figure": "villages", "period": MONTH, "value": "5", "source": "年鉴"},
        mine=True,
    ),
    ("post", "/statistics/{id}/review"): Endpoint(
        "statistic:review", "/statistics/{nothing}/review", {"verdict": "approved"}
    ),
    ("post", "/imports/statistics"): Endpoint("statistic:enter", body={}, file=True),
    ("get", "/imports/statistics/template.{kind}"): Endpoint(
        "statistic:enter", f"/imports/statistics/template.csv?city=440300&period={MONTH}"
    ),
    ("get", "/indicators"): Endpoint("indicator:see", f"/indicators?city=440300&month={MONTH}"),
    ("get", "/indicators/{code}"): Endpoint("indicator:see", f"/indicators/ZW21-16?{_PERIOD}"),
    ("get", "/indicators/{code}/loads"): Endpoint("indicator:see", f"/indicators/ZW21-16/loads?{_PERIOD}", mine=True),
    ("get", "/organisations/{id}/inspection-sheet"): Endpoint(
        "company:inspect", "/organisations/{plant}/inspection-sheet", mine=True
    ),
    ("get", "/organisations/{id}/inspection-sheet.pdf"): Endpoint(
        "company:inspect", "/organisations/{plant}/inspection-sheet.pdf", mine=True
    ),
    ("get", "/zero-waste-cells/public"): Endpoint(PUBLIC),
    ("get", "/zero-waste-cells"): Endpoint("cell:see", mine=True),
    ("post", "/zero-waste-cells"): Endpoint(
        "cell:apply", body={"unit": "school", "name": "实验学校", "city": "440300"}
    ),
    ("get", "/zero-waste-cells/{id}"): Endpoint("cell:see", "/zero-waste-cells/{nothing}"),
    ("post", "/zero-waste-cells/{id}/steps"): Endpoint(
        "cell:apply", "/zero-waste-cells/{nothing}/steps", {"step": "submitted"}
    ),
    ("post", "/zero-waste-cells/{id}/evidence"): Endpoint(
        "cell:apply", "/zero-waste-cells/{nothing}/evidence", {"criterion": "sorting"}, file=True
    ),
    ("get", "/zero-waste-cells/{id}/evidence/{sha256}"): Endpoint(
        "cell:see", "/zero-waste-cells/{nothing}/evidence/" + "0" * 64
    ),
    ("get", "/open-data"): Endpoint(PUBLIC),
    ("get", "/open-data/values.{kind}"): Endpoint(PUBLIC, "/open-data/values.json"),
    ("get", "/open-data/releases"): Endpoint("release:see"),
    ("post", "/open-data/releases"): Endpoint("release:propose", body={"period": MONTH}),
    ("post", "/open-data/releases/{id}/consent"): Endpoint("release:consent", "/open-data/releases/{nothing}/consent"),
    ("get", "/open-data/releases/{id}.{kind}"): Endpoint(PUBLIC, "/open-data/releases/{nothing}.json"),
    ("get", "/bay"): Endpoint("indicator:see", f"/bay?period={MONTH}"),
    ("get", "/bay/readiness"): Endpoint("indicator:see"),
    ("get", "/carbon"): Endpoint("indicator:see", f"/carbon?city=440300&period={MONTH}"),
    ("post", "/carbon/landfill-years"): Endpoint(
        "statistic:enter",
        body={"years": [{"city": "440300", "year": 1998, "kind": "msw", "value": "5", "source": "年鉴"}]},
        mine=True,
    ),
    ("get", "/capacity"): Endpoint("capacity:see"),
    ("get", "/capacity/hard-to-treat"): Endpoint("capacity:see"),
    ("get", "/capacity/proposal"): Endpoint("capacity:see"),
    ("post", "/capacity/prices"): Endpoint(
        "capacity:offer",
        body={"site": "{plant_site}", **_CODE, "price": "9", "valid_from": "2026-01-01", "source": "?"},
        mine=True,
    ),
    ("get", "/reports"): Endpoint("indicator:see", "/reports?city=440300", mine=True),
    ("post", "/reports/monthly"): Endpoint("report:make", body={"city": "440300", "month": MONTH}, mine=True),
    ("get", "/reports/{id}.pdf"): Endpoint("indicator:see", "/reports/{report}.pdf", mine=True),
    # control on the road: any load there, whosever city; each look is written down
    ("post", "/road/looks"): Endpoint("road:look", body={"asked": "{number}", "purpose": "?"}),
    ("get", "/road/looks"): Endpoint("road:look", also="audit:see"),
    ("get", "/road/attestations/{number}.pdf"): Endpoint(
        "road:look", "/road/attestations/{nothing}.pdf", also="audit:see"
    ),
    ("get", "/manifests/{id}/looks"): Endpoint("custody:see", "/manifests/{manifest}/looks", mine=True),
    ("post", "/manifests/{id}/showing"): Endpoint("road:show", "/manifests/{manifest}/showing", mine=True),
    ("delete", "/manifests/{id}/showing"): Endpoint("road:show", "/manifests/{manifest}/showing", mine=True),
    # where vehicles were
    ("post", "/trails"): Endpoint(
        "trail:send",
        body={
            "datum": "wgs84",
            "trails": [
                {"plate": "粤B12345", "positions": [{"at": clock.now().isoformat(), "lat": 22.6, "lon": 114.0}]}
            ],
        },
    ),
    ("post", "/trails/looks"): Endpoint("trail:look", body={"manifest": "{manifest}", "reason": "?"}, mine=True),
    ("get", "/trails/looks"): Endpoint("trail:look", also="audit:see"),
    ("get", "/manifests/{id}/trail-looks"): Endpoint("custody:see", "/manifests/{manifest}/trail-looks", mine=True),
    ("get", "/zones"): Endpoint("place:see"),
    ("put", "/zones/{id}"): Endpoint(
        "zone:draw",
        "/zones/z{digits}",
        {"city": "440300", "kind": "river", "name": "?", "shape": [[22.6, 114.0]], "source": "?", **_FROM},
        mine=True,
    ),
    ("post", "/corridors"): Endpoint(
        "zone:draw",
        body={
            "id": "{event}",
            "from_site": "{factory_site}",
            "to_site": "{plant_site}",
            "line": [[22.6, 114.0], [22.7, 114.1]],
            "source": "?",
            **_FROM,
        },
        mine=True,
    ),
    ("post", "/corridors/{id}/close"): Endpoint("zone:draw", "/corridors/{corridor}/close", LATER, mine=True),
    ("get", "/R/{number}"): Endpoint(PUBLIC, "/R/{report_number}"),  # a digest, for anybody who holds a copy
    ("get", "/verification/{number}"): Endpoint(PUBLIC, "/verification/{report_number}"),
    ("post", "/verification"): Endpoint(PUBLIC, body={}, file=True),
    ("get", "/.well-known/document-certificates.pem"): Endpoint(PUBLIC),
}

# `POST /custody/events` asks for the right of each kind of event; here each kind is an endpoint of its own.
_PARTS = {"reason": "?", "lines": [{"line": 1, "kg": "900", "refused_kg": "1"}]}
FACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "generated": (
        "new",
        {
            "site": "{factory_site}",
            "stream": "hazardous",
            "code": {**_CODE, "edition": "2021"},
            "name": "电镀污泥",
            "form": "semi_solid",
            "weight": {"kg": "100", "basis": "weighed"},
            "container": {"kind": "drum", "litres": "200"},
        },
    ),
    "reweighed": ("spare_batch", {"weight": {"kg": "900", "basis": "weighed"}}),
    "treated": ("spare_batch", {"method": "cn_utilisation:R4", "kg": "1"}),
    "regrouped": (
        "new",
        {
            "site": "{factory_site}",
            "inputs": [{"batch": "{spare_batch}", "kg": "1"}],
            "outputs": [{"weight": {"kg": "1", "basis": "weighed"}, "container": {"kind": "drum"}}],
        },
    ),
    "transformed": (
        "new",
        {
            "site": "{factory_site}",
            "method": "cn_utilisation:R4",
            "inputs": [{"batch": "{spare_batch}", "kg": "1"}],
            "outputs": [
                {
                    "stream": "hazardous",
                    "code": {**_CODE, "edition": "2021"},
                    "name": "滤渣",
                    "form": "solid",
                    "weight": {"kg": "1", "basis": "weighed"},
                    "container": {"kind": "bag"},
                }
            ],
        },
    ),
    "ungrouped": ("spare_batch", {}),
    "created": (
        "new",
        {
            "consignor_site": "{factory_site}",
            "consignee_site": "{plant_site}",
            "carrier": "{carrier}",
            "lines": [{"batch": "{spare_batch}", "method": "cn_utilisation:R4"}],
        },
    ),
    "published": ("manifest", {}),
    "number_given": ("manifest", {"scheme": "gd_provincial", "number": "GD-000001"}),
    "amended": ("manifest", {"remark": "?"}),
    "signed": ("manifest", {"name": "?"}),
    "departed": ("manifest", {"plate": "粤B12345"}),
    "handed_over": ("manifest", {"plate": "粤B12345"}),
    "given_over": ("manifest", {"plate": "粤B12345"}),
    "carrier_added": ("manifest", {"carrier": "{carrier}"}),
    "stop_added": ("manifest", {"site": "{plant_site}"}),
    "stop_dropped": ("manifest", {"reason": "?"}),
    "stopped": ("manifest", {}),
    "stop_weighed": ("manifest", {"lines": [{"line": 1, "kg": "900"}]}),
    "resealed": ("manifest", {"seal": "?"}),
    "resumed": ("manifest", {"plate": "粤B12345"}),
    "arrived": ("manifest", {}),
    "weighed": ("manifest", {"lines": [{"line": 1, "kg": "900"}]}),
    "accepted": ("manifest", {}),
    "partly_accepted": ("manifest", {"reason": "?", "lines": [{"line": 1, "refused_kg": "1"}]}),
    "refused": ("manifest", {"reason": "?"}),
    "difference_found": ("manifest", {"differences": [{"kind": "form", "found": "?", "line": 1}]}),
    "receipt_certified": ("manifest", {"name": "?"}),
    "completion_certified": ("manifest", {"name": "?"}),
    "take_back_started": ("manifest", {"reason": "illegal", "said": "?"}),
    "cancelled": ("manifest", {"reason": "?"}),
    "revision_requested": ("manifest", {"reason": "?", "remark": "?"}),
    "revision_approved": ("manifest", {}),
    "revision_refused": ("manifest", {"reason": "?"}),
    "revision_withdrawn": ("manifest", {}),
    "ticket_noted": ("manifest", {"paper_ticket": "A-0001"}),
}
assert FACTS.keys() == PROPOSABLE, AnyEvent


def proposal(kind: str) -> dict[str, Any]:
    """An event of this kind as a client sends it, its names to be filled in."""
    subject, fact = FACTS[kind]
    sent = {"id": "{event}", "occurred_at": clock.now().isoformat(), "fact": {"kind": kind, **fact}}
    return sent if subject == "new" else {**sent, "subject": f"{{{subject}}}"}
