"""Tables: right-aligned tabular figures, a rule under the head and above the total, no cages."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.page import INK, QUIET, RULE, Align, Page, wrap

SIZE = 8.5
ROW = 6.0


@dataclass(frozen=True)
class Column:
    title: str
    width: float
    align: Align = "right"


def table(
    page: Page, x: float, y: float, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, total: bool = False
) -> float:
    """Head on the baseline `y` and down; with `total` the last row stands apart. Answers the baseline after it."""
    width = sum(column.width for column in columns)
    y = head(page, x, y, columns) - ROW
    for number, row in enumerate(rows):
        y += ROW
        last = total and number == len(rows) - 1
        for column, left, cell in zip(columns, _lefts(x, columns), row, strict=True):
            at = _anchor(left, column, columns[0])
            page.text(at, y, cell, size=SIZE, bold=last, align=column.align, limit=column.width - 2)
        if last:
            page.line(x, y - 4.2, x + width, y - 4.2, width=0.35, colour=INK)
        page.line(x, y + 1.8, x + width, y + 1.8, colour=RULE)
    return y + ROW


def head(page: Page, x: float, y: float, columns: Sequence[Column]) -> float:
    """The columns' titles over a rule, the first line on the baseline `y`. Answers the baseline of the first row."""
    tall = max(len(wrap(c.title, c.width - 2, size=SIZE - 0.5)) for c in columns)
    y += (tall - 1) * 4
    for column, left in zip(columns, _lefts(x, columns), strict=True):
        lines = wrap(column.title, column.width - 2, size=SIZE - 0.5)
        for i, line in enumerate(reversed(lines)):
            page.text(
                _anchor(left, column, columns[0]), y - i * 4, line, size=SIZE - 0.5, colour=QUIET, align=column.align
            )
    page.line(x, y + 2, x + sum(c.width for c in columns), y + 2, width=0.35, colour=INK)
    return y + ROW


def spread(
    page: Page, x: float, y: float, columns: Sequence[Column], cells: Sequence[Sequence[str]], *, bold: bool = False
) -> None:
    """One row whose cells have several lines, the first of each on the baseline `y`."""
    for column, left, lines in zip(columns, _lefts(x, columns), cells, strict=True):
        for i, line in enumerate(lines):
            at = _anchor(left, column, columns[0])
            page.text(at, y + 4.2 * i, line, size=SIZE, bold=bold, align=column.align)


def _lefts(x: float, columns: Sequence[Column]) -> list[float]:
    lefts = []
    for column in columns:
        lefts.append(x)
        x += column.width
    return lefts


def _anchor(left: float, column: Column, first: Column) -> float:
    return (
        left
        + {"left": 0.0 if column is first else 2.5, "right": column.width - 1, "centre": column.width / 2}[column.align]
    )
