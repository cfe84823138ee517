"""One round: its calls in their order, what counts, and what this person may do now: driver, dispatcher, gate."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from manifests.rounds import arriving, kerb, planning
from manifests.rounds.model import CallStatus, RoundStatus
from manifests.rounds.recording import Done, seen
from manifests.rounds.routes import whole
from manifests.rounds.schemas import NewSlip, PickUp, RefusedCall, Weighing
from manifests.rounds.view import CallView, RoundView
from wasteflow.core import edge
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import allowed, require
from wasteflow.web.console.forms import Form, Told, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/rounds", route_class=PageRoute)
OPEN = (RoundStatus.PLANNED, RoundStatus.UNDER_WAY)
Act = Callable[[Visit, Form, UUID], Awaitable[Done]]
ActAt = Callable[[Visit, Form, UUID, int], Awaitable[Done]]


@router.get("/{id}")
async def get_round(visit: Here, id: UUID) -> Response:
    """The round as it stands."""
    require(visit.me, "custody:see")
    return await _page(visit, id, Form(), "")


@router.post("/{id}/{step}")
async def post_step(request: Request, visit: Here, id: UUID, step: str) -> Response:
    """One step of the whole round."""
    form = await read(request)
    if step not in _STEPS:
        raise NotFound("step", what=Word("subject.page"))
    return await _done(visit, id, form, step, lambda: _STEPS[step](visit, form, id))


@router.post("/{id}/calls/{n}/{step}")
async def post_call(request: Request, visit: Here, id: UUID, n: int, step: str) -> Response:
    """One step at one call."""
    form = await read(request)
    if step not in _AT_CALL:
        raise NotFound("step", what=Word("subject.page"))
    return await _done(visit, id, form, f"{step}:{n}", lambda: _AT_CALL[step](visit, form, id, n))


async def _done(visit: Visit, id: UUID, form: Form, at: str, act: Callable[[], Awaitable[Done]]) -> Response:
    """Do it; what is wrong opens its form again, with the page as it stands now."""
    try:
        done = await act()
    except Refusals as several:
        form.problems = several.refusals
    except Refusal as refusal:
        form.problems = [refusal]
    else:
        odd = [("warn", visit.reader.said(w)) for w in done.warnings]
        return go(f"{HOME}/rounds/{id}", [("done", visit.t(f"console.said.{at.partition(':')[0]}")), *odd])
    return await _page(visit, id, form, at)


async def _arrival(visit: Visit, form: Form, id: UUID) -> Done:
    del form
    return await arriving.arrive(visit.pool, visit.me, id)


async def _weighing(visit: Visit, form: Form, id: UUID) -> Done:
    asked = _of(form, Weighing, gross=form.number("gross"), tare=form.number("tare"))
    return await arriving.weigh(visit.pool, visit.me, id, asked.gross, asked.tare)


async def _acceptance(visit: Visit, form: Form, id: UUID) -> Done:
    refused = [
        _of(form, RefusedCall, call=int(n), reason=form.text(f"reason:{n}", needed=True))
        for n in form.every("refuse")
        if n.isdecimal() and len(n) < 5
    ]
    return await arriving.settle(visit.pool, visit.me, id, refused)


async def _cancellation(visit: Visit, form: Form, id: UUID) -> Done:
    reason = form.text("reason", needed=True)
    form.check()
    return await planning.cancel(visit.pool, visit.me, id, reason)


async def _collect(visit: Visit, form: Form, id: UUID, n: int) -> Done:
    """The slip, and where the producer is absent or lets it be, its signature and the loading at once."""
    kg = form.number("kg") if form.get("kg") or not form.get("batch") else None
    done = await kerb.fill(visit.pool, visit.me, id, n, _of(form, NewSlip, kg=kg, basis=form.get("basis")))
    return await _load(visit, form, id, n) if form.get("mode") else done


async def _load(visit: Visit, form: Form, id: UUID, n: int) -> Done:
    mode = form.get("mode")
    how = _of(form, PickUp, mode=mode or None, code=form.text("code") or None if mode == "site_code" else None)
    return await kerb.pick_up(visit.pool, visit.me, id, n, how)


async def _skip(visit: Visit, form: Form, id: UUID, n: int) -> Done:
    reason = form.text("reason", needed=True)
    form.check()
    return await planning.skip_call(visit.pool, visit.me, id, n, reason)


_STEPS: dict[str, Act] = {
    "round_arrived": _arrival,
    "round_weighed": _weighing,
    "round_closed": _acceptance,
    "round_cancelled": _cancellation,
}
_AT_CALL: dict[str, ActAt] = {"slip_filled": _collect, "call_loaded": _load, "call_skipped": _skip}


def _of(form: Form, shape: type[BaseModel], **values: Any) -> Any:
    """The values as HTTP would take them."""
    form.check()
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise edge.from_pydantic(error.errors()) from None


async def _page(visit: Visit, id: UUID, form: Form, open_: str) -> Response:
    view = await whole(visit.pool, Done(await seen(visit.pool, visit.me, id)))
    me, trip = visit.me, view.round
    collects = allowed(me, "round:collect") and me.org == trip.carrier and trip.status in OPEN
    gate = allowed(me, "manifest:receive") and me.org == trip.consignee.org
    loaded = [c for c in view.calls if c.status is CallStatus.LOADED]
    return render(
        visit,
        "round.html",
        http=422 if form.problems else 200,
        view=view,
        trip=trip,
        next=_next(view) if collects else None,
        collects=collects,
        plans=allowed(me, "round:plan") and me.org == trip.carrier,
        gate=gate and trip.status is RoundStatus.ARRIVED,
        arrives=(collects or gate) and trip.status is RoundStatus.UNDER_WAY and bool(loaded),
        at_gate=[c for c in loaded if c.manifest_status == "arrived"],
        form=form,
        told=form.told(visit.reader),
        nothing=Told([]),
        open=open_,
        once=new_id(),
        book=await visit.book(),
    )


def _next(view: RoundView) -> CallView | None:
    """Where to go next: what waits for a signature is behind us."""
    ahead = [c for c in view.calls if c.status in (CallStatus.PLANNED, CallStatus.SIGNED)]
    return ahead[0] if ahead else None
