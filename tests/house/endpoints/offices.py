"""Endpoints of cases, indicators, reports, and of the papers that prove themselves."""

from tests.house.endpoints.model import CODE, MONTH, OF, PERIOD, PUBLIC, REMARK, TODAY, VALUES, Endpoint

OFFICES: dict[tuple[str, str], Endpoint] = {
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
    ("post", "/cases/{id}/events"): Endpoint("case:act", "/cases/{case}/events", REMARK, mine=True),
    ("get", "/case-questions"): Endpoint("case:answer", mine=True),
    ("get", "/rules/{rule}"): Endpoint("rule:tune", "/rules/round_weights"),
    ("get", "/rules/{rule}/shadow"): Endpoint("case:see", "/rules/round_weights/shadow"),
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
    ("get", "/indicator-set/{indicator}/cells"): Endpoint("indicator:see", f"/indicator-set/ZW21-16/cells?{OF}"),
    ("get", "/indicator-set/{indicator}/loads"): Endpoint(
        "indicator:see", f"/indicator-set/ZW21-16/loads?{OF}", mine=True
    ),
    ("get", "/indicator-set/{indicator}/loads.csv"): Endpoint(
        "indicator:see", f"/indicator-set/ZW21-16/loads.csv?{OF}", mine=True
    ),
    ("get", "/indicator-set/{indicator}/change"): Endpoint("indicator:see", f"/indicator-set/ZW21-16/change?{OF}"),
    ("get", "/indicator-targets"): Endpoint("indicator:see", f"/indicator-targets?{OF}"),
    ("put", "/indicator-targets/{city}/{indicator}"): Endpoint(
        "statistic:enter",
        "/indicator-targets/440300/ZW21-25",
        {"points": [{"year": 2025, "value": "30"}, {"year": 2027, "value": "50"}], "source": "方案", "reason": "?"},
        mine=True,
    ),
    ("get", "/statements"): Endpoint("indicator:see", f"/statements?{OF}"),
    ("post", "/statements"): Endpoint(
        "statistic:enter",
        body={**VALUES, "indicator": "ZW21-38", "met": "met", "words": "市政府印发实施方案，部门细则七项。"},
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
    ("post", "/indicator-values/review"): Endpoint("value:review", body=VALUES, mine=True),
    ("post", "/indicator-values/publish"): Endpoint("value:publish", body=VALUES, mine=True),
    ("post", "/indicator-values/return"): Endpoint(
        "value:publish", body={**VALUES, "indicators": ["ZW21-16"], "reason": "?"}, mine=True
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
    ("get", "/indicators/{code}"): Endpoint("indicator:see", f"/indicators/ZW21-16?{PERIOD}"),
    ("get", "/indicators/{code}/loads"): Endpoint("indicator:see", f"/indicators/ZW21-16/loads?{PERIOD}", mine=True),
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
    ("get", "/zero-waste-cells/{id}/certificate.pdf"): Endpoint(
        "cell:see", "/zero-waste-cells/{nothing}/certificate.pdf"
    ),
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
    ("get", "/chains/plastics"): Endpoint("plastics:see", f"/chains/plastics?{OF}", mine=True),
    ("get", "/chains/plastics.csv"): Endpoint("plastics:see", f"/chains/plastics.csv?{OF}", mine=True),
    ("get", "/chains/batteries"): Endpoint("battery:see", f"/chains/batteries?{OF}", mine=True),
    ("get", "/chains/batteries.csv"): Endpoint("battery:see", f"/chains/batteries.csv?{OF}", mine=True),
    ("get", "/chains/construction"): Endpoint("construction:see", f"/chains/construction?{OF}", mine=True),
    ("get", "/chains/construction.csv"): Endpoint("construction:see", f"/chains/construction.csv?{OF}", mine=True),
    ("post", "/chains/site-plans"): Endpoint(
        "plan:file",
        body={
            "site": "{factory_site}",
            "stream": "spoil",
            "m3": "1000",
            "valid_from": TODAY.isoformat(),
            "valid_to": TODAY.isoformat(),
        },
        mine=True,
    ),
    ("get", "/chains/heavy-metals"): Endpoint("metal:see", f"/chains/heavy-metals?{OF}", mine=True),
    ("get", "/chains/heavy-metals.csv"): Endpoint("metal:see", f"/chains/heavy-metals.csv?{OF}", mine=True),
    ("get", "/chains/marine-litter"): Endpoint("notice:see", f"/chains/marine-litter?period={MONTH}", mine=True),
    ("get", "/chains/marine-litter.csv"): Endpoint(
        "notice:see", f"/chains/marine-litter.csv?period={MONTH}", mine=True
    ),
    ("get", "/capacity"): Endpoint("capacity:see"),
    ("get", "/capacity/hard-to-treat"): Endpoint("capacity:see"),
    ("get", "/capacity/proposal"): Endpoint("capacity:see"),
    ("post", "/capacity/prices"): Endpoint(
        "capacity:offer",
        body={"site": "{plant_site}", **CODE, "price": "9", "valid_from": "2026-01-01", "source": "?"},
        mine=True,
    ),
    ("get", "/reports"): Endpoint("indicator:see", "/reports?city=440300", mine=True),
    ("post", "/reports/monthly"): Endpoint("report:make", body={"city": "440300", "month": MONTH}, mine=True),
    ("get", "/report-schedules"): Endpoint("indicator:see"),
    ("put", "/report-schedules/{city}"): Endpoint(
        "report:arrange", "/report-schedules/440300", {"day": 10, "languages": ["zh-Hans"]}, mine=True
    ),
    ("get", "/report-styles/{city}"): Endpoint("report:arrange", "/report-styles/440300", mine=True),
    ("put", "/report-styles/{city}"): Endpoint("report:arrange", "/report-styles/440300", {"contact": "?"}, mine=True),
    ("post", "/report-styles/{city}/preview"): Endpoint(
        "report:arrange", "/report-styles/440300/preview", {"contact": "?"}, mine=True
    ),
    ("get", "/report-runs"): Endpoint("indicator:see"),
    ("post", "/report-runs/{city}/{month}/retry"): Endpoint(
        "report:arrange", f"/report-runs/440300/{MONTH}/retry", mine=True
    ),
    ("get", "/reports/{id}.pdf"): Endpoint("indicator:see", "/reports/{report}.pdf", mine=True),
    ("get", "/R/{number}"): Endpoint(PUBLIC, "/R/{report_number}"),  # a digest, for anybody who holds a copy
    ("get", "/verification/{number}"): Endpoint(PUBLIC, "/verification/{report_number}"),
    ("post", "/verification"): Endpoint(PUBLIC, body={}, file=True),
    ("get", "/.well-known/document-certificates.pem"): Endpoint(PUBLIC),
}
