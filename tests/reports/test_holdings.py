"""Papers of a site over HTTP: its ledger of a period, a declaration before and after it is filed."""

from datetime import timedelta

import pytest

from reports.documents import ledger
from tests.bay import Bay
from tests.manifests.declarations.test_declarations import LAST, desk, key_site
from tests.reports.test_http import signed_in
from tests.reports.test_paper import text_of
from wasteflow.core import clock

pytestmark = pytest.mark.anyio


async def test_a_ledger_is_printed_link_by_link(client, bay: Bay, monkeypatch) -> None:
    await bay.delivered("1000", "950")
    clerk = await signed_in(bay, "clerk")
    asked = f"/sites/{bay.factory_site}/ledger.pdf?from={clock.local_date(clock.now()) - timedelta(days=2)}&language=en"
    answer = await client.get(asked, headers=clerk)
    assert answer.status_code == 200, answer.text
    said = text_of(answer.content)
    for link in ("Made", "Into store", "Out of store"):
        assert link in said
    assert said.count("1 rows, 1.000 t together") == 4
    again = await client.get(asked, headers=clerk)
    assert (
        again.headers["Content-Disposition"] == answer.headers["Content-Disposition"]
    )  # the same facts, the same number
    only = text_of((await client.get(f"{asked}&kind=generated", headers=clerk)).content)
    assert "Out of store" not in only
    assert (await client.get(asked, headers=await signed_in(bay, "outsider"))).status_code == 404
    monkeypatch.setattr(ledger, "MOST", 3)
    refused = await client.get(asked, headers=clerk)
    assert (refused.status_code, refused.json()["code"]) == (422, "too_long_for_paper")


async def test_a_declaration_says_whether_it_was_filed(client, bay: Bay) -> None:
    await key_site(bay)
    clerk = await desk(bay, client)
    at = f"/sites/{bay.factory_site}/declarations/month/{LAST}/paper.pdf?language=en"
    draft = text_of((await client.get(at, headers=clerk.headers)).content)
    assert "Not filed" in draft
    assert "150.000" in draft
    filed = await clerk.file()
    assert filed["http"] == 201, filed
    paper = text_of((await client.get(at, headers=clerk.headers)).content)
    assert "Not filed" not in paper
    assert "version 1" in paper
    assert filed["figures_sha256"] in paper.replace("\r\n", "")
    assert (await client.get(at, headers=await signed_in(bay, "outsider"))).status_code == 404
