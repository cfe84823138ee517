"""The one way custody is written: `record` takes one or many proposed events, and answers each.

One request is one transaction: what it accepts is committed together, before the answer; what it refuses leaves no
trace. Nothing is locked while Python thinks: the key (subject, seq) tells the later of two writers that it came late,
and it judges anew from what the other left.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec

from manifests import entry, lifecycle, policy, store
from manifests import events as e
from manifests import refusals as r
from manifests.model import Batch, Manifest, ManifestStatus, SubjectKind
from manifests.serials import Serials, container_series, manifest_series
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict, Refusal, Refusals, RepeatedKey, Warn
from wasteflow.core.ids import derived_id, new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from wasteflow.places.cards import Cards, cards_of

ATTEMPTS = 8
_LATE_WRITER = (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


_WIDENING = (e.Generated, e.Created, e.Published, e.PartlyAccepted)


class _RefusedOnKeptCards(Exception):
    """Something would be refused; look again with cards read afresh."""


Proposable = (
    e.Generated
    | e.Reweighed
    | e.Treated
    | e.Created
    | e.Published
    | e.Signed
    | e.Departed
    | e.Arrived
    | e.Weighed
    | e.Accepted
    | e.PartlyAccepted
    | e.Refused
    | e.Cancelled
)


class Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as a client proposes it.

    `id` is minted by the client (the same id again is the same event); `subject` may be left out where the event
    begins one; `expected` is the step the client last saw (409 where somebody was quicker).
    """

    fact: Proposable
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID | None = None
    subject: UUID | None = None
    expected: int | None = None


@dataclass(frozen=True)
class Recorded:
    """The receipt of one event. `names`: what people know the subject by, e.g. {"number": "20264403000017"}."""

    id: UUID
    subject: UUID
    seq: int
    repeated: bool
    warnings: list[Warn]
    names: dict[str, str]
    digest: bytes


@dataclass(frozen=True)
class Declined:
    """Why one event was not recorded."""

    id: UUID | None
    subject: UUID | None
    problems: list[Refusal]


Outcome = Recorded | Declined


async def record(
    pool: Pool, actor: Actor, proposals: Sequence[Proposal], *, key: str | None = None, now: datetime | None = None
) -> list[Outcome]:
    """Record proposed events in their order; an event may build on an earlier one of the same request.

    `key`: the request's idempotency key, from which missing ids are derived. `now`: when the server learned of them.
    Raises Conflict where other writers were quicker `ATTEMPTS` times.
    """
    proposals = [_with_ids(p, actor, key, n) for n, p in enumerate(proposals)]
    book = await open_book(pool)
    cards, fresh = cards_of(pool), False
    for _ in range(ATTEMPTS):
        try:
            async with pool.acquire() as conn:
                return await _attempt(conn, book, cards, actor, proposals, now or clock.now(), fresh)
        except _RefusedOnKeptCards:
            fresh = True
        except _LATE_WRITER:
            continue
    raise Conflict("subject")


async def record_one(
    pool: Pool, actor: Actor, proposal: Proposal, *, key: str | None = None, now: datetime | None = None
) -> Recorded:
    """Record one event. Raises its Refusals."""
    (outcome,) = await record(pool, actor, [proposal], key=key, now=now)
    if isinstance(outcome, Declined):
        raise Refusals(outcome.problems)
    return outcome


def _with_ids(p: Proposal, actor: Actor, key: str | None, n: int) -> Proposal:
    begins = isinstance(p.fact, e.Generated | e.Created)
    if p.id is not None and (p.subject is not None or not begins):
        return p
    event = p.id or (derived_id(actor.account, key, n) if key else new_id())
    subject = p.subject or (derived_id(event, "subject") if begins else None)
    return msgspec.structs.replace(p, id=event, subject=subject)


async def _attempt(
    conn: Connection,
    book: Book,
    cards: Cards,
    actor: Actor,
    proposals: Sequence[Proposal],
    now: datetime,
    fresh: bool,
) -> list[Outcome]:
    family = await _family(conn, proposals)
    world = await _world(conn, book, cards, proposals, family, now, fresh)

    serials = Serials()
    draft = _Draft(actor, family, world, serials, now)
    outcomes = [draft.consider(p) for p in proposals]
    if not fresh and (world.sites or world.orgs) and any(isinstance(o, Declined) for o in outcomes):
        raise _RefusedOnKeptCards
    if not draft.ledger.events:
        return outcomes
    if not serials.wanted:
        await store.append(conn, draft.ledger)
        return outcomes
    async with conn.transaction():
        firsts = await store.take_serials(conn, wanted=serials.wanted)
        draft = _Draft(actor, family, world, Serials(firsts), now)
        outcomes = [draft.consider(p) for p in proposals]
        await store.append(conn, draft.ledger)
    return outcomes


# Facts from which nothing follows for another subject: theirs is read alone.
_ALONE = (e.Generated, e.Reweighed, e.Published, e.Signed, e.Arrived, e.Weighed)


async def _family(conn: Connection, proposals: Sequence[Proposal]) -> store.Family:
    asked = [(p.subject, p.id) for p in proposals if p.subject and p.id]
    if len(asked) == 1 and isinstance(proposals[0].fact, _ALONE):
        (subject, event), kind = asked[0], proposals[0].fact.about
        return await store.read_alone(conn, kind=kind, subject=subject, event=event)
    also = [line.batch for p in proposals if isinstance(p.fact, e.Created) for line in p.fact.lines]
    return await store.read_family(conn, asked=asked, also=also)


async def _world(
    conn: Connection,
    book: Book,
    cards: Cards,
    proposals: Sequence[Proposal],
    family: store.Family,
    now: datetime,
    fresh: bool,
) -> entry.World:
    named = [(p.fact, family.states.get(p.subject) if p.subject else None) for p in proposals]
    sites = {s for fact, state in named for s in entry.sites_named(fact, state)}
    orgs = {o for fact, state in named for o in entry.orgs_named(fact, state)}
    created = [p.fact for p in proposals if isinstance(p.fact, e.Created)]
    for fact in created:  # a later event of this request may build on a manifest it begins
        sites |= {fact.consignor_site, fact.consignee_site}
        orgs.add(fact.carrier)
    if any(isinstance(p.fact, e.Treated) for p in proposals):  # what an earlier event of this request brings in
        sites |= {m.consignee.site for m in family.states.values() if isinstance(m, Manifest)}
    today = clock.local_date(now)
    return entry.World(
        book=book,
        sites=await cards.of_sites(conn, sites, fresh=fresh),
        orgs=await cards.of_orgs(conn, orgs, fresh=fresh),
        plans=await cards.planned(conn, {f.consignor_site for f in created}, today.year, fresh=fresh),
        today=today,
    )


class _Draft:
    """One request, worked through in memory: what it would append, and the answer to each proposal."""

    def __init__(self, actor: Actor, family: store.Family, world: entry.World, serials: Serials, now: datetime) -> None:
        self.actor = actor
        self.world = world
        self.serials = serials
        self.now = now
        self.states = dict(family.states)
        self.stored = dict(family.stored)
        self.ledger = store.Ledger(received_at=now, account=actor.account, org=actor.org)

    def consider(self, p: Proposal) -> Outcome:
        """Judge one proposal and, where it stands, take it and what follows from it into the ledger."""
        try:
            return self._take(p)
        except Refusals as several:
            return Declined(p.id, p.subject, several.refusals)
        except Refusal as refusal:
            return Declined(p.id, p.subject, [refusal])

    def _take(self, p: Proposal) -> Recorded:
        if p.subject is None or p.id is None:
            raise r.UnknownSubject("subject", subject=lifecycle.subject_word(p.fact.about))
        digest = _digest(p)
        if known := self.stored.get((p.subject, p.id)):
            return self._again(p, known, digest)
        state = self._state(p)
        require(self.actor, policy.action(self.actor.org, p.fact, state))
        policy.may(self.actor.org, p.fact, state)
        if p.expected is not None and p.expected != (state.seq if state else 0):
            raise r.LostUpdate("expected", seq=state.seq if state else 0)
        lifecycle.in_order(state, p.fact)  # a step out of order is told before anything else is looked at
        fact, odd = entry.complete(p.fact, state, self.actor.org, self.world, self.states)
        warnings: list[Warn] = [*odd, *lifecycle.judge(state, fact, p.occurred_at, self.now)]
        envelope = self._append(p.subject, p.id, p.occurred_at, self._number(fact, state, p), None, digest)
        self._reach(p.subject, fact)
        return Recorded(p.id, p.subject, envelope.seq, False, warnings, self._names(p.subject), digest)

    def _again(self, p: Proposal, known: tuple[int, bytes], digest: bytes) -> Recorded:
        seq, stored = known
        if stored != digest:
            raise RepeatedKey("id")
        assert p.id is not None
        assert p.subject is not None
        return Recorded(p.id, p.subject, seq, True, [], self._names(p.subject), digest)

    def _state(self, p: Proposal) -> Batch | Manifest | None:
        assert p.subject is not None
        state = self.states.get(p.subject)
        if state is not None and (isinstance(state, Batch) != (p.fact.about is SubjectKind.BATCH)):
            raise r.UnknownSubject("subject", subject=lifecycle.subject_word(p.fact.about))
        return state

    def _number(self, fact: e.AnyEvent, state: Batch | Manifest | None, p: Proposal) -> e.AnyEvent:
        today = self.world.today
        match fact:
            case e.Published() if isinstance(state, Manifest):
                city = state.consignor.city
                series = manifest_series(city, self.world.book.jurisdiction(city).abroad, today)
                return msgspec.structs.replace(fact, number=self._alias(series.scheme, self.serials.next(series), p))
            case e.Generated(code=code) if code.scheme == "cn-hw":
                unit = self.world.sites[fact.site].credit_code or ""
                if len(unit) != 18:  # Hong Kong and Macao units have no such code
                    return fact
                series = container_series(unit, code.code, clock.local_date(p.occurred_at))
                return msgspec.structs.replace(
                    fact, digital_code=self._alias(series.scheme, self.serials.next(series), p)
                )
            case _:
                return fact

    def _alias(self, scheme: str, value: str, p: Proposal) -> str:
        assert p.subject is not None
        self.ledger.aliases.append((scheme, value, p.subject, p.fact.about))
        return value

    def _append(
        self, subject: UUID, event: UUID, at: datetime, fact: e.AnyEvent, cause: UUID | None, digest: bytes
    ) -> e.Envelope:
        before = self.states.get(subject)
        envelope = e.Envelope(
            subject=subject,
            seq=(before.seq if before else 0) + 1,
            id=event,
            occurred_at=at,
            received_at=self.now,
            account=self.actor.account,
            org=self.actor.org,
            cause=cause,
            fact=fact,
        )
        after = lifecycle.evolve(before, envelope)
        self.ledger.events.append((envelope, digest))
        self.stored[(subject, event)] = (envelope.seq, digest)
        self.states[subject] = self.ledger.states[subject] = after
        for n, (other, follower) in enumerate(lifecycle.consequences(after, envelope, self.states)):
            if lifecycle.fits(self.states.get(other), follower):
                follower_id = derived_id(event, n)
                self._append(other, follower_id, at, follower, event, hashlib.sha256(follower_id.bytes).digest())
        return envelope

    def _reach(self, subject: UUID, fact: e.AnyEvent) -> None:
        """Begun, published, split: only then does the circle of who may see it grow."""
        if not isinstance(fact, _WIDENING):
            return
        state = self.states[subject]
        scopes = policy.reach(state, self.world.book.provinces)
        about = [(fact.about, subject)]
        if isinstance(state, Manifest) and state.status is not ManifestStatus.DRAFT:
            carried = {line.batch for line in state.lines}
            if isinstance(fact, e.PartlyAccepted):
                carried |= {s.id for s in self.states.values() if isinstance(s, Batch) and s.parent in carried}
            about += [(SubjectKind.BATCH, batch) for batch in carried]
        self.ledger.reach.update((scope, kind, id) for scope in scopes for kind, id in about)

    def _names(self, subject: UUID) -> dict[str, str]:
        match self.states.get(subject):
            case Manifest(number=str(number)):
                return {"number": number}
            case Batch(digital_code=str(code)):
                return {"digital_code": code}
            case _:
                return {}


def _digest(p: Proposal) -> bytes:
    """What the sender sent, in one order of bytes."""
    return hashlib.sha256(
        msgspec.json.encode([p.subject, p.id, p.occurred_at.timestamp(), p.fact], order="deterministic")
    ).digest()
