"""At the consignee: the vehicle arrives, is weighed once for all its slips, and all but what is named is taken."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from manifests.commands import Proposable, Proposal
from manifests.entry.errand import Errand
from manifests.life import events as custody
from manifests.life import gate
from manifests.life.model import Basis, Manifest, ManifestStatus
from manifests.rounds import events as e
from manifests.rounds import queries
from manifests.rounds import refusals as no
from manifests.rounds.lifecycle import call_of, judge
from manifests.rounds.model import Round
from manifests.rounds.policy import RIGHTS
from manifests.rounds.recording import Done, Mark, Move, make, moment, only
from manifests.rounds.schemas import RefusedCall
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require

COLLECT, RECEIVE = RIGHTS["round_arrived"], RIGHTS["round_weighed"]


async def arrive(
    pool: Pool,
    actor: Actor,
    id: UUID,
    *,
    occurred_at: datetime | None = None,
    now: datetime | None = None,
    mark: Mark | None = None,
) -> Done:
    """All loads on the vehicle stand at the gate. Told by the collector, or by the gate. Raises NothingOnBoard."""
    action = COLLECT if allowed(actor, COLLECT) else RECEIVE
    require(actor, action)
    learned = now or clock.now()
    at = moment(occurred_at, learned)

    async def think(trip: Round) -> Move:
        if actor.org != trip.carrier or action == RECEIVE:
            only(actor, trip.consignee.org, "consignee")
        judge(trip, e.RoundArrived())
        slips = await _slips(pool, trip)
        coming = [slip for slip in slips if slip.status is ManifestStatus.IN_TRANSIT]
        if not coming and not _at_gate(slips):
            raise no.NothingOnBoard("id")
        return _move(e.RoundArrived(), coming, lambda _: custody.Arrived(), at, Errand(trip.id, action=action))

    return await make(pool, actor, id, think, learned, mark)


async def weigh(
    pool: Pool, actor: Actor, id: UUID, gross: Decimal, tare: Decimal, *, now: datetime | None = None
) -> Done:
    """The whole vehicle, full and empty: each line of each slip has its share of the net, exact to the gram. The same
    reading again is the same weighing, where nothing has come in since.

    Raises NothingAtGate, NothingOnIt, WrongReading.
    """
    require(actor, RECEIVE)
    learned = now or clock.now()
    vehicle = custody.VehicleWeighed(gross, tare)
    if wrong := gate.unreadable(vehicle, ""):
        for problem in wrong:
            problem.path = problem.path.removeprefix(".")
        raise Refusals(wrong)

    async def think(trip: Round) -> Move | None:
        only(actor, trip.consignee.org, "consignee")
        fact = e.RoundWeighed(gross, tare)
        judge(trip, fact)
        standing = _at_gate(await _slips(pool, trip))
        if not standing:
            raise no.NothingAtGate("id")
        last = trip.weighed
        if last and (last.gross, last.tare) == (gross, tare) and all(x.weighed for s in standing for x in s.lines):
            return None
        shares = _shares(vehicle, standing)
        return _move(fact, standing, lambda slip: shares[slip.id], learned, Errand(trip.id, shares=True))

    return await make(pool, actor, id, think, learned)


def _shares(vehicle: custody.VehicleWeighed, slips: Sequence[Manifest]) -> dict[UUID, custody.Weighed]:
    """What the weighing of the vehicle makes of each slip."""
    lines = [(slip, n, line) for slip in slips for n, line in enumerate(slip.lines, 1)]
    if len(lines) == 1:  # nothing is spread: the net is the line's
        one = custody.LineWeighed(1, vehicle.net, gross=vehicle.gross, tare=vehicle.tare)
        return {slips[0].id: custody.Weighed((one,))}
    parts = gate.spread(vehicle.net, [line.sent.kg for _, _, line in lines])
    found: dict[UUID, list[custody.LineWeighed]] = {slip.id: [] for slip in slips}
    for (slip, n, _), kg in zip(lines, parts, strict=True):
        found[slip.id].append(custody.LineWeighed(n, kg, Basis.WEIGHED_WHOLE))
    return {id: custody.Weighed(tuple(weighed)) for id, weighed in found.items()}


async def settle(
    pool: Pool, actor: Actor, id: UUID, refused: Sequence[RefusedCall], *, now: datetime | None = None
) -> Done:
    """Accept what arrived but the calls named, and close the round. Loads settled one by one before stay as they are.

    Raises UnknownCall, NothingAtGate for a call whose load does not wait at the gate.
    """
    require(actor, RECEIVE)
    learned = now or clock.now()

    async def think(trip: Round) -> Move:
        only(actor, trip.consignee.org, "consignee")
        judge(trip, e.RoundClosed())
        standing = _at_gate(await _slips(pool, trip))
        there = {slip.id for slip in standing}
        turned: dict[UUID, str] = {}
        for n, one in enumerate(refused):
            slip = call_of(trip, one.call).slip
            if slip is None or slip not in there:
                raise no.NothingAtGate(f"refused[{n}].call")
            turned[slip] = one.reason

        def what(slip: Manifest) -> Proposable:
            return custody.Refused(turned[slip.id]) if slip.id in turned else custody.Accepted()

        return _move(e.RoundClosed(), standing, what, learned, Errand(trip.id))

    return await make(pool, actor, id, think, learned)


async def _slips(pool: Pool, trip: Round) -> list[Manifest]:
    """In the order of the calls."""
    found = await queries.slips(pool, ids=trip.slips)
    return [found[id] for id in trip.slips]


def _at_gate(slips: Sequence[Manifest]) -> list[Manifest]:
    return [slip for slip in slips if slip.status is ManifestStatus.ARRIVED]


def _move(
    fact: e.Fact,
    slips: Sequence[Manifest],
    what: Callable[[Manifest], Proposable],
    at: datetime,
    errand: Errand,
) -> Move:
    """One step of all these slips. Each says which step of the slip it was thought on."""
    proposals = [Proposal(what(slip), at, new_id(), slip.id, expected=slip.seq) for slip in slips]
    return Move(at, fact, proposals, errand)
