"""What holds on a day. It holds on `valid_from` and on `valid_to` too; without `valid_to`, until further notice."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def holds(row: Dated, on: date) -> bool:
    """Whether `row` holds on that day."""
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def holding(rows: Iterable[D], on: date) -> D | None:
    """The row that holds on that day; the youngest where several editions do."""
    return max((r for r in rows if holds(r, on)), key=lambda r: r.valid_from, default=None)
