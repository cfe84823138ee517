"""A round with its slips: how each call stands, and what counts. Pure.

The total is the signed slips' and nothing else: what was filled in and not signed is nobody's word yet.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from manifests.life.model import Manifest, ManifestStatus, Value, Weight
from manifests.rounds.model import Call, CallStatus, Round

M, C = ManifestStatus, CallStatus

_OF_SLIP = {
    M.DRAFT: C.FILLED,
    M.PUBLISHED: C.FILLED,
    M.SIGNED: C.SIGNED,
    M.IN_TRANSIT: C.LOADED,
    M.AT_STOP: C.LOADED,
    M.IN_TEMPORARY_STORAGE: C.LOADED,
    M.ARRIVED: C.LOADED,
    M.ACCEPTED: C.DELIVERED,
    M.PARTLY_ACCEPTED: C.DELIVERED,
    M.REFUSED: C.REFUSED,
    M.CLOSED: C.DELIVERED,
    M.CANCELLED: C.CANCELLED,
    M.LOST: C.LOST,
}
SIGNED = frozenset((C.SIGNED, C.LOADED, C.DELIVERED, C.REFUSED, C.LOST))


class CallView(Value, frozen=True):
    """One call as it stands now."""

    number: int
    call: Call
    status: CallStatus
    manifest: UUID | None = None
    manifest_number: str | None = None
    manifest_status: ManifestStatus | None = None
    sent: Weight | None = None
    at_gate: Weight | None = None
    accepted_kg: Decimal | None = None


class Total(Value, frozen=True):
    """What counts of a round: its signed slips, in kilograms, exactly."""

    calls: int
    signed: int
    waiting: int  # filled in, not signed
    lapsed: int
    kg: Decimal
    at_gate_kg: Decimal | None = None  # of the same slips, once one of them was weighed
    accepted_kg: Decimal | None = None


class RoundView(Value, frozen=True):
    """A round, its calls in their order, what counts."""

    round: Round
    calls: tuple[CallView, ...]
    total: Total

    @property
    def next(self) -> CallView | None:
        """Where the driver goes next."""
        return next((c for c in self.calls if c.status in (C.PLANNED, C.FILLED, C.SIGNED)), None)


def view(trip: Round, slips: Mapping[UUID, Manifest]) -> RoundView:
    """`slips`: the manifests of the round, by id."""
    calls = tuple(_call(n, call, slips) for n, call in enumerate(trip.calls, 1))
    return RoundView(trip, calls, _total(calls))


def _call(n: int, call: Call, slips: Mapping[UUID, Manifest]) -> CallView:
    latest = slips.get(call.slips[-1]) if call.slips else None
    if latest is None:
        return CallView(n, call, C.SKIPPED if call.skipped is not None else C.PLANNED)
    status = C.LAPSED if call.slip is None else _OF_SLIP[latest.status]
    basis = latest.lines[0].sent.basis
    weighed = [line.weighed for line in latest.lines if line.weighed]
    return CallView(
        n,
        call,
        status,
        manifest=latest.id,
        manifest_number=latest.number,
        manifest_status=latest.status,
        sent=Weight(sum((line.sent.kg for line in latest.lines), Decimal(0)), basis),
        at_gate=Weight(_sum(w.kg for w in weighed), weighed[0].basis) if weighed else None,
        accepted_kg=_sum(kg) if (kg := [x.accepted_kg for x in latest.lines if x.accepted_kg is not None]) else None,
    )


def _sum(kg: Iterable[Decimal]) -> Decimal:
    return sum(kg, Decimal(0))


def _total(calls: tuple[CallView, ...]) -> Total:
    signed = [c for c in calls if c.status in SIGNED]
    weighed = [c.at_gate.kg for c in signed if c.at_gate]
    accepted = [c.accepted_kg for c in signed if c.accepted_kg is not None]
    return Total(
        calls=len(calls),
        signed=len(signed),
        waiting=sum(c.status is C.FILLED for c in calls),
        lapsed=sum(len(c.call.lapsed) for c in calls),
        kg=_sum(c.sent.kg for c in signed if c.sent),
        at_gate_kg=_sum(weighed) if weighed else None,
        accepted_kg=_sum(accepted) if accepted else None,
    )
