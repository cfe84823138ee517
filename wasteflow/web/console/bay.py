"""The bay as a whole: sums of nine cities and of eleven, the map, the ranks, and who will be ready by 2027."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from wasteflow.catalog.bay import SYSTEMS, bay_area
from wasteflow.catalog.book import Book
from wasteflow.people.permissions import require
from wasteflow.web.console import choosing
from wasteflow.web.console.page import Here, PageRoute, Visit, render
from workers.bay import queries
from workers.bay.whole import Rate

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
        tiles=tiles(visit, book, wholes[chosen].rates),
        ready=ready,
        ready_count=sum(one.ready for one in ready),
        book=book,
    )


def tiles(visit: Visit, book: Book, rates: Any) -> list[dict[str, Any]]:
    """A hexagon for each city, darker for a higher rate."""
    found: dict[str, Rate] = {city: r for city, r in rates.items() if r is not None}
    low = min((r.value for r in found.values()), default=Decimal(0))
    span = max((r.value for r in found.values()), default=Decimal(0)) - low or Decimal(1)
    made = []
    for code, place in book.jurisdictions.items():
        if place.tile is None:
            continue
        column, row = place.tile
        mine = found.get(code)
        made.append(
            {
                "code": code,
                "name": place.names[visit.reader.language],
                "value": visit.reader.percent(mine.value if mine else None),
                "shade": 0 if mine is None else 1 + min(int((mine.value - low) / span * 4), 3),
                "x": round(52 + (column - (column + row) % 2) * 45.0, 1),
                "y": round(56 + row * 78.0, 1),
            }
        )
    return made
