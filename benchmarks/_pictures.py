"""Pictures of our labels as phones take them, drawn by lot from `decode.toml`: the same ones for the same seed."""

import tomllib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image

from manifests.codes.labels import label_of
from reports.documents import label as document
from tests.browser.photo import HEIGHT, Shot, taken
from tests.manifests.codes.test_labels import batch, issuer_at
from wasteflow.core.i18n import LANGUAGES

DATA = tomllib.loads((Path(__file__).parent / "decode.toml").read_text(encoding="utf-8"))
ADDRESS = "https://waste.sthjj.shenzhen.guangdong.example.gov.cn"  # longer than most: version 7


@dataclass(frozen=True)
class Size:
    """A label of one HJ 1276 size, printed."""

    side: int
    drum: float
    pdf: bytes
    payload: str
    symbol: tuple[float, float]  # middle of the QR, from the label's, in its sides
    module: float  # mm

    def shots(self, count: int) -> list[Shot]:
        """How the first pictures are taken."""
        return [_shot(self, np.random.default_rng([DATA["seed"], self.side, n])) for n in range(count)]

    def picture(self, n: int) -> bytes:
        """The n-th picture."""
        chance = np.random.default_rng([DATA["seed"], self.side, n])
        return taken(self.pdf, _shot(self, chance), chance)


def sizes() -> "list[Size]":
    """The three sizes, each printed by our own document."""
    return [_size(one) for one in DATA["sizes"]]


def _size(one: dict[str, Any]) -> Size:
    facts = label_of(
        batch(str(one["litres"]), constituents="氢氧化铬、氢氧化镍、水"),
        unit="深圳市宝安区鹏程精密电镀有限公司",
        issuer=issuer_at(ADDRESS),
        category_names=dict.fromkeys(LANGUAGES, "表面处理废物"),
        contact="陈国强 0755-2345 6789",
        remark="2号车间",
    )
    pdf = document.draw(facts, "zh-Hans")
    symbol, module = _found(pdf, one["side"])
    return Size(one["side"], one["drum"], pdf, facts.payload, symbol, module)


def _found(pdf: bytes, side: int) -> tuple[tuple[float, float], float]:
    """Where the QR stands on the page, and how large its modules are, as read from the page itself."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=8 * 25.4 / 72).to_pil().convert("RGB")
    (found,) = zxingcpp.read_barcodes(np.asarray(page))
    corners = [found.position.top_left, found.position.bottom_right]
    (left, top), (right, bottom) = [(c.x / page.width, c.y / page.height) for c in corners]
    modules = 17 + 4 * 7
    return ((left + right) / 2 - 0.5, (top + bottom) / 2 - 0.5), (right - left) * side / modules


def _shot(size: Size, chance: np.random.Generator) -> Shot:
    drawn = {name: float(chance.uniform(*ends)) for name, ends in DATA["taken"].items()}
    lamp, way = float(chance.uniform(*DATA["glare"]["away"])), float(chance.uniform(0, 2 * np.pi))
    at = (size.symbol[0] + lamp * float(np.cos(way)), size.symbol[1] + lamp * float(np.sin(way)))
    strength, lit = float(chance.uniform(*DATA["glare"]["strength"])), chance.uniform() < DATA["glare"]["share"]
    half = 0.5 - 0.5 * 50 * size.module * 1920 / HEIGHT / drawn["distance"]  # the whole symbol stays within the frame
    off = tuple(float(chance.uniform(-1, 1)) * max(0.0, min(0.2, half)) for _ in "xy")
    return Shot(
        aim=size.symbol, off=(off[0], off[1]), drum=size.drum, glare=strength if lit else 0, glare_at=at,
        jpeg=round(drawn.pop("jpeg")), **drawn,
    )  # fmt: skip


def referee(picture: bytes) -> str | None:
    """What zxing-cpp, built for this machine, reads in a picture with all its patience."""
    found = zxingcpp.read_barcodes(np.asarray(Image.open(BytesIO(picture))), formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else None
