"""What is released to everybody together: proposed by a city's office, agreed to by each of the three governments."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.catalog import law
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require
from wasteflow.web.console import choosing
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from workers.open_data import commands, queries

router = APIRouter(prefix="/releases", route_class=PageRoute)


@router.get("")
async def get_releases(visit: Here) -> Response:
    """The latest first, with who has agreed."""
    return await _page(visit, Form())


@router.post("")
async def post_release(request: Request, visit: Here) -> Response:
    """Propose a period."""
    require(visit.me, "release:propose")
    form = await read(request)
    try:
        await commands.propose(visit.pool, visit.me, form.text("period", needed=True, most=7))
    except (Refusal, Refusals) as wrong:
        form.problems = wrong.refusals
        return await _page(visit, form)
    return go(f"{HOME}/releases", [("done", visit.t("console.releases.said"))])


@router.post("/{id}/consent")
async def post_consent(visit: Here, id: UUID) -> Response:
    """Agree for one's own government."""
    require(visit.me, "release:consent")
    try:
        found = await commands.agree(visit.pool, visit.me, id)
    except (Refusal, Refusals) as wrong:
        return await _page(visit, Form([], wrong.refusals))
    said = "console.releases.said_open" if found.open else "console.releases.said_agreed"
    return go(f"{HOME}/releases", [("done", visit.t(said))])


async def _page(visit: Visit, form: Form) -> Response:
    require(visit.me, "release:see")
    async with visit.pool.acquire() as conn:
        rows = await queries.releases(conn)
    when = choosing.year_or_month(form.get("period"))
    return render(
        visit,
        "stating/releases.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        rows=rows,
        periods=choosing.periods(when),
        side=_side(visit.me),
        may_propose=allowed(visit.me, "release:propose"),
        today=clock.local_date(clock.now()),
        book=await visit.book(),
    )


def _side(actor: Actor) -> str | None:
    """The government somebody may agree for; null: none."""
    if not allowed(actor, "release:consent") or actor.city is None:
        return None
    side = law.zone(actor.city)
    return side if side in ("hong_kong", "macao") or actor.whole_province else None
