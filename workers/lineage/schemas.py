"""HTTP shapes of lineage."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from wasteflow.catalog.book import Book
from wasteflow.catalog.indicators import indicator_set
from wasteflow.core.cells import inert
from wasteflow.core.i18n import text
from workers.lineage.change import Share
from workers.lineage.queries import By, CellRow, LoadRow
from workers.lineage.why import FIGURE, Change

# Of the file of loads, in this order: the key of its heading under `lineage.column`.
COLUMNS = (
    "occurred_at", "company", "site", "name", "code", "digital_code", "city", "month", "measure", "method",
    "treat_city", "kg", "basis", "batch", "event",
)  # fmt: skip


def load(row: LoadRow) -> dict[str, Any]:
    """One load behind a figure."""
    return {**msgspec.to_builtins(row), "month": _month(row.month), "origin_month": _month(row.origin_month)}


def cell(row: CellRow) -> dict[str, Any]:
    """One sum of the roll-up."""
    return {**msgspec.to_builtins(row), "month": _month(row.month), "origin_month": _month(row.origin_month)}


def change(found: Change, by: By, book: Book, language: str) -> dict[str, Any]:
    """Why a value moved; the shares add up to `change`."""
    return {
        "before": found.before.value,
        "after": found.after.value,
        "change": found.whole,
        "by": by,
        "shares": [
            {
                "key": share.key,
                "name": name(share, by, found.names, book, language),
                "before": share.before,
                "after": share.after,
                "change": share.change,
            }
            for share in found.shares or ()
        ],
    }


def name(share: Share, by: By, names: dict[str, str], book: Book, language: str) -> str:
    """What one share is called."""
    if share.key.startswith(FIGURE):
        figure = indicator_set().figures.get(share.key.removeprefix(FIGURE))
        return figure.names[language] if figure else share.key
    if by == "city":
        place = book.jurisdictions.get(share.key)
        return place.names[language] if place else share.key
    if by == "stream":
        stream = book.streams.get(share.key)
        return stream.names[language] if stream else share.key
    return names.get(share.key) or share.key


def heading(language: str) -> bytes:
    """The first line of the file, which names the columns; UTF-8 with its mark, as spreadsheets want it."""
    return b"\xef\xbb\xbf" + _csv([text(f"lineage.column.{key}", language) for key in COLUMNS])


def line(row: LoadRow) -> bytes:
    """One load in the file."""
    return _csv(_cells(row))


def _csv(cells: Sequence[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(inert(x) if isinstance(x, str) else x for x in cells)
    return out.getvalue().encode()


def _cells(row: LoadRow) -> list[object]:
    return [
        row.occurred_at.isoformat(), row.company or "", row.site_name or "", row.name, row.code,
        row.digital_code or "", row.city, _month(row.month), row.measure, row.method, row.treat_city, row.kg,
        row.basis, row.batch, row.event,
    ]  # fmt: skip


def _month(first_day: Any) -> str:
    return f"{first_day:%Y-%m}"
