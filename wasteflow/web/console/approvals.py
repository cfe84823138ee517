"""Approvals: what is left of each, its loads and their certificates; applications, whose turn it is and until when."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests.borders import document, queries
from manifests.borders.queries import Shipment
from wasteflow.catalog.procedures import WITHDRAWN, procedures
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.core.ids import new_id
from wasteflow.core.problems import status_of
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.places import queries as places
from wasteflow.places.applications import commands, policy
from wasteflow.places.applications import queries as asked
from wasteflow.places.applications.model import Application, overran
from wasteflow.places.applications.schemas import Decision, NewStep
from wasteflow.places.model import ApprovalCard
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/approvals", route_class=PageRoute)
SHOWN = 100
MOST_LOADS = 500


@router.get("")
async def get_approvals(visit: Here) -> Response:
    """Applications under way, the overdue first; then the approvals, those with most used first."""
    require(visit.me, "custody:see")
    mine, today = scopes(visit.me), clock.local_date(clock.now())
    async with visit.pool.acquire() as conn:
        cards = await places.approvals(conn, scopes=mine, after=None, kind=None, limit=SHOWN)
        many = await asked.applications(conn, scopes=mine, after=None, kind=None, due_before=None, limit=SHOWN)
        sites = await places.site_cards(conn, ids=_ends(cards, many))
    under_way = [one for one in many if not procedures()[one.kind].states[one.state].ends]
    return render(
        visit,
        "approvals.html",
        cards=sorted(cards, key=lambda card: (not card.valid_on(today), card.left_t / card.tonnes)),
        under_way=sorted(under_way, key=lambda one: (not one.late(today), one.due or today.max)),
        states=procedures(),
        applies=allowed(visit.me, "approval:apply"),
        sites=sites,
        today=today,
        book=await visit.book(),
    )


def _ends(cards: list[ApprovalCard], many: list[Application]) -> set[UUID]:
    ends = {site for card in cards for site in (card.from_site, card.to_site)}
    return ends | {site for one in many for site in (one.from_site, one.to_site)}


@router.get("/applications/{id}")
async def get_application(visit: Here, id: UUID) -> Response:
    """One application: what is asked, each step with its clock, and what may be done now."""
    return await _application_page(visit, id, Form())


@router.post("/applications/{id}")
async def post_application_step(request: Request, visit: Here, id: UUID) -> Response:
    """Take it on; what is wrong is told beside what was typed."""
    form = await read(request)
    number = form.text("decision.number", most=200)
    step = NewStep(
        to=form.get("to") or "-",
        expected=form.expected or 1,
        reason=form.text("reason", most=2000),
        decision=Decision(number=number) if number else None,
    ) if _is_state(form.get("to")) else None  # fmt: skip
    if step is None:
        return await _application_page(visit, id, form)
    try:
        await commands.step(visit.pool, visit.me, id, step)
    except Refusals as several:
        form.problems += several.refusals
    except NotFound:
        raise
    except Refusal as refusal:
        form.problems.append(refusal)
    else:
        return go(f"{HOME}/approvals/applications/{id}", [("done", visit.t("console.approval.moved"))])
    return await _application_page(visit, id, form)


def _is_state(name: str) -> bool:
    return any(name in procedure.states for procedure in procedures().values())


async def _application_page(visit: Visit, id: UUID, form: Form) -> Response:
    require(visit.me, "custody:see")
    async with visit.pool.acquire() as conn:
        application = await asked.application(conn, id=id)
        if application is None or not policy.sees(visit.me, application):
            raise NotFound("id", what=Word("subject.application"))
        steps = await asked.steps(conn, id=id)
        sites = await places.site_cards(conn, ids=[application.from_site, application.to_site])
    possible = _next(visit, application)
    return render(
        visit,
        "application.html",
        http=status_of(form.problems) if form.problems else 200,
        a=application,
        steps=list(zip(steps, overran(steps), strict=True)),
        states=procedures()[application.kind].states,
        next=possible,
        grants=any(procedures()[application.kind].states[name].approves for name in possible),
        sites=sites,
        form=form,
        told=form.told(visit.reader),
        once=new_id(),
        today=clock.local_date(clock.now()),
        book=await visit.book(),
    )


def _next(visit: Visit, application: Application) -> list[str]:
    """The states this person may take it to."""
    states = procedures()[application.kind].states
    here = states[application.state]
    if here.ends:
        return []
    found = []
    for name, office in (*((n, here.waits_for) for n in here.next), (WITHDRAWN, "applicant")):
        try:
            policy.require_office(visit.me, application, office)  # type: ignore[arg-type]
        except Refusal:
            continue
        found.append(name)
    return found


@router.get("/{id}")
async def get_approval(visit: Here, id: UUID) -> Response:
    """What is left of it, how it came about, and each load with both certificates and the way back."""
    require(visit.me, "custody:see")
    now = clock.now()
    async with visit.pool.acquire() as conn:
        card = await places.approval(conn, id=id, scopes=scopes(visit.me))
        if card is None:
            raise NotFound("id", what=Word("subject.approval"))
        application = await asked.application_of(conn, approval=id)
        steps = await asked.steps(conn, id=application.id) if application else []
        loads = await queries.shipments(conn, approval=id, scopes=None, limit=MOST_LOADS)
        sites = await places.site_cards(conn, ids=[card.from_site, card.to_site])
    return render(
        visit,
        "approval.html",
        card=card,
        application=application,
        steps=list(zip(steps, overran(steps), strict=True)),
        states=procedures()[card.kind].states,
        loads=[(one, _marks(one, now), document.taken_back(one.manifest, now, one.came_back)) for one in loads],
        may_grant=allowed(visit.me, "approval:grant"),
        sites=sites,
        today=clock.local_date(now),
        book=await visit.book(),
    )


def _marks(one: Shipment, now: Any) -> dict[str, dict[str, Any]]:
    return {mark["certificate"]: mark for mark in document.certified(one.manifest, one.treated_at, now)}
