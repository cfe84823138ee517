"""Papers of a site over HTTP: its ledger of a period, a declaration before and after it is filed, signs."""

from datetime import timedelta

import pypdfium2
import pytest

from reports.documents import ledger, sign
from tests.bay import Bay
from tests.manifests.declarations.test_declarations import LAST, desk, key_site
from tests.reports.papers import at_the_door
from tests.reports.test_http import signed_in
from tests.reports.test_paper import text_of
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES


@pytest.mark.anyio
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


@pytest.mark.anyio
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


@pytest.mark.anyio
async def test_the_signs_of_a_store_name_what_lies_there(client, bay: Bay) -> None:
    await bay.batch("100")
    clerk = await signed_in(bay, "clerk")
    at = f"/sites/{bay.factory_site}/signs.pdf"
    answer = await client.get(f"{at}?sheet=sign", headers=clerk)
    assert answer.status_code == 200, answer.text
    (page,) = pypdfium2.PdfDocument(answer.content)
    assert [round(side * 25.4 / 72) for side in page.get_size()] == [300, 300]
    said = page.get_textpage().get_text_range()
    assert "电镀污泥" in said
    assert "336-054-17" in said
    door = text_of((await client.get(f"{at}?kind=storage&sheet=sign&answers=李姐 138", headers=clerk)).content)
    assert "李姐 138" in door
    assert "336-054-17" not in door
    assert (await client.get(at, headers=await signed_in(bay, "outsider"))).status_code == 404
    assert (await client.get(f"{at}?size=9", headers=clerk)).status_code == 422


SIGNS = [("zone", n) for n in range(3)] + [("storage", n) for n in range(3)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "size"), SIGNS)
def test_a_sign_is_as_large_as_the_standard_asks_and_cuts_nothing(kind, size: int, language: str) -> None:
    facts = at_the_door(kind, size)
    (page,) = pypdfium2.PdfDocument(sign.draw(facts, language))
    assert [round(side * 25.4 / 72) for side in page.get_size()] == [facts.size.width, facts.size.height]
    words = page.get_textpage()
    assert "…" not in words.get_text_range()
    boxes = [words.get_charbox(i) for i in range(words.count_chars())]
    edge = facts.size.height / 60 * 72 / 25.4
    assert min(box[0] for box in boxes if box[2] > box[0]) > edge
    assert max(box[2] for box in boxes) < page.get_width() - edge
    assert min(box[1] for box in boxes if box[3] > box[1]) > edge
    if language.startswith("zh"):  # the standard's heights are of Chinese characters
        boxes = [words.get_charbox(i) for i in range(words.count_chars()) if words.get_text_range(i, 1) in "位废廢险險"]
        assert min(box[3] - box[1] for box in boxes) * 25.4 / 72 > facts.size.text * 0.9


@pytest.mark.parametrize("sheet", ["a3", "a4"])
def test_a_large_sign_is_spread_over_sheets_at_full_size(sheet) -> None:
    document = pypdfium2.PdfDocument(sign.draw(at_the_door("storage", 2, sheet), "zh-Hans"))
    sizes = {tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document}
    assert sizes <= {(420, 297), (297, 420), (210, 297), (297, 210)}
    assert len(sizes) == 1
    (wide, tall) = sizes.pop()
    across, down = -(-900 // (wide - 20)), -(-558 // (tall - 20))
    assert len(document) == across * down


def test_what_has_no_room_on_one_zone_sign_stands_on_another() -> None:
    document = pypdfium2.PdfDocument(sign.draw(at_the_door("zone", 0, wastes=25), "zh-Hans"))
    said = "".join(page.get_textpage().get_text_range() for page in document)
    assert len(document) > 1
    assert all(f"336-0{n}-17" in said for n in range(50, 75))
