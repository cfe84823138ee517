"""Sheets that run on: headings, paragraphs and tables down one page and onto the next, however much there is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.page import BASELINE, INK, QUIET, Page, Paper, wrap
from reports.table import ROW, Column, table

FOOT = 18.0  # millimetres kept free above the page number
_NARROW, _WIDE = 34.0, 64.0  # the widest a column of figures, of words is
_SCRIPT = 0x2E80  # from here on a character is as wide as it is high


@dataclass
class Sheets:
    """Where the next thing goes: a page, and how far down it."""

    paper: Paper
    page: Page = field(init=False)
    y: float = field(init=False)

    def __post_init__(self) -> None:
        self._fresh()

    @property
    def left(self) -> float:
        return self.page.column(0)

    @property
    def wide(self) -> float:
        return self.page.span(12)

    def room(self, high: float) -> None:
        """A fresh page where not so much is left of this one."""
        if self.y + high > self.page.height - FOOT:
            self._fresh()

    def _fresh(self) -> None:
        self.page = self.paper.page()
        self.y = self.page.row(1.5)

    def heading(self, title: str, said: str = "", *, keep: float = 20.0) -> None:
        """A heading with what was measured under it, never without `keep` of what follows."""
        self.room(keep + 14)
        self.page.text(self.left, self.y, title, size=13, bold=True, limit=self.wide)
        self.y += BASELINE
        if said:
            self.page.text(self.left, self.y, said, size=9, colour=QUIET, limit=self.wide)
            self.y += BASELINE

    def paragraph(self, string: str, *, size: float = 10, leading: float = BASELINE, bold: bool = False,
                  quiet: bool = False, indent: float = 0.0) -> None:  # fmt: skip
        """Text as long as it is; each line goes where there is room for it."""
        for line in wrap(string, self.wide - indent, size=size, bold=bold):
            self.room(leading)
            self.page.text(self.left + indent, self.y, line, size=size, bold=bold, colour=QUIET if quiet else INK)
            self.y += leading

    def gap(self, high: float = BASELINE) -> None:
        self.y += high

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int], *, beside: float = 0.0
    ) -> list[tuple[int, Page, float]]:
        """A table over as many pages as it takes; `words`: the columns that hold words. Leaves `beside` millimetres
        free at its right, and answers for each row its number, page and baseline."""
        columns = _columns(heads, rows, self.wide - beside, words)
        at, placed = 0, []
        while at < len(rows):
            self.room(18)
            fits = max(1, int((self.page.height - FOOT - self.y - 8) / ROW))
            part = rows[at : at + fits]
            self.y = table(self.page, self.left, self.y, columns, part)
            placed += [(at + n, self.page, self.y - ROW * (len(part) - n)) for n in range(len(part))]
            at += fits
        return placed


def _columns(heads: Sequence[str], rows: Sequence[Sequence[str]], wide: float, words: Sequence[int]) -> list[Column]:
    """As wide as what stands in them asks, shared out over the width there is."""
    asked = [
        min(max(14.0, 3.5 + max(1.75 * _width(row[n]) for row in rows)), _WIDE if n in words else _NARROW)
        for n in range(len(heads))
    ]
    scale = wide / sum(asked)
    return [Column(head, asked[n] * scale, "left" if n in words else "right") for n, head in enumerate(heads)]


def _width(cell: str) -> float:
    return sum(1.8 if ord(c) > _SCRIPT else 1.0 for c in cell)
