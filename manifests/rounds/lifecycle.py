"""The life of a round: one table, `judge` and `evolve`. Pure.

`judge` refuses by today's rules; `evolve` folds a stored fact and never refuses.
"""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from manifests.rounds import events as e
from manifests.rounds import refusals as no
from manifests.rounds.model import Call, Round, RoundStatus, Weighed
from wasteflow.core.errors import Word

R = RoundStatus

TABLE: dict[tuple[RoundStatus | None, str], RoundStatus] = {
    (None, "round_planned"): R.PLANNED,
    (R.PLANNED, "call_added"): R.PLANNED,
    (R.PLANNED, "call_skipped"): R.PLANNED,
    (R.PLANNED, "slip_filled"): R.UNDER_WAY,
    (R.PLANNED, "round_cancelled"): R.CANCELLED,
    (R.UNDER_WAY, "call_added"): R.UNDER_WAY,
    (R.UNDER_WAY, "call_skipped"): R.UNDER_WAY,
    (R.UNDER_WAY, "slip_filled"): R.UNDER_WAY,
    (R.UNDER_WAY, "call_loaded"): R.UNDER_WAY,
    (R.UNDER_WAY, "slip_lapsed"): R.UNDER_WAY,
    (R.UNDER_WAY, "round_arrived"): R.ARRIVED,
    (R.UNDER_WAY, "round_cancelled"): R.CANCELLED,
    (R.ARRIVED, "slip_lapsed"): R.ARRIVED,
    (R.ARRIVED, "round_weighed"): R.ARRIVED,
    (R.ARRIVED, "round_closed"): R.CLOSED,
    (R.CLOSED, "slip_lapsed"): R.CLOSED,  # filled in, and the vehicle left without it
}


def judge(state: Round | None, fact: e.Fact) -> None:
    """May this be recorded? Raises RoundNotSo, UnknownCall, CallDone."""
    status = state.status if state else None
    if (status, e.kind_of(fact)) not in TABLE:
        assert state is not None, "a round begins with its plan"
        possible = tuple(Word(f"step.{step}") for at, step in TABLE if at is status and step != "slip_lapsed")
        raise no.RoundNotSo(
            "id", step=Word(f"step.{e.kind_of(fact)}"), status=Word(f"round_status.{state.status}"), possible=possible
        )
    if state is None:
        return
    match fact:
        case e.CallSkipped(call=n) | e.SlipFilled(call=n):
            call = call_of(state, n)
            if call.skipped is not None or (call.slip and isinstance(fact, e.CallSkipped)):
                raise no.CallDone("call", call=n, name=call.producer.name)
        case _:
            pass


def call_of(state: Round, n: int) -> Call:
    """The call of that number, from 1. Raises UnknownCall."""
    if not 1 <= n <= len(state.calls):
        raise no.UnknownCall("call", call=n, count=len(state.calls))
    return state.calls[n - 1]


def evolve(state: Round | None, id: UUID, seq: int, fact: e.Fact, at: datetime) -> Round:
    """The round after a stored fact. Total over what was stored: it never refuses."""
    if state is None:
        assert isinstance(fact, e.RoundPlanned), f"a round does not begin with {e.kind_of(fact)}"
        return _planned(id, seq, fact, at)
    status = TABLE.get((state.status, e.kind_of(fact)), state.status)
    state = replace(state, seq=seq, status=status, last_at=at)
    match fact:
        case e.CallAdded(call=call):
            return replace(state, calls=(*state.calls, _call(call)))
        case e.CallSkipped(call=n, reason=reason):
            return _with(state, n, skipped=reason)
        case e.SlipFilled(call=n, manifest=manifest):
            return _with(state, n, slips=(*state.calls[n - 1].slips, manifest))
        case e.SlipLapsed(call=n, manifest=manifest):
            return _with(state, n, lapsed=(*state.calls[n - 1].lapsed, manifest))
        case e.RoundWeighed(gross=gross, tare=tare):
            return replace(state, weighed=Weighed(gross, tare, at))
        case e.RoundCancelled(reason=reason):
            return replace(state, reason=reason)
        case _:
            return state


def _planned(id: UUID, seq: int, fact: e.RoundPlanned, at: datetime) -> Round:
    return Round(
        id=id,
        seq=seq,
        status=R.PLANNED,
        day=fact.day,
        stream=fact.stream,
        carrier=fact.carrier,
        carrier_name=fact.carrier_name,
        plate=fact.plate,
        driver=fact.driver,
        consignee=fact.consignee,
        calls=tuple(map(_call, fact.calls)),
        created_at=at,
        last_at=at,
        container=fact.container,
    )


def _call(planned: e.CallPlanned) -> Call:
    return Call(planned.producer, planned.expected)


def _with(state: Round, n: int, **changes: object) -> Round:
    call = replace(state.calls[n - 1], **changes)
    return replace(state, calls=(*state.calls[: n - 1], call, *state.calls[n:]))
