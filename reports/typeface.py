"""The two faces every document is set in: Noto Sans SC Regular and Bold, embedded.

One TrueType family holds both Chinese scripts and Latin. The files are not in the repository (21 MB): `make fonts`
fetches them. CID fonts are never used: they are not embedded and come out blank in many readers.
"""

from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"
IDEOGRAPH = 0.87  # height of 国 over the font size, as measured: how tall a Chinese character stands

_FOLDER = Path(__file__).parent / "fonts"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}


class FontsMissing(RuntimeError):
    """The fonts were not fetched yet."""


@cache
def load() -> None:
    """Read the faces into this process, once. Raises FontsMissing where a file is not there."""
    for name, file in _FILES.items():
        path = _FOLDER / file
        if not path.is_file():
            raise FontsMissing(f"reports/fonts/{file} is missing; run `make fonts`, which fetches it.")
        pdfmetrics.registerFont(TTFont(name, str(path)))


def face(*, bold: bool) -> str:
    """The name under which a weight of the typeface is registered."""
    return BOLD if bold else REGULAR


def width(string: str, size: float, *, bold: bool = False) -> float:
    """How wide a string is, in points."""
    return size * _width(string, bold)


@lru_cache(32768)
def _width(string: str, bold: bool) -> float:
    """At one point of size."""
    load()
    return float(pdfmetrics.stringWidth(string, face(bold=bold), 1))
