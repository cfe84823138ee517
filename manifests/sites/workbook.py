"""A site's ledger as the workbook a desk files: the CSV's columns, numbers as numbers, written as the months come."""

import tempfile
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import IO, Any

import anyio
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from manifests.sites import schemas
from manifests.sites.sheet import Row

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000  # a sheet has 1,048,576
_NUMBERS = {"数量", "容器/包装数量", "库存变化（吨）"}
IN_MEMORY = 4 * 1024 * 1024  # bytes of the finished file; a longer one waits on the disk


async def written(months: AsyncIterator[list[Row]], facility: str) -> IO[bytes]:
    """The finished file, to be read from its beginning. Rows past `MOST_ROWS` are left to the CSV."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("HJ1259")
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=name) for name in schemas.HEADS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    left = MOST_ROWS
    async for rows in months:
        for row in rows[:left]:
            sheet.append([_cell(sheet, name, value) for name, value in schemas.named_cells(row, facility)])
        left -= min(left, len(rows))
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when it was sent
    await anyio.to_thread.run_sync(book.save, file)
    file.seek(0)
    return file


def _cell(sheet: Any, name: str, value: object) -> Any:
    if name in _NUMBERS:
        return Decimal(str(value))
    cell = WriteOnlyCell(sheet, value="".join(c for c in str(value) if c >= " ")[:32_000])  # what XML can hold
    cell.data_type = "s"  # text beginning with = stays text
    return cell
