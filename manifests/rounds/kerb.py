"""At the kerb: the driver weighs, the slip is filled in for the producer, the producer signs, the load is picked up."""

from datetime import datetime, timedelta
from uuid import UUID

from manifests.commands import Proposable, Proposal
from manifests.entry.errand import Errand
from manifests.life import events as custody
from manifests.life.model import Basis, Manifest, ManifestStatus, SigningMode, Weight
from manifests.rounds import events as e
from manifests.rounds import queries, store
from manifests.rounds import refusals as no
from manifests.rounds.entry import too_heavy
from manifests.rounds.lifecycle import call_of, judge
from manifests.rounds.model import Call, Round
from manifests.rounds.policy import RIGHTS
from manifests.rounds.recording import Done, Mark, Move, make, moment, only
from manifests.rounds.schemas import NewSlip, PickUp
from manifests.rounds.view import view
from wasteflow.catalog.book import open_book
from wasteflow.core import clock, jobs
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import Word
from wasteflow.core.ids import derived_id, derived_id_at
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require

LAPSE = "lapse"  # the kind of job that looks at a slip when its time is over
CARRIED = (ManifestStatus.IN_TRANSIT, ManifestStatus.ARRIVED)


async def fill(
    pool: Pool, actor: Actor, id: UUID, n: int, new: NewSlip, *, now: datetime | None = None, mark: Mark | None = None
) -> Done:
    """The producer's batch, where it has none in store, and its manifest with its number; from here its clock runs.

    The same again changes nothing. Raises NoLeaveToFill, SlipDiffers, WeightNeeded, UsesItsBatch, TooHeavy and what
    custody refuses.
    """
    require(actor, RIGHTS["slip_filled"])
    learned = now or clock.now()
    at = moment(new.occurred_at, learned)

    async def think(trip: Round) -> Move | None:
        only(actor, trip.carrier, "carrier")
        call = call_of(trip, n)
        slips = await queries.slips(pool, ids=trip.slips)
        there = slips.get(call.slip) if call.slip else None
        if there is not None and there.status is not ManifestStatus.CANCELLED:
            _again(n, there, new)
            return None
        fact = e.SlipFilled(n, derived_id_at(at, trip.id, n, len(call.slips), "manifest"))
        judge(trip, fact)
        return await _filled(pool, trip, call, fact, new, at)

    return await make(pool, actor, id, think, learned, mark)


def _again(n: int, there: Manifest, new: NewSlip) -> None:
    """Raises SlipDiffers where it says something else."""
    sent = there.lines[0].sent
    if new.kg is not None and (new.kg, new.basis) != (sent.kg, sent.basis):
        raise no.SlipDiffers("kg", call=n, kg=sent.kg, basis=Word(f"basis.{sent.basis}"))


async def _filled(pool: Pool, trip: Round, call: Call, fact: e.SlipFilled, new: NewSlip, at: datetime) -> Move:
    site, expected = call.producer.site, call.expected
    today = clock.local_date(clock.now())
    leave = await store.leave(pool, collector=trip.carrier, stream=trip.stream, sites=[site], on=today)
    if site not in leave:
        raise no.NoLeaveToFill("call", name=call.producer.name)
    if expected.batch is not None and new.kg is not None:
        raise no.UsesItsBatch("kg")
    stream = (await open_book(pool)).stream(trip.stream)
    name = (trip.id, fact.call, len(call.slips))
    batch, proposals = expected.batch, list[Proposal]()

    def tell(what: Proposable, subject: UUID) -> None:
        proposals.append(Proposal(what, at, derived_id(*name, type(what).__name__), subject))

    if batch is None:
        if new.kg is None:
            raise no.WeightNeeded("kg")
        known = view(trip, await queries.slips(pool, ids=trip.slips))
        too_heavy(stream, new.kg + sum(c.sent.kg for c in known.calls if c.sent and c.status != "lapsed"), "kg")
        batch = derived_id_at(at, *name, "batch")
        tell(_born(trip, call, Weight(new.kg, Basis(new.basis))), batch)
    line = custody.LineDraft(batch, method=expected.method)
    tell(
        custody.Created(site, trip.consignee.site, trip.carrier, (line,), plate=trip.plate, driver=trip.driver),
        fact.manifest,
    )
    tell(custody.Published(), fact.manifest)
    days = int(stream.clocks["slip"].value)
    body = {"round": str(trip.id), "call": fact.call, "manifest": str(fact.manifest), "days": days}

    async def clock_runs(conn: Connection) -> None:
        await jobs.enqueue(conn, LAPSE, body, key=str(fact.manifest), run_at=at + timedelta(days=days))

    return Move(at, fact, proposals, Errand(trip.id, trip.carrier, leave), clock_runs)


def _born(trip: Round, call: Call, weight: Weight) -> custody.Generated:
    expected = call.expected
    return custody.Generated(
        site=call.producer.site,
        stream=trip.stream,
        code=expected.code,
        name=expected.name,
        form=expected.form,
        weight=weight,
        container=trip.container or expected.container,
        hazards=expected.hazards,
    )


async def pick_up(
    pool: Pool, actor: Actor, id: UUID, n: int, how: PickUp, *, now: datetime | None = None, mark: Mark | None = None
) -> Done:
    """The load of a signed slip goes on the vehicle; `how.mode` signs it for the producer before.

    Raises NoSlipYet, NotSignedYet and what signing for the absent is refused for.
    """
    require(actor, RIGHTS["call_loaded"])
    learned = now or clock.now()
    at = moment(how.occurred_at, learned)

    async def think(trip: Round) -> Move | None:
        only(actor, trip.carrier, "carrier")
        call = call_of(trip, n)
        slip = (await queries.slips(pool, ids=[call.slip])).get(call.slip) if call.slip else None
        if slip is None or slip.status is ManifestStatus.CANCELLED:
            raise no.NoSlipYet("call", call=n, name=call.producer.name)
        if slip.status in CARRIED:
            return None
        fact = e.CallLoaded(n)
        judge(trip, fact)
        proposals = []
        if slip.status is ManifestStatus.PUBLISHED:
            if how.mode is None:
                raise no.NotSignedYet("mode", name=call.producer.name)
            signed = custody.Signed(name=actor.name, mode=SigningMode(how.mode))
            proposals.append(Proposal(signed, at, derived_id(slip.id, at, "signed"), slip.id, code=how.code))
        left = custody.Departed(plate=trip.plate, driver=trip.driver)
        proposals.append(Proposal(left, at, derived_id(slip.id, at, "departed"), slip.id))
        return Move(at, fact, proposals, Errand(trip.id))

    return await make(pool, actor, id, think, learned, mark)
