"""Endpoints of people, devices, the catalogue and places."""

from tests.house.endpoints.model import CODE, LATER, PUBLIC, SIGNED_IN, TODAY, YEAR, Endpoint

REGISTERS: dict[tuple[str, str], Endpoint] = {
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
        body={**CODE, "edition": "2030", "name_zh": "新废物", "valid_from": "2030-01-01", "source": "test"},
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
        body={"site": "{factory_site}", "carrier": "{carrier}", "stream": "hazardous", **YEAR},
        mine=True,
    ),
    ("post", "/authorisations/{id}/closing"): Endpoint(
        "signature:delegate", "/authorisations/{nothing}/closing", {"on": TODAY.isoformat()}
    ),
    ("get", "/permits"): Endpoint("place:see", "/permits?org={plant}"),
    ("post", "/permits"): Endpoint(
        "permit:grant",
        body={"org": "{plant}", "number": "1", "kind": "operate", "items": [CODE], **YEAR},
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
        "plan:file", body=[{"site": "{factory_site}", "year": 2030, **CODE, "tonnes": "1"}], mine=True
    ),
    ("get", "/approvals"): Endpoint("custody:see", mine=True),
    ("post", "/approvals"): Endpoint(
        "approval:grant",
        body={
            "number": "new",
            "from_site": "{factory_site}",
            "to_site": "{far_site}",
            **CODE,
            "tonnes": "1",
            **YEAR,
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
            **CODE,
            "tonnes": "1",
            **YEAR,
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
    ("get", "/approvals/{id}/notification.pdf"): Endpoint(
        "custody:see", "/approvals/{nothing}/notification.pdf", mine=True
    ),
    ("get", "/approvals/{id}/notification"): Endpoint("custody:see", "/approvals/{nothing}/notification", mine=True),
    ("get", "/shipments"): Endpoint("custody:see", mine=True),
    ("get", "/manifests/{id}/movement-document.pdf"): Endpoint(
        "custody:see", "/manifests/{manifest}/movement-document.pdf", mine=True
    ),
    ("get", "/manifests/{id}/movement-document"): Endpoint(
        "custody:see", "/manifests/{manifest}/movement-document", mine=True
    ),
    ("post", "/approvals/{id}/closing"): Endpoint(
        "approval:grant", "/approvals/{nothing}/closing", {"on": TODAY.isoformat()}
    ),
}
