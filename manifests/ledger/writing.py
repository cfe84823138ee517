"""Files we hand out: the template, and the rows that were not imported, in the manner they came in."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from manifests.ledger.columns import COLUMNS, Cell
from manifests.ledger.reading import Table
from wasteflow.core.i18n import text

MEDIA = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_MARKED = PatternFill("solid", fgColor="FFF2CC")


@dataclass(frozen=True)
class File:
    """Something to download."""

    name: str
    media_type: str
    content: bytes


def template(kind: Literal["csv", "xlsx"], language: str) -> File:
    """Column names and one example row; the unit stands in its own column."""
    rows = [[c.name + ("*" if c.required else "") for c in COLUMNS], [c.example for c in COLUMNS]]
    return table_file(f"{text('ledger.template_name', language)}.{kind}", kind, rows)


def table_file(name: str, kind: Literal["csv", "xlsx"], rows: Sequence[Sequence[str]]) -> File:
    """Rows as a file; the first one names the columns."""
    if kind == "csv":
        return File(name, MEDIA["csv"], _csv(rows, "utf-8-sig", ","))
    return File(name, MEDIA["xlsx"], _xlsx(rows, ()))


def error_file(table: Table, bad: Sequence[tuple[int, Sequence[int], str]], name: str, language: str) -> File:
    """The rows that were not imported, as they were sent, with their number and what to do in front.

    `bad`: row number, indices of the cells at fault, what to do. Mended, the file can be sent as it is: the two columns
    in front are not read.
    """
    rows = dict(table.rows)
    body = [[str(number), why, *map(_shown, rows[number])] for number, _, why in bad]
    header = [text("ledger.row_number", language), text("ledger.what_to_do", language), *map(_shown, table.header)]
    marked = {(n, i + 2) for n, (_, cells, _) in enumerate(bad, 1) for i in cells}
    stem = name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0][:80] or "ledger"
    full = f"{stem}-{text('ledger.errors_name', language)}.{table.kind}"
    if table.kind == "csv":
        return File(full, MEDIA["csv"], _csv([header, *body], table.encoding, table.delimiter))
    return File(full, MEDIA["xlsx"], _xlsx([header, *body], marked))


def _shown(cell: Cell) -> str:
    return cell.text


def _csv(rows: Sequence[Sequence[str]], encoding: str, delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    try:
        return out.getvalue().encode("gbk" if encoding == "gb18030" else encoding)
    except UnicodeEncodeError:  # a remedy in Portuguese: spreadsheets know UTF-8 by its mark
        return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[str]], marked: object) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for n, row in enumerate(rows):
        cells = []
        for i, value in enumerate(row):
            cell = WriteOnlyCell(sheet, value=_printable(value))
            cell.data_type = "s"  # text beginning with = stays text
            if n == 0:
                cell.font = Font(bold=True)
            elif isinstance(marked, set) and (n, i) in marked:
                cell.fill = _MARKED
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(value: str) -> str:
    """What XML can hold, at a cell's longest."""
    return "".join(c for c in value if c in "\t\n\r" or c >= " ")[:32_000]
