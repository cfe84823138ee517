"""Report litter, take it up, reply, ask again, close: every step of a notice goes through `record`."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec.structs import replace

from manifests import queries as custody
from manifests import refusals as r
from manifests import store as custody_store
from manifests.entry.serials import Series
from manifests.notices import events as e
from manifests.notices import lifecycle, photos, policy, queries, store
from manifests.notices import refusals as no
from manifests.notices.model import Notice
from wasteflow.catalog.book import Book, NoSuchJurisdiction, open_book
from wasteflow.catalog.editions import holds
from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict, Refusal, RepeatedKey, Word
from wasteflow.core.ids import derived_id, new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes

DUE = "notice_due"  # the job that looks whether a reply came in time
ATTEMPTS = 3


class Proposal(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """An event as a client proposes it; as with custody, `id` makes it safe to send again, `expected` is the step seen.

    `subject` is the notice; of a report it may be left out.
    """

    fact: e.Proposable
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID | None = None
    subject: UUID | None = None
    expected: int | None = None


@dataclass(frozen=True)
class Written:
    """The receipt of one step, and the notice after it."""

    id: UUID
    notice: Notice
    seq: int
    repeated: bool
    digest: bytes


class Stale(Exception):
    """Refused because the notice stands elsewhere by now; `fresh` is where."""

    def __init__(self, refusal: Refusal, fresh: Notice) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.fresh = fresh


@dataclass(frozen=True)
class _Step:
    notice: UUID
    id: UUID
    fact: e.Fact
    occurred_at: datetime
    digest: bytes
    expected: int | None = None
    picture: photos.Picture | None = None


async def record(
    pool: Pool, actor: Actor, proposal: Proposal, *, key: str | None = None, now: datetime | None = None
) -> Written:
    """Record one step. `key`: the request's idempotency key, from which missing ids are derived.

    Raises Stale where the notice went on since `expected` or such a step is not possible any more; the refusals of
    `policy.may` and `lifecycle.judge`.
    """
    event = proposal.id or (derived_id("notice", actor.account, key) if key else new_id())
    subject = proposal.subject
    if subject is None:
        if not isinstance(proposal.fact, e.Reported):
            raise r.UnknownSubject("subject", subject=Word("subject.notice"))
        subject = derived_id("notice", event)
    digest = hashlib.sha256(msgspec.json.encode((proposal.fact, proposal.occurred_at))).digest()
    step = _Step(subject, event, proposal.fact, proposal.occurred_at, digest, proposal.expected)
    return await _record(pool, actor, step, now or clock.now())


async def add_photo(
    pool: Pool,
    actor: Actor,
    notice: UUID,
    data: bytes,
    *,
    remark: str = "",
    key: str | None = None,
    picture: photos.Picture | None = None,
    now: datetime | None = None,
) -> Written:
    """Keep a photo with a notice, drawn anew (as `picture`, where that was done already).

    The same file again is the same event.

    Raises NotAPhoto, PhotoTooLarge, and as `record`.
    """
    policy.may(actor, e.Remarked(remark=""), await queries.notice(pool, id=notice, scopes=None))  # before any drawing
    if picture is None:
        picture = await asyncio.to_thread(photos.developed, data)
    moment = now or clock.now()
    digest = hashlib.sha256(data + remark.encode("utf-8", "surrogatepass")).digest()
    event = derived_id("notice photo", actor.account, notice, key or digest.hex())
    step = _Step(notice, event, e.Photographed(photo=picture.photo, remark=remark), moment, digest, picture=picture)
    return await _record(pool, actor, step, moment)


async def _record(pool: Pool, actor: Actor, step: _Step, now: datetime) -> Written:
    book = await open_book(pool)
    for _ in range(ATTEMPTS):
        try:
            async with pool.acquire() as conn, conn.transaction():
                return await _once(conn, book, actor, step, now)
        except asyncpg.UniqueViolationError:
            continue  # begun by somebody else in the same moment: now it is there to look at
    raise Conflict("subject")


async def _once(conn: Connection, book: Book, actor: Actor, step: _Step, now: datetime) -> Written:
    notice = await store.lock(conn, id=step.notice)
    if notice is not None and (before := await _before(conn, actor, step, notice)):
        return before
    policy.may(actor, step.fact, notice)
    try:
        if step.expected is not None and step.expected != (notice.seq if notice else 0):
            raise r.LostUpdate("expected", seq=notice.seq if notice else 0)
        lifecycle.judge(notice, step.fact, occurred_at=step.occurred_at, now=now)
    except (r.LostUpdate, r.NotPossibleNow) as late:
        if notice is None:
            raise
        raise Stale(late, notice) from None
    assert actor.city is not None, "who holds no place takes no step"
    fact = await _completed(conn, book, actor, step.fact, now)
    event = e.Envelope(
        notice=step.notice, seq=notice.seq + 1 if notice else 1, id=step.id, occurred_at=step.occurred_at,
        received_at=now, account=actor.account, city=actor.city, department=actor.department or actor.role, fact=fact,
    )  # fmt: skip
    after = lifecycle.evolve(notice, event)
    await _write(conn, book, event, after, step)
    return Written(step.id, after, after.seq, repeated=False, digest=step.digest)


async def _before(conn: Connection, actor: Actor, step: _Step, notice: Notice) -> Written | None:
    """The receipt of a step that is recorded already; asked first, as meanwhile it may be another's turn."""
    stored = await store.known(conn, notice=step.notice, event=step.id) if policy.sees(actor, notice) else None
    if stored is None:
        return None
    if stored[1] != step.digest:
        raise RepeatedKey("id")
    return Written(step.id, notice, stored[0], repeated=True, digest=step.digest)


async def _completed(conn: Connection, book: Book, actor: Actor, fact: e.Fact, now: datetime) -> e.Fact:
    """The fact with what the world knows. Raises NoSuchJurisdiction, UnknownLitter, NoSuchBatch."""
    due = now + timedelta(hours=float(book.streams[lifecycle.STREAM].clocks["reply"].value))
    match fact:
        case e.Reported():
            _known_places(book, fact.receiver, city=fact.city)
            _known_litter(book, fact.kinds, now)
            return replace(fact, due=due, number=await _number(conn, book, fact.city, now))
        case e.Forwarded():
            _known_places(book, fact.receiver)
            return replace(fact, due=due)
        case e.Asked():
            return replace(fact, due=due)
        case e.PickedUp():
            found = await custody.batch(conn, id=fact.batch, scopes=scopes(actor)) if fact.batch else None
            if found is None:
                raise no.NoSuchBatch("fact.batch")
            return replace(fact, stream=found.stream, kg=found.generated.kg)
        case _:
            return fact


def _known_places(book: Book, receiver: str, city: str | None = None) -> None:
    if receiver not in book.jurisdictions:
        raise NoSuchJurisdiction("fact.receiver", code=receiver)
    if city is not None and (city not in book.jurisdictions or book.jurisdictions[city].level == "province"):
        raise NoSuchJurisdiction("fact.city", code=city)


def _known_litter(book: Book, kinds: Sequence[str], now: datetime) -> None:
    known = litter(book, now)
    for n, kind in enumerate(kinds):
        if kind not in known:
            raise no.UnknownLitter(f"fact.kinds[{n}]", code=kind, known=", ".join(known))


def litter(book: Book, now: datetime) -> list[str]:
    """The codes that a notice may name today."""
    (scheme,) = book.streams[lifecycle.STREAM].code_schemes
    return [c.code for c in book.every_code(scheme) if holds(c, clock.local_date(now))]


async def _number(conn: Connection, book: Book, city: str, now: datetime) -> str:
    """The next number of the place where it was found: ML-2026-8100-0001, anew each year."""
    scheme = book.streams[lifecycle.STREAM].number
    series = Series(scheme, f"ML-{clock.local_date(now).year}-{city[:4]}-", 4)
    firsts = await custody_store.take_serials(conn, wanted={series.name: 1})
    return series.number(firsts[series.name])


async def _write(conn: Connection, book: Book, event: e.Envelope, after: Notice, step: _Step) -> None:
    await store.append(conn, event=event, digest=step.digest)
    await store.put(conn, notice=after, at=event.received_at)
    if step.picture:
        await store.photo(conn, notice=after.id, picture=step.picture)
    if isinstance(event.fact, e.Reported):
        await store.name(conn, scheme=book.streams[lifecycle.STREAM].number, value=after.number, notice=after.id)
    if isinstance(event.fact, e.Reported | e.Forwarded):
        await store.reach(conn, scopes=policy.reach(after, book.provinces), notice=after.id)
    if isinstance(event.fact, e.Reported | e.Forwarded | e.Asked) and after.due:
        await jobs.enqueue(conn, DUE, {"notice": after.id}, key=f"{after.id}:{after.seq}", run_at=after.due)
