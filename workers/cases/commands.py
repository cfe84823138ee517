"""Three ways in: `join` for alerts, `record` for people, `look` for the clock. Each folds one event."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock, jobs, outbox
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, RepeatedKey, Word
from wasteflow.core.ids import derived_id, new_id
from wasteflow.core.jobs import Job
from wasteflow.people import queries as people
from wasteflow.people.model import Actor, Role
from wasteflow.people.permissions import allowed, require
from workers.cases import clocks, files, lifecycle, policy, store
from workers.cases import events as e
from workers.cases import refusals as no
from workers.cases.model import AlertRef, CaseFile

DUE = "case_due"  # the job that looks whether a case was settled in time
VERDICTS = {"confirmed": "confirmed", "dismissed": "dismissed", "reopened": None}


class Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step as a client proposes it; `id` makes it safe to send again, `expected` is the step last seen."""

    fact: e.Proposable
    id: UUID | None = None
    expected: int | None = None


@dataclass(frozen=True)
class Written:
    """The receipt of one step, and the case after it."""

    id: UUID
    case: CaseFile
    seq: int
    repeated: bool


class Stale(Exception):
    """Refused because the case stands elsewhere by now; `fresh` is where."""

    def __init__(self, refusal: no.CaseWentOn | no.CaseStandsElsewhere, fresh: CaseFile) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.fresh = fresh


# --- alerts ----------------------------------------------------------------------------------------------


async def join(
    conn: Connection, book: Book, *, id: UUID, matter: str, alert: AlertRef, scopes: tuple[str, ...]
) -> None:
    """An alert begins the case of its matter, or joins it; in the transaction that raised it."""
    now = clock.now()
    due = clocks.settle_by(book, _place(scopes), alert.severity, now)
    fact = e.Alerted(matter=matter, alert=alert, scopes=scopes, due=due)
    event = derived_id("alerted", alert.alert)
    case = await store.lock(conn, id=id)
    if case is None:
        first = _by_itself(id, None, fact, now, event)
        begun = lifecycle.evolve(None, first)
        if await store.begin(conn, case=begun, at=now):
            await store.append(conn, event=first, digest=None)
            await _announce(conn, first)
            await _watch(conn, begun)
            return
        case = await store.lock(conn, id=id)
        assert case is not None
    after = await _fold(conn, case, _by_itself(id, case, fact, now, event), None)
    if after.due != case.due:
        await _watch(conn, after)


def _place(scopes: tuple[str, ...]) -> str:
    """Whose working days its deadline follows: the first of the cities, else of the provinces."""
    return min(scopes, key=lambda scope: (not scope.startswith("city:"), scope)).partition(":")[2]


async def _watch(conn: Connection, case: CaseFile) -> None:
    assert case.due is not None
    await jobs.enqueue(conn, DUE, {"case": case.id}, key=f"{case.id}:{case.due.isoformat()}", run_at=case.due)


# --- the clock -------------------------------------------------------------------------------------------


async def look(pool: Pool, job: Job) -> None:
    """The job `case_due`: what is not settled by now is escalated, once; it ends with the job."""
    async with pool.acquire() as conn, conn.transaction():
        case, now = await store.lock(conn, id=UUID(job.body["case"])), clock.now()
        if case is not None and case.overdue(now) and case.escalated_at is None:
            assert case.due is not None
            id = derived_id("escalated", case.id, case.due)
            await _fold(conn, case, _by_itself(case.id, case, e.Escalated(due=case.due), now, id), None)
        await jobs.finish(conn, job)


# --- people ----------------------------------------------------------------------------------------------


async def record(
    pool: Pool, actor: Actor, case: UUID, proposal: Proposal, *, key: str | None = None, sent: Iterable[bytes] = ()
) -> Written:
    """Record one step. `key`: the request's idempotency key, from which a missing id is derived; `sent`: the bytes of
    files that it names, kept with it.

    Raises Stale where the case went on since `expected`, or such a step is not possible any more; the refusals of
    `policy.may` and `lifecycle.judge`; NotAParty, NotAnOfficer, NoSuchDepartment.
    """
    event = proposal.id or (derived_id("case", actor.account, key) if key else new_id())
    digest = hashlib.sha256(msgspec.json.encode(proposal.fact)).digest()
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction():
        standing = await store.lock(conn, id=case)
        if standing is None:
            raise NotFound("subject", what=Word("subject.case"))
        before = await store.known(conn, case=case, event=event)
        if before is not None and _was_mine(actor, standing):
            if before[1] != digest:
                raise RepeatedKey("id")
            return Written(event, standing, before[0], repeated=True)
        _may(actor, standing, proposal)
        now = clock.now()
        fact = await _completed(conn, book, actor, standing, proposal.fact, now)
        envelope = e.Envelope(
            case_file=case, seq=standing.seq + 1, id=event, at=now, account=actor.account, org=actor.org,
            city=actor.city or "", department=actor.department or "", fact=fact,
        )  # fmt: skip
        after = await _fold(conn, standing, envelope, digest)
        for data in sent:
            await _keep_file(conn, actor, case, data, now)
        return Written(event, after, after.seq, repeated=False)


async def keep_file(pool: Pool, actor: Actor, case: UUID, data: bytes) -> str:
    """Keep the bytes of a file that a step of one's own names; the digest it is kept by. Sent again it is the same.

    Raises NotFound, FileNotNamed, FileTooLarge, NoSuchFile.
    """
    if not (allowed(actor, policy.ACT) or allowed(actor, policy.ANSWER)):
        require(actor, policy.ACT)
    sha256 = hashlib.sha256(data).hexdigest()
    async with pool.acquire() as conn, conn.transaction():
        standing = await store.lock(conn, id=case)
        if standing is None or not _was_mine(actor, standing):
            raise NotFound("id", what=Word("subject.case"))
        mine = await store.names_file(
            conn, case=case, sha256=sha256, org=actor.org, city=actor.city or "", department=actor.department or ""
        )
        if not mine:
            raise no.FileNotNamed("file")
        await _keep_file(conn, actor, case, data, clock.now())
    return sha256


async def _keep_file(conn: Connection, actor: Actor, case: UUID, data: bytes, at: datetime) -> None:
    named = files.checked("", data, "file")
    await store.keep_file(
        conn, case=case, sha256=named.sha256, kind=named.media, data=data, at=at, account=actor.account
    )


def _was_mine(actor: Actor, case: CaseFile) -> bool:
    """A step in it may have been theirs: they see it, or their company was asked."""
    return any(q.org == actor.org for q in case.questions) or policy.sees(actor, case)


def _may(actor: Actor, case: CaseFile, proposal: Proposal) -> None:
    """Whose step it is comes before whether it is possible; who may not even see the case learns nothing of it."""
    fact = proposal.fact
    if not isinstance(fact, e.Answered) or case.open_question:
        policy.may(actor, fact, case)
    elif not any(q.org == actor.org for q in case.questions):
        raise no.NoQuestion("subject")
    try:
        if proposal.expected is not None and proposal.expected != case.seq:
            raise no.CaseWentOn("expected", seq=case.seq)
        lifecycle.judge(case, fact, now=clock.now())
    except (no.CaseWentOn, no.CaseStandsElsewhere) as late:
        raise Stale(late, case) from None


async def _completed(
    conn: Connection, book: Book, actor: Actor, case: CaseFile, fact: e.Proposable, now: datetime
) -> e.Proposable:
    """The fact with what the world knows. Raises NotAParty, NotAnOfficer, NoSuchDepartment."""
    match fact:
        case e.Asked(org=org):
            if org not in await store.parties(conn, case=case.id):
                raise no.NotAParty("fact.org")
            return replace(fact, due=clocks.answer_by(book, actor.city or "440000", now))
        case e.Assigned(officer=officer):
            known = await people.account(conn, id=officer)
            if known is None or known.closed_at or not _colleague(actor, known.role, known.department, known.city):
                raise no.NotAnOfficer("fact.officer")
        case e.Passed(department=department):
            given = policy.receivers(actor)
            if department not in given:
                names = ", ".join(sorted(given))
                raise no.NoSuchDepartment("fact.department", department=department, known=names)
        case e.Decided(org=org) if org is not None and org not in await store.parties(conn, case=case.id):
            raise no.NotAParty("fact.org")
        case _:
            pass
    return fact


def _colleague(actor: Actor, role: Role, department: str | None, city: str | None) -> bool:
    return role is Role.REGULATOR and department == actor.department and city == actor.city


# --- both ------------------------------------------------------------------------------------------------


def _by_itself(id: UUID, case: CaseFile | None, fact: e.Fact, now: datetime, event: UUID) -> e.Envelope:
    """An event that nobody but wasteflow made."""
    seq = case.seq + 1 if case else 1
    return e.Envelope(id, seq, event, now, None, None, "", "", fact)


async def _fold(conn: Connection, case: CaseFile, event: e.Envelope, digest: bytes | None) -> CaseFile:
    after = lifecycle.evolve(case, event)
    await store.append(conn, event=event, digest=digest)
    await _announce(conn, event)
    await store.put(conn, case=after, at=event.at)
    kind = e.kind_of(event.fact)
    if kind in VERDICTS:
        verdict = VERDICTS[kind]
        await store.judge(conn, case=after.id, verdict=verdict, at=event.at if verdict else None)
    for question in set(after.questions) - set(case.questions):
        await store.ask(conn, case=after.id, question=question)
    return after


async def _announce(conn: Connection, event: e.Envelope) -> None:
    await outbox.put(conn, "case", {"case": event.case_file, "seq": event.seq, "kind": e.kind_of(event.fact)})
