"""Paper: sheets on a grid, drawn as vectors, byte for byte the same for the same content.

Places are millimetres from the top left corner. On A4 there are twelve columns within margins of 18 mm and a
baseline every 6 mm; `Page.column` and `Page.row` find them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Literal

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from reports import breaking, qr, typeface

A4 = (210.0, 297.0)
MARGIN = 18.0
BASELINE = 6.0
COLUMNS = 12
GUTTER = 4.0

INK = HexColor("#17252D")
PAPER = HexColor("#FFFFFF")
BLACK = HexColor("#000000")
RULE = HexColor("#DDE3E0")
SHADE = HexColor("#F1F4F2")
QUIET = HexColor("#5B6B72")
CONTEXT = HexColor("#A9B5B1")
GREY = HexColor("#D0D7D4")
ACCENT = HexColor("#0B6E5B")
TINT = HexColor("#CFE3DD")
SEVERITY = {
    "info": HexColor("#2C5F8A"),
    "warn": HexColor("#A86A00"),
    "serious": HexColor("#C2410C"),
    "crime": HexColor("#9F1239"),
}

Align = Literal["left", "right", "centre"]
_PT_PER_MM = float(mm)
_SMALLEST = 0.75  # of its size, before a line that does not fit is cut


@dataclass(slots=True)
class _Text:
    """Most of what stands on paper is text and lines: of a long register a hundred thousand, so they are kept small."""

    x: float
    y: float
    string: str
    face: str
    size: float
    colour: Color

    def __call__(self, canvas: Canvas) -> None:
        canvas.setFillColor(self.colour)
        canvas.setFont(self.face, self.size)
        canvas.drawString(self.x, self.y, self.string)


@dataclass(slots=True)
class _Line:
    ends: tuple[float, float, float, float]
    width: float
    colour: Color
    dash: float

    def __call__(self, canvas: Canvas) -> None:
        canvas.setStrokeColor(self.colour)
        canvas.setLineWidth(self.width)
        canvas.setDash([self.dash, self.dash] if self.dash else [])
        canvas.line(*self.ends)


@dataclass
class Page:
    """One sheet. What is placed on it is remembered and drawn when the whole document is known."""

    width: float = A4[0]
    height: float = A4[1]
    marks: list[Callable[[Canvas], None]] = field(default_factory=list)
    number: int = 1

    # --- the grid ----------------------------------------------------------------------------------------

    def column(self, number: float) -> float:
        """The left edge of a column, 0 to 12 (12: the right margin plus a gutter)."""
        return MARGIN + number * self._step

    def span(self, columns: float) -> float:
        """The width of several columns with the gutters between them."""
        return columns * self._step - GUTTER

    @staticmethod
    def row(number: float) -> float:
        """The baseline of a row; row 0 is the top margin."""
        return MARGIN + number * BASELINE

    @property
    def _step(self) -> float:
        return (self.width - 2 * MARGIN + GUTTER) / COLUMNS

    # --- marks -------------------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        string: str,
        *,
        size: float = 10,
        bold: bool = False,
        colour: Color = INK,
        align: Align = "left",
        limit: float | None = None,
    ) -> float:
        """One line standing on the baseline `y`. Answers its width.

        Wider than `limit`, it is set up to a quarter smaller, and ends in an ellipsis where that is not enough.
        """
        wide = width(string, size, bold=bold)
        if limit is not None and wide > limit:
            size *= max(limit / wide, _SMALLEST)
            string = wrap(string, limit * 1.001, size=size, bold=bold, limit=1)[0]
            wide = width(string, size, bold=bold)
        left = x - {"left": 0.0, "right": wide, "centre": wide / 2}[align]
        self.marks.append(_Text(left * mm, self._up(y), string, typeface.face(bold=bold), size, colour))
        return wide

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        string: str,
        *,
        size: float = 10,
        leading: float = BASELINE,
        bold: bool = False,
        colour: Color = INK,
        limit: int | None = None,
    ) -> float:
        """Several lines, the first on the baseline `y`. Answers the baseline after the last one."""
        for line in wrap(string, width, size=size, bold=bold, limit=limit):
            self.text(x, y, line, size=size, bold=bold, colour=colour)
            y += leading
        return y

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, width: float = 0.2, colour: Color = RULE, dash: float = 0
    ) -> None:
        ends = (x1 * mm, self._up(y1), x2 * mm, self._up(y2))
        self.marks.append(_Line(ends, width * mm, colour, dash * mm))

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        *,
        fill: Color | None = None,
        stroke: Color | None = None,
        width: float = 0.2,
        radius: float = 0,
    ) -> None:
        """A rectangle whose top left corner is (x, y)."""

        def draw(canvas: Canvas) -> None:
            _pens(canvas, fill, stroke, width)
            canvas.roundRect(
                x * mm, self._up(y + h), w * mm, h * mm, radius * mm, stroke=stroke is not None, fill=fill is not None
            )

        self.marks.append(draw)

    def shape(
        self,
        points: list[tuple[float, float]],
        *,
        fill: Color | None = None,
        stroke: Color | None = None,
        width: float = 0.2,
        closed: bool = True,
    ) -> None:
        """A polygon, or an open line of several points."""

        def draw(canvas: Canvas) -> None:
            _pens(canvas, fill, stroke, width)
            path = canvas.beginPath()
            path.moveTo(points[0][0] * mm, self._up(points[0][1]))
            for px, py in points[1:]:
                path.lineTo(px * mm, self._up(py))
            if closed:
                path.close()
            canvas.drawPath(path, stroke=stroke is not None, fill=fill is not None)

        self.marks.append(draw)

    def curve(self, points: list[tuple[float, float]], *, fill: Color) -> None:
        """A closed shape whose outline runs smoothly through the points (Catmull-Rom)."""

        def draw(canvas: Canvas) -> None:
            _pens(canvas, fill, None, 0)
            path = canvas.beginPath()
            path.moveTo(points[0][0] * mm, self._up(points[0][1]))
            count = len(points)
            for i in range(count):
                before, here, there, after = (points[(i + k) % count] for k in (-1, 0, 1, 2))
                path.curveTo(
                    (here[0] + (there[0] - before[0]) / 6) * mm,
                    self._up(here[1] + (there[1] - before[1]) / 6),
                    (there[0] - (after[0] - here[0]) / 6) * mm,
                    self._up(there[1] - (after[1] - here[1]) / 6),
                    there[0] * mm,
                    self._up(there[1]),
                )
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)

        self.marks.append(draw)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: Color | None = None,
        stroke: Color | None = None,
        width: float = 0.2,
    ) -> None:
        def draw(canvas: Canvas) -> None:
            _pens(canvas, fill, stroke, width)
            canvas.circle(x * mm, self._up(y), radius * mm, stroke=stroke is not None, fill=fill is not None)

        self.marks.append(draw)

    def band(self, x1: float, top1: float, x2: float, top2: float, thick1: float, thick2: float, fill: Color) -> None:
        """A flow that leaves (x1, top1) and arrives at (x2, top2), with its thickness at both ends."""
        middle = (x1 + x2) / 2

        def draw(canvas: Canvas) -> None:
            _pens(canvas, fill, None, 0)
            up = self._up
            path = canvas.beginPath()
            path.moveTo(x1 * mm, up(top1))
            path.curveTo(middle * mm, up(top1), middle * mm, up(top2), x2 * mm, up(top2))
            path.lineTo(x2 * mm, up(top2 + thick2))
            path.curveTo(middle * mm, up(top2 + thick2), middle * mm, up(top1 + thick1), x1 * mm, up(top1 + thick1))
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)

        self.marks.append(draw)

    def hatch(self, x: float, y: float, w: float, h: float, *, colour: Color = INK, gap: float = 1.4) -> None:
        """Slanted lines within a rectangle: how an estimated part looks, also in black and white."""

        def draw(canvas: Canvas) -> None:
            canvas.saveState()
            path = canvas.beginPath()
            path.rect(x * mm, self._up(y + h), w * mm, h * mm)
            canvas.clipPath(path, stroke=0, fill=0)
            canvas.setStrokeColor(colour)
            canvas.setLineWidth(0.25 * mm)
            canvas.setDash([])
            step = x - h
            while step < x + w:
                canvas.line(step * mm, self._up(y + h), (step + h) * mm, self._up(y))
                step += gap
            canvas.restoreState()

        self.marks.append(draw)

    def symbol(self, x: float, y: float, side: float, symbol: qr.Symbol) -> None:
        """A QR symbol on white, quiet zone included in `side`."""
        module = side / symbol.side
        self.rect(x, y, side, side, fill=PAPER)

        def draw(canvas: Canvas) -> None:
            _pens(canvas, BLACK, None, 0)
            path = canvas.beginPath()
            for column, row, length in symbol.runs():
                path.rect(
                    (x + column * module) * mm, self._up(y + (row + 1) * module), length * module * mm, module * mm
                )
            canvas.drawPath(path, stroke=0, fill=1)

        self.marks.append(draw)

    def link(self, x: float, y: float, w: float, h: float, url: str) -> None:
        """Makes an area lead to an address."""
        self.marks.append(
            lambda canvas: canvas.linkURL(
                url, (x * mm, self._up(y + h), (x + w) * mm, self._up(y)), relative=0, thickness=0
            )
        )

    def canvas(self, mark: Callable[[Canvas], None]) -> None:
        """What is drawn by other means, in its turn; `corner` and `size` say where and how large."""
        self.marks.append(mark)

    def corner(self, x: float, y: float) -> tuple[float, float]:
        """A place as PDF counts it: points from the bottom left."""
        return x * mm, self._up(y)

    def size(self, w: float, h: float) -> tuple[float, float]:
        """A width and a height in points."""
        return w * mm, h * mm

    def inset(self, x: float, y: float, other: "Page") -> None:
        """Sets what stands on another page here, its top left corner at (x, y)."""

        def draw(canvas: Canvas) -> None:
            canvas.saveState()
            canvas.translate(x * mm, self._up(y + other.height))
            for mark in other.marks:
                mark(canvas)
            canvas.restoreState()

        self.marks.append(draw)

    def goto(self, x: float, y: float, w: float, h: float, to: "Page") -> None:
        """Makes an area lead to another page of the document."""
        self.marks.append(
            lambda canvas: canvas.linkRect(
                "", to.key, (x * mm, self._up(y + h), (x + w) * mm, self._up(y)), relative=0, thickness=0
            )
        )

    @property
    def key(self) -> str:
        """The page's name within its document."""
        return f"page{self.number}"

    def _up(self, y: float) -> float:
        return (self.height - y) * _PT_PER_MM


def wrap(string: str, room: float, *, size: float, bold: bool = False, limit: int | None = None) -> list[str]:
    """The lines a text takes within `room` millimetres."""
    return list(_wrapped(string, room, size, bold, limit))


@lru_cache(2048)  # a day's labels say the same of many drums
def _wrapped(string: str, room: float, size: float, bold: bool, limit: int | None) -> tuple[str, ...]:
    def measure(part: str) -> float:
        return width(part, size, bold=bold)

    broken = breaking.lines(string, room, measure)
    return tuple(breaking.shorten(broken, limit, room, measure) if limit else broken)


def width(string: str, size: float, *, bold: bool = False) -> float:
    """How wide one line is, in millimetres."""
    return typeface.width(string, size, bold=bold) / _PT_PER_MM


def _pens(canvas: Canvas, fill: Color | None, stroke: Color | None, width: float) -> None:
    if fill is not None:
        canvas.setFillColor(fill)
    if stroke is not None:
        canvas.setStrokeColor(stroke)
        canvas.setLineWidth(width * mm)
        canvas.setDash([])


@dataclass(frozen=True)
class Foot:
    """What a paper says of itself at the foot of every page, and the symbol that leads to its check."""

    lines: tuple[str, str]
    address: str

    SIDE = 15.0

    def draw(self, page: Page) -> None:
        """Set it left of the page number."""
        x, y = MARGIN, page.height - 9 - self.SIDE
        page.symbol(x - 1, y, self.SIDE, qr.symbol(self.address.upper()))
        page.link(x - 1, y, self.SIDE, self.SIDE, self.address)
        x += self.SIDE + 2
        limit = page.width - MARGIN - 14 - x
        for i, line in enumerate(self.lines):
            page.text(x, page.height - 14 + 4 * i, line, size=7.5, colour=QUIET, limit=limit)


@dataclass
class Paper:
    """A document: sheets, and what runs along their top and foot.

    `head` is the left, middle and right of the running head (city, period, document number); None leaves head and
    page numbers off, as on a label. The first page is a cover and carries no head. `number` stands in the file's
    properties, too, where programs find it.
    """

    title: str
    language: str
    head: tuple[str, str, str] | None = None
    pages: list[Page] = field(default_factory=list)
    number: str = ""
    foot: Foot | None = None
    outline: list[tuple[str, Page]] = field(default_factory=list)  # bookmarks: title and page, in order

    def page(self, width: float = A4[0], height: float = A4[1]) -> Page:
        """A fresh sheet at the end."""
        self.pages.append(Page(width, height, number=len(self.pages) + 1))
        return self.pages[-1]

    def render(self) -> bytes:
        """The PDF. No clock and no chance goes into it: the same content gives the same bytes."""
        typeface.load()
        out = BytesIO()
        canvas = Canvas(out, invariant=1, pageCompression=1, initialFontName=typeface.REGULAR)  # type: ignore[arg-type]  # the stubs want a float
        canvas.setTitle(self.title)
        canvas.setSubject(self.number)
        canvas.setAuthor("wasteflow")
        canvas.setCreator("wasteflow")
        canvas.setProducer("wasteflow")
        canvas.setCatalogEntry("Lang", {"zh-Hans": "zh-CN", "zh-Hant": "zh-HK"}.get(self.language, self.language))
        canvas.setViewerPreference("DisplayDocTitle", "true")
        if self.outline:
            canvas.showOutline()
        for number, page in enumerate(self.pages, 1):
            canvas.setPageSize((page.width * mm, page.height * mm))
            if self.outline:
                canvas.bookmarkPage(page.key)
            for title in [title for title, at in self.outline if at is page]:
                canvas.addOutlineEntry(title, page.key, 0)
            for mark in [*self._running(page, number), *page.marks]:
                mark(canvas)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _running(self, page: Page, number: int) -> list[Callable[[Canvas], None]]:
        """Head and page number of one page."""
        if self.head is None:
            return []
        over = Page(page.width, page.height)
        edge = page.width - MARGIN
        if number > 1:
            left, middle, right = self.head
            over.text(MARGIN, 12, left, size=8, bold=True, colour=QUIET)
            over.text(page.width / 2, 12, middle, size=8, colour=QUIET, align="centre")
            over.text(edge, 12, right, size=8, colour=QUIET, align="right")
            over.line(MARGIN, 14, edge, 14)
        if self.foot is not None:
            self.foot.draw(over)
        over.text(edge, page.height - 10, f"{number}/{len(self.pages)}", size=8, colour=QUIET, align="right")
        return over.marks
