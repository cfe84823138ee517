"""The printed label: its size, its text, its fonts, and a QR that a phone reads at a slant."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image

from manifests.codes import labels
from reports import qr
from reports.documents import label as document
from tests.manifests.codes.test_labels import CODE, batch, issuer_at
from wasteflow.core.i18n import LANGUAGES

LONGEST = 51  # characters of a host
ADDRESS = "https://waste.sthjj.shenzhen.guangdong.example.gov.cn"  # longer than most


def facts(litres: str = "200", **changes: object) -> labels.Label:
    made = labels.label_of(
        batch(litres, constituents="氢氧化铬、氢氧化镍、水"),
        unit="深圳市宝安区鹏程精密电镀有限公司",
        issuer=issuer_at(ADDRESS),
        category_names=dict.fromkeys(LANGUAGES, "表面处理废物"),
        contact="陈国强 0755-2345 6789",
        remark="2号车间",
    )
    return replace(made, **changes)


def picture(pdf: bytes, dpi: int = 150) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("RGB")


def slanted(image: Image.Image) -> Image.Image:
    """As a phone sees it that is held askew: turned, and the far side smaller."""
    w, h = image.size
    turned = image.rotate(17, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    w, h = turned.size
    far = 0.13
    return turned.transform(
        (w, h),
        Image.Transform.QUAD,
        (-w * far, -h * far, -w * far * 0.2, h * 1.05, w * 1.08, h, w * (1 + far), -h * far),
        fillcolor="white",
        resample=Image.Resampling.BICUBIC,
    )


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(np.asarray(image))]


@pytest.mark.parametrize(("litres", "side", "pages"), [("25", 100, 1), ("200", 150, 1), ("1000", 200, 2)])
def test_the_page_is_the_label(litres: str, side: int, pages: int) -> None:
    with pikepdf.open(BytesIO(document.draw(facts(litres), "zh-Hans"))) as pdf:
        assert len(pdf.pages) == pages
        for page in pdf.pages:
            box = [float(v) * 25.4 / 72 for v in page.mediabox]
            assert box == pytest.approx([0, 0, side, side], abs=0.1)


@pytest.mark.parametrize("litres", ["25", "200", "1000"])
def test_the_qr_of_the_rendered_page_says_the_payload(litres: str) -> None:
    label = facts(litres)
    assert read(picture(document.draw(label, "zh-Hans"))) == [label.payload]
    assert label.payload.partition("#")[0].endswith(CODE)


@pytest.mark.parametrize("turn", [90, 180, 33])
def test_the_qr_reads_turned(turn: int) -> None:
    label = facts("25")
    image = picture(document.draw(label, "zh-Hans")).rotate(turn, expand=True, fillcolor="white")
    assert read(image) == [label.payload]


def test_the_qr_reads_at_a_slant() -> None:
    label = facts("25")
    assert read(slanted(picture(document.draw(label, "zh-Hans"), 200))) == [label.payload]


def test_the_qr_reads_from_afar() -> None:
    """A whole label of 100 mm at 72 dots per inch: under two pixels a module."""
    label = facts("25")
    assert read(picture(document.draw(label, "zh-Hans"), 72)) == [label.payload]


def test_the_symbol_is_version_7_for_the_longest_address_and_6_for_a_short_one() -> None:
    longest = "https://" + "a" * LONGEST
    assert qr.symbol(labels.payload(batch(), issuer_at(longest))).version == 7
    with pytest.raises(labels.AddressTooLongForLabel):
        labels.payload(batch(), issuer_at(longest + "a"))
    assert qr.symbol(facts().payload).version == 7
    assert qr.symbol(labels.payload(batch(), issuer_at("https://waste.gba.example.cn"))).version == 6


def test_the_background_is_the_standard_orange() -> None:
    assert picture(document.draw(facts(), "zh-Hans")).getpixel((3, 3)) == labels.ORANGE


def letters(pdf: bytes) -> Iterator[tuple[str, float, tuple[float, float, float, float]]]:
    """Each character with the height of its ink and its box, in millimetres."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    whole = page.get_text_range()
    for i in range(page.count_chars()):
        left, bottom, right, top = (v * 25.4 / 72 for v in page.get_charbox(i))
        yield whole[i] if i < len(whole) else "", top - bottom, (left, bottom, right, top)


@pytest.mark.parametrize(("litres", "least"), [("25", 3), ("200", 5), ("1000", 6)])
def test_chinese_characters_are_as_tall_as_asked(litres: str, least: float) -> None:
    drawn = document.draw(facts(litres, waste_name="国国国国"), "zh-Hans")
    heights = [height for letter, height, _ in letters(drawn) if letter == "国"]
    assert len(heights) == 5  # four and that of the contact's name
    assert min(heights) >= least - 0.02


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hazards", [("T",), ("T", "I"), ("T", "C", "I", "R"), ("In",), ()])
def test_nothing_leaves_the_border(language: str, hazards: tuple[str, ...]) -> None:
    label = facts(hazards=hazards, waste_name="喷漆废渣及沾染油漆的废弃包装物、废抹布等混合物料" * 3, unit="公司" * 40)
    for letter, _, (left, bottom, right, top) in letters(document.draw(label, language)):
        assert min(left, bottom) > 3.9, letter
        assert max(right, top) < 146.1, letter


def test_the_digital_code_stands_whole_on_every_label() -> None:
    for litres in ("25", "200", "1000"):
        text = pypdfium2.PdfDocument(document.draw(facts(litres), "pt"))[0].get_textpage().get_text_range()
        assert " ".join(labels.grouped(CODE)) in text


def test_the_same_label_is_the_same_file() -> None:
    label = facts()
    assert document.draw(label, "zh-Hans") == document.draw(label, "zh-Hans")


def test_weights_are_written_as_exactly_as_they_were_taken() -> None:
    drawn = document.draw(facts(weight=replace(facts().weight, kg=Decimal("0.125"))), "zh-Hans")
    assert "0.125 kg 已称重" in pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_range()


def symbol_mm(pdf: bytes, side: int) -> float:
    """The side of the QR without its quiet zone, as read from the page."""
    image = picture(pdf, 200)
    (found,) = zxingcpp.read_barcodes(np.asarray(image))
    return float(found.position.top_right.x - found.position.top_left.x) * side / image.width


def test_the_qr_takes_the_room_that_costs_no_word() -> None:
    short = facts("25")
    long = facts("25", hazards=("T", "C", "I", "R"), waste_name="喷漆废渣、废抹布" * 9, unit="公司" * 40)
    drawn = document.draw(short, "zh-Hans")
    assert symbol_mm(drawn, 100) > 32
    said = "".join(pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_range().split())
    for value in (short.unit, short.contact, short.remark, short.constituents):
        assert value.replace(" ", "") in said
    assert 20 < symbol_mm(document.draw(long, "zh-Hans"), 100) < 31


def printed(pdf: bytes, dpi: int) -> np.ndarray:
    """True where a thermal printer of this resolution burns: black and nothing between."""
    return np.asarray(picture(pdf, dpi).convert("L")) < 90


def run(line: np.ndarray, burnt: bool) -> int:
    """How many dots at the beginning of a line are burnt, or blank."""
    found = np.flatnonzero(line != burnt)
    return int(found[0]) if len(found) else len(line)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(("litres", "side", "least"), [("25", 100, 3), ("200", 150, 5), ("1000", 200, 6)])
def test_what_comes_out_of_the_printer_has_the_standards_measures(litres: str, side: int, least: int, dpi: int) -> None:
    """Dots, not the PDF's numbers: a blank of 3 mm, a border of 1 mm, characters as tall as asked, a code read."""
    label = facts(litres, waste_name="国国国国")
    pdf, dot = document.draw(label, "zh-Hans"), 25.4 / dpi
    burnt = printed(pdf, dpi)
    assert len(burnt) * dot == pytest.approx(side, abs=2 * dot)
    for edge in (burnt, burnt[:, ::-1], burnt.T, burnt.T[:, ::-1]):
        line = edge[len(edge) // 50 + int(4 / dot)]  # below the corner, above the title
        blank = run(line, burnt=False)
        assert blank * dot >= labels.BLANK_MM - dot
        assert run(line[blank:], burnt=True) * dot >= labels.BORDER_MM - dot
    boxes = [box for letter, _, box in letters(pdf) if letter == "国"]
    left, bottom, right, top = boxes[0]
    ink = burnt[int((side - top - 0.5) / dot) : int((side - bottom + 0.5) / dot), int(left / dot) : int(right / dot)]
    rows = np.flatnonzero(ink.any(axis=1))
    assert (rows[-1] - rows[0] + 1) * dot >= least - dot
    assert read(Image.fromarray(np.where(burnt, 0, 255).astype(np.uint8))) == [label.payload]


def test_above_450_litres_there_are_two_for_opposite_sides() -> None:
    assert [len(pypdfium2.PdfDocument(document.draw(facts(x), "en"))) for x in ("450", "451")] == [1, 2]


def test_sheets_of_a4_hold_as_many_as_go_on_them_and_each_reads() -> None:
    small = [facts("25", digital_code=f"{CODE[:-3]}{n:03}") for n in range(1, 6)]
    pdf = document.draw_on_a4([*small, facts("1000")], "zh-Hans")
    with pikepdf.open(BytesIO(pdf)) as file:
        assert [[round(float(v) * 25.4 / 72) for v in page.mediabox[2:]] for page in file.pages] == [[210, 297]] * 4
    pages = pypdfium2.PdfDocument(pdf)
    found = [zxingcpp.read_barcodes(np.asarray(page.render(scale=3).to_pil().convert("RGB"))) for page in pages]
    assert [len(codes) for codes in found] == [4, 1, 1, 1]
    assert {code.text for codes in found for code in codes} == {facts("25").payload}
    assert pdf == document.draw_on_a4([*small, facts("1000")], "zh-Hans")
