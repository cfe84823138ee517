"""What a building site is to carry away, as its contractor files it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.catalog.chains import chains
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.permissions import require
from wasteflow.web.console import queries as console
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.holdings.starting import NOBODY
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.stating.taken import taken
from workers.chains import commands, policy, queries
from workers.chains.schemas import NewSitePlan

router = APIRouter(prefix="/site-plans", route_class=PageRoute)
FIELDS = ("site", "stream", "density_source", "valid_from", "valid_to", "number")


@router.get("")
async def get_plans(visit: Here) -> Response:
    """Plans of one's own sites, the latest first."""
    return await _page(visit, Form())


@router.post("")
async def post_plan(request: Request, visit: Here) -> Response:
    """File a further plan."""
    require(visit.me, policy.FILE)
    form = await read(request)
    m3, density = form.number("m3"), form.number("density", needed=False)
    try:
        body = {name: form.text(name) for name in FIELDS} | {"id": str(form.begins), "m3": m3}
        stated = {"density": density} if form.get("density").strip() else {}
        await commands.file_plan(visit.pool, visit.me, taken(NewSitePlan, form, body | stated))
    except (Refusal, Refusals) as wrong:
        form.problems = wrong.refusals
        return await _page(visit, form)
    return go(f"{HOME}/site-plans", [("done", visit.t("console.site_plans.said"))])


async def _page(visit: Visit, form: Form) -> Response:
    require(visit.me, policy.FILE)
    org = visit.me.org or NOBODY
    book = await visit.book()
    async with visit.pool.acquire() as conn:
        sites = await console.sites_of_org(conn, org=org)
        rows = await queries.filed(conn, org=org)
    return render(
        visit,
        "stating/site_plans.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        sites=sites,
        names={site.id: site.name for site in sites},
        rows=rows,
        streams=chains().construction,
        today=clock.local_date(clock.now()),
        book=book,
    )
