"""A file as rows of cells: CSV in UTF-8 or GB18030, or XLSX. What a hostile file could cost is bounded first."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

import openpyxl

from manifests.ledger import refusals as no
from manifests.ledger.columns import COLUMNS, HEADER_ROWS, Cell, Layout, find_header
from wasteflow.core.edge import NulByte
from wasteflow.core.errors import Refusal

MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_UNPACKED = 48 * 1024 * 1024
MOST_PARTS = 500
MOST_SHEETS = 10
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


@dataclass(frozen=True)
class Table:
    """A sheet that was read, and how, so that an error file can look the same."""

    kind: Literal["csv", "xlsx"]
    layout: Layout
    header: list[Cell]
    rows: list[tuple[int, list[Cell]]]  # number in the file from 1; empty rows left out
    encoding: str = "utf-8-sig"
    delimiter: str = ","


Find = Callable[[list[list[Cell]]], Layout | None]  # the row of column names, where there is one
NEEDED = tuple(c.name for c in COLUMNS if c.required)


def read(name: str, data: bytes, *, find: Find = find_header, needed: Sequence[str] = NEEDED) -> Table:
    """Read a ledger, or another table with its own `find`. Raises what stands in `refusals` under "the whole file"."""
    if not data.strip():
        raise no.EmptyLedger("file")
    if data[:4] == b"PK\x03\x04":
        return _xlsx(data, find, needed)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise no.WrongFileKind("file")
    return _csv(data, find, needed)


# --- CSV -------------------------------------------------------------------------------------------------


def _csv(data: bytes, find: Find, needed: Sequence[str]) -> Table:
    text, encoding = _decoded(data)
    if "\x00" in text:
        raise NulByte("file")
    delimiter = _delimiter(text)
    rows: list[list[Cell]] = []
    try:
        for n, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)):
            if n > MOST_ROWS + HEADER_ROWS:
                raise _too_large()
            rows.append([Cell(c) for c in row[:MOST_COLUMNS]])
    except csv.Error as error:
        raise no.FileUnreadable("file", problem=str(error)) from None
    layout = find(rows)
    if layout is None:
        raise _no_header(needed)
    return _table("csv", layout, rows, encoding=encoding, delimiter=delimiter)


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                raise no.EncodingUnknown("file") from None
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise no.EncodingUnknown("file")


def _delimiter(text: str) -> str:
    head = "\n".join(text.splitlines()[:HEADER_ROWS])
    return max(",\t;", key=head.count)


# --- XLSX ------------------------------------------------------------------------------------------------


def _xlsx(data: bytes, find: Find, needed: Sequence[str]) -> Table:
    merged = _inspect(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            for sheet in book.worksheets[:MOST_SHEETS]:
                rows = list(_sheet_rows(sheet))
                if (layout := find(rows)) is not None:
                    part = str(getattr(sheet, "_worksheet_path", ""))  # openpyxl has no public name for it
                    _refuse_merged(merged.get(part.lstrip("/"), []), layout)
                    return _table("xlsx", layout, rows)
        finally:
            book.close()
    except Refusal:
        raise
    except Exception as error:  # openpyxl answers a damaged workbook with whatever it stumbles over
        raise no.FileUnreadable("file", problem=type(error).__name__) from None
    raise _no_header(needed)


def _inspect(data: bytes) -> dict[str, list[tuple[str, int]]]:
    """Part -> merged ranges (as text, last row). Raises LedgerTooLarge, FileUnreadable before anything unpacks
    more than it should: a part says how large it is, and is read no further than that."""
    merged: dict[str, list[tuple[str, int]]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
                raise _too_large()
            for part in parts:
                with archive.open(part) as file:
                    body = file.read(min(part.file_size, MOST_UNPACKED) + 1)
                if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body[:65536]:
                    raise no.FileUnreadable("file", problem="DOCTYPE")
                found = [(b"".join(m[:2]) + b":" + b"".join(m[2:]), int(m[3])) for m in MERGE.findall(body)]
                merged[part.filename] = [(ref.decode(), last) for ref, last in found]
    except Refusal:
        raise
    except Exception as error:  # zipfile too: BadZipFile, zlib.error, NotImplementedError, RuntimeError ...
        raise no.FileUnreadable("file", problem=type(error).__name__) from None
    return merged


def _sheet_rows(sheet: Any) -> Iterator[list[Cell]]:
    empty = 0
    sheet.reset_dimensions()  # a workbook may understate its size; rows beyond it would be lost without a word
    for n, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS)):
        cells = [_cell(c) for c in row]
        empty = empty + 1 if not any(c.text or c.formula for c in cells) else 0
        if empty > 1000:  # formatted far below the data
            return
        if n > MOST_ROWS + HEADER_ROWS + empty:
            raise _too_large()
        yield cells


def _cell(cell: Any) -> Cell:
    value = cell.value
    match value:
        case None:
            return Cell()
        case _ if cell.data_type == "f":
            return Cell(str(value)[:40], formula=True)
        case datetime():
            return Cell(value.isoformat(sep=" "), moment=value.replace(tzinfo=None))
        case date():
            return Cell(value.isoformat(), moment=datetime.combine(value, time()))
        case bool():
            return Cell("TRUE" if value else "FALSE")
        case float() if value.is_integer() and abs(value) < 1e15:
            return Cell(str(int(value)))
        case _:
            return Cell(repr(value) if isinstance(value, float) else str(value))


def _refuse_merged(merged: list[tuple[str, int]], layout: Layout) -> None:
    below = [ref for ref, last in merged if last > layout.header_row]
    if below:
        raise no.MergedCells("file", cells=", ".join(below[:5]))


# --- both ------------------------------------------------------------------------------------------------


def _table(kind: Literal["csv", "xlsx"], layout: Layout, rows: list[list[Cell]], **how: str) -> Table:
    body = [(n, row) for n, row in enumerate(rows, 1) if n > layout.header_row and _filled(row)]
    if not body:
        raise no.EmptyLedger("file")
    if len(body) > MOST_ROWS:
        raise _too_large()
    return Table(kind, layout, rows[layout.header_row - 1], body, **how)


def _filled(row: list[Cell]) -> bool:
    return any(c.text.strip() or c.formula for c in row)


def _too_large() -> no.LedgerTooLarge:
    return no.LedgerTooLarge("file", rows=MOST_ROWS, megabytes=MOST_UNPACKED // 1024 // 1024)


def _no_header(needed: Sequence[str]) -> no.NoHeader:
    return no.NoHeader("file", rows=HEADER_ROWS, needed="、".join(needed))
