"""The way of a load: a reason first, then its trail as a drawing; below it who looked before."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.trails import commands, queries
from manifests.trails.commands import Asked
from manifests.trails.model import Trail
from wasteflow.core.errors import NotFound, Refusal, Word
from wasteflow.people.permissions import require, scopes
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import Here, PageRoute, Visit, render
from wasteflow.web.console.sketch import sketch

router = APIRouter(route_class=PageRoute)


@router.get("/manifests/{id}/trail")
async def get_trail(visit: Here, id: UUID) -> Response:
    """Asks for a reason; shows who looked."""
    require(visit.me, "trail:look")
    return await _page(visit, id, Form())


@router.post("/manifests/{id}/trail")
async def post_trail(request: Request, visit: Here, id: UUID) -> Response:
    """The trail. By POST: a look is written down, and its reason stands in no address."""
    form = await read(request)
    try:
        trails = await commands.look(visit.pool, visit.me, Asked(manifest=id), reason=form.get("reason"))
    except NotFound:
        raise
    except Refusal as refusal:
        require(visit.me, "trail:look")
        form.problems.append(refusal)
        return await _page(visit, id, form)
    return await _page(visit, id, form, trails)


async def _page(visit: Visit, id: UUID, form: Form, trails: list[Trail] | None = None) -> Response:
    async with visit.pool.acquire() as conn:
        manifest = await custody.manifest(conn, id=id, scopes=scopes(visit.me))
        if manifest is None or not commands.may_see(visit.me, manifest):
            raise NotFound("id", what=Word("subject.manifest"))
        looks = await queries.looks_at(conn, manifest=id)
    return render(
        visit,
        "trail.html",
        http=422 if form.problems else 200,
        m=manifest,
        form=form,
        told=form.told(visit.reader),
        drawn=None if trails is None else [(trail, sketch(trail)) for trail in trails],
        looks=looks,
        book=await visit.book(),
    )
