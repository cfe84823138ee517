"""Planning a round: a new one, one more call, a call left out, called off."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from manifests import refusals as r
from manifests.life.model import ManifestStatus
from manifests.rounds import events as e
from manifests.rounds import queries, store
from manifests.rounds import refusals as no
from manifests.rounds.entry import Planning
from manifests.rounds.lifecycle import evolve, judge
from manifests.rounds.model import Round
from manifests.rounds.policy import RIGHTS
from manifests.rounds.recording import Done, Mark, Move, digest, make, moment, only, reach
from manifests.rounds.schemas import NewCall, NewRound
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import RepeatedKey
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from wasteflow.places.cards import cards_of
from wasteflow.places.queries import org_cards


async def plan(pool: Pool, actor: Actor, new: NewRound, *, now: datetime | None = None) -> Done:
    """A round for one's own vehicle at producers that gave one's company leave.

    The id makes it safe to send again. Raises RepeatedKey, NoLeaveToFill, NotYourVehicle, NoCarrierPermit,
    MergingForbidden, OtherCodeInContainer and what a manifest would be refused for.
    """
    require(actor, RIGHTS["round_planned"])
    begun, asked = now or clock.now(), digest(new.model_dump(mode="json"))
    sites = [new.consignee_site, *(call.site for call in new.calls)]
    around = await _around(pool, actor, new.stream, sites, new.day)
    fact = around.planned(new)
    trip = evolve(None, new.id, 1, fact, begun)
    entry = store.Entry(new.id, fact, begun, begun, actor.account, actor.org, asked)
    try:
        async with pool.acquire() as conn, conn.transaction():
            await store.append(conn, state=trip, entry=entry, scopes=await reach(pool, trip))
    except store.Overtaken:
        there = await store.read(pool, id=new.id)
        if there is None or there.carrier != actor.org or await store.digest_of_plan(pool, id=new.id) != asked:
            raise RepeatedKey("id") from None
        return Done(there)
    return Done(trip, around.odd)


async def add_call(pool: Pool, actor: Actor, id: UUID, new: NewCall, *, now: datetime | None = None) -> Done:
    """One more call, at the end. Raises as `plan` does."""
    require(actor, RIGHTS["call_added"])
    learned = now or clock.now()

    async def think(trip: Round) -> Move:
        only(actor, trip.carrier, "carrier")
        around = await _around(pool, actor, trip.stream, [trip.consignee.site, new.site], trip.day)
        (call,) = around.calls([new], around.sites[trip.consignee.site])
        around.together([*(e.CallPlanned(c.producer, c.expected) for c in trip.calls), call], trip.container)
        fact = e.CallAdded(call)
        judge(trip, fact)
        return Move(learned, fact)

    return await make(pool, actor, id, think, learned)


async def skip_call(
    pool: Pool,
    actor: Actor,
    id: UUID,
    n: int,
    reason: str,
    *,
    occurred_at: datetime | None = None,
    now: datetime | None = None,
    mark: Mark | None = None,
) -> Done:
    """Nobody calls there. Raises CallDone where its slip is filled in."""
    require(actor, RIGHTS["call_skipped"])
    learned = now or clock.now()
    at = moment(occurred_at, learned)

    async def think(trip: Round) -> Move:
        only(actor, trip.carrier, "carrier")
        fact = e.CallSkipped(n, reason)
        judge(trip, fact)
        return Move(at, fact)

    return await make(pool, actor, id, think, learned, mark)


async def cancel(pool: Pool, actor: Actor, id: UUID, reason: str, *, now: datetime | None = None) -> Done:
    """Call the round off. Raises SlipsCount while a slip of it is neither lapsed nor cancelled."""
    require(actor, RIGHTS["round_cancelled"])
    learned = now or clock.now()

    async def think(trip: Round) -> Move:
        only(actor, trip.carrier, "carrier")
        slips = await queries.slips(pool, ids=trip.slips)
        count = sum(slip.status is not ManifestStatus.CANCELLED for slip in slips.values())
        fact = e.RoundCancelled(reason)
        judge(trip, fact)
        if count:
            raise no.SlipsCount("id", count=count)
        return Move(learned, fact)

    return await make(pool, actor, id, think, learned)


async def _around(pool: Pool, actor: Actor, stream: str, sites: Sequence[UUID], day: date) -> Planning:
    book = await open_book(pool)
    if stream not in book.streams:
        raise r.UnknownStream("stream", stream=stream[:40], known=", ".join(sorted(book.streams)))
    collector = (await org_cards(pool, ids=[actor.org] if actor.org else [])).get(actor.org or UUID(int=0))
    if collector is None:
        raise r.UnknownCarrier("plate")
    today = clock.local_date(clock.now())
    if collector.closed_on is not None and collector.closed_on <= today:
        raise r.SiteClosed("plate", name=collector.name)
    return Planning(
        book=book,
        stream=book.streams[stream],
        sites=await cards_of(pool).of_sites(pool, sites, fresh=True),
        leave=await store.leave(pool, collector=collector.id, stream=stream, sites=sites, on=day),
        collector=collector,
        today=today,
    )


async def willing(pool: Pool, actor: Actor) -> list[queries.Willing]:
    """The sites whose papers the actor's company may fill in today."""
    require(actor, RIGHTS["round_planned"])
    return await queries.willing(pool, collector=actor.org or UUID(int=0), on=clock.local_date(clock.now()))
