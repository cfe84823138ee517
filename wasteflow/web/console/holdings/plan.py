"""The yearly plan: what was to be sent, what was, and what is there to send; a manifest begins at its line."""

from datetime import datetime
from decimal import Decimal

from fastapi import APIRouter
from starlette.responses import Response

from wasteflow.catalog.limits import use
from wasteflow.core import clock
from wasteflow.people.permissions import require
from wasteflow.web.console.holdings import queries as holdings
from wasteflow.web.console.holdings.starting import NOBODY
from wasteflow.web.console.page import Here, PageRoute, render

router = APIRouter(prefix="/stock/plan", route_class=PageRoute)


@router.get("")
async def get_plan(visit: Here) -> Response:
    """The lines of this year's plan, site by site."""
    require(visit.me, "manifest:create")
    org, today = visit.me.org or NOBODY, clock.local_date(clock.now())
    new_year = datetime(today.year, 1, 1, tzinfo=clock.BAY_AREA)
    async with visit.pool.acquire() as conn:
        lines = await holdings.planned(conn, org=org, year=today.year)
        sent = await holdings.sent(conn, org=org, since=new_year)
    tonnes = {x.id: sent.get((x.site, x.scheme, x.code), Decimal(0)) / 1000 for x in lines}
    return render(
        visit,
        "plan.html",
        lines=lines,
        sent=tonnes,
        uses={x.id: use("plan", tonnes[x.id] / x.tonnes) for x in lines},
        year=today.year,
        today=today,
        book=await visit.book(),
    )
