"""How a round is written: think on what stands, then commit the round's fact and its slips' facts together, or neither.

The key (subject, seq) of the round's event is the lock; who came late thinks again.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from manifests import refusals as r
from manifests import store as custody
from manifests.commands import Declined, Proposal, record
from manifests.entry.errand import Errand
from manifests.life.lifecycle import CLOCK_SKEW, EARLIEST
from manifests.rounds import events as e
from manifests.rounds import queries, store
from manifests.rounds.lifecycle import evolve
from manifests.rounds.model import Round
from manifests.signed.keeping import Written
from wasteflow.catalog.book import open_book
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Conflict, NotFound, Refusal, Refusals, Warn, Word
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes

ATTEMPTS = 8
# Where what custody says of a slip stands in what was sent.
_PATHS = {"fact.weight.kg": "kg", "fact.mode": "mode", "fact.vehicle": "gross"}


@dataclass(frozen=True)
class Move:
    """What one intent writes. `then`: what is written with it in one transaction."""

    at: datetime
    fact: e.Fact | None = None
    proposals: Sequence[Proposal] = ()
    errand: Errand | None = None
    then: custody.Also | None = None


@dataclass(frozen=True)
class Done:
    """The round afterwards, and what is odd about it."""

    round: Round
    warnings: list[Warn] = field(default_factory=list)
    written: bool = True  # False: it was so already


@dataclass(frozen=True)
class Mark:
    """An event whose id a phone minted, and what is written beside it."""

    id: UUID
    write: Callable[[Connection, Written], Awaitable[None]]


Think = Callable[[Round], Awaitable[Move | None]]


async def make(pool: Pool, actor: Actor, id: UUID, think: Think, now: datetime, mark: Mark | None = None) -> Done:
    """`think` on the round as it stands: what is to be written, or None where it is there already. `mark`: where a
    phone signed it.

    Raises NotFound, Conflict, and what `think` or custody refuses; then nothing is written.
    """
    for _ in range(ATTEMPTS):
        trip = await seen(pool, actor, id)
        move = await think(trip)
        if move is None:
            return Done(trip, written=False)
        after = evolve(trip, id, trip.seq + 1, move.fact, move.at) if move.fact else trip
        try:
            return Done(after, await _commit(pool, actor, after, move, now, mark))
        except store.Overtaken:
            continue
    raise Conflict("id")


async def seen(pool: Pool, actor: Actor, id: UUID) -> Round:
    """A round within the actor's reach. Raises NotFound."""
    trip = await queries.round_(pool, id=id, scopes=scopes(actor))
    if trip is None:
        raise NotFound("id", what=Word("subject.round"))
    return trip


def moment(given: datetime | None, now: datetime) -> datetime:
    """When it happened, as declared; now, where nothing was. Raises InTheFuture, LongAgo."""
    if given is None:
        return now
    if given > now + CLOCK_SKEW:
        raise r.InTheFuture("occurred_at")
    if given.year < EARLIEST:
        raise r.LongAgo("occurred_at", year=EARLIEST)
    return given


def only(actor: Actor, org: UUID, party: str) -> None:
    """Raises NotYourStep where the actor's company is not that party."""
    if actor.org != org:
        raise r.NotYourStep("id", who=Word(f"party.{party}"))


async def _commit(pool: Pool, actor: Actor, after: Round, move: Move, now: datetime, mark: Mark | None) -> list[Warn]:
    scopes_ = await reach(pool, after)

    async def also(conn: Connection) -> None:
        if move.fact is not None:
            event = mark.id if mark else new_id()
            entry = store.Entry(event, move.fact, move.at, now, actor.account, actor.org, digest(move.fact))
            await store.append(conn, state=after, entry=entry, scopes=scopes_)
            if mark is not None:
                await mark.write(conn, Written(after.id, after.seq, event, now, move.fact))
        if move.then is not None:
            await move.then(conn)

    if not move.proposals:
        async with pool.acquire() as conn, conn.transaction():
            await also(conn)
        return []
    outcomes = await record(pool, actor, move.proposals, now=now, errand=move.errand or Errand(after.id), also=also)
    refused = next((one for one in outcomes if isinstance(one, Declined)), None)
    if refused:  # what comes after it was refused because it was
        raise Refusals([_told(problem) for problem in refused.problems])
    return [w for one in outcomes if not isinstance(one, Declined) for w in one.warnings]


def _told(problem: Refusal) -> Refusal:
    problem.path = _PATHS.get(problem.path, problem.path)
    return problem


async def reach(pool: Pool, trip: Round) -> set[str]:
    """Who may see a round: the collector, the consignee, the authorities of all its places. A producer sees its slip:
    whom else the collector calls at is not its business."""
    provinces = (await open_book(pool)).provinces
    cities = {trip.consignee.city, *(call.producer.city for call in trip.calls)}
    above = {p for c in cities if (p := provinces.get(c))}
    orgs = {trip.carrier, trip.consignee.org}
    return {f"org:{o}" for o in orgs} | {f"city:{c}" for c in cities} | {f"province:{p}" for p in above}


def digest(asked: object) -> bytes:
    """What was asked, in one order of bytes."""
    return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).digest()
