"""The page of one manifest: its parts, and the steps people take there."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.commands import Proposal, record_one
from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Refusals, Word
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import require, scopes
from wasteflow.places.queries import site_cards
from wasteflow.web.console import acts, queries
from wasteflow.web.console.batches import not_done, said
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.manifest import giving_back
from wasteflow.web.console.manifest.lines import alike
from wasteflow.web.console.manifest.part import Case
from wasteflow.web.console.manifest.parts import PARTS
from wasteflow.web.console.manifest.steps import STEPS
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render

router = APIRouter(prefix="/manifests", route_class=PageRoute)


@router.get("/{id}")
async def get_manifest(visit: Here, id: UUID) -> Response:
    """Parties, lines, where it stands, its chain, and what this person may do now."""
    return await show(visit, id)


@router.get("/{id}/give_back")
async def get_give_back(visit: Here, id: UUID) -> Response:
    """The form by which what was accepted goes back; the manifest's page where it is not this person's to give."""
    require(visit.me, "custody:see")
    manifest = await _seen(visit, visit.pool, id)
    if not giving_back.may(visit.me, manifest):
        return go(f"{HOME}/manifests/{id}")
    return await _give_back_page(visit, manifest, Form())


@router.get("/{id}/{step}")
async def get_step(visit: Here, id: UUID, step: str) -> Response:
    """A step that has a page of its own."""
    return await _step_page(visit, id, Form(), step)


@router.post("/{id}/back")
async def post_back(request: Request, visit: Here, id: UUID) -> Response:
    """Draw up the way home for all that was turned away under this manifest and stands on the vehicle still."""
    form = await read(request)
    manifest, carried = await turned_away(visit, id)
    leg = manifest.leg
    fact = e.Created(
        consignor_site=manifest.consignor.site,
        consignee_site=manifest.consignor.site,
        carrier=leg.org,
        lines=tuple(e.LineDraft(b.id) for b in carried),
        plate=leg.plate,
        driver=leg.driver,
        onward_of=id,
    )
    return await _drawn_up(visit, form, fact, lambda: show(visit, id, form))


@router.post("/{id}/give_back")
async def post_give_back(request: Request, visit: Here, id: UUID) -> Response:
    """Draw up the way back for what was accepted under this manifest and must not be kept."""
    form = await read(request)
    given = await _seen(visit, visit.pool, id)
    return await _drawn_up(visit, form, giving_back.drawn(form, given), lambda: _give_back_page(visit, given, form))


async def _drawn_up(visit: Visit, form: Form, fact: e.Created, again: Callable[[], Awaitable[Response]]) -> Response:
    """The draft of a manifest that leads on from this one; `again`: the page once more, with what is wrong."""
    try:
        form.check()
        proposal = Proposal(fact=fact, occurred_at=clock.now(), subject=form.begins)
        done = await record_one(visit.pool, visit.me, proposal, key=form.once)
    except Refusals as several:
        return await not_done(visit, several.refusals, form, f"{HOME}/manifests/{form.begins}", again)
    return go(f"{HOME}/manifests/{done.subject}", said(visit, done, "created"))


@router.post("/{id}/{step}")
async def post_step(request: Request, visit: Here, id: UUID, step: str) -> Response:
    """One step of one party. What is wrong opens its form again, with the page as it stands now."""
    form = await read(request)
    if step not in STEPS:
        raise NotFound("step", what=Word("subject.page"))
    fact, code = STEPS[step].make(form), STEPS[step].code(form)
    again = lambda: (_step_page if STEPS[step].page else show)(visit, id, form, step)  # noqa: E731
    try:
        form.check()
        proposal = Proposal(fact=fact, occurred_at=clock.now(), subject=id, expected=form.expected, code=code)
        done = await record_one(visit.pool, visit.me, proposal, key=form.once)
    except Refusals as several:
        return await not_done(visit, several.refusals, form, f"{HOME}/manifests/{id}", again)
    return go(f"{HOME}/manifests/{id}", said(visit, done, step))


async def turned_away(visit: Visit, id: UUID) -> tuple[Manifest, list[Batch]]:
    """A manifest, and what was turned away under it and stands on the vehicle still."""
    async with visit.pool.acquire() as conn:
        manifest = await _seen(visit, conn, id)
        return manifest, await queries.on_vehicle(conn, manifest=id)


async def show(visit: Visit, id: UUID, form: Form | None = None, step: str = "") -> Response:
    """The whole page; `form` and `step`: what was typed and could not be recorded."""
    require(visit.me, "custody:see")
    form = form or Form()
    async with visit.pool.acquire() as conn:
        manifest = await _seen(visit, conn, id)
        case = Case(visit, conn, manifest, form, step)
        shown = [(part, await part.load(case)) for part in PARTS]
        sites = await site_cards(conn, ids=_sites(manifest))
    return await _drawn(
        visit,
        "manifest",
        manifest,
        form,
        parts=[
            (facts.get("place", part.place), f"manifest/{part.template}", facts)
            for part, facts in shown
            if facts is not None
        ],
        sites=sites,
        totals=_totals(manifest),
        alike=alike,
        today=clock.local_date(clock.now()),
    )


async def _step_page(visit: Visit, id: UUID, form: Form, step: str) -> Response:
    """The form of one step by itself; the manifest's page where it is not this person's to take now."""
    require(visit.me, "custody:see")
    async with visit.pool.acquire() as conn:
        manifest = await _seen(visit, conn, id)
        if step not in acts.on_manifest(visit.me, manifest) or not STEPS[step].page:
            return go(f"{HOME}/manifests/{id}")
        own = await STEPS[step].load(Case(visit, conn, manifest, form, step))
    return await _drawn(visit, "manifest_step", manifest, form, step=step, own=own, danger=STEPS[step].danger)


async def _seen(visit: Visit, reader: Connection | Pool, id: UUID) -> Manifest:
    found = await custody.manifest(reader, id=id, scopes=scopes(visit.me))
    if found is None:
        raise NotFound("id", what=Word("subject.manifest"))
    return found


async def _give_back_page(visit: Visit, manifest: Manifest, form: Form) -> Response:
    if not giving_back.may(visit.me, manifest):
        return await show(visit, manifest.id, form)
    async with visit.pool.acquire() as conn:
        own = await giving_back.fields(Case(visit, conn, manifest, form))
    return await _drawn(visit, "manifest_give_back", manifest, form, own=own)


async def _drawn(visit: Visit, template: str, manifest: Manifest, form: Form, **more: Any) -> Response:
    return render(
        visit,
        f"{template}.html",
        http=422 if form.problems else 200,
        m=manifest,
        form=form,
        told=form.told(visit.reader),
        once=new_id(),
        book=await visit.book(),
        **more,
    )


def _sites(manifest: Manifest) -> list[UUID]:
    """Both ends and the stops on the way."""
    return [manifest.consignor.site, manifest.consignee.site, *(stop.party.site for stop in manifest.stops)]


def _totals(manifest: Manifest) -> dict[str, object]:
    sent = sum(line.sent.kg for line in manifest.lines)
    there = sum(line.at_gate.kg for line in manifest.lines)
    weighed = any(line.weighed for line in manifest.lines)
    return {
        "sent": sent,
        "weighed": there if weighed else None,
        "gap": there - sent if weighed else None,
        "percent": (there - sent) / sent * 100 if weighed and sent else None,
    }
