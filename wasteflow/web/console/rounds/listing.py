"""The rounds I may see, newest first."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from manifests.rounds import queries as rounds
from manifests.rounds.model import RoundStatus
from wasteflow.people.permissions import require, scopes
from wasteflow.web.console.page import Here, PageRoute, render

router = APIRouter(prefix="/rounds", route_class=PageRoute)
PAGE = 25


@router.get("")
async def get_rounds(visit: Here, status: str = "", before: UUID | None = None) -> Response:
    """Filters stand in the address."""
    require(visit.me, "custody:see")
    wanted = status if status in set(RoundStatus) else None
    rows = await rounds.rounds(visit.pool, scopes=scopes(visit.me), before=before, status=wanted, limit=PAGE + 1)
    return render(
        visit,
        "rounds.html",
        rows=rows[:PAGE],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        statuses=list(RoundStatus),
        status=wanted or "",
        book=await visit.book(),
    )
