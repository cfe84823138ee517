"""A file of statistics: which columns there are, and what their cells may say. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from manifests.ledger.columns import HEADER_ROWS, BadRow, Cell, Column, Layout, plain
from wasteflow.catalog.indicators import Figure, IndicatorSet
from wasteflow.core.errors import Refusal
from workers.statistics import refusals as no
from workers.statistics.model import Entry

COLUMNS = (
    Column("city", "地区", ("城市", "地市", "地區", "city", "cidade"), True),
    Column("figure", "数据项", ("指标", "指标名称", "數據項", "figure", "dado"), True),
    Column("period", "期间", ("年份", "年度", "月份", "期間", "period", "período"), True),
    Column("value", "数值", ("值", "數值", "value", "valor"), True),
    Column("unit", "单位", ("计量单位", "單位", "unit", "unidade")),
    Column("source", "来源", ("数据来源", "來源", "source", "fonte"), True),
    Column("reason", "修订理由", ("修改理由", "修訂理由", "reason", "motivo")),
)
LONGEST = 500


def _folded(text: str) -> str:
    return re.sub(r"[\s*＊]", "", plain(text)).lower()


def _short(city: str) -> str:
    return re.sub(r"(市|省|特别行政区|特別行政區|special administrative region|sar)$", "", _folded(city))


_KEYS = {_folded(name): c.key for c in COLUMNS for name in (c.name, *c.others)}


def find_header(rows: Sequence[Sequence[Cell]]) -> Layout | None:
    """The row that names the columns that are needed."""
    for n, row in enumerate(rows[:HEADER_ROWS], 1):
        places = {key: i for i, cell in reversed(list(enumerate(row))) if (key := _KEYS.get(_folded(cell.text)))}
        if all(c.key in places for c in COLUMNS if c.required):
            return Layout(n, places, {key: plain(row[i].text) for key, i in places.items()})
    return None


@dataclass(frozen=True)
class Words:
    """What people call cities, figures and units."""

    cities: Mapping[str, str]
    figures: Mapping[str, Figure]
    units: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, known: IndicatorSet, cities: Mapping[str, Sequence[str]]) -> "Words":
        """`cities`: code6 -> its names."""
        return cls(
            {_short(word): code for code, names in cities.items() for word in (code, *names)},
            {_folded(word): figure for id, figure in known.figures.items() for word in (id, *figure.names.values())},
            {unit: frozenset(_folded(n) for n in (unit, *names.values())) for unit, names in known.units.items()},
        )

    def city(self, written: str) -> str:
        """Raises CityUnknown."""
        if code := self.cities.get(_short(written)):
            return code
        raise no.CityUnknown("city", text=written[:40])

    def figure(self, written: str) -> Figure:
        """Raises FigureUnknown."""
        if found := self.figures.get(_folded(written)):
            return found
        raise no.FigureUnknown("figure", text=written[:60])

    def check_unit(self, figure: Figure, written: str, names: dict[str, str]) -> None:
        """A unit that is stated must be the figure's. Raises UnitDiffers."""
        if written and _folded(written) not in self.units[figure.unit]:
            raise no.UnitDiffers("unit", unit=names, written=written[:20])


def value_of(written: str) -> Decimal:
    """Raises ValueMalformed."""
    text = plain(written).replace(",", "").replace("，", "")
    if not re.fullmatch(r"\d{1,15}(\.\d{1,9})?", text, re.ASCII):
        raise no.ValueMalformed("value", text=written[:40])
    return Decimal(text)


def read_row(words: Words, known: IndicatorSet, layout: Layout, number: int, cells: Sequence[Cell]) -> Entry | BadRow:
    """The row as an entry, or everything that is wrong with it."""
    bad = BadRow(number)

    def cell(key: str) -> str:
        index = layout.places.get(key)
        return plain(cells[index].text)[:LONGEST] if index is not None and index < len(cells) else ""

    def tried(key: str, parse: object) -> object:
        try:
            return parse(cell(key))  # type: ignore[operator]
        except Refusal as problem:
            bad.problems.append((key, problem))
            return None

    city, figure, value = tried("city", words.city), tried("figure", words.figure), tried("value", value_of)
    if isinstance(figure, Figure):
        tried("unit", lambda written: words.check_unit(figure, written, known.units[figure.unit]))
    if bad.problems or not isinstance(figure, Figure) or not isinstance(value, Decimal):
        return bad
    return Entry(str(city), figure.id, cell("period"), value, cell("source"), cell("reason"))
