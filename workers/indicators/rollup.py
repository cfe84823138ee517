"""Counts custody events once each, in commit order, behind a safe watermark.

The position and the sums move in one transaction, so a roll-up that dies has counted nothing or all of its part. Only
events below the oldest running transaction are read: "id > last seen" would lose what commits late.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wasteflow.catalog.book import Book, open_book
from wasteflow.core.db import Connection, Pool
from workers import store
from workers.indicators.cells import COUNTED, Counted, Load, cells_of, loads_of
from workers.store import Position

EVENTS = 2000  # in one transaction
START: Position = (0, UUID(int=0), 0)


async def catch_up(pool: Pool) -> int:
    """Count what has settled since; how many events that were. Where another roll-up is at it, none."""
    book = await open_book(pool)
    total = 0
    while True:
        async with pool.acquire() as conn, conn.transaction():
            position = await store.lock_watermark(conn)
            if position is None:
                return total
            counted, _ = await _count(conn, book, position)
        total += counted
        if counted < EVENTS:
            return total


async def rebuild(pool: Pool) -> int:
    """Count everything anew in one transaction; the same events give the same cells. How many events."""
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        return await _anew(conn, book)


@dataclass(frozen=True)
class Difference:
    """A cell that counting anew gives otherwise than it stands."""

    cell: str
    stands: str | None
    counted: str | None


async def check(pool: Pool) -> list[Difference]:
    """Which cells differ from what counting everything anew gives: none. Nothing is changed."""
    book = await open_book(pool)
    async with pool.acquire() as conn:
        trial = conn.transaction()
        await trial.start()
        try:
            position = await store.wait_for_watermark(conn)
            while (done := await _count(conn, book, position))[0]:
                position = done[1]
            stands = await store.read_cells(conn)
            await _anew(conn, book)
            counted = await store.read_cells(conn)
        finally:
            await trial.rollback()
    return [
        Difference(cell, stands.get(cell), counted.get(cell))
        for cell in sorted(stands.keys() | counted.keys())
        if stands.get(cell) != counted.get(cell)
    ]


async def _anew(conn: Connection, book: Book) -> int:
    await store.wait_for_watermark(conn)
    await store.forget_rollup(conn)
    total, position = 0, START
    while (done := await _count(conn, book, position))[0]:
        total, position = total + done[0], done[1]
    return total


async def _count(conn: Connection, book: Book, after: Position) -> tuple[int, Position]:
    rows = await store.read_settled(conn, after=after, limit=EVENTS)
    if not rows:
        return 0, after
    class_of = _classes(book)
    loads = [load for row in rows if row["kind"] in COUNTED for load in loads_of(_counted(row), class_of)]
    if loads:
        await store.add_loads(conn, columns=_load_columns(loads))
        await store.add_to_cells(conn, columns=_cell_columns(loads))
        await store.mark_moved(conn, moved={(load.key.city, load.key.month) for load in loads})
    last = (rows[-1]["xid"], rows[-1]["subject"], rows[-1]["seq"])
    await store.move_watermark(conn, to=last, counted=len(rows))
    return len(rows), last


def _counted(row: Any) -> Counted:
    names = Counted.__dataclass_fields__
    return Counted(**{name: row[name] for name in names})


def _classes(book: Book) -> Callable[[str], str]:
    """The class of a treatment `scheme:code`; what the catalogue does not know is `other`."""

    def class_of(method: str) -> str:
        treatment = book.treatment(method)
        return treatment.class_ if treatment else "other"

    return class_of


def _load_columns(loads: Sequence[Load]) -> list[list[Any]]:
    return _columns(
        (x.key.city, x.key.month, x.key.stream, x.key.measure, x.subject, x.seq, *x.key[4:], x.kg, x.xid, x.site)
        for x in loads
    )


def _cell_columns(loads: Sequence[Load]) -> list[list[Any]]:
    return _columns((*key, kg, count) for key, (kg, count) in cells_of(loads).items())


def _columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
