"""What every document has: embedded fonts of both scripts, page numbers, the same bytes for the same facts."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace

from reports import breaking, qr, sheets, table, typeface
from reports.documents import (
    attestation,
    case,
    cell,
    custody,
    declaration,
    inspection,
    label,
    ledger,
    manifest,
    monthly_city,
    movement,
    notification,
    register,
    sign,
    ticket,
)
from reports.model import BAY, Beside
from reports.page import Page, Paper, width, wrap
from tests.reports.facts import (
    empty_search,
    in_custody,
    inspected,
    monthly,
    sheet,
    worked_on,
)
from tests.reports.papers import at_the_door, awarded, booked, chemical, declared, moved, notified, volume
from tests.reports.test_label import facts as label_facts
from wasteflow.core.i18n import LANGUAGES

Drawn = Callable[[str], bytes]
DOCUMENTS: dict[str, Drawn] = {
    "attestation": lambda language: attestation.draw(empty_search(), language),
    "case": lambda language: case.draw(worked_on(), language),
    "cell": lambda language: cell.draw(awarded(), language),
    "custody": lambda language: custody.draw(in_custody(), language),
    "declaration": lambda language: declaration.draw(declared(), language),
    "inspection": lambda language: inspection.draw(inspected(), language),
    "label": lambda language: label.draw(label_facts(), language),
    "ledger": lambda language: ledger.draw(booked(), language),
    "manifest": lambda language: manifest.draw(SHEET, language),
    "monthly_city": lambda language: monthly_city.draw(monthly(), language),
    "movement": lambda language: movement.draw(moved(language), language),
    "notification": lambda language: notification.draw(notified(language), language),
    "register": lambda language: register.draw(volume(), language),
    "sign": lambda language: sign.draw(at_the_door(), language),
    "ticket": lambda language: ticket.draw(TICKET, language),
}
SHEET, TICKET = sheet(), chemical()
FOOTED = ("cell", "custody", "declaration", "ledger", "movement", "notification", "register", "sign", "ticket")
BOOKMARKED = ("case", "cell", "custody", "inspection", "ledger", "movement", "monthly_city", "notification", "ticket")
every_document = pytest.mark.parametrize("name", DOCUMENTS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def drawn(name: str, language: str) -> bytes:
    """Drawn once for all tests that only look at it."""
    return DOCUMENTS[name](language)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@every_document
@every_language
def test_every_font_is_embedded_and_none_is_a_stray(name: str, language: str) -> None:
    with pikepdf.open(BytesIO(drawn(name, language))) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
        assert fonts
        for font in fonts:
            assert "NotoSansSC" in str(font.BaseFont)
            assert "/FontFile2" in font.FontDescriptor


@every_document
@every_language
def test_the_same_facts_give_the_same_bytes(name: str, language: str) -> None:
    assert DOCUMENTS[name](language) == drawn(name, language)


@every_document
@every_language
def test_no_text_of_the_locale_is_missing(name: str, language: str) -> None:
    said = text_of(drawn(name, language))
    assert "reports." not in said
    assert "{" not in said


@every_document
@pytest.mark.parametrize("language", ["en", "pt"])
def test_latin_text_has_no_quotation_mark_as_wide_as_a_character(name: str, language: str) -> None:
    """The typeface's curly ones are made for Chinese."""
    assert not set("“”‘’") & set(text_of(drawn(name, language)))


def test_both_scripts_have_their_glyphs() -> None:
    """Every character of every text of the reports has a glyph of its own in both weights."""
    from wasteflow.core.i18n import texts

    typeface.load()
    wanted = {c for key, said in texts().items() if key.startswith("reports.") for t in said.values() for c in t}
    wanted |= set("废廢险險签籤处處联聯鉛鹼鋅鎘銻塱鰂澳氹")
    for name in (typeface.REGULAR, typeface.BOLD):
        glyphs = typeface.pdfmetrics.getFont(name).face.charToGlyph
        assert {c for c in wanted if ord(c) not in glyphs} <= {"\n"}


def test_traditional_and_simplified_are_drawn_differently() -> None:
    """A glyph that is missing would be the same empty box."""

    def ink(character: str) -> int:
        page = Page(20, 20)
        page.text(4, 15, character, size=40)
        paper = Paper("", "zh-Hans", pages=[page])
        image = pypdfium2.PdfDocument(paper.render())[0].render(scale=2).to_numpy()
        return int((image < 128).sum())

    counts = {character: ink(character) for character in "废廢险險标標"}
    assert len(set(counts.values())) == 6
    assert min(counts.values()) > 200


@every_language
def test_pages_are_numbered_and_headed(language: str) -> None:
    facts = monthly()
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(monthly_city.draw(facts, language))]
    for number, said in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in said
        assert facts.number(language) in said.replace("\r\n", "")
        assert facts.names[language] in said or number == len(pages)


@every_language
def test_nothing_is_drawn_over_the_margin(language: str) -> None:
    for page in pypdfium2.PdfDocument(monthly_city.draw(monthly(), language)):
        words = page.get_textpage()
        boxes = [words.get_charbox(i) for i in range(words.count_chars())]
        assert min(box[0] for box in boxes) * 25.4 / 72 > 16
        assert max(box[2] for box in boxes) * 25.4 / 72 < 210 - 17
        assert min(box[1] for box in boxes) * 25.4 / 72 > 8


def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every string that is set on a page, as it was set."""
    found: list[str] = []
    plain = Page.text

    def text(self: Page, x: float, y: float, string: str, **how: Any) -> float:
        found.append(string)
        return plain(self, x, y, string, **how)

    monkeypatch.setattr(Page, "text", text)
    return found


@every_document
@every_language
def test_what_was_put_in_comes_out_and_every_character_has_a_glyph(
    name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = written(monkeypatch)
    said = "".join(text_of(DOCUMENTS[name](language)).split())
    glyphs = [typeface.pdfmetrics.getFont(face).face.charToGlyph for face in (typeface.REGULAR, typeface.BOLD)]
    for string in put:
        plain = "".join(string.split())
        assert plain in said or plain.rstrip("…")[:4] in said, string
        assert not [c for c in plain if any(ord(c) not in known for known in glyphs)], string


@every_document
@every_language
def test_no_frame_touches_a_text(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[tuple[Page, float, float, float, float, str]] = []
    frames: list[tuple[Page, float, float, float, float]] = []
    plain, framed = Page.text, Page.rect

    def text(self: Page, x: float, y: float, string: str, **how: Any) -> float:
        wide, tall = plain(self, x, y, string, **how), how.get("size", 10) * 25.4 / 72
        left = x - wide * {"left": 0.0, "centre": 0.5, "right": 1.0}[how.get("align", "left")]
        texts.append((self, left, y - 0.7 * tall, left + wide, y + 0.2 * tall, string))
        return wide

    def rect(self: Page, x: float, y: float, w: float, h: float, **how: Any) -> None:
        framed(self, x, y, w, h, **how)
        if how.get("stroke") is not None:
            frames.append((self, x, y, x + w, y + h))

    monkeypatch.setattr(Page, "text", text)
    monkeypatch.setattr(Page, "rect", rect)
    DOCUMENTS[name](language)
    for page, left, top, right, bottom in frames:
        for on, x1, y1, x2, y2, string in texts:
            if on is page and x1 < right and left < x2 and y1 < bottom and top < y2:
                air = min(x1 - left, right - x2, y1 - top, bottom - y2)
                assert air > (0.1 if name in BY_ITSELF else 0.7), string


@every_document
@every_language
def test_no_word_over_a_column_is_broken(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[table.Column] = []
    plain = table.head

    def head(page: Page, x: float, y: float, columns: Sequence[table.Column]) -> float:
        heads.extend(columns)
        return plain(page, x, y, columns)

    for module in (table, sheets):
        monkeypatch.setattr(module, "head", head)
    DOCUMENTS[name](language)
    for column in heads:
        for word in re.findall(r"[^\W\d_]+", column.title.split("（")[0]):
            if word[0] < "\u2e80":
                assert width(word, table.SIZE - 0.5) <= column.width - 2, word


def test_the_largest_rate_leaves_the_map_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = monthly()
    main = facts.streams[0]
    whole = replace(main.month, used=main.month.base)
    assert whole.rate == 100
    streams = (replace(main, months=(*main.months[:-1], whole)), *facts.streams[1:])
    pdf = monthly_city.draw(replace(facts, streams=streams), "pt")
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes = [words.get_charbox(n) for n in range(words.count_chars())]
    assert max(box[2] for box in boxes if box[3] - box[1] > 40) * 25.4 / 72 < Page().column(7)


@pytest.mark.parametrize("name", ["label", "sign"])
@every_language
def test_what_is_read_at_a_drum_is_not_cut(name: str, language: str) -> None:
    assert "…" not in text_of(drawn(name, language))


BY_ITSELF = ("label", "sign")  # the page is the thing, not a sheet of paper about it


@every_document
@every_language
def test_every_sheet_has_its_margins_and_number_and_nothing_is_cut(name: str, language: str) -> None:
    """Where a line is wider than its room it would end in an ellipsis."""
    if name in BY_ITSELF:
        return
    document = pypdfium2.PdfDocument(drawn(name, language))
    for number, page in enumerate(document, 1):
        words = page.get_textpage()
        said = words.get_text_range()
        assert f"{number}/{len(document)}" in said
        assert "…" not in said.replace(" … ", ""), [line for line in said.splitlines() if "…" in line]
        boxes = [words.get_charbox(i) for i in range(words.count_chars())]
        edge = 14 * 72 / 25.4
        assert min(box[0] for box in boxes) > edge
        assert max(box[2] for box in boxes) < page.get_width() - edge
        assert min(box[1] for box in boxes) > 8 * 72 / 25.4


@every_document
@every_language
def test_every_document_has_its_title_and_language(name: str, language: str) -> None:
    with pikepdf.open(BytesIO(drawn(name, language))) as pdf:
        assert str(pdf.docinfo.Title).strip()
        assert pdf.Root.Lang == {"zh-Hans": "zh-CN", "zh-Hant": "zh-HK"}.get(language, language)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


@pytest.mark.parametrize("name", FOOTED)
def test_the_symbol_leads_to_the_check_of_the_paper(name: str) -> None:
    content = drawn(name, "zh-Hans")
    with pikepdf.open(BytesIO(content)) as pdf:
        number = str(pdf.docinfo.Subject)
    image = pypdfium2.PdfDocument(content)[0].render(scale=3 if name != "sign" else 1).to_numpy()
    read = {found.text for found in zxingcpp.read_barcodes(np.ascontiguousarray(image))}
    assert f"HTTPS://WASTE.ECOLOGY.SZ.GOV.CN/R/{number}" in read


@pytest.mark.parametrize("name", BOOKMARKED)
def test_papers_of_several_parts_have_bookmarks(name: str) -> None:
    with pikepdf.open(BytesIO(drawn(name, "zh-Hans"))) as pdf, pdf.open_outline() as outline:
        assert [str(item.title) for item in outline.root]


@every_language
def test_no_text_of_the_report_is_cut(language: str) -> None:
    """Where a line is wider than its room it ends in an ellipsis: in the report none does."""
    said = text_of(monthly_city.draw(monthly(), language))
    assert said.count("…") == 0, [line for line in said.splitlines() if "…" in line]


@every_language
def test_contents_and_bookmarks_lead_to_the_same_pages(language: str) -> None:
    with pikepdf.open(BytesIO(monthly_city.draw(monthly(), language))) as pdf:
        with pdf.open_outline() as outline:
            bookmarks = [str(item.title) for item in outline.root]
        contents = pdf.pages[1]
        assert len(contents.Annots) == len(bookmarks) >= 12
        assert pdf.Root.Lang in ("zh-CN", "zh-HK", "en", "pt")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
    listed = pypdfium2.PdfDocument(monthly_city.draw(monthly(), language))[1].get_textpage().get_text_range()
    for title in bookmarks:
        assert title in listed.replace("\r\n", "\n")


@every_language
def test_no_heading_stands_alone_at_the_foot(language: str) -> None:
    """The lowest line of every page is the page number; what stands above it ends before the foot."""
    for page in pypdfium2.PdfDocument(monthly_city.draw(monthly(), language)):
        words = page.get_textpage()
        boxes = [words.get_charbox(i) for i in range(words.count_chars())]
        lowest = sorted(box[1] * 25.4 / 72 for box in boxes if box[3] > box[1])
        assert not [y for y in lowest if 12 < y < 297 - 282], "between text and page number"


def test_sections_without_figures_are_left_out() -> None:
    facts = monthly(beside=Beside(), matters=(), wastes=(), cities=())
    said = text_of(monthly_city.draw(facts, "en"))
    assert "The indicator set" not in said
    assert "Carbon" not in said
    assert "All kinds of waste" not in said
    assert "How sure the figures are" in said


def test_the_report_of_the_bay_says_so() -> None:
    facts = monthly(city=BAY, names=dict.fromkeys(LANGUAGES, "Greater Bay Area"), beside=Beside())
    assert facts.number("en").startswith("WF-GBA-202610-EN-")
    assert "Greater Bay Area" in text_of(monthly_city.draw(facts, "en"))


def test_missing_fonts_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(typeface, "_FOLDER", tmp_path)
    typeface.load.cache_clear()
    with pytest.raises(typeface.FontsMissing, match="make fonts"):
        typeface.load()


def test_a_font_that_is_mapped_reads_as_its_bytes() -> None:
    path = typeface._FOLDER / "NotoSansSC-Regular.ttf"
    whole, mapped = path.read_bytes(), typeface._File(str(path)).read()
    assert len(mapped) == len(whole)
    assert (mapped[7], mapped[-2], mapped[4:12], mapped[9:9]) == (whole[7], whole[-2], whole[4:12], b"")
    part = mapped[1000:9_000_000]
    assert not isinstance(part, bytes | int)
    assert (len(part), part[50:60], bytes(part[5:])) == (8_999_000, whole[1050:1060], whole[1005:9_000_000])
    assert (part[3], part[-1]) == (whole[1003], whole[8_999_999])


def test_lines_break_by_the_rules_of_both_scripts() -> None:
    measure = len
    assert breaking.lines("无废城市，建设。", 4, measure) == ["无废城", "市，建", "设。"]
    assert breaking.lines("他说（是）的", 4, measure) == ["他说", "（是）的"]
    assert breaking.lines("to the river", 6, measure) == ["to the", "river"]
    assert breaking.lines("HW17 表面", 5, measure) == ["HW17", "表面"]
    assert breaking.lines("53.1\u00a0% of", 6, measure) == ["53.1\u00a0%", "of"]
    assert breaking.lines("abcdefgh", 3, measure) == ["abc", "def", "gh"]
    assert breaking.lines("a\nb", 9, measure) == ["a", "b"]
    assert breaking.lines("", 9, measure) == [""]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert breaking.shorten(["abc", "def", "g"], 2, 3, len) == ["abc", "de…"]
    assert wrap("危险废物" * 20, 30, size=10, limit=1)[0].endswith("…")


def test_a_symbol_is_drawn_as_it_is() -> None:
    symbol = qr.symbol("HTTPS://WASTE.EXAMPLE/L/1")
    assert symbol.side == len(symbol.modules) + 8
    page = Page(50, 50)
    page.symbol(5, 5, 40, symbol)
    image = pypdfium2.PdfDocument(Paper("", "en", pages=[page]).render())[0].render(scale=3).to_numpy()
    assert zxingcpp.read_barcodes(np.ascontiguousarray(image))[0].text == symbol.payload


def test_every_document_is_a_file_with_its_reason_and_draw() -> None:
    import importlib
    import pkgutil

    from reports import documents

    found = {module.name for module in pkgutil.iter_modules(documents.__path__)}
    assert found == set(DOCUMENTS)
    for name in found:
        module = importlib.import_module(f"reports.documents.{name}")
        assert module.__doc__
        assert module.load.__doc__
        assert module.draw.__doc__


def test_documents_drawn_side_by_side_do_not_mix() -> None:
    """Requests draw in threads that share the fonts."""
    from concurrent.futures import ThreadPoolExecutor

    facts = monthly()
    alone = [monthly_city.draw(facts, language) for language in LANGUAGES]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda language: monthly_city.draw(facts, language), [*LANGUAGES] * 3))
    assert together == alone * 3
