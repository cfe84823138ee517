"""Corrections that are open: those that wait for my company's answer first, then the others, due soonest first."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from manifests import queries
from wasteflow.core import clock, paging
from wasteflow.people.permissions import require, scopes
from wasteflow.web.console.page import Here, PageRoute, render

router = APIRouter(prefix="/corrections", route_class=PageRoute)
PAGE = 25
SHOWS = ("awaiting", "overdue", "all")


@router.get("")
async def get_corrections(
    visit: Here, show: str = "", before: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """`show`: what awaits my company (all, for who is of none), what is overdue, or all."""
    require(visit.me, "custody:see")
    chosen = show if show in SHOWS else "awaiting" if visit.me.org else "all"
    now = clock.now()
    async with visit.pool.acquire() as conn:
        rows = await queries.open_corrections(
            conn,
            scopes=scopes(visit.me),
            awaits=(visit.me.org or UUID(int=0)) if chosen == "awaiting" else None,
            due_by=now if chosen == "overdue" else None,
            after=paging.read(before, tuple[datetime, UUID]),
            limit=PAGE + 1,
        )
    found = [row.state for row in rows[:PAGE]]
    last = found[-1].revision if len(rows) > PAGE else None
    more = paging.cursor(last.due, found[-1].id) if last else None
    return render(visit, "corrections.html", rows=found, more=more, show=chosen, shows=SHOWS)
