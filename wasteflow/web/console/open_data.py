"""The public page: what cities published, releases of the three governments, zero-waste cells; no account is needed."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from wasteflow.catalog.cells import cell_sheets
from wasteflow.catalog.open_data import open_data
from wasteflow.core import clock
from wasteflow.web.console import choosing
from wasteflow.web.console.page import Anybody, PageRoute, render
from workers.open_data import queries, schemas
from workers.zero_waste_cells import queries as cells

public = APIRouter(route_class=PageRoute)
MOST = 200


@public.get("/open")
async def get_open(
    visit: Anybody,
    city: Annotated[str, Query(max_length=6)] = "",
    of: Annotated[str, Query(alias="period", max_length=7)] = "",
) -> Response:
    """Values of a year or month, of one city or all."""
    book, when = await visit.book(), choosing.year_or_month(of)
    place = city if city in book.jurisdictions else ""
    async with visit.pool.acquire() as conn:
        rows = await queries.rows(conn, book, cities=[place] if place else None, period=when.written)
        releases = [one for one in await queries.releases(conn) if one.open]
        titles = await cells.public(conn, today=clock.local_date(clock.now()), city=place or None, limit=MOST)
    return render(
        visit,
        "open.html",
        rows=schemas.records(rows, book, visit.reader.language),
        releases=releases,
        titles=titles,
        sheets=cell_sheets(),
        known=open_data(),
        city=place,
        period=when,
        periods=choosing.periods(when),
        book=book,
    )
