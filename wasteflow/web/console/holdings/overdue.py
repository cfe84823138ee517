"""Who is late with a declaration: for authorities, site by site, with what each owes and since when."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from manifests.declarations import commands, queries
from manifests.declarations.standing import overdue, owed
from wasteflow.core import paging
from wasteflow.people.permissions import require, scopes
from wasteflow.web.console.page import Here, PageRoute, render

router = APIRouter(prefix="/declarations/overdue", route_class=PageRoute)
LOOKED_THROUGH = 200  # sites a page, by name: whether one is late is derived, so no index knows it


@router.get("")
async def get_overdue(
    visit: Here, city: str = "", before: Annotated[str | None, Query(max_length=2000)] = None
) -> Response:
    """Sites within one's reach that are late, by name."""
    require(visit.me, "custody:see")
    book, today = await visit.book(), commands.this_day()
    async with visit.pool.acquire() as conn:
        sites = await queries.declarers(
            conn,
            scopes=scopes(visit.me),
            today=today,
            hazardous=commands.streams(book, "hazardous"),
            general=commands.streams(book, "general"),
            city=city if city in book.jurisdictions else None,
            after=paging.read(before, tuple[str, UUID]),
            limit=LOOKED_THROUGH,
        )
    return render(
        visit,
        "overdue.html",
        rows=[(site, late) for site in sites if (late := overdue(owed(site, today)))],
        looked=len(sites),
        more=paging.cursor(sites[-1].name, sites[-1].id) if len(sites) == LOOKED_THROUGH else None,
        city=city,
        today=today,
        book=book,
    )
