"""Carbon of a city's waste: four questions, four answers, no sum of them; each with what it rests on."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from wasteflow.catalog.transport import transport
from wasteflow.people.permissions import require
from wasteflow.web.console import choosing
from wasteflow.web.console.page import Here, PageRoute, render
from workers.carbon import queries

router = APIRouter(prefix="/carbon", route_class=PageRoute)
Chosen = Annotated[str, Query(max_length=7)]


@router.get("")
async def get_carbon(
    visit: Here, city: Chosen = "", of: Annotated[str, Query(alias="period", max_length=7)] = ""
) -> Response:
    """A city's (or the province's) year or month."""
    require(visit.me, "indicator:see")
    book = await visit.book()
    place, when = choosing.place(visit, book, city), choosing.year_or_month(of)
    async with visit.pool.acquire() as conn:
        found = await queries.carbon(conn, book, city=place, period=when)
    return render(
        visit,
        "carbon.html",
        found=found,
        city=place,
        period=when,
        periods=choosing.periods(when),
        known=transport(),
        book=book,
    )
