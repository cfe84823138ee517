"""The capacity board: what each facility may still take, what is hard to place, and who could take what waits."""

from decimal import Decimal
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from wasteflow.catalog.transport import transport
from wasteflow.core import clock
from wasteflow.core.months import next_month
from wasteflow.people.permissions import require
from wasteflow.web.console.page import Here, PageRoute, render
from workers.capacity import board, queries
from workers.statistics.policy import own

router = APIRouter(prefix="/capacity", route_class=PageRoute)
Word = Annotated[str, Query(max_length=40)]
MOST = 12  # lines of a table, unless all are asked for
CODES = 6  # categories named in a line


@router.get("")
async def get_capacity(
    visit: Here, city: Word = "", category: Word = "", method: Word = "", whole: bool = False
) -> Response:
    """Today's board, by city, category and way of treatment; then what waits, then a proposal."""
    require(visit.me, "capacity:see")
    book, now = await visit.book(), clock.now()
    async with visit.pool.acquire() as conn:
        found = await queries.capacity(conn, now=now)
        proposal = await queries.proposal(conn, book, found, now=now)
    rows = board.narrowed(found.rows, city=city, category=category, method=method)
    return render(
        visit,
        "capacity.html",
        rows=sorted(rows, key=lambda row: -(row.ahead or Decimal(0))),
        ways=board.by_method(rows),
        totals=_totals(rows),
        hard=[one for one in found.hard if not category or one.category == category],
        proposal=proposal,
        most=MOST if not whole else None,
        codes=CODES,
        ages=("to_90", "to_180", "to_365", "longer"),
        mine=partial(own, visit.me, book),
        city=city,
        category=category,
        method=method,
        categories=board.categories(found.rows),
        methods=sorted({m for row in found.rows for m in row.licence.methods}),
        month=next_month(clock.local_date(now)),
        today=clock.local_date(now),
        basis=transport(),
        book=book,
    )


def _totals(rows: list[board.Row]) -> dict[str, Decimal]:
    """Of the rows shown, in kilograms."""
    zero = Decimal(0)
    return {
        "licensed": sum((row.licensed or zero for row in rows), zero),
        "used": sum((row.used for row in rows), zero),
        "expected": sum((row.expected for row in rows), zero),
        "ahead": sum((row.ahead or zero for row in rows), zero),
    }
