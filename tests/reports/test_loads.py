"""Papers of a load over HTTP: the trip ticket in its copies, the movement document and its notification."""

import pypdfium2
import pytest

from manifests.life import events as e
from tests.bay import Bay
from tests.border import approved, plant_in
from tests.hong_kong import charged
from tests.reports.test_http import signed_in
from tests.reports.test_paper import text_of
from wasteflow.places import cards

pytestmark = pytest.mark.anyio


async def test_a_trip_ticket_has_a_copy_for_each_party(client, bay: Bay) -> None:
    found = await charged(bay)
    headers = {"Authorization": f"Bearer {await bay.token(found.trip.collector.actor)}"}
    answer = await client.get(f"/manifests/{found.load}/ticket.pdf?language=en", headers=headers)
    assert answer.status_code == 200, answer.text
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]
    assert len(pages) == 3
    for n, whose in enumerate(("producer", "collector", "reception point"), 1):
        assert f"copy {n} of 3" in pages[n - 1]
        assert whose in pages[n - 1]
    assert ["original" in said.split("waste producer\n")[0] for said in pages] == [False, False, True]
    stranger = await signed_in(bay, "outsider")
    assert (await client.get(f"/manifests/{found.load}/ticket.pdf", headers=stranger)).status_code == 404


async def test_a_load_within_the_mainland_has_neither_ticket_nor_movement_document(client, bay: Bay) -> None:
    _, manifest = await bay.delivered()
    clerk = await signed_in(bay, "clerk")
    for paper in ("ticket", "movement-document"):
        assert (await client.get(f"/manifests/{manifest}/{paper}.pdf", headers=clerk)).status_code == 404


async def test_a_load_to_hong_kong_goes_with_its_document_block_by_block(client, bay: Bay, monkeypatch) -> None:
    monkeypatch.setattr(cards, "KEPT_SECONDS", 0.0)
    kowloon, gate = await plant_in(bay, "810000", "郭磅房")
    leave = await approved(bay, kowloon, kind="export_hong_kong", shipments=12, number="HK-2026-77")
    load = (await bay.tell(bay.clerk, bay.load(await bay.batch("600"), consignee_site=kowloon))).subject
    for who, fact in (
        (bay.clerk, e.Published()),
        (bay.clerk, e.Signed(name="李姐")),
        (bay.driver, e.Departed(plate="粤B12345", driver="王师傅")),
        (bay.driver, e.Arrived()),
        (gate, e.Accepted()),
        (gate, e.ReceiptCertified("郭磅房")),
    ):
        await bay.tell(who, fact, load)
    clerk = await signed_in(bay, "clerk")
    answer = await client.get(f"/manifests/{load}/movement-document.pdf?language=en", headers=clerk)
    assert answer.status_code == 200, answer.text
    said = text_of(answer.content).replace("\r\n", "\n")
    assert "shipment 1" in said
    receipt = said.partition("Receipt by the facility")[2].partition("Completion of disposal")[0]
    assert "郭磅房" in receipt
    assert "Accepted: 600 kg" in receipt
    assert "Issued" not in said.partition("Completion of disposal")[2]
    notified = await client.get(f"/approvals/{leave.id}/notification.pdf?language=en", headers=clerk)
    assert notified.status_code == 200, notified.text
    assert "HK-2026-77" in text_of(notified.content)
    assert "several shipments" in text_of(notified.content)
    stranger = await signed_in(bay, "outsider")
    for path in (f"/manifests/{load}/movement-document.pdf", f"/approvals/{leave.id}/notification.pdf"):
        assert (await client.get(path, headers=stranger)).status_code == 404
