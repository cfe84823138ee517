"""What is off track against its target, and why: each city, then what lags in the one that is looked at."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from wasteflow.catalog.indicators import indicator_set
from wasteflow.people.permissions import allowed, require
from wasteflow.web.console import choosing
from wasteflow.web.console.page import Here, PageRoute, render
from workers.bay.queries import cities_of
from workers.statistics import schemas
from workers.statistics.policy import own
from workers.targets import queries
from workers.targets.track import Standing
from workers.values.model import Status

router = APIRouter(prefix="/standing", route_class=PageRoute)


@router.get("")
async def get_standing(
    visit: Here,
    city: Annotated[str, Query(max_length=6)] = "",
    of: Annotated[str, Query(alias="period", max_length=7)] = "",
) -> Response:
    """The eleven cities beside each other; of one, what lags behind its way."""
    require(visit.me, "indicator:see")
    book = await visit.book()
    place, when = choosing.place(visit, book, city), choosing.year_or_month(of)
    cities = list(dict.fromkeys([place, *cities_of(book)]))
    async with visit.pool.acquire() as conn:
        found = await queries.overview(conn, cities=cities, period=when)
    may = own(visit.me, book, place)
    return render(
        visit,
        "standing.html",
        city=place,
        period=when,
        periods=choosing.periods(when),
        mine=found[0],
        all=[one for one in found if one.city in cities_of(book)],
        tracks=list(Standing)[:4],
        statuses=list(Status),
        known=indicator_set(),
        names={v.id: schemas.name(v.id, book, visit.reader.language) for v in found[0].values},
        values={v.id: v for v in found[0].values},
        may_review=may and allowed(visit.me, "value:review"),
        may_publish=may and allowed(visit.me, "value:publish"),
        book=book,
    )
