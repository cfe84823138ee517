"""The label of one container of hazardous waste after HJ 1276-2022: the page is the label.

Orange, black border, text as tall as the container's volume asks, one page per copy. Room is shared out by lines:
a text that runs over gets more while there is room, the fields that matter most first; else it ends in an ellipsis.
The QR gets the room that costs no word: the larger its modules, the farther off and the more aslant it is read
(docs/decode.md).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import msgspec
from reportlab.lib.colors import Color

from manifests.codes import labels
from manifests.codes.issuing import Issuer
from manifests.life.model import Batch
from reports import figures, qr, signs, typeface
from reports.page import A4, BLACK, Page, Paper, wrap
from reports.proof.model import Issue, fingerprint, numbered
from wasteflow.catalog.book import Book
from wasteflow.core.clock import local_date
from wasteflow.core.db import Connection
from wasteflow.core.i18n import text
from wasteflow.places.model import OrgCard
from wasteflow.places.queries import org_cards

_ORANGE = Color(*(part / 255 for part in labels.ORANGE))
_PT = 72 / 25.4
_LEADING = 1.22  # of the text size
_TITLE = 2.1
_SIDE = 8.0  # width of the hazard signs
_QR = tuple(n / 2 for n in range(30, 15, -1))  # widths of the QR's column that are tried
_SIGNS = 6.4  # least height of the hazard signs
_PAD = 0.4  # left and right
_AIR = 0.3  # above and below


@dataclass
class _Row:
    """One field: its name, what stands in it, and how many lines it may take."""

    name: str
    title: str
    value: str
    limit: int = 1
    whole: dict[float, int] = field(default_factory=dict)  # lines it takes where none is cut, by width

    def broken(self, width: float, size: float) -> list[str]:
        return wrap(self.title + self.value, width, size=size, bold=True, limit=self.limit)

    def wanted(self, width: float, size: float) -> int:
        if width not in self.whole:
            self.whole[width] = len(wrap(self.title + self.value, width, size=size, bold=True))
        return self.whole[width]


_GROWS = (
    "waste_name",
    "unit",
    "contact",
    "hazardous_constituents",
    "constituents",
    "category",
    "precautions",
    "remark",
)


async def load(
    conn: Connection, book: Book, batch: Batch, *, issuer: Issuer, contact: str = "", remark: str = ""
) -> labels.Label:
    """What the label of a batch says. Raises LabelOnlyForHazardousWaste where HJ 1276 has none for it."""
    (label,) = await load_all(conn, book, [batch], issuer=issuer, contact=contact, remark=remark)
    return label


async def load_all(
    conn: Connection, book: Book, many: Sequence[Batch], *, issuer: Issuer, contact: str = "", remark: str = ""
) -> list[labels.Label]:
    """What the labels of many batches say; the companies that made them are read once."""
    for batch in many:
        if (stream := book.stream(batch.stream)).label != "hj1276":
            raise labels.LabelOnlyForHazardousWaste("batch", stream=stream.names)
    makers = await org_cards(conn, ids={batch.org for batch in many})
    more = {"contact": contact, "remark": remark}
    return [_label(book, batch, makers.get(batch.org), issuer, **more) for batch in many]


def _label(book: Book, batch: Batch, maker: OrgCard | None, issuer: Issuer, **more: str) -> labels.Label:
    category = book.category(batch.code.scheme, batch.category, local_date(batch.generated_at))
    unit, names = maker.name if maker else "", category.names if category else {}
    return labels.label_of(batch, unit=unit, category_names=names, issuer=issuer, **more)


def issue(many: Sequence[labels.Label], language: str, watermark: int) -> Issue:
    """The archive's word for a file of labels. Each label has a code that proves it by itself; the moment its signature
    was made is no fact of the waste. `watermark`: the latest step among the batches."""
    facts = [msgspec.structs.replace(label, payload="") for label in many]
    digest = fingerprint(facts)
    codes = hashlib.sha256("".join(label.digital_code for label in many).encode()).hexdigest()
    number = numbered("L", f"{many[0].digital_code}-{len(many)}", language, digest)
    return Issue("label", f"label:{codes}:{language}", number, language, digest, watermark)


def draw(label: labels.Label, language: str, number: str = "") -> bytes:
    """The label as a PDF, one page per copy, each page as large as the label."""
    return draw_all([label], language, number)


def draw_all(many: Sequence[labels.Label], language: str, number: str = "") -> bytes:
    """Labels one after the other, as they come off the roll: a page per copy of each."""
    codes = " – ".join(dict.fromkeys((many[0].digital_code, many[-1].digital_code)))
    paper = Paper(f"{text('reports.label.title', language)} {codes}", language, number=number)
    for label in many:
        for _ in range(label.size.copies):
            _Sheet(paper.page(label.size.side_mm, label.size.side_mm), label, language).draw()
    return paper.render()


def draw_on_a4(many: Sequence[labels.Label], language: str, number: str = "") -> bytes:
    """Labels on sheets of A4 to be cut: as many of one size as go on a sheet, every copy of each."""
    title = text("reports.label.title", language)
    paper = Paper(f"{title} {many[0].digital_code}", language, number=number)
    copies = [label for label in many for _ in range(label.size.copies)]
    for side, alike in groupby(copies, key=lambda label: label.size.side_mm):
        across, down = int(A4[0] // side), int(A4[1] // side)
        waiting = list(alike)
        for start in range(0, len(waiting), across * down):
            sheet = paper.page()
            left, top = (A4[0] - across * side) / 2, (A4[1] - down * side) / 2
            for n, label in enumerate(waiting[start : start + across * down]):
                x, y = left + n % across * side, top + n // across * side
                one = Page(side, side)
                _Sheet(one, label, language).draw()
                sheet.inset(x, y, one)
                _cutting(sheet, x, y, side)
    return paper.render()


def _cutting(sheet: Page, x: float, y: float, side: float) -> None:
    """Ticks outside the label's corners, where the sheet has room for them."""
    for corner_x, out_x in ((x, -1), (x + side, 1)):
        for corner_y, out_y in ((y, -1), (y + side, 1)):
            sheet.line(corner_x, corner_y + out_y * 1, corner_x, corner_y + out_y * 4, width=0.15, colour=BLACK)
            sheet.line(corner_x + out_x * 1, corner_y, corner_x + out_x * 4, corner_y, width=0.15, colour=BLACK)


class _Sheet:
    """One copy being drawn; lengths are multiples of the text size."""

    def __init__(self, page: Page, label: labels.Label, language: str) -> None:
        self.page, self.label, self.language = page, label, language
        self.unit = label.size.text_mm / typeface.IDEOGRAPH  # mm of one em
        self.size = self.unit * _PT
        self.left = float(labels.BLANK_MM + labels.BORDER_MM)
        self.side = label.size.side_mm - 2 * self.left
        self.rows = {one.name: self._row(one.name) for one in labels.FIELDS}
        self.qr = _SIDE

    def draw(self) -> None:
        page, side = self.page, self.label.size.side_mm
        page.rect(0, 0, side, side, fill=_ORANGE)
        inset = labels.BLANK_MM + labels.BORDER_MM / 2
        page.rect(inset, inset, side - 2 * inset, side - 2 * inset, stroke=BLACK, width=labels.BORDER_MM)
        top = self.left + self._em(_TITLE)
        title = text("reports.label.title", self.language)
        y = self.left + self._em(1.55)
        page.text(side / 2, y, title, size=self.size * 1.5, bold=True, colour=BLACK, align="centre")

        upper, middle, lower = self._share_lines()
        above = top + self._height(len(upper), self._em(_SIGNS))
        between = above + self._height(len(middle))
        for y in (top, above, between):
            page.line(self.left, y, self.left + self.side, y, width=0.4, colour=BLACK)
        split, beside = (self.left + self.side - self._em(width) for width in (_SIDE, self.qr))
        for x, start, end in ((split, top, above), (beside, between, self.left + self.side)):
            page.line(x, start, x, end, width=0.4, colour=BLACK)
        self._lines(top, upper)
        self._lines(above, middle)
        self._lines(between, lower)
        self._hazards(split, top, above)
        self._qr(beside, between)

    # --- what the fields say -----------------------------------------------------------------------------

    def _row(self, name: str) -> _Row:
        title = text(f"reports.label.fields.{name}", self.language) + figures.colon(self.language)
        return _Row(name, title, self._value(name))

    def _value(self, name: str) -> str:
        label, language = self.label, self.language
        match name:
            case "category":
                return f"{label.category} {label.category_names.get(language, '')}".strip()
            case "form":
                return text(f"words.form.{label.form}", language)
            case "hazards":
                return figures.comma(language).join(
                    text(f"words.hazard.{letter}", language) for letter in label.hazards
                )
            case "precautions":
                join = "；" if language.startswith("zh") else "; "
                return join.join(text(f"reports.precautions.{letter}", language) for letter in label.hazards)
            case "digital_code":
                return " ".join(labels.grouped(label.digital_code))
            case "produced_on":
                return figures.day(label.produced_at, language)
            case "weight":
                basis = text(f"words.basis.{label.weight.basis}", language)
                return f"{figures.kilograms(label.weight.kg, language)} {basis}"
            case _:
                return str(getattr(label, name))

    # --- sharing out the room ----------------------------------------------------------------------------

    def _share_lines(self) -> list[list[tuple[str, str]]]:
        """The lines (name of the field, rest) beside the signs, across, and beside the QR.

        Every field has one; those that run over get a second and a third while there is room. Then the QR grows as far
        as no more is cut than beside the smallest.
        """
        lines = self._cut(_QR[-1])
        for width in _QR:
            if self._cut(width) <= lines and self._fits():
                break
        return self._sections()

    def _cut(self, qr: float) -> int:
        """How many lines find no room beside a QR of this width; the rows are left so."""
        self.qr = qr
        for row in self.rows.values():
            row.limit = 1
        for most in (2, 3):
            for name in _GROWS:
                row, before = self.rows[name], self.rows[name].limit
                row.limit = most
                if not self._fits():
                    row.limit = before
        return sum(max(0, lines - limit) for part in self._wanted() for lines, limit in part)

    def _parts(self) -> list[tuple[str, float]]:
        """The fields of each section, and the room of their lines."""
        upper, lower = (self.side - self._em(width + 2 * _PAD) for width in (_SIDE, self.qr))
        return [
            ("waste_name category code form constituents hazardous_constituents", upper),
            ("precautions", self.side - self._em(2 * _PAD)),
            ("unit contact produced_on weight remark", lower),
        ]

    def _wanted(self) -> list[list[tuple[int, int]]]:
        """For each field of each section how many lines it would take and how many it may."""
        rows = ([(self.rows[name], width) for name in names.split()] for names, width in self._parts())
        return [[(row.wanted(width, self.size), row.limit) for row, width in part] for part in rows]

    def _sections(self) -> list[list[tuple[str, str]]]:
        upper, middle, lower = (self._broken(names, width) for names, width in self._parts())
        code = self.rows["digital_code"]
        return [upper, [*middle, (code.title, ""), ("", code.value)], lower]

    def _fits(self) -> bool:
        upper, middle, lower = (sum(min(pair) for pair in part) for part in self._wanted())
        tall = self._height(upper, self._em(_SIGNS)) + self._height(middle + 2) + self._height(lower, self._em(self.qr))
        return tall <= self.side - self._em(_TITLE)

    def _broken(self, names: str, width: float) -> list[tuple[str, str]]:
        found = []
        for name in names.split():
            row = self.rows[name]
            first, *rest = row.broken(width, self.size)
            cut = min(len(row.title.rstrip()), len(first))
            found += [(first[:cut], first[cut:]), *(("", line) for line in rest)]
        return found

    def _height(self, lines: int, least: float = 0.0) -> float:
        return max(self._em(lines * _LEADING + 2 * _AIR), least)

    def _em(self, count: float) -> float:
        return count * self.unit

    # --- drawing -----------------------------------------------------------------------------------------

    def _lines(self, top: float, lines: list[tuple[str, str]]) -> None:
        x, y = self.left + self._em(_PAD), top + self._em(_AIR + 0.93)
        for title, value in lines:
            offset = self.page.text(x, y, title, size=self.size, colour=BLACK) if title else 0.0
            limit = self.side - self._em(2 * _PAD) - offset
            self.page.text(x + offset, y, value, size=self.size, bold=True, colour=BLACK, limit=limit)
            y += self._em(_LEADING)

    def _hazards(self, split: float, top: float, bottom: float) -> None:
        """The signs under their heading: one large, more in two columns, each with its word in the heading's size."""
        centre, width = split + self._em(_SIDE / 2), self._em(_SIDE)
        heading = text("reports.label.fields.hazards", self.language)
        self.page.text(centre, top + self._em(_AIR + 0.93), heading, size=self.size, colour=BLACK, align="centre")
        first = top + self._em(_AIR + _LEADING)
        letters = self.label.hazards
        columns = 1 if len(letters) == 1 else 2
        rows = -(-len(letters) // columns) or 1
        tall, wide = (bottom - first - self._em(_AIR)) / rows, width / columns
        half = min(wide * 0.46, (tall - self._em(_LEADING)) / 2)
        for i, letter in enumerate(letters):
            alone = columns == 2 and i == len(letters) - 1 and len(letters) % 2 == 1
            x = centre if columns == 1 or alone else split + wide * (i % 2 + 0.5)
            y = first + tall * (i // columns)
            signs.hazard(self.page, letter, x, y + half, half)
            word = text(f"words.hazard.{letter}", self.language)
            limit = (width if alone else wide) * 0.96
            self.page.text(
                x,
                y + 2 * half + self._em(1.02),
                word,
                size=self.size,
                bold=True,
                colour=BLACK,
                align="centre",
                limit=limit,
            )

    def _qr(self, split: float, top: float) -> None:
        wide, tall = self._em(self.qr), self.left + self.side - top
        side = min(wide, tall) - self._em(0.5)
        self.page.symbol(split + (wide - side) / 2, top + (tall - side) / 2, side, qr.symbol(self.label.payload))
