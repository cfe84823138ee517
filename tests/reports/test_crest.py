"""A crest is a picture and nothing else: checked when it comes, drawn in its colours on the cover."""

from io import BytesIO
from zlib import crc32

import numpy as np
import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image

from reports import crest
from reports.documents import monthly_city
from reports.model import SECTIONS, Style
from reports.refusals import CrestNotRead, CrestTooLarge
from tests.reports.facts import monthly
from tests.reports.test_paper import text_of

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><title>市徽</title><g fill="#c00">'
    '<path d="M10 10h80v40c0 30-40 40-40 40S10 80 10 50z"/></g><circle cx="50" cy="40" r="15" fill="gold"/>'
    '<polygon points="45,60 55,60 50,70" fill="#fff"/></svg>'
)


def png(width: int, height: int, colour: str = "#0044ff") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def styled(**changes: object) -> bytes:
    facts = monthly()
    style = Style(**changes)  # type: ignore[arg-type]
    return monthly_city.draw(replace(facts, beside=replace(facts.beside, style=style)), "zh-Hans")


def colours(content: bytes) -> set[tuple[int, int, int]]:
    with pypdfium2.PdfDocument(content) as pdf:
        image = pdf[0].render(scale=2).to_numpy()[:, :, :3]
    found, counts = np.unique(image.reshape(-1, 3), axis=0, return_counts=True)
    return {(int(r), int(g), int(b)) for (b, g, r), n in zip(found, counts, strict=True) if n > 60}


def test_a_png_is_drawn_anew_and_small() -> None:
    kept = crest.checked(png(2000, 1000))
    assert kept.kind == "png"
    with Image.open(BytesIO(kept.content)) as picture:
        assert picture.size == (320, 160)
    assert (0, 0x44, 0xFF) in colours(styled(crest=kept))


def test_an_svg_is_drawn_as_shapes_in_its_colours() -> None:
    content = styled(crest=crest.checked(SVG.encode()))
    assert {(0xCC, 0, 0), (0xFF, 0xD7, 0)} <= colours(content)
    assert content == styled(crest=crest.checked(SVG.encode())), "the same bytes again"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + b"rubbish",
        png(40, 40)[:60],
        b"GIF89a",
        b"<svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h1v1z'/></svg>",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg viewBox="0 0 1 1"><path d="M0 0h1z"/></svg>',
        SVG.replace("<title>", "<script>alert(1)</script><title>").encode(),
        SVG.replace('fill="gold"', 'fill="url(#x)"').encode(),
        SVG.replace('r="15"', 'r="15" style="fill:red"').encode(),
        SVG.replace('r="15"', 'r="many"').encode(),
        SVG.replace("h80", "a5 5 0 0 1 9 9").encode(),
        SVG.replace("M10 10", "").encode(),
        SVG.replace("h80", "h").encode(),
        SVG.replace("0 0 100 100", "0 0 0 100").encode(),
        b'<svg viewBox="0 0 9 9"><image href="http://elsewhere/"/></svg>',
        ('<svg viewBox="0 0 9 9">' + '<path d="M0 0h1v1z"/>' * 500 + "</svg>").encode(),
        b'<svg viewBox="0 0 9 9"><path d="M0 0' + b"h1" * 30000 + b'z"/></svg>',
        b'<svg viewBox="0 0 9 9">' + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>",
        b'<svg viewBox="0 0 nan 9"><path d="M0 0h1v1z"/></svg>',
        b'<svg viewBox="0 0 9 9"><path d="M0 0h1e99v1z"/></svg>',
        b'<svg viewBox="0 0 9 9"><path d="M0 0' + b"l9e5 0" * 9 + b'z"/></svg>',
        b'<svg viewBox="0 0 1e-320 1e-320"><path d="M0 0h1v1z"/></svg>',
        b'<svg viewBox="0 0 9 9"><polygon points=""/></svg>',
        b'<svg viewBox="0 0 9 9"><rect width="5" height="5" rx="2"/></svg>',
        b'<svg viewBox="0 0 9 9" transform="scale(9)"><path d="M0 0h1v1z"/></svg>',
    ],
    ids=range(26),
)
def test_what_is_no_plain_picture_is_refused(content: bytes) -> None:
    with pytest.raises(CrestNotRead):
        crest.checked(content)


def test_what_is_too_large_is_refused() -> None:
    vast = bytearray(png(8, 8))
    vast[16:24] = (20_000).to_bytes(4, "big") * 2  # what its head says; there is no such picture behind it
    vast[29:33] = crc32(vast[12:29]).to_bytes(4, "big")
    for content in (b"\x89PNG\r\n\x1a\n" + bytes(crest.MOST_BYTES), png(4001, 8), bytes(vast)):
        with pytest.raises(CrestTooLarge):
            crest.checked(content)


def test_what_stands_beside_the_view_box_is_not_seen() -> None:
    svg = '<svg viewBox="0 0 9 9"><rect x="-99" y="-99" width="999" height="999" fill="#123456"/></svg>'
    with pypdfium2.PdfDocument(styled(crest=crest.checked(svg.encode()))) as pdf:
        page = pdf[0].render(scale=2).to_numpy()[:, :, :3]
    share = (page == (0x56, 0x34, 0x12)).all(axis=2).mean()
    assert 0.005 < share < 24 * 24 / (210 * 297) + 0.001


def test_office_contact_and_order_stand_in_the_report() -> None:
    order = ("quality", *(name for name in SECTIONS if name != "quality"))
    said = text_of(styled(office={"zh-Hans": "深圳市无废城市专班"}, contact="0755-12345", sections=order))
    assert "深圳市无废城市专班" in said
    assert "联系：0755-12345" in said
    assert said.index("数据有多可靠") < said.index("指标体系")
    plain = text_of(styled())
    assert plain.index("指标体系") < plain.index("数据有多可靠")


def test_a_sample_has_no_number_and_no_page_of_proof() -> None:
    facts = monthly()
    said = text_of(monthly_city.draw(facts, "en", sample=True))
    assert "SAMPLE" in said
    assert facts.number("en") not in said
    assert "How to check" not in said
