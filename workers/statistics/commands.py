"""Enter figures, and look at what others entered.

A figure has versions: nothing is overwritten. The same value sent again is the same entry; another one is a new
version, with a reason where the one before was approved. Who enters does not approve.
"""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

import anyio.to_thread

from manifests.ledger import reading, writing
from manifests.ledger.columns import BadRow
from manifests.ledger.outcome import ImportOutcome, Remark, rows_to_mend
from manifests.ledger.reading import Table
from manifests.ledger.writing import File
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.indicators import indicator_set
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Refusal, Word
from wasteflow.core.i18n import DEFAULT, text
from wasteflow.core.ids import new_id
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.statistics import columns, store
from workers.statistics import refusals as no
from workers.statistics.model import Entry, Statistic, Status, period
from workers.statistics.policy import own, require_own
from workers.values import store as values

MOST = {"percent": Decimal(100)}
LARGEST = Decimal(10) ** 15
LONGEST = 500


async def enter(pool: Pool, actor: Actor, entry: Entry) -> bool:
    """Enter one figure; False where it stands there already. Raises its refusal."""
    outcome = await _enter_all(pool, actor, [(1, entry)], None)
    if outcome.errors and isinstance(problem := outcome.errors[0].notice, Refusal):
        raise problem
    return outcome.accepted == 1


async def import_file(
    pool: Pool, actor: Actor, *, name: str, data: bytes, language: str | None = None
) -> ImportOutcome:
    """Enter a file of figures: good rows are taken, bad ones come back with what to do. Safe to send twice.

    Raises what concerns the whole file (`manifests.ledger.refusals`).
    """
    require(actor, "statistic:enter")
    book = await open_book(pool)
    table, rows, bad = await anyio.to_thread.run_sync(_read, name, data, book)
    outcome = await _enter_all(pool, actor, rows, (name[:200], hashlib.sha256(data).hexdigest()))
    outcome.rows = len(table.rows)
    outcome.names = {c.key: c.name for c in columns.COLUMNS} | dict(table.layout.names)
    outcome.errors = sorted(
        [*outcome.errors, *(Remark(b.row, key, problem) for b in bad for key, problem in b.problems)],
        key=lambda x: x.row,
    )
    if outcome.errors:
        spoken = language or actor.language or DEFAULT
        outcome.error_file = await anyio.to_thread.run_sync(rows_to_mend, table, outcome, name, spoken)
    return outcome


async def review(pool: Pool, actor: Actor, id: UUID, *, verdict: Status, reason: str = "") -> Statistic:
    """Approve an entry, or return it with a reason.

    Raises OwnEntry, AlreadyReviewed, VerdictReasonMissing, NotFound.
    """
    require(actor, "statistic:review")
    book = await open_book(pool)
    if verdict is Status.RETURNED and not reason.strip():
        raise no.VerdictReasonMissing("reason")
    async with pool.acquire() as conn, conn.transaction():
        found = await store.read(conn, id=id)
        if found is None or not own(actor, book, found.city):
            raise NotFound("id", what=Word("subject.statistic"))
        if found.entered_by == actor.account:
            raise no.OwnEntry("id")
        if not await store.review(
            conn, id=id, verdict=verdict.value, reason=reason.strip()[:LONGEST], by=actor.account, at=clock.now()
        ):
            raise no.AlreadyReviewed("id")
        await values.look_again_at(conn, city=found.city)
        await note(conn, actor, "statistic:review", subject_kind="statistic", subject=id, verdict=verdict.value)
        after = await store.read(conn, id=id)
    assert after is not None
    return after


async def set_base_year(pool: Pool, actor: Actor, *, city: str, year: int, source: str) -> None:
    """The year that a city's declines are measured against."""
    require(actor, "statistic:enter")
    book = await open_book(pool)
    require_own(actor, book, city)
    period(str(year), clock.local_date(clock.now()))
    if not source.strip():
        raise no.SourceMissing("source")
    async with pool.acquire() as conn, conn.transaction():
        await store.set_base(
            conn, city=city, year=year, source=source.strip()[:LONGEST], by=actor.account, at=clock.now()
        )
        await values.look_again_at(conn, city=city)
        await note(conn, actor, "statistic:enter", subject_kind="indicator_base", subject=city, year=year)


async def _enter_all(
    pool: Pool, actor: Actor, rows: Sequence[tuple[int, Entry]], file: tuple[str, str] | None
) -> ImportOutcome:
    require(actor, "statistic:enter")
    book = await open_book(pool)
    outcome = ImportOutcome(len(rows))
    async with pool.acquire() as conn, conn.transaction():
        for city in sorted({entry.city for _, entry in rows}):
            await store.lock(conn, city=city)
            mine = [(n, entry) for n, entry in rows if entry.city == city]
            before = await store.latest(conn, city=city, wanted=[(e.figure, e.period) for _, e in mine])
            seen: dict[tuple[str, str], int] = {}
            for n, entry in mine:
                try:
                    if first := seen.get((entry.figure, entry.period)):
                        raise no.RowTwice("figure", row=first)
                    _check(actor, book, entry)
                    taken = await _enter(conn, actor, entry, before.get((entry.figure, entry.period)), file)
                except Refusal as problem:
                    outcome.errors.append(Remark(n, problem.path, problem))
                    continue
                seen[(entry.figure, entry.period)] = n
                outcome.accepted += taken
                outcome.repeated += not taken
    return outcome


def _check(actor: Actor, book: Book, entry: Entry) -> None:
    if entry.city not in book.jurisdictions:
        raise no.CityUnknown("city", text=entry.city[:40])
    if not own(actor, book, entry.city):
        raise no.FigureOfAnotherCity("city")
    figure = indicator_set().figures.get(entry.figure)
    if figure is None or figure.place not in ("", entry.city):
        raise no.FigureUnknown("figure", text=entry.figure[:60])
    if figure.custody:
        raise no.FigureFromCustody("figure", figure=figure.names)
    period(entry.period, clock.local_date(clock.now()))
    most = MOST.get(figure.unit, LARGEST)
    if not 0 <= entry.value <= most:
        raise no.ValueOutOfRange("value", value=entry.value, most=most)
    if not entry.source.strip():
        raise no.SourceMissing("source")


async def _enter(
    conn: Connection, actor: Actor, entry: Entry, before: Statistic | None, file: tuple[str, str] | None
) -> bool:
    same = before is not None and before.value == entry.value and before.source == entry.source.strip()
    if same and before is not None and before.status is not Status.RETURNED:
        return False
    if before is not None and before.status is Status.APPROVED and not entry.reason.strip():
        raise no.ChangeReasonMissing("reason", figure=indicator_set().figures[entry.figure].names, period=entry.period)
    kept = Entry(
        entry.city,
        entry.figure,
        entry.period,
        entry.value,
        entry.source.strip()[:LONGEST],
        entry.reason.strip()[:LONGEST],
    )
    version = before.version + 1 if before else 1
    await store.insert(
        conn, kept, id=new_id(), version=version, value=kept.value, file=file, by=actor.account, at=clock.now()
    )
    return True


# --- files -----------------------------------------------------------------------------------------------


def _read(name: str, data: bytes, book: Book) -> tuple[Table, list[tuple[int, Entry]], list[BadRow]]:
    needed = [c.name for c in columns.COLUMNS if c.required]
    table = reading.read(name, data, find=columns.find_header, needed=needed)
    known = indicator_set()
    words = columns.Words.of(known, {code: [*place.names.values()] for code, place in book.jurisdictions.items()})
    good: list[tuple[int, Entry]] = []
    bad: list[BadRow] = []
    for number, cells in table.rows:
        row = columns.read_row(words, known, table.layout, number, cells)
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            good.append((number, row))
    return table, good, bad


def template(book: Book, city: str, of: str, kind: Literal["csv", "xlsx"], language: str) -> File:
    """All figures that a city enters, with their units, the values left to be filled in."""
    known = indicator_set()
    head = [c.name + ("*" if c.required else "") for c in columns.COLUMNS]
    place = book.jurisdiction(city).names
    rows = [
        [place[language], figure.names[language], of, "", known.units[figure.unit][language], "", ""]
        for figure in known.entered(city, period(of).last)
    ]
    name = f"{text('statistics.template_name', language)}-{place[language]}-{of}.{kind}"
    return writing.table_file(name, kind, [head, *rows])
