"""A register is ordered, written by a worker, perhaps called off, and fetched while its link works."""

import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import anyio.to_thread

from manifests.registers import queries, refusals, store
from manifests.registers.model import COLUMNS, Cell, Kind, RegisterFile, Wanted
from manifests.registers.writing import WRITERS, Opens, Sink, Writer
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import jobs
from wasteflow.core.clock import now
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.i18n import text
from wasteflow.core.ids import new_id
from wasteflow.core.jobs import Job
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes

JOB = "register"
KEPT = timedelta(hours=24)
PART = 1024 * 1024
LEASE = 60.0  # seconds, renewed with every part
_WORDS = {"stream": "streams", "status": "manifest_status", "basis": "basis", "measure": "measure"}


async def order(
    pool: Pool, actor: Actor, *, kind: Kind, form: str, first: date, last: date, language: str
) -> tuple[RegisterFile, str]:
    """Ask for a register of one's own company, or of one's cities; the secret of its link is told this once."""
    require(actor, "custody:see")
    if last < first:
        raise refusals.PeriodTurnedRound("last")
    wanted = scoped(actor, await open_book(pool), kind, first, last)
    secret, at = secrets.token_urlsafe(24), now()
    async with pool.acquire() as conn, conn.transaction():
        id = new_id()
        job = await jobs.enqueue(conn, JOB, {"register": str(id)})
        assert job is not None
        row = RegisterFile(
            id=id,
            kind=kind,
            form=form,
            language=language,
            org=wanted.org,
            cities=wanted.cities,
            first=first,
            last=last,
            job=job,
            ordered_by=actor.account,
            ordered_at=at,
            rows=0,
            bytes=0,
            finished_at=None,
            cancelled_at=None,
            expires_at=at + KEPT,
            volumes=0,
        )
        await store.order(conn, row, digest(secret))
    return row, secret


def scoped(actor: Actor, book: Book, kind: Kind, first: date, last: date) -> Wanted:
    """The rows of a kind and period that this actor may see."""
    own = scopes(actor)
    if own is None:
        return Wanted(kind, first, last)
    if actor.org is not None:
        return Wanted(kind, first, last, org=actor.org)
    places = book.jurisdictions.values()
    cities = tuple(sorted(j.code6 for j in places if {f"city:{j.code6}", f"province:{j.province}"} & set(own)))
    return Wanted(kind, first, last, cities=cities)


async def cancel(pool: Pool, actor: Actor, id: UUID) -> None:
    """Call one's own register off. Raises NotFound."""
    await own(pool, actor, id)
    async with pool.acquire() as conn:
        await store.cancel(conn, id=id, at=now())


async def own(pool: Pool, actor: Actor, id: UUID) -> RegisterFile:
    """A register that the actor ordered. Raises NotFound."""
    async with pool.acquire() as conn:
        found = await queries.file(conn, id=id)
    if found is None or found.ordered_by != actor.account:
        raise NotFound("id", what=Word("subject.register"))
    return found


async def fetch(pool: Pool, id: UUID, secret: str) -> tuple[RegisterFile, AsyncIterator[bytes]]:
    """The file behind a link, in parts. Raises NotFound where the link is wrong or has ended, RegisterNotReady,
    RegisterCalledOff."""
    async with pool.acquire() as conn:
        open_ = await store.knows(conn, id=id, secret=digest(secret), now=now())
        found = await queries.file(conn, id=id) if open_ else None
    if found is None:
        raise NotFound("id", what=Word("subject.register"))
    return _whole(pool, found)


async def fetch_own(pool: Pool, actor: Actor, id: UUID) -> tuple[RegisterFile, AsyncIterator[bytes]]:
    """The file of a register that the actor ordered, without its link. Raises NotFound where it has ended,
    RegisterNotReady, RegisterCalledOff."""
    found = await own(pool, actor, id)
    if found.expires_at <= now():
        raise NotFound("id", what=Word("subject.register"))
    return _whole(pool, found)


def _whole(pool: Pool, found: RegisterFile) -> tuple[RegisterFile, AsyncIterator[bytes]]:
    if found.cancelled_at is not None:
        raise refusals.RegisterCalledOff("id")
    if found.finished_at is None:
        raise refusals.RegisterNotReady("id", rows=found.rows)
    return found, _parts(pool, found.id)


async def _parts(pool: Pool, id: UUID) -> AsyncIterator[bytes]:
    n = 1
    while True:
        async with pool.acquire() as conn:
            content = await queries.part(conn, id=id, n=n)
        if content is None:
            return
        yield content
        n += 1


def digest(secret: str) -> bytes:
    """What is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).digest()


# --- the worker's part -----------------------------------------------------------------------------------------


async def write(pool: Pool, job: Job, *, writers: Mapping[str, Opens] = WRITERS) -> None:
    """Write a register that was ordered; begun anew where an earlier attempt died. A called-off one is thrown away.

    `writers`: how each form is begun; who is above this floor knows more of them.
    """
    async with pool.acquire() as conn:
        file = await queries.file(conn, id=UUID(job.body["register"]))
        if file is not None:
            await store.clear(conn, id=file.id)
    if file is None or file.cancelled_at is not None:
        await _end(pool, job, file, 0, 0, whole=False)
        return
    book, sink = await open_book(pool), Sink()
    await _Writing(pool, job, file, book, sink, await writers[file.form](pool, book, sink, file)).run()


class _Writing:
    """One register being written: a connection reads by a cursor, another puts the parts away."""

    def __init__(self, pool: Pool, job: Job, file: RegisterFile, book: Book, sink: Sink, writer: Writer) -> None:
        self.pool, self.job, self.file, self.book = pool, job, file, book
        self.sink, self.writer = sink, writer
        self.parts = self.rows = 0

    async def run(self) -> None:
        async with self.pool.acquire() as reading, reading.transaction(isolation="repeatable_read", readonly=True):
            async for found in queries.rows(reading, self.file.wanted):
                rows = await anyio.to_thread.run_sync(cells, self.book, self.file, found)
                await anyio.to_thread.run_sync(self.writer.add, rows)
                self.rows += len(rows)
                full = len(self.sink.waiting) >= PART or self.writer.unsettled
                if full and await self._put(rows[-1][0]):
                    await _end(self.pool, self.job, self.file, self.rows, self.sink.size, whole=False)
                    return
        await anyio.to_thread.run_sync(self.writer.close)
        called_off = await self._put(None)
        volumes = self.writer.volumes
        await _end(self.pool, self.job, self.file, self.rows, self.sink.size, whole=not called_off, volumes=volumes)

    async def _put(self, at: Cell) -> bool:
        """Put away what waits, say how far it is; True where it was called off."""
        share = _share(self.file, at)
        async with self.pool.acquire() as conn, conn.transaction():
            await self.writer.settle(conn)
            if self.sink.waiting:
                self.parts += 1
                await store.put(conn, id=self.file.id, n=self.parts, content=self.sink.taken())
            await jobs.hold(conn, self.job, LEASE)
            off = await store.counted(conn, id=self.file.id, rows=self.rows, size=self.sink.size)
        await jobs.progress(self.pool, self.job, share)
        return off


def _share(file: RegisterFile, at: Cell) -> float:
    """How far it is: rows come in the order they happened, so the moment of the last one tells."""
    since, until = queries.edges(file.wanted)
    if not isinstance(at, datetime):
        return 1.0
    return max(0.0, min(1.0, (at - since) / (until - since)))


async def _end(
    pool: Pool, job: Job, file: RegisterFile | None, rows: int, size: int, *, whole: bool, volumes: int = 0
) -> None:
    async with pool.acquire() as conn, conn.transaction():
        if file is not None and whole:
            at = now()
            await store.finish(conn, id=file.id, at=at, expires_at=at + KEPT, rows=rows, size=size, volumes=volumes)
        elif file is not None:
            await store.clear(conn, id=file.id)
        await jobs.finish(conn, job, None if whole else "called off")


def cells(book: Book, file: RegisterFile, found: Sequence[Any]) -> list[list[Cell]]:
    """Rows as their columns stand, words in the reader's language."""
    names = COLUMNS[file.kind]
    return [[_cell(book, file.language, name, row[name]) for name in names] for row in found]


def _cell(book: Book, language: str, name: str, value: Any) -> Cell:
    if value is None or name not in (*_WORDS, "method"):
        cell: Cell = value
        return cell
    if name == "method":
        known = book.treatment(str(value))
        return f"{known.code} {known.names[language]}" if known else str(value)
    if name == "stream":
        return str(book.stream(value).names[language])
    return text(f"registers.measure.{value}" if name == "measure" else f"words.{_WORDS[name]}.{value}", language)
