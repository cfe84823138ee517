"""Files: encodings, workbooks, and what a hostile one could do."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests.ledger import reading, writing
from manifests.ledger import refusals as no
from manifests.ledger.columns import Entry, check_header, read_row
from tests.manifests.ledger.sheets import HEADER, csv_bytes, day, good, xlsx_bytes
from wasteflow.core.edge import NulByte
from wasteflow.core.errors import Refusal

NAIVE = datetime(2026, 11, 2, 9, 30)  # noqa: DTZ001 - workbooks know no zones
ROWS = [HEADER, good(1), good(2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_the_encodings_people_have(encoding: str, delimiter: str) -> None:
    table = reading.read("台账.csv", csv_bytes(ROWS, encoding, delimiter))
    assert [n for n, _ in table.rows] == [2, 3]
    assert table.rows[0][1][2].text == "含镍电镀污泥"


def test_rare_characters_of_gb18030() -> None:
    table = reading.read("a.csv", csv_bytes([HEADER, good(1, name="含𬭚污泥")], "gb18030"))
    assert table.rows[0][1][2].text == "含𬭚污泥"


def test_xlsx_with_dates_numbers_and_sheets_in_front() -> None:
    row = [*good(1)]
    row[1] = NAIVE  # type: ignore[call-overload]
    row[5] = 1.25  # type: ignore[call-overload]
    table = reading.read("a.xlsx", xlsx_bytes([HEADER, row], before=3))
    cells = table.rows[0][1]
    assert cells[1].moment == NAIVE
    assert cells[5].text == "1.25"


def test_row_numbers_are_those_of_the_file() -> None:
    table = reading.read("a.xlsx", xlsx_bytes([["某某厂产生环节记录表"], [], HEADER, [], good(1)]))
    assert [n for n, _ in table.rows] == [5]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.csv", b"", no.EmptyLedger),
        ("a.csv", csv_bytes([HEADER]), no.EmptyLedger),
        ("a.csv", csv_bytes([["姓名", "电话"], ["a", "b"]]), no.NoHeader),
        ("a.xlsx", xlsx_bytes([["姓名"], ["a"]]), no.NoHeader),
        ("a.csv", b"\xff\xfe\xfa\xfb\xff", no.EncodingUnknown),
        ("a.csv", b"\x81\x20\xff\xff\xff", no.EncodingUnknown),
        ("a.csv", csv_bytes(ROWS).replace(b"HW17", b"HW\x0017"), NulByte),
        ("a.csv", csv_bytes([HEADER, ['"' + "x" * 200_000]]), no.FileUnreadable),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, no.WrongFileKind),
        ("a.pdf", b"%PDF-1.7", no.WrongFileKind),
        ("a.xlsx", b"PK\x03\x04 not a zip", no.FileUnreadable),
        ("a.xlsx", b"hello", no.WrongFileKind),
        ("a.csv", csv_bytes([HEADER] + [good(n) for n in range(reading.MOST_ROWS + 20)]), no.LedgerTooLarge),
    ],
    ids=[  # names: a workbook's bytes hold the second it was written
        "nothing",
        "only the header",
        "other columns",
        "other columns in a workbook",
        "no encoding",
        "broken GBK",
        "a NUL byte",
        "an endless cell",
        "an old workbook",
        "a PDF",
        "no zip",
        "no workbook",
        "too many rows",
    ],
)
def test_what_is_no_ledger_gets_one_clear_answer(name: str, data: bytes, expected: type[Refusal]) -> None:
    with pytest.raises(expected):
        reading.read(name, data)


def test_merged_cells_below_the_header_are_named() -> None:
    with pytest.raises(no.MergedCells) as caught:
        reading.read("a.xlsx", xlsx_bytes([HEADER, good(1), good(2)], merge="A2:A3"))
    assert caught.value.facts["cells"] == "A2:A3"


def test_merged_cells_of_another_sheet_do_not_matter() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(ROWS, before=1)))
    book.worksheets[0].merge_cells("A1:A9")
    out = io.BytesIO()
    book.save(out)
    assert len(reading.read("a.xlsx", out.getvalue()).rows) == 2


def test_a_merged_title_does_not_matter() -> None:
    assert reading.read("a.xlsx", xlsx_bytes([["记录表"], HEADER, good(1)], merge="A1:H1")).rows


def test_a_workbook_that_understates_its_size_is_read_whole() -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(ROWS))) as archive:
        for part in archive.namelist():
            parts[part] = archive.read(part)
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b'<dimension ref="A1:H3"' in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'"A1:H3"', b'"A1:H2"')
    assert len(reading.read("a.xlsx", _zip(parts)).rows) == 2


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = _zip({"xl/worksheets/sheet1.xml": b"0" * (reading.MOST_UNPACKED + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(no.LedgerTooLarge):
        reading.read("a.xlsx", bomb)


def test_a_zip_of_many_parts_is_refused() -> None:
    with pytest.raises(no.LedgerTooLarge):
        reading.read("a.xlsx", _zip({f"{n}.xml": b"" for n in range(reading.MOST_PARTS + 1)}))


def test_entities_are_refused() -> None:
    workbook = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>'
    with pytest.raises(no.FileUnreadable):
        reading.read("a.xlsx", _zip({"xl/workbook.xml": workbook}))


def test_a_zip_that_is_no_workbook() -> None:
    with pytest.raises(no.FileUnreadable):
        reading.read("a.xlsx", _zip({"hello.txt": b"hello"}))


def test_a_workbook_with_broken_xml() -> None:
    good_one = xlsx_bytes(ROWS)
    parts = {}
    with zipfile.ZipFile(io.BytesIO(good_one)) as archive:
        for part in archive.namelist():
            parts[part] = archive.read(part)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-40]
    with pytest.raises(no.FileUnreadable):
        reading.read("a.xlsx", _zip(parts))


@pytest.mark.slow
def test_a_million_rows_are_given_up_early() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 400_000))
    parts = {}
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(ROWS))) as archive:
        for part in archive.namelist():
            parts[part] = archive.read(part)
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", rows + b"</sheetData>")
    with pytest.raises(no.LedgerTooLarge):
        reading.read("a.xlsx", _zip(parts))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_template_is_a_ledger(kind: str, language: str) -> None:
    made = writing.template(kind, language)  # type: ignore[arg-type]
    table = reading.read(made.name, made.content)
    check_header(table.layout)
    assert isinstance(read_row(table.layout, *table.rows[0]), Entry)


def test_day_is_of_the_bay_area() -> None:
    assert len(day()) == 10


def refused_or_read(name: str, data: bytes) -> None:
    try:
        reading.read(name, data)
    except Refusal:
        return


@given(st.sampled_from(["a.csv", "a.xlsx", "a.txt", ""]), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    refused_or_read(name, data)


@given(st.text(max_size=200))
def test_any_text_below_a_header_is_read_or_refused(text: str) -> None:
    refused_or_read("a.csv", (",".join(HEADER) + "\n" + text).encode("utf-8", "surrogatepass"))


WHOLE = xlsx_bytes(ROWS)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_workbook_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, value in damage:
        data[place] = value
    refused_or_read("a.xlsx", bytes(data))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_workbook_with_damaged_parts_is_read_or_refused(data: st.DataObject) -> None:
    """The zip is whole, what is in it is not."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        for part in archive.namelist():
            parts[part] = archive.read(part)
    chosen = data.draw(st.sampled_from(sorted(parts)))
    body = bytearray(parts[chosen])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=6))
    parts[chosen] = bytes(body)
    refused_or_read("a.xlsx", _zip(parts))
