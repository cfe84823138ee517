"""Endpoints of custody, rounds, sites, notices, and of control on the road."""

from tests.house.endpoints.model import CALL, FROM, LATER, LITTER, MONTH, PUBLIC, TODAY, Endpoint
from wasteflow.core import clock

CUSTODY: dict[tuple[str, str], Endpoint] = {
    # custody
    ("get", "/batches"): Endpoint("custody:see", mine=True),
    ("get", "/batches/{id}"): Endpoint("custody:see", "/batches/{batch}", mine=True),
    ("get", "/batches/{id}/chain"): Endpoint("custody:see", "/batches/{batch}/chain", mine=True),
    ("get", "/batches/{id}/custody.pdf"): Endpoint("custody:see", "/batches/{batch}/custody.pdf", mine=True),
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
    ("get", "/manifests/{id}/ticket.pdf"): Endpoint("custody:see", "/manifests/{nothing}/ticket.pdf"),
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
            "calls": [CALL],
        },
    ),
    ("get", "/rounds/{id}"): Endpoint("custody:see", "/rounds/{round}", mine=True),
    ("get", "/rounds/producers/willing"): Endpoint("round:plan", mine=True),
    ("post", "/rounds/{id}/calls"): Endpoint("round:plan", "/rounds/{round}/calls", CALL, mine=True),
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
    ("get", "/sites/{id}/ledger.pdf"): Endpoint("custody:see", "/sites/{factory_site}/ledger.pdf", mine=True),
    ("get", "/sites/{id}/ledger"): Endpoint("custody:see", "/sites/{factory_site}/ledger", mine=True),
    ("get", "/sites/{id}/signs.pdf"): Endpoint("custody:see", "/sites/{factory_site}/signs.pdf", mine=True),
    ("get", "/sites/{id}/declarations"): Endpoint("custody:see", "/sites/{factory_site}/declarations", mine=True),
    ("get", "/sites/{id}/declarations/{duty}/{first}"): Endpoint(
        "custody:see", f"/sites/{{factory_site}}/declarations/month/{MONTH}-01", mine=True
    ),
    ("get", "/sites/{id}/declarations/{duty}/{first}/paper.pdf"): Endpoint(
        "custody:see", f"/sites/{{factory_site}}/declarations/month/{MONTH}-01/paper.pdf", mine=True
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
    ("post", "/notices/events"): Endpoint("notice:report", body=LITTER, mine=True),
    ("post", "/notices/{id}/photos"): Endpoint(
        "notice:report", "/notices/{notice}/photos", {"remark": "?"}, mine=True, file=True, also="notice:answer"
    ),
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
        {"city": "440300", "kind": "river", "name": "?", "shape": [[22.6, 114.0]], "source": "?", **FROM},
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
            **FROM,
        },
        mine=True,
    ),
    ("post", "/corridors/{id}/close"): Endpoint("zone:draw", "/corridors/{corridor}/close", LATER, mine=True),
}
