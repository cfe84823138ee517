"""State an indicator in words, add its evidence, look at what a colleague stated."""

import hashlib
from uuid import UUID

from asyncpg import UniqueViolationError

from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.indicators import Formula, indicator_set
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict, NotFound, Word
from wasteflow.core.ids import new_id
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.cases import files
from workers.statements import kinds, store
from workers.statements import refusals as no
from workers.statements.model import Met, Statement
from workers.statistics.model import Status, period
from workers.statistics.policy import own, require_own
from workers.statistics.refusals import AlreadyReviewed, OwnEntry, VerdictReasonMissing
from workers.values import store as values
from workers.values.refusals import IndicatorUnknown

LONGEST, SHORTEST, REASON = 5000, 10, 500


async def state(
    pool: Pool, actor: Actor, *, city: str, indicator: str, of: str, met: Met, words: str, reason: str = ""
) -> Statement:
    """A further version; the same words again are the same statement."""
    require(actor, "statistic:enter")
    book = await open_book(pool)
    require_own(actor, book, city)
    if not indicator_set().concerns(indicator, city):
        raise IndicatorUnknown("indicator", indicator=indicator[:20])
    computed = indicator_set().indicators[indicator]
    if computed.formula is not Formula.DECLARED:
        raise no.NotInWords("indicator", indicator=indicator)
    written = period(of, clock.local_date(clock.now())).written
    told, why = words.strip()[:LONGEST], reason.strip()[:REASON]
    if len(told) < SHORTEST:
        raise no.WordsMissing("words")
    try:
        async with pool.acquire() as conn, conn.transaction():
            before = next(iter(await store.versions(conn, city=city, period=written, indicator=indicator)), None)
            if before and (before.met, before.words) == (met.value, told) and before.status is not Status.RETURNED:
                return before
            if before and before.status is Status.APPROVED and not why:
                raise no.StatementReasonMissing("reason")
            one = Statement(
                new_id(), city, indicator, written, before.version + 1 if before else 1, met.value, told, why,
                actor.account, clock.now(), None, "", None, None,
            )  # fmt: skip
            await store.insert(conn, one)
            return one
    except UniqueViolationError:
        raise Conflict("indicator") from None


async def add_evidence(pool: Pool, actor: Actor, id: UUID, *, name: str, data: bytes) -> str:
    """Its digest; the same bytes again are the same file. Until a second person has looked."""
    require(actor, "statistic:enter")
    kind = kinds.kind_of(data)
    if kind is None:
        raise no.NoEvidence("file")
    digest, book = hashlib.sha256(data).hexdigest(), await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        found = await _mine(conn, book, actor, id)
        if found.entered_by != actor.account:
            raise no.NotYourStatement("id")
        if found.verdict is not None:
            raise no.EvidenceClosed("id")
        if len(found.files) >= kinds.MOST_FILES and digest not in [file.sha256 for file in found.files]:
            raise no.TooMuchEvidence("file", most=kinds.MOST_FILES)
        await store.add_file(conn, statement=id, sha256=digest, name=files.tidy(name), kind=kind, data=data)
    return digest


async def review(pool: Pool, actor: Actor, id: UUID, *, verdict: Status, reason: str = "") -> Statement:
    """Approve what a colleague stated, with its evidence, or return it."""
    require(actor, "statistic:review")
    if verdict is Status.RETURNED and not reason.strip():
        raise VerdictReasonMissing("reason")
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        found = await _mine(conn, book, actor, id)
        if found.entered_by == actor.account:
            raise OwnEntry("id")
        if verdict is Status.APPROVED and not found.files:
            raise no.EvidenceMissing("id")
        said = reason.strip()[:REASON]
        if not await store.review(conn, id=id, verdict=verdict.value, reason=said, by=actor.account, at=clock.now()):
            raise AlreadyReviewed("id")
        await values.look_again_at(conn, city=found.city)
        await note(conn, actor, "statistic:review", subject_kind="statement", subject=id, verdict=verdict.value)
        after = await store.read(conn, id=id)
    assert after is not None
    return after


async def _mine(conn: Connection, book: Book, actor: Actor, id: UUID) -> Statement:
    """Raises NotFound where it is none of this city."""
    found = await store.read(conn, id=id)
    if found is None or not own(actor, book, found.city):
        raise NotFound("id", what=Word("subject.statement"))
    return found
