"""The bay as a whole: sums of nine cities and of eleven, the map, the ranks, and who will be ready by 2027."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from wasteflow.catalog.bay import SYSTEMS, bay_area
from wasteflow.people.permissions import require
from wasteflow.web.console import choosing
from wasteflow.web.console.page import Here, PageRoute, render
from wasteflow.web.console.tiles import by_rate
from workers.bay import queries

router = APIRouter(prefix="/bay", route_class=PageRoute)
Word = Annotated[str, Query(max_length=40)]


@router.get("")
async def get_bay(
    visit: Here, group: Word = "", of: Annotated[str, Query(alias="period", max_length=7)] = ""
) -> Response:
    """One group of waste on the map; all groups in the sums; the commitment below."""
    require(visit.me, "indicator:see")
    book, when, known = await visit.book(), choosing.year_or_month(of), bay_area()
    chosen = group if group in known.groups else next(iter(known.groups))
    async with visit.pool.acquire() as conn:
        wholes = {one.group: one for one in await queries.whole(conn, book, period=when)}
        ready = await queries.ready(conn, book)
    return render(
        visit,
        "bay.html",
        wholes=wholes,
        one=wholes[chosen],
        chosen=known.groups[chosen],
        known=known,
        systems=SYSTEMS,
        period=when,
        periods=choosing.periods(when),
        tiles=by_rate(visit, book, {city: r.value if r else None for city, r in wholes[chosen].rates.items()}),
        ready=ready,
        ready_count=sum(one.ready for one in ready),
        book=book,
    )
