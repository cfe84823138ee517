"""The store: what lies here, how long, how much of each waste; what is ticked is treated or sent."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from manifests.model import BatchStatus
from wasteflow.core import clock
from wasteflow.people.permissions import allowed, require
from wasteflow.web.console import queries
from wasteflow.web.console.holdings import queries as holdings
from wasteflow.web.console.page import Here, PageRoute, render
from wasteflow.web.console.stock import age

router = APIRouter(prefix="/stock", route_class=PageRoute)
SHOWN = 200
AGES = ("fine", "soon", "over")
STATUSES = (BatchStatus.STORED, BatchStatus.ASSIGNED)
NOBODY = UUID(int=0)
Word = Annotated[str, Query(max_length=40)]


@router.get("")
async def get_stock(
    visit: Here, site: Word = "", status: Word = "", waste: Word = "", aged: Word = "", sort: Word = ""
) -> Response:
    """What lies in the company's stores; filters stand in the address."""
    require(visit.me, "batch:weigh")
    org, book, now = visit.me.org or NOBODY, await visit.book(), clock.now()
    async with visit.pool.acquire() as conn:
        sites = await queries.sites_of_org(conn, org=org)
        wanted = holdings.Wanted(
            org=org,
            now=now,
            site=next((s.id for s in sites if str(s.id) == site), None),
            status=status if status in STATUSES else None,
            code=waste or None,
            age=aged if aged in AGES else None,
        )
        rows, sums = await holdings.store(conn, wanted=wanted, book=book, newest=sort == "new", limit=SHOWN)
    return render(
        visit,
        "stock.html",
        rows=rows,
        sums=sums,
        sites=sites,
        wanted=wanted,
        newest=sort == "new",
        filtered=bool(wanted.site or wanted.status or wanted.code or wanted.age),
        statuses=STATUSES,
        ages=AGES,
        age=age,
        today=clock.local_date(now),
        book=book,
        free={h.batch.id for h in rows if h.batch.status is BatchStatus.STORED},
        treats=allowed(visit.me, "batch:treat"),
        sends=allowed(visit.me, "manifest:create"),
    )
