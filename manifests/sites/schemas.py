"""A site's ledger as JSON and as the table a desk opens in its spreadsheet, headed as HJ 1259-2022, 6.3 has it."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec

from manifests.life.volumes import written
from manifests.sites.sheet import Row
from wasteflow.core.cells import inert
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.i18n import text

HEADS = (
    "批次编码",
    "环节",
    "时间",
    "行业俗称/单位内部名称",
    "危险废物类别",
    "危险废物代码",
    "物理形态",
    "危险特性",
    "数量",
    "计量单位",
    "计量方式",
    "容器/包装编码",
    "容器/包装类型",
    "容器/包装数量",
    "上一环节批次编码",
    "经办人",
    "设施",
    "来源/去向",
    "许可证编号",
    "转移联单编号",
    "运输单位",
    "车牌号",
    "利用/处置方式",
    "库存变化（吨）",
)


def row_out(row: Row) -> dict[str, Any]:
    """A row as JSON; `t` is what the standard asks for, `kg` what was recorded."""
    known = {name: value for name, value in msgspec.structs.asdict(row).items() if value is not msgspec.UNSET}
    return {**known, "t": tonnes(row.kg), "stock_t": tonnes(row.stock_kg)}


def tonnes(kg: Decimal) -> str:
    """Plain digits, nothing rounded."""
    return format((kg / 1000).normalize() + 0, "f")


def head() -> str:
    """The mark that tells spreadsheets it is Unicode, and the names of the columns."""
    return "\ufeff" + lines([HEADS])


def table(rows: Iterable[Row], facility: str) -> str:
    """Rows as CSV, in Simplified Chinese: it is the mainland's ledger, whoever reads it."""
    return lines(_cells(row, facility) for row in rows)


def named_cells(row: Row, facility: str) -> Iterable[tuple[str, object]]:
    """Each cell of a row with the name of its column."""
    return zip(HEADS, _cells(row, facility), strict=True)


def lines(rows: Iterable[Iterable[object]]) -> str:
    """CSV lines that no spreadsheet runs."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_safe(str(cell)) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: str) -> str:
    return cell if _number(cell) else inert(cell)


def _number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isascii() and cell.lstrip("-").replace(".", "", 1).isdigit()


def _cells(row: Row, facility: str) -> tuple[object, ...]:
    return (
        row.code,
        text(f"ledger.link.{row.link.value}", "zh-Hans"),
        f"{row.at.astimezone(BAY_AREA):%Y-%m-%d %H:%M}",
        row.name,
        row.category,
        row.waste_code,
        text(f"words.form.{row.form}", "zh-Hans"),
        row.hazards,
        tonnes(row.kg),
        "吨",
        text(f"words.basis.{row.basis}", "zh-Hans") + (f"（{written(row.volume, 'zh-Hans')}）" if row.volume else ""),
        row.container_code,
        text(f"words.container.{row.container}", "zh-Hans"),
        row.containers,
        " ".join(row.previous),
        row.person,
        facility,
        row.party,
        row.permit,
        row.number,
        row.carrier,
        row.plate,
        row.method,
        tonnes(row.stock_kg),
    )
