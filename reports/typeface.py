"""The two faces every document is set in: Noto Sans SC Regular and Bold, embedded.

One TrueType family holds both Chinese scripts and Latin. The files are not in the repository (21 MB): `make fonts`
fetches them. CID fonts are never used: they are not embedded and come out blank in many readers.
"""

import mmap
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import overload

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"
IDEOGRAPH = 0.87  # height of 国 over the font size, as measured: how tall a Chinese character stands

_FOLDER = Path(__file__).parent / "fonts"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}


_LARGE = 1 << 20


@dataclass(frozen=True)
class _Mapped:
    """Part of a font's file, which is not read into memory: of its ten megabytes a document needs a few glyphs, and
    what is touched of it is shared by all processes. A large part of it is another one, a small part is its bytes."""

    held: mmap.mmap
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> "bytes | _Mapped": ...
    def __getitem__(self, at: int | slice) -> "int | bytes | _Mapped":
        if isinstance(at, int):
            return self.held[range(self.start, self.stop)[at]]
        first, last, _ = at.indices(len(self))
        first, last = self.start + first, self.start + last
        return self.held[first:last] if last - first < _LARGE else _Mapped(self.held, first, last)

    def __bytes__(self) -> bytes:
        return self.held[self.start : self.stop]


@dataclass(frozen=True)
class _File:
    """A font's file as reportlab opens it."""

    name: str

    def read(self) -> _Mapped:
        with Path(self.name).open("rb") as file:
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return _Mapped(held, 0, len(held))


class FontsMissing(RuntimeError):
    """The fonts were not fetched yet."""


@cache
def load() -> None:
    """Read the faces into this process, once. Raises FontsMissing where a file is not there."""
    for name, file in _FILES.items():
        path = _FOLDER / file
        if not path.is_file():
            raise FontsMissing(f"reports/fonts/{file} is missing; run `make fonts`, which fetches it.")
        font = TTFont(name, _File(str(path)))
        font.face.glyphToChar.clear()  # type: ignore[attr-defined]  # needed while it is read, and to shape text
        pdfmetrics.registerFont(font)


def face(*, bold: bool) -> str:
    """The name under which a weight of the typeface is registered."""
    return BOLD if bold else REGULAR


def width(string: str, size: float, *, bold: bool = False) -> float:
    """How wide a string is, in points."""
    return size * _width(string, bold)


@lru_cache(8192)
def _width(string: str, bold: bool) -> float:
    """At one point of size."""
    load()
    return float(pdfmetrics.stringWidth(string, face(bold=bold), 1))
