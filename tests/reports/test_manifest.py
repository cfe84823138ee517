"""The manifest's sheet keeps its foot free, whatever the number of lines and carriers, and loses none of them."""

from decimal import Decimal

import pypdfium2
import pytest
from msgspec.structs import replace

from reports.documents import manifest as document
from tests.reports.facts import sheet
from wasteflow.core.i18n import LANGUAGES

FOOT = 24  # millimetres: how the sheet proves itself stands there


def many(lines: int, carriers: int) -> document.Sheet:
    one = sheet()
    line, carrier = one.manifest.lines[0], one.manifest.carriers[0]
    found = replace(
        one.manifest,
        lines=tuple(replace(line, accepted_kg=Decimal(n)) for n in range(1, lines + 1)),
        carriers=tuple(replace(carrier, plate=f"粤B{n:05}") for n in range(1, carriers + 1)),
    )
    return replace(one, manifest=found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("lines", "carriers"), [(1, 1), (8, 1), (3, 2), (8, 3), (2, 7), (40, 2)])
def test_nothing_stands_on_the_foot_and_nothing_is_lost(lines: int, carriers: int, language: str) -> None:
    pages = pypdfium2.PdfDocument(document.draw(many(lines, carriers), language))
    said = ""
    for page in pages:
        words = page.get_textpage()
        text = words.get_text_range()
        said += text
        boxes = [words.get_charbox(i) for i in range(words.count_chars())]
        heights = [box[1] * 25.4 / 72 for box in boxes if box[3] > box[1]]
        assert not [y for y in heights if FOOT - 9 < y < FOOT]
    for n in range(1, carriers + 1):
        assert f"粤B{n:05}" in said
    rows = said.replace("\r\n", "\n").split("\n")
    assert sum(f" {n} kg" in f" {row}" for n in range(1, lines + 1) for row in rows) >= lines


def test_a_short_load_stays_on_one_page() -> None:
    for lines, carriers in ((1, 1), (3, 1), (1, 2)):
        assert len(pypdfium2.PdfDocument(document.draw(many(lines, carriers), "zh-Hans"))) == 1
