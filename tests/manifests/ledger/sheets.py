"""Ledgers as companies write them, for tests."""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from openpyxl import Workbook

from wasteflow.core import clock

HEADER = [
    "产生批次编码",
    "产生时间",
    "危险废物名称",
    "危险废物类别",
    "危险废物代码",
    "产生量（吨）",
    "容器/包装类型",
    "容器/包装数量",
]


def day(ago: int = 1, form: str = "%Y-%m-%d") -> str:
    return (clock.now() - timedelta(days=ago)).astimezone(clock.BAY_AREA).strftime(form)


def good(serial: int, **changes: Any) -> list[str]:
    """One row that is right."""
    values = {
        "batch": f"HWCS20261101{serial:03}",
        "at": day(),
        "name": "含镍电镀污泥",
        "category": "HW17",
        "code": "336-054-17",
        "amount": "1.25",
        "container": "吨袋",
        "count": "2",
    }
    return list((values | changes).values())


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[Any]], *, merge: str = "", before: int = 0, sheet: str = "产生台账") -> bytes:
    """A workbook; `before`: further sheets in front, with other things in them."""
    book = Workbook()
    book.remove(book.active)
    for n in range(before):
        book.create_sheet(f"说明{n}").append(["请阅读", "填表说明"])
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(list(row))
    if merge:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
