"""Exemptions of a line by form: which rows of the list may be claimed for it, and what was claimed."""

from datetime import date

from msgspec import UNSET, UnsetType

from manifests.life import events as e
from manifests.life.model import Code
from wasteflow.catalog.book import Book
from wasteflow.catalog.editions import holds
from wasteflow.catalog.exemptions import is_for
from wasteflow.catalog.model import Exemption
from wasteflow.web.console.forms import Form


def rows_for(book: Book, today: date, stream: str, code: Code, category: str) -> list[Exemption]:
    """What may be claimed for this waste; whether its condition is met is seen on the spot."""
    if code.scheme != "cn-hw":
        return []
    return [row for row in book.exemptions if holds(row, today) and is_for(row, stream, code.code, category)]


def claims(form: Form, line: str) -> tuple[e.Claim, ...] | UnsetType:
    """The row chosen for a line, with how its condition is met; the judge asks for that where it is left empty."""
    row = form.get(f"{line}.exemptions[0].row")
    if not (row.isdecimal() and len(row) < 6):
        return UNSET
    return (e.Claim(int(row), form.text(f"{line}.exemptions[0].reference", most=300)),)
