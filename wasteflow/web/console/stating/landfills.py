"""Deposits of landfills of years before custody was kept, and how much methane was drawn off."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wasteflow.catalog.carbon import landfill
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.permissions import require
from wasteflow.web.console import choosing
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.stating.taken import taken
from workers.carbon import commands, queries
from workers.carbon.schemas import LandfillYear
from workers.statistics.policy import own

router = APIRouter(prefix="/landfill-years", route_class=PageRoute)
Chosen = Annotated[str, Query(max_length=6)]


@router.get("")
async def get_years(visit: Here, city: Chosen = "") -> Response:
    """What stands on record, the latest year first."""
    return await _page(visit, Form(), city)


@router.post("")
async def post_year(request: Request, visit: Here) -> Response:
    """Enter a year of one material, or its share of methane drawn off."""
    require(visit.me, "statistic:enter")
    form = await read(request)
    city, value = form.get("city"), form.number("value")
    try:
        body = {name: form.text(name) for name in ("city", "year", "kind", "source")}
        year = taken(LandfillYear, form, body | {"value": value})
        await commands.enter_years(visit.pool, visit.me, [year])
    except (Refusal, Refusals) as wrong:
        form.problems = [*wrong.refusals]
        form.renamed = {"years[0].": ""}
        return await _page(visit, form, city)
    return go(f"{HOME}/landfill-years?city={year.city}", [("done", visit.t("console.landfills.said"))])


async def _page(visit: Visit, form: Form, city: str) -> Response:
    require(visit.me, "statistic:enter")
    book = await visit.book()
    mine = [j for j in book.jurisdictions.values() if own(visit.me, book, j.code6)]
    place = choosing.place(visit, book, city)
    async with visit.pool.acquire() as conn:
        rows = await queries.entered(conn, city=place)
    return render(
        visit,
        "stating/landfills.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        rows=rows,
        city=place,
        mine=mine,
        kinds=[*landfill().materials, queries.CAPTURED],
        this_year=clock.local_date(clock.now()).year,
        book=book,
    )
