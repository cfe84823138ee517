"""Numbered blocks of a form, as an authority across a border expects them: each with its number, its name and what the
record knows; what it does not know stays empty, with room to write and to stamp.

The blocks come as JSON values (`manifests.borders.document`); here they become lines of words in the reader's
language. A code that is only suggested is marked so and never stands as if somebody had written it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from reports import figures
from reports.model import Names
from reports.page import CONTEXT, QUIET, wrap
from reports.sheets import Sheets
from wasteflow.core.i18n import text, texts

_WORDS = "reports.basel.words"
_SILENT = {"approval", "certificate", "scheme"}  # of no use on paper
_ONLY_TRUE = ("late", "on_annex")
_PAD, _LEADING, _EMPTY = 2.5, 4.6, 15.0  # mm


class Block(Struct, frozen=True):
    """One block, as it is set."""

    number: str
    name: str
    lines: tuple[str, ...] = ()


def blocks_of(found: Sequence[Mapping[str, Any]], cities: Mapping[str, Names], language: str) -> tuple[Block, ...]:
    """The blocks of a paper as `manifests.borders.document` fills them; `cities` names codes."""
    words = _Words(cities, language)
    return tuple(Block(one["block"], one["name"], tuple(words.lines(one["value"]))) for one in found)


class _Words:
    """Values as lines of text."""

    def __init__(self, cities: Mapping[str, Names], language: str) -> None:
        self.cities, self.language = cities, language

    def lines(self, value: Any, key: str = "") -> Iterator[str]:
        match value:
            case None | "" | () | []:
                return
            case dict():
                yield from self._of_dict(value)
            case list() | tuple():
                for one in value:
                    yield " · ".join(self.lines(one, key))
            case _:
                yield self._plain(value, key)

    def _of_dict(self, value: Mapping[str, Any]) -> Iterator[str]:
        for key, part in value.items():
            if key in _SILENT or part in (None, "", (), []) or (key in _ONLY_TRUE and not part):
                continue
            if key == "city" and "place" in value:
                continue
            if key == "suggested":
                yield self._suggested(part)
            elif key in ("forms", "basis"):
                kind = "form" if key == "forms" else "basis"
                yield self._labelled(
                    key, figures.comma(self.language).join(text(f"words.{kind}.{one}", self.language) for one in part)
                )
            elif isinstance(part, dict):
                yield from self._of_dict(part)
            elif key == "code" and "role" in value:  # of a state, not of a waste
                yield str(part)
            else:
                yield self._labelled(key, "; ".join(self.lines(part, key)))

    def _labelled(self, key: str, said: str) -> str:
        if f"{_WORDS}.{key}" not in texts():
            return said
        return f"{text(f'{_WORDS}.{key}', self.language)}{figures.colon(self.language)}{said}"

    def _suggested(self, part: Sequence[Mapping[str, Any]]) -> str:
        graded = [(one["code"], text(f"reports.basel.grade.{one['grade']}", self.language)) for one in part]
        codes = ", ".join(f"{code} ({grade})" for code, grade in graded)
        return text("reports.basel.suggested", self.language, codes=codes)

    def _plain(self, value: Any, key: str) -> str:
        match value:
            case bool():
                return text(f"reports.basel.{'yes' if value else 'no'}", self.language)
            case datetime():
                return figures.minute(value, self.language)
            case date():
                return figures.day(value, self.language)
            case Decimal() if key == "tonnes":
                return figures.kilograms(value, self.language).replace("kg", "t")
            case Decimal():
                return figures.kilograms(value, self.language)
            case _ if key == "city":
                return self.cities.get(str(value), {}).get(self.language, str(value))
            case _ if key == "method":
                return str(value).partition(":")[2]
            case _ if key in ("kind", "role"):
                return text(f"reports.basel.{key}.{value}", self.language)
            case _:
                return str(value)


def lay(sheets: Sheets, blocks: Sequence[Block]) -> None:
    """Two blocks beside each other, those with much to say across the sheet; no block is torn apart."""
    waiting: list[Block] = []
    for block in blocks:
        if _long(block, sheets.wide):
            _row(sheets, waiting)
            _row(sheets, [block])
            waiting = []
        else:
            waiting.append(block)
            if len(waiting) == 2:
                _row(sheets, waiting)
                waiting = []
    _row(sheets, waiting)


def _long(block: Block, wide: float) -> bool:
    return len(_set(block, wide / 2)) > 7


def _set(block: Block, wide: float) -> list[str]:
    return [line for said in block.lines for line in wrap(said, wide - 2 * _PAD, size=9.5)]


def _row(sheets: Sheets, blocks: Sequence[Block]) -> None:
    if not blocks:
        return
    wide = sheets.wide / len(blocks)
    heads = [wrap(block.name, wide - 2 * _PAD - 8, size=8.5, bold=True) for block in blocks]
    texts_ = [_set(block, wide) for block in blocks]
    heights = [
        4.2 * len(head) + max(_LEADING * len(lines), _EMPTY if not lines else 0) + 5
        for head, lines in zip(heads, texts_, strict=True)
    ]
    tall = max(heights)
    sheets.room(tall)
    page, top = sheets.page, sheets.y - 4
    for n, (block, head, lines) in enumerate(zip(blocks, heads, texts_, strict=True)):
        x = sheets.left + n * wide
        page.rect(x, top, wide, tall, stroke=CONTEXT, width=0.25)
        page.text(x + _PAD, top + 5, block.number, size=9, bold=True)
        for i, line in enumerate(head):
            page.text(x + _PAD + 8, top + 5 + 4.2 * i, line, size=8.5, bold=True, colour=QUIET)
        y = top + 5 + 4.2 * len(head) + 1
        for i, line in enumerate(lines):
            page.text(x + _PAD, y + _LEADING * i, line, size=9.5)
    sheets.gap(tall)
