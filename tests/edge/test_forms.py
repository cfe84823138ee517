"""Forms of the console filled with what no form expects: told on the page, never a 500, nothing written."""

import httpx
import pytest

from tests.bay import Bay
from wasteflow.core.db import Pool
from wasteflow.core.ids import new_id

pytestmark = pytest.mark.anyio

ODD = ["", " ", "x", "-1", "NaN", "1e999999", "９９９", "0.0001", "\u202e", "💥" * 300, "../../etc", "<script>alert(1)",
       "2026-11-22T09:30", "9999-12-31T23:59", "0001-01-01T00:00", str(new_id()), "on", "a\x07b"]  # fmt: skip


async def rows(pool: Pool) -> tuple[int, int]:
    return (
        await pool.fetchval("select count(*) from custody_event"),
        await pool.fetchval("select count(*) from outbox"),
    )


FIELDS = {
    "/console/batches/new": (
        "clerk",
        ["fact.site", "fact.stream", "fact.code", "fact.name", "fact.form", "fact.weight.kg", "fact.weight.basis",
         "fact.container.kind", "fact.container.litres", "fact.container.count", "occurred_at", "once", "fact.hazards"],
    ),
    "/console/manifests/new": (
        "clerk",
        ["fact.consignor_site", "fact.consignee_site", "fact.carrier", "fact.plate", "fact.driver", "batch",
         "fact.lines[0].batch", "fact.lines[0].method", "once"],
    ),
    "/console/manifests/{manifest}/weighed": ("gate", ["fact.lines[0].kg", "kg", "expected", "once", "occurred_at"]),
    "/console/manifests/{manifest}/partly_accepted": ("gate", ["fact.lines[0].refused_kg", "fact.reason", "expected"]),
    "/console/manifests/{manifest}/difference_found": ("gate", ["fact.found", "fact.kind_of", "fact.line"]),
    "/console/manifests/{manifest}/{odd}": ("gate", ["fact.reason"]),
    "/console/batches/{batch}/reweighed": ("clerk", ["fact.weight.kg", "fact.weight.basis", "occurred_at", "expected"]),
    "/console/batches/{batch}/lost": ("clerk", ["fact.how", "lost_kg", "fact.reason", "expected"]),
    "/console/batches/{batch}/treated": ("clerk", ["fact.method", "fact.kg", "occurred_at"]),
    "/console/cases/{batch}/confirmed": ("regulator", ["fact.reason", "once", "expected"]),
    "/console/indicators/report": ("office", ["city", "month"]),
    "/console/sign-in": ("clerk", ["name", "password", "next"]),
}  # fmt: skip


async def test_no_form_breaks(bay: Bay, client: httpx.AsyncClient) -> None:
    batch = await bay.batch()
    manifest = await bay.at_the_gate(await bay.batch())
    before = await rows(bay.pool)
    broken = []
    for path, (who, fields) in FIELDS.items():
        headers = {"authorization": f"Bearer {await bay.token(getattr(bay, who))}"}
        for odd in ODD:
            address = path.format(manifest=manifest, batch=batch, odd="teleported")
            answer = await client.post(address, data=dict.fromkeys(fields, odd), headers=headers)
            if answer.status_code >= 500 or "<script>alert" in answer.text:
                broken.append((path, odd[:40], answer.status_code))
        for body in (b"", b"\x00", b"%00=%00", b"a=%ff", b"=" * 5000, b"&".join(b"a=1" for _ in range(3000))):
            kind = {"content-type": "application/x-www-form-urlencoded", **headers}
            answer = await client.post(address, content=body, headers=kind)
            if answer.status_code >= 500:
                broken.append((path, str(body[:40]), answer.status_code))
    assert broken == []
    assert await rows(bay.pool) == before
