"""Charts drawn as vectors: zero-based, labelled directly, the estimated part hatched, readable in grey.

Each takes a page, the box it may fill (millimetres) and its values; the title that states the finding and the table
beside it are the document's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, cos, floor, log10, pi, sin

from reportlab.lib.colors import Color, HexColor

from reports.page import ACCENT, CONTEXT, INK, PAPER, QUIET, RULE, TINT, Align, Page, width, wrap

Write = Callable[[Decimal], str]
LABEL = 8.0  # points
STEPS = (PAPER, *map(HexColor, ("#E7F1EE", "#B5D3CA", "#4F9786", "#0B6E5B")))
_LABELLED = 8.5  # millimetres that a bar's figure asks for
_BESIDE = 26.0  # room for the names of levels


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Bar:
    label: str
    value: Decimal | None  # None: nothing is known, which is not zero


@dataclass(frozen=True)
class Line:
    """A level across the chart: a target or an average, with its name."""

    label: str
    value: Decimal


@dataclass(frozen=True)
class Part:
    label: str
    value: Decimal
    style: str  # solid, grey, hatched


@dataclass(frozen=True)
class Step:
    """One column of a balance: a stock stands on the ground, a change hangs where the last one ended."""

    label: str
    value: Decimal
    stock: bool = False


@dataclass(frozen=True)
class Flow:
    source: str
    fate: str
    value: Decimal


@dataclass(frozen=True)
class Pair:
    """A bar of the subject beside one of what it is compared with."""

    label: str
    own: Decimal
    others: Decimal


@dataclass(frozen=True)
class Tile:
    column: int
    row: int
    label: str
    chosen: bool


def bars(page: Page, box: Box, values: Sequence[Bar], write: Write, *, lines: Sequence[Line] = ()) -> None:
    """A bar per period, the last one in the accent, levels as dashed lines."""
    known = [bar.value for bar in values if bar.value is not None] + [line.value for line in lines]
    top = ceiling(max(known, default=Decimal(0)))
    ground, tall = box.y + box.h - 6, box.h - 12
    wide = box.w - (_BESIDE if lines else 0)  # the names of levels stand beside the bars, never on them
    step = wide / max(len(values), 1)
    thick = min(step * 0.62, 14.0)
    tops = [ground - tall * _share(bar.value or Decimal(0), top) for bar in values]
    for i, y in enumerate(tops):
        colour = ACCENT if i == len(values) - 1 else CONTEXT
        page.rect(box.x + (i + 0.5) * step - thick / 2, y, thick, ground - y, fill=colour)
    for line in lines:
        y = ground - tall * _share(line.value, top)
        page.line(box.x, y, box.x + wide + 2, y, width=0.35, colour=INK, dash=1.2)
        page.text(box.x + wide + 3, y + 1, f"{line.label} {write(line.value)}", size=LABEL, limit=_BESIDE - 3)
    every = ceil(_LABELLED / step)  # so many bars share a label where they stand close, counted from the last
    for i, (bar, y) in enumerate(zip(values, tops, strict=True)):
        if (len(values) - 1 - i) % every:
            continue
        middle, last = box.x + (i + 0.5) * step, i == len(values) - 1
        style = {
            "size": LABEL,
            "bold": last,
            "colour": INK if last else QUIET,
            "align": "centre",
            "limit": every * step * 0.96,
        }
        said = "—" if bar.value is None else write(bar.value)
        room = max(thick, width(said, LABEL, bold=last))
        page.rect(middle - room / 2, y - 4.4, room, 4, fill=PAPER)  # so that a level does not cross the figure
        page.text(middle, y - 1.5, said, **style)  # type: ignore[arg-type]
        page.text(middle, ground + 5, bar.label, **style)  # type: ignore[arg-type]
    page.line(box.x, ground, box.x + wide, ground, width=0.3, colour=INK)


def stack(page: Page, box: Box, parts: Sequence[Part], write: Write) -> None:
    """One bar of a whole; the labels of its parts stand under them and never overlap."""
    total = sum((part.value for part in parts), Decimal(0))
    page.rect(box.x, box.y, box.w, box.h, stroke=INK, width=0.2)
    if not total:
        return
    x, labels = box.x, []
    for part in parts:
        wide = box.w * _share(part.value, total)
        _fill(page, Box(x, box.y, wide, box.h), part.style)
        if part.value:
            labels.append((x, f"{part.label} {write(part.value)}"))
            page.line(x + 0.1, box.y + box.h, x + 0.1, box.y + box.h + 1.5, colour=INK)
        x += wide
    for x, label in _apart(labels, box.x + box.w):
        page.text(x, box.y + box.h + 5, label, size=LABEL)


def _apart(labels: list[tuple[float, str]], edge: float) -> list[tuple[float, str]]:
    """The labels moved left until none overlaps the next or the edge."""
    placed = []
    for x, label in reversed(labels):
        x = min(x, edge - width(label, LABEL))
        placed.append((x, label))
        edge = x - 4
    return placed


def waterfall(page: Page, box: Box, steps: Sequence[Step], write: Write) -> None:
    """How one stock becomes the next: opening, what came, what left, closing."""
    level, edges = Decimal(0), []
    for step in steps:
        start = Decimal(0) if step.stock else level
        level = start + step.value
        edges.append((start, level))
    top = ceiling(max((max(pair) for pair in edges), default=Decimal(0)))
    ground, tall = box.y + box.h - 6, box.h - 12
    wide = box.w / max(len(steps), 1)
    thick = min(wide * 0.6, 22.0)

    def up(value: Decimal) -> float:
        return ground - tall * _share(value, top)

    for i, (step, (start, end)) in enumerate(zip(steps, edges, strict=True)):
        middle = box.x + (i + 0.5) * wide
        y = up(max(start, end))
        bar = Box(middle - thick / 2, y, thick, max(up(min(start, end)) - y, 0.2))
        page.rect(bar.x, bar.y, bar.w, bar.h, fill=ACCENT if step.stock else TINT if step.value >= 0 else CONTEXT)
        if i + 1 < len(steps):
            page.line(
                middle + thick / 2, up(end), middle + wide - thick / 2, up(end), width=0.2, colour=QUIET, dash=0.7
            )
        sign = "" if step.stock or step.value <= 0 else "+"
        page.text(middle, y - 1.5, sign + write(step.value), size=LABEL, bold=step.stock, align="centre", limit=wide)
        page.text(middle, ground + 5, step.label, size=LABEL, colour=QUIET, align="centre", limit=wide * 0.96)
    page.line(box.x, ground, box.x + box.w, ground, width=0.3, colour=INK)


def flow(page: Page, box: Box, flows: Sequence[Flow], write: Write, colours: dict[str, Color]) -> None:
    """From source to fate, the thickness of a band being its weight; names and weights stand at both ends.

    `colours` names every fate, in the order they stand.
    """
    total = sum((f.value for f in flows), Decimal(0))
    if not total:
        return
    sources, found = sums([(f.source, f.value) for f in flows]), sums([(f.fate, f.value) for f in flows])
    fates = {fate: found[fate] for fate in colours if fate in found}
    scale = max(box.h - _GAP * max(len(sources), len(fates)), box.h * 0.3) / float(total)
    start, end = _tops(box, sources, scale), _tops(box, fates, scale)
    edge, bar = 46.0, 2.0
    x1, x2 = box.x + edge, box.x + box.w - edge
    _flow_ends(page, x1, x1 - 2, "right", sources, start, scale, write)
    _flow_ends(page, x2 - bar, x2 + 2, "left", fates, end, scale, write)
    start, end = dict(start), dict(end)
    for f in flows:
        thick = float(f.value) * scale
        page.band(x1 + bar, start[f.source], x2 - bar, end[f.fate], thick, thick, colours[f.fate])
        start[f.source] += thick
        end[f.fate] += thick


def _flow_ends(
    page: Page,
    x: float,
    name_x: float,
    align: Align,
    ends: dict[str, Decimal],
    tops: dict[str, float],
    scale: float,
    write: Write,
) -> None:
    for label, value in ends.items():
        high = float(value) * scale
        page.rect(x, tops[label], 2.0, max(high, 0.2), fill=INK)
        middle = tops[label] + high / 2
        lines = wrap(label, 43, size=LABEL, limit=2)
        for i, line in enumerate(reversed(lines)):
            page.text(name_x, middle - 0.2 - 3.2 * i, line, size=LABEL, align=align)
        page.text(name_x, middle + 3, write(value), size=LABEL - 1, colour=QUIET, align=align)


def pairs(page: Page, box: Box, values: Sequence[Pair], write: Write) -> None:
    """Two bars a place: the subject in the accent, those it is compared with in grey."""
    top = ceiling(max((max(v.own, v.others) for v in values), default=Decimal(0)))
    ground, tall = box.y + box.h - 6, box.h - 12
    step = box.w / max(len(values), 1)
    thick = min(step * 0.36, 9.0)
    for i, value in enumerate(values):
        middle = box.x + (i + 0.5) * step
        for left, one, colour in ((middle - thick, value.own, ACCENT), (middle, value.others, CONTEXT)):
            high = tall * _share(one, top)
            page.rect(left, ground - high, thick, high, fill=colour)
            if one:
                page.text(
                    left + thick / 2, ground - high - 1.2, write(one), size=LABEL - 1, align="centre", limit=thick
                )
        page.text(middle, ground + 5, value.label, size=LABEL, colour=QUIET, align="centre", limit=step * 0.96)
    page.line(box.x, ground, box.x + box.w, ground, width=0.3, colour=INK)


def gauge(page: Page, box: Box, share: Decimal, marks: Sequence[Decimal]) -> None:
    """How far a yearly amount is used up, with its marks; what runs past the last one ends there."""
    whole = max(marks) * Decimal("1.05")
    page.rect(box.x, box.y, box.w, box.h, fill=RULE)
    page.rect(box.x, box.y, box.w * min(_share(share, whole), 1.0), box.h, fill=ACCENT if share < 1 else INK)
    for mark in marks:
        x = box.x + box.w * _share(mark, whole)
        colour = INK if share < mark else PAPER
        page.line(x, box.y, x, box.y + box.h, width=0.6 if mark == 1 else 0.3, colour=colour)


@dataclass(frozen=True)
class Shade:
    """A tile that carries a figure: the darker, the more; the document's own city has a heavy edge."""

    column: int
    row: int
    label: str
    written: str
    value: Decimal | None
    chosen: bool


def shaded_tiles(page: Page, box: Box, cities: Sequence[Shade]) -> None:
    """The Bay Area as touching hexagons, each with its value; five steps that stay apart in grey, white for none."""
    known = [tile.value for tile in cities if tile.value is not None]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    wide = min(box.w / 3.2, box.h / (4 * 0.866 + 0.3))
    for tile in sorted(cities, key=lambda tile: tile.chosen):
        x, y, corners = _hexagon(box, wide, tile.column, tile.row)
        step = 0 if tile.value is None else 1 + min(int((tile.value - low) / ((high - low) or Decimal(1)) * 4), 3)
        edge = {"stroke": INK, "width": 0.9} if tile.chosen else {"stroke": CONTEXT, "width": 0.3}
        page.shape(corners, fill=STEPS[step], **edge)  # type: ignore[arg-type]
        colour = PAPER if step > 2 else INK
        page.text(x, y - 1, tile.label, size=10, colour=colour, align="centre", limit=wide * 0.86)
        page.text(x, y + 5, tile.written, size=12, bold=True, colour=colour, align="centre", limit=wide * 0.86)


def _hexagon(box: Box, wide: float, column: int, row: int) -> tuple[float, float, list[tuple[float, float]]]:
    """Middle and corners of a tile; every other row is half a tile off."""
    radius = wide / 1.732
    x = box.x + ((column - (column + row) % 2) / 2 + 0.5) * wide
    y = box.y + radius + row * radius * 1.5
    return x, y, [(x + radius * cos(pi / 6 + k * pi / 3), y + radius * sin(pi / 6 + k * pi / 3)) for k in range(6)]


def tiles(page: Page, box: Box, cities: Sequence[Tile]) -> None:
    """The Bay Area as touching hexagons: no outline to dispute, the document's city in the accent."""
    wide = min(box.w / 3.2, box.h / (4 * 0.866 + 0.3))
    for tile in cities:
        x, y, corners = _hexagon(box, wide, tile.column, tile.row)
        page.shape(corners, fill=ACCENT if tile.chosen else TINT, stroke=PAPER, width=0.6)
        colour = PAPER if tile.chosen else INK
        page.text(x, y + 1.1, tile.label, size=9, bold=tile.chosen, colour=colour, align="centre", limit=wide * 0.9)


def ceiling(value: Decimal) -> Decimal:
    """A round figure at or a little above the largest value: 1.2, 1.5, 2 ... times a power of ten."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** floor(log10(float(value)))
    for step in ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10"):
        if value <= Decimal(step) * power:
            return Decimal(step) * power
    return Decimal(ceil(value))


def _share(value: Decimal, whole: Decimal) -> float:
    return max(float(value / whole), 0.0)


def _fill(page: Page, box: Box, style: str) -> None:
    if style == "hatched":
        page.rect(box.x, box.y, box.w, box.h, fill=PAPER)
        page.hatch(box.x, box.y, box.w, box.h)
        return
    page.rect(box.x, box.y, box.w, box.h, fill=ACCENT if style == "solid" else RULE)


_GAP = 9.5  # between the ends of a flow, room for two lines of name and one of weight


def sums(values: Sequence[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """What belongs to each label, added up, in the order they first come."""
    found: dict[str, Decimal] = {}
    for label, value in values:
        found[label] = found.get(label, Decimal(0)) + value
    return found


def _tops(box: Box, ends: dict[str, Decimal], scale: float) -> dict[str, float]:
    """Where each end begins, the free height spread evenly between them."""
    gap = (box.h - float(sum(ends.values())) * scale) / len(ends)
    tops, y = {}, box.y + gap / 2
    for label, value in ends.items():
        tops[label] = y
        y += float(value) * scale + gap
    return tops
