"""Sheets that run on: headings, paragraphs and tables down one page and onto the next, however much there is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.page import A4, ACCENT, BASELINE, INK, MARGIN, QUIET, RULE, Foot, Page, Paper, width, wrap
from reports.table import ROW, SIZE, Column, head, spread, table

FOOT = 18.0  # millimetres kept free above the page number
LANDSCAPE = (A4[1], A4[0])
_NARROW, _WIDE = 34.0, 64.0  # the widest a column of figures, of words is
_SCRIPT = 0x2E80  # from here on a character is as wide as it is high


@dataclass
class Sheets:
    """Where the next thing goes: a page, and how far down it."""

    paper: Paper
    size: tuple[float, float] = A4
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

    @property
    def floor(self) -> float:
        """How far down the text may go: what stands at the foot keeps its room."""
        return self.page.height - (12 + Foot.SIDE if self.paper.foot else FOOT)

    def room(self, high: float) -> bool:
        """A fresh page where not so much is left of this one; True where it is fresh."""
        if fresh := self.y + high > self.floor:
            self._fresh()
        return fresh

    def _fresh(self) -> None:
        self.page = self.paper.page(*self.size)
        self.y = self.page.row(1.5)

    def opening(self, title: str, number: str, beside: str) -> None:
        """The head of a paper: what it is, its number or whose it is, and a line under it. It is bookmarked."""
        page = self.page
        self.paper.outline.append((f"{title} {number}", page))
        page.rect(0, 0, page.width, 6, fill=ACCENT)
        page.text(self.left, self.y, title, size=17, bold=True, limit=self.wide - 40)
        page.text(page.width - MARGIN, self.y, "wasteflow", size=12, bold=True, colour=ACCENT, align="right")
        self.gap(9)
        self.paragraph(number, size=12, bold=True, leading=6.5)
        self.paragraph(beside, size=9, leading=5, quiet=True)
        self.gap(5)

    def heading(self, title: str, said: str = "", *, keep: float = 20.0) -> None:
        """A heading with what was measured under it, never without `keep` of what follows."""
        self.room(keep + 14)
        self.paper.outline.append((title, self.page))
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
            fits = max(1, int((self.floor - self.y - 8) / ROW))
            part = rows[at : at + fits]
            self.y = table(self.page, self.left, self.y, columns, part)
            placed += [(at + n, self.page, self.y - ROW * (len(part) - n)) for n in range(len(part))]
            at += fits
        return placed

    def grid(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, bold: frozenset[int] = frozenset()
    ) -> None:
        """A table whose cells are as tall as their text asks, nothing cut; its head again on every page. Columns are as
        wide as they say, those of width 0 share what is left. `bold`: rows that are set so (sums)."""
        columns = shared(columns, self.wide)
        widths = [column.width - _GAP for column in columns]
        self.room(16)
        self.y = head(self.page, self.left, self.y, columns)
        for n, row in enumerate(rows):
            cells = [wrap(cell, w, size=SIZE, bold=n in bold) for cell, w in zip(row, widths, strict=True)]
            tall = ROW + _LINE * (max(map(len, cells)) - 1)
            if self.room(tall):
                self.y = head(self.page, self.left, self.y, columns)
            spread(self.page, self.left, self.y, columns, cells, bold=n in bold)
            self.y += tall
            self.page.line(self.left, self.y - 4.2, self.left + sum(c.width for c in columns), self.y - 4.2)

    def fields(self, pairs: Sequence[tuple[str, str]], across: int = 2) -> None:
        """Names with their values below, so many beside each other; an empty one keeps a line to write on."""
        wide = (self.wide + 4) / across
        for start in range(0, len(pairs), across):
            part = pairs[start : start + across]
            said = [wrap(value, wide - 4, size=10, bold=True) for _, value in part]
            tall = 6.6 + 5 * max(map(len, said))
            self.room(tall)
            for i, ((name, value), lines) in enumerate(zip(part, said, strict=True)):
                x = self.left + i * wide
                self.page.text(x, self.y, name, size=7.5, colour=QUIET, limit=wide - 4)
                for k, line in enumerate(lines):
                    self.page.text(x, self.y + 5 + 5 * k, line, size=10, bold=True)
                self.page.line(x, self.y + tall - 5, x + wide - 4, self.y + tall - 5, colour=RULE if value else INK)
            self.y += tall


_GAP, _LINE = 2.5, 4.2  # between columns; from line to line within a cell


def shared(columns: Sequence[Column], wide: float) -> list[Column]:
    """Those of width 0 share what the others leave."""
    free = [c for c in columns if not c.width]
    rest = (wide - sum(c.width for c in columns)) / len(free) if free else 0.0
    return [Column(c.title, c.width or rest, c.align) for c in columns]


def _columns(heads: Sequence[str], rows: Sequence[Sequence[str]], wide: float, words: Sequence[int]) -> list[Column]:
    """As wide as what stands in them and the words over them ask, shared out over the width there is."""
    asked = [
        max(
            min(max(14.0, 3.5 + max(1.75 * _width(row[n]) for row in rows)), _WIDE if n in words else _NARROW),
            2.5 + max((width(word, SIZE - 0.5) for word in head.split() if ord(word[0]) < _SCRIPT), default=0.0),
        )
        for n, head in enumerate(heads)
    ]
    scale = wide / sum(asked)
    return [Column(head, asked[n] * scale, "left" if n in words else "right") for n, head in enumerate(heads)]


def _width(cell: str) -> float:
    return sum(1.8 if ord(c) > _SCRIPT else 1.0 for c in cell)
