"""The columns of a ledger of produced batches (HJ 1259-2022, 6.3) and what their cells may say. Pure.

Nothing is guessed that counts: a unit stands in the column's name, in its own column or beside the number, or the file
is refused; a weight without a basis is `declared`, which is what a ledger does.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from manifests.ledger import refusals as no
from manifests.ledger.words import BASES, CONTAINERS, FORMS, OTHER_LINKS, UNITS, form_of, simplified
from manifests.life.model import Basis
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.errors import Refusal

HEADER_ROWS = 10  # titles may stand above the column names
LONGEST = 300
MOST_CONTAINERS = 9999


@dataclass(frozen=True)
class Column:
    """One column: its key here, its name in the template, other names it goes by."""

    key: str
    name: str
    others: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


COLUMNS = (
    Column(
        "batch", "产生批次编码", ("产生批次编号", "批次编码", "批次编号", "批次号", "产生批次"), True, "HWCS20261122001"
    ),
    Column("at", "产生时间", ("产生日期", "日期", "时间", "产生日期时间"), True, "2026-11-22 09:30"),
    Column(
        "name",
        "行业俗称/单位内部名称",
        ("行业俗称", "单位内部名称", "危险废物名称", "废物名称", "危废名称", "名称"),
        True,
        "含铜电镀污泥",
    ),
    Column("listed", "国家危险废物名录名称", ("名录名称", "国家名录名称")),
    Column("category", "危险废物类别", ("废物类别", "危废类别", "类别"), example="HW17"),
    Column("code", "危险废物代码", ("废物代码", "危废代码", "代码"), True, "336-062-17"),
    Column("amount", "产生量", ("产生数量", "数量", "重量", "产生重量"), True, "1.25"),
    Column("unit", "计量单位", ("单位", "产生量单位"), example="吨"),
    Column("basis", "计量方式", ("称重方式", "数据来源", "计量依据"), example="称重"),
    Column("form", "物理形态", ("形态", "废物形态", "物态"), example="半固态"),
    Column("hazards", "危险特性", ("危险特性代码", "特性")),
    Column("constituents", "有害成分", ("主要有害成分", "有害成分名称")),
    Column("container_code", "容器/包装编码", ("容器编码", "包装编码", "容器或包装编码")),
    Column(
        "container", "容器/包装类型", ("容器类型", "包装类型", "包装形式", "容器或包装类型", "包装方式"), True, "吨袋"
    ),
    Column("count", "容器/包装数量", ("容器数量", "包装数量", "容器或包装数量", "件数"), example="2"),
    Column("litres", "容器容积（L）", ("容器容积", "容积", "规格")),
    Column("facility", "产生危险废物设施编码", ("设施编码", "产生设施编码", "产废设施编码")),
    Column("person", "产生部门经办人", ("经办人", "产生环节经办人", "填表人")),
    Column("destination", "去向", ("废物去向", "利用处置去向")),
)
BY_KEY = {c.key: c for c in COLUMNS}


@dataclass(frozen=True)
class Cell:
    """One cell as text; `formula` where the file computes it."""

    text: str = ""
    formula: bool = False
    moment: datetime | None = None  # where the file itself says that it is a date (no zone: local time)


@dataclass(frozen=True)
class Layout:
    """Which column stands where; the unit where the amount's name states it."""

    header_row: int  # from 1
    places: Mapping[str, int]  # key -> index
    names: Mapping[str, str]  # key -> as the file writes it
    unit: str | None = None


@dataclass(frozen=True)
class Entry:
    """One good row."""

    row: int
    batch: str
    at: datetime
    name: str
    code: str
    kg: Decimal
    basis: Basis
    form: str
    container: str
    count: int
    litres: Decimal | None
    hazards: str
    constituents: str


@dataclass
class BadRow:
    """One row that cannot be read: column key -> what is wrong, in the order of the columns."""

    row: int
    problems: list[tuple[str, Refusal]] = field(default_factory=list)


def plain(text: str) -> str:
    """One spelling of what people type: half width, no spaces around, no invisible characters."""
    return unicodedata.normalize("NFKC", text).replace("\ufeff", "").replace("\u200b", "").strip()


# --- the header ------------------------------------------------------------------------------------------

_UNIT_IN_NAME = re.compile(r"^(.*?)[(\[（【/,，:：]\s*(?:单位[:：])?\s*([A-Za-z]+|吨|公吨|千克|公斤)\s*[)\]）】]?$")


def find_header(rows: Sequence[Sequence[Cell]]) -> Layout | None:
    """The row of column names among the first ones; None where none names half of what is needed."""
    best: tuple[int, Layout] | None = None
    for n, row in enumerate(rows[:HEADER_ROWS], 1):
        layout = _layout(n, row)
        score = sum(c.required and c.key in layout.places for c in COLUMNS)
        if score >= 3 and (best is None or score > best[0]):
            best = (score, layout)
    return best[1] if best else None


def check_header(layout: Layout) -> None:
    """Raises ColumnsMissing, UnitUnknown."""
    if missing := [c.name for c in COLUMNS if c.required and c.key not in layout.places]:
        raise no.ColumnsMissing("file", missing="、".join(missing))
    if layout.unit is None and "unit" not in layout.places:
        raise no.UnitUnknown("file")


def _layout(n: int, row: Sequence[Cell]) -> Layout:
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    unit = None
    for index, cell in enumerate(row):
        key, stated = _column(cell.text)
        if key is None:
            continue
        if key in places:
            if n > 1 or len(places) >= 3:
                raise no.ColumnTwice("file", column=BY_KEY[key].name)
            continue
        places[key], names[key] = index, plain(cell.text)[:60]
        unit = stated if key == "amount" else unit
    return Layout(n, places, names, unit)


def _column(header: str) -> tuple[str | None, str | None]:
    """The column a name stands for, and the unit it states."""
    name = _folded(header)
    if key := _NAMES.get(name):
        return key, None
    if (match := _UNIT_IN_NAME.match(simplified(plain(header)))) and (key := _NAMES.get(_folded(match[1]))):
        return key, match[2] if match[2].lower() in UNITS else None
    return None, None


def _folded(header: str) -> str:
    return simplified(re.sub(r"[\s*＊]", "", plain(header)).lower())


_NAMES = {_folded(name): c.key for c in COLUMNS for name in (c.name, *c.others)}


# --- a row -----------------------------------------------------------------------------------------------


def read_row(layout: Layout, number: int, cells: Sequence[Cell]) -> Entry | BadRow:
    """The row's values, or everything that is wrong with it."""
    bad = BadRow(number)

    def read(key: str, parse: Callable[[Cell], Any], default: Any = None) -> Any:
        try:
            cell = _cell(layout, key, cells)
            if not cell.text:
                if BY_KEY[key].required:
                    raise no.CellEmpty(key)
                return default
            return parse(cell)
        except Refusal as problem:
            bad.problems.append((key, problem))
            return None

    values = {
        "batch": read("batch", batch_code),
        "at": read("at", moment),
        "name": read("name", lambda c: c.text),
        "code": read("code", waste_code),
        "kg": read("amount", lambda c: _kilograms(layout, c, cells)),
        "basis": read("basis", _choice(BASES), Basis.DECLARED),
        "form": read("form", _choice(FORMS), ""),
        "container": read("container", _choice(CONTAINERS)),
        "count": read("count", count, 1),
        "litres": read("litres", lambda c: number_of(re.sub(r"(?i)(l|升)$", "", c.text))),
        "hazards": read("hazards", lambda c: re.sub(r"[，、]", ",", re.sub(r"\s", "", c.text))[:20], ""),
        "constituents": read("constituents", lambda c: c.text, ""),
    }
    read("category", lambda c: _category(c, values["code"]))
    if values["form"] == "" and values["name"]:
        values["form"] = form_of(simplified(values["name"]))
        if not values["form"]:
            bad.problems.append(("form", no.FormNotClear("form")))
    return bad if bad.problems else Entry(row=number, **values)


def _cell(layout: Layout, key: str, cells: Sequence[Cell]) -> Cell:
    index = layout.places.get(key)
    if index is None or index >= len(cells):
        return Cell()
    cell = cells[index]
    if cell.formula:
        raise no.CellFormula(key)
    text = plain(cell.text)
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co") for c in text if c not in "\n\t\r"):
        raise no.CellUnprintable(key)
    text = re.sub(r"\s+", " ", text)
    if len(text) > LONGEST:
        raise no.CellTooLong(key, limit=LONGEST)
    return Cell(text, False, cell.moment)


def batch_code(cell: Cell) -> str:
    """Raises BatchCodeMalformed, BatchCodeOfOtherLink."""
    code = cell.text.upper().replace(" ", "")
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9_/-]{3,39}", code, re.ASCII):
        raise no.BatchCodeMalformed("batch", text=cell.text[:40])
    for prefix in OTHER_LINKS:
        if code.startswith(prefix) and code[len(prefix) : len(prefix) + 1].isdigit():
            raise no.BatchCodeOfOtherLink("batch", prefix=prefix, link=OTHER_LINKS[prefix])
    return code


_DATE = re.compile(
    r"(\d{4})\s*(?:[-/.年])\s*(\d{1,2})\s*(?:[-/.月])\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(上午|下午|中午|晚上)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2})(?::?(\d{2}))?)?", re.ASCII)


def moment(cell: Cell) -> datetime:
    """When it was made, Bay Area time; midnight where only the day is given. Raises DateUnknown."""
    try:
        if cell.moment is not None:
            return cell.moment.replace(tzinfo=BAY_AREA, microsecond=0)
        if match := _DATE.fullmatch(cell.text):
            year, month, day, half, hour, minute, second = match.groups()
            hours = int(hour or 0)
            if half in ("下午", "晚上") and hours < 12:
                hours += 12
            return datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=BAY_AREA)
        if match := _COMPACT.fullmatch(cell.text):
            return datetime(*(int(x or 0) for x in match.groups()), tzinfo=BAY_AREA)  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError):
        pass
    raise no.DateUnknown("at", text=cell.text[:40])


def waste_code(cell: Cell) -> str:
    """As written; whether it is one is the catalogue's to say."""
    return cell.text[:40]


_NUMBER = re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,9})?(?:[eE][+-]?\d{1,2})?", re.ASCII)


def number_of(text: str, key: str = "amount") -> Decimal:
    """A number as people write it: 1,234.5. What is below 0 is one, too: what is wrong with it is told later.

    Raises NumberUnknown.
    """
    if not _NUMBER.fullmatch(text):
        raise no.NumberUnknown(key, text=text[:40])
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise no.NumberUnknown(key, text=text[:40]) from None


def count(cell: Cell) -> int:
    """Containers. Raises CountUnknown."""
    if (
        not re.fullmatch(r"\d{1,4}(\.0+)?", text := re.sub(r"[个只桶袋箱件]$", "", cell.text), re.ASCII)
        or float(text) < 1
    ):
        raise no.CountUnknown("count", text=cell.text[:40], limit=MOST_CONTAINERS)
    return int(float(text))


def _kilograms(layout: Layout, cell: Cell, cells: Sequence[Cell]) -> Decimal:
    """The amount in kilograms, by the unit stated in the row, the column's name or beside the number."""
    match = re.fullmatch(r"([\d.,+eE-]+?)\s*([A-Za-z]+|吨|公吨|千克|公斤)?", simplified(cell.text))
    if match is None:
        raise no.NumberUnknown("amount", text=cell.text[:40])
    column = simplified(_cell(layout, "unit", cells).text)
    stated = [u for u in (layout.unit, column, match[2]) if u]
    for unit in stated:
        if unit.lower() not in UNITS:
            raise no.UnitNotMass("unit", text=unit[:20])
    if not stated:
        raise no.CellEmpty("unit")
    if len({UNITS[u.lower()] for u in stated}) > 1:
        raise no.UnitContradicts("amount", row=stated[-1], column=stated[0])
    kg = number_of(match[1]) * UNITS[stated[0].lower()]
    return kg.normalize() if kg == kg.to_integral() else kg


def _choice(words: Mapping[str, Any]) -> Callable[[Cell], Any]:
    def choose(cell: Cell) -> Any:
        try:
            return words[simplified(cell.text).lower().replace(" ", "")]
        except KeyError:
            known = "、".join(w for w in words if not w.isascii())
            raise no.ChoiceUnknown("", text=cell.text[:40], known=known) from None

    return choose


def _category(cell: Cell, code: str | None) -> None:
    """The category beside the code must be the code's own. Raises CategoryContradicts."""
    stated = re.match(r"(?i)(HW\s*\d{2})", cell.text)
    if stated and code and re.search(r"\d{2}$", code):
        expected = "HW" + code[-2:]
        if stated[1].upper().replace(" ", "") != expected:
            raise no.CategoryContradicts("category", code=code, expected=expected, category=stated[1])
