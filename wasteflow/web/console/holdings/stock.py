"""The store: what lies here, how long, how much of each waste; what is ticked is treated or sent."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from manifests.life.model import BatchStatus
from manifests.stores import stores_of
from wasteflow.core import clock
from wasteflow.people.permissions import allowed, require
from wasteflow.places.queries import site_cards
from wasteflow.web.console import queries
from wasteflow.web.console.holdings import queries as holdings
from wasteflow.web.console.holdings.stores import KINDS, fill_of
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
        cards = await site_cards(conn, ids=[s.id for s in sites])
        hazardous = [s.id for s in book.streams.values() if s.hazardous]
        kg = await stores_of(visit.pool).kg(conn, cards, hazardous, fresh=True)
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
        today=(today := clock.local_date(now)),
        fills=[fill_of(cards[s.id], kg[s.id], today) for s in sites if s.id in cards],
        kinds=KINDS,
        book=book,
        free={h.batch.id for h in rows if h.batch.status is BatchStatus.STORED},
        treats=allowed(visit.me, "batch:treat"),
        sends=allowed(visit.me, "manifest:create"),
    )
