"""CSV and XLSX as streams: rows go in, bytes come out, nothing is held but what was not taken yet.

The workbook is written here and not by a library, because it has one sheet after another of typed cells, and memory
that does not grow with the rows is the point: text stands in its cell, not in a table of all texts.
"""

import csv
import io
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from manifests.registers.model import COLUMNS, Cell, RegisterFile
from wasteflow.catalog.book import Book
from wasteflow.core.cells import inert
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.db import Connection, Pool
from wasteflow.core.i18n import text

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",  # volumes on paper, where there is more than one
}
ROWS = 1_048_575  # of a sheet, below its header
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_NS = "http://schemas.openxmlformats.org"
_PLAIN, _BOLD, _TIME = 0, 1, 2  # of the styles below


class Sink(io.RawIOBase):
    """Takes what is written until somebody takes it away."""

    def __init__(self) -> None:
        self.waiting = bytearray()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.waiting += data
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        """All that waits; it waits no more."""
        content = bytes(self.waiting)
        self.waiting.clear()
        return content


class Writer(ABC):
    """Rows go in; bytes come out into the sink it was begun with."""

    volumes = 1
    unsettled: Sequence[object] = ()  # what `settle` has to write down

    @abstractmethod
    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Some rows more."""

    @abstractmethod
    def close(self) -> None:
        """There are no more."""

    async def settle(self, conn: Connection) -> None:
        """Write down what must be known of the bytes that go out; most need nothing."""
        del conn


Opens = Callable[[Pool, Book, Sink, RegisterFile], Awaitable[Writer]]  # how a register of one form is begun


class Csv(Writer):
    """A table as text; the mark at its beginning makes spreadsheets read it as UTF-8."""

    def __init__(self, sink: Sink, title: str, heads: Sequence[str]) -> None:  # noqa: ARG002 - text has no title
        self.sink = sink
        sink.write("\ufeff".encode())
        self._write([heads])

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._write([[_plain(cell) for cell in row] for row in rows])

    def close(self) -> None:
        pass

    def _write(self, rows: Sequence[Sequence[str]]) -> None:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        self.sink.write(out.getvalue().encode())


class Xlsx(Writer):
    """A workbook: a frozen bold header, numbers as numbers, moments as moments; a further sheet where one is full."""

    def __init__(self, sink: Sink, title: str, heads: Sequence[str], *, most: int = ROWS) -> None:
        self.title, self.heads, self.most = title[:28], heads, most
        self.archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.sheets = 0
        self._open()

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            if self.left == 0:
                self._end()
                self._open()
            self.left -= 1
            self.stream.write(_row(row).encode())

    def close(self) -> None:
        self._end()
        numbers = range(1, self.sheets + 1)
        self._put("[Content_Types].xml", _types(numbers))
        self._put("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        self._put("xl/workbook.xml", _workbook(self.title, numbers))
        parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        self._put("xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
        self._put("xl/styles.xml", _STYLES)
        self.archive.close()

    def _open(self) -> None:
        self.sheets += 1
        self.left = self.most
        self.stream = self.archive.open(member(f"xl/worksheets/sheet{self.sheets}.xml"), "w", force_zip64=True)
        pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        columns = f'<cols><col min="1" max="{len(self.heads)}" width="18" customWidth="1"/></cols>'
        begin = f'{_XML}<worksheet xmlns="{_NS}/spreadsheetml/2006/main">{view}{columns}<sheetData>'
        self.stream.write((begin + _row(self.heads, _BOLD)).encode())

    def _end(self) -> None:
        self.stream.write(b"</sheetData></worksheet>")
        self.stream.close()

    def _put(self, name: str, content: str) -> None:
        self.archive.writestr(member(name), content.encode(), zipfile.ZIP_DEFLATED)


def _begins(kind: type[Csv] | type[Xlsx]) -> Opens:
    async def opens(pool: Pool, book: Book, sink: Sink, file: RegisterFile) -> Writer:
        del pool, book
        heads = [text(f"registers.columns.{name}", file.language) for name in COLUMNS[file.kind]]
        return kind(sink, text(f"registers.kind.{file.kind}", file.language), heads)

    return opens


WRITERS: dict[str, Opens] = {"csv": _begins(Csv), "xlsx": _begins(Xlsx)}


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(BAY_AREA).isoformat(sep=" ", timespec="minutes")
        case str():
            return inert(cell)
        case _:
            return str(cell)


def _row(cells: Sequence[Cell], style: int = _PLAIN) -> str:
    return "<row>" + "".join(_cell(cell, style) for cell in cells) + "</row>"


def _cell(cell: Cell, style: int) -> str:
    match cell:
        case None:
            return "<c/>"
        case int() | Decimal():
            return f"<c><v>{cell}</v></c>"
        case datetime():
            local = cell.astimezone(BAY_AREA).replace(tzinfo=UTC)  # a sheet has no time zones
            days = (local - _DAY_ZERO).total_seconds() / 86400
            return f'<c s="{_TIME}"><v>{days:.9f}</v></c>'
        case _:
            said = escape("".join(c for c in cell if c >= " ")[:32_000])
            return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def member(name: str, compressed: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """A member without the moment it was written: the same rows give the same bytes."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = compressed
    return info


# --- what a workbook has besides its rows ------------------------------------------------------------------

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_NS}/spreadsheetml/2006/main">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _types(numbers: Iterable[int]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}.{what}+xml"/>' for name, what in parts)
    package = "application/vnd.openxmlformats-package.relationships+xml"
    default = f'<Default Extension="rels" ContentType="{package}"/>'
    return f'{_XML}<Types xmlns="{_NS}/package/2006/content-types">{default}{overrides}</Types>'


def _relations(parts: Iterable[tuple[str, str]]) -> str:
    kind = f"{_NS}/officeDocument/2006/relationships"
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{kind}/{what}" Target="{to}"/>' for n, (what, to) in enumerate(parts, 1)
    )
    return f'{_XML}<Relationships xmlns="{_NS}/package/2006/relationships">{rows}</Relationships>'


def _workbook(title: str, numbers: Iterable[int]) -> str:
    names = "".join(
        f'<sheet name="{escape(title)}{"" if n == 1 else f" {n}"}" sheetId="{n}" r:id="r{n}"/>' for n in numbers
    )
    spaces = f'xmlns="{_NS}/spreadsheetml/2006/main" xmlns:r="{_NS}/officeDocument/2006/relationships"'
    return f"{_XML}<workbook {spaces}><sheets>{names}</sheets></workbook>"
