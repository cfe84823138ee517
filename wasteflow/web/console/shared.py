"""A published value behind a link, for somebody without an account: the sums it is made of, and nobody's name."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.catalog.indicators import indicator_set
from wasteflow.core import clock
from wasteflow.core.keys import signing_keys
from wasteflow.web.console.page import Anybody, PageRoute, render
from workers.shares import link, queries
from workers.statistics import schemas

public = APIRouter(route_class=PageRoute)


@public.get("/shared/{token}")
async def get_shared(request: Request, visit: Anybody, token: str) -> Response:
    """What the link opens, until its day has passed."""
    shared = link.read(token[: link.LONGEST], signing_keys(request.app.state.settings), clock.local_date(clock.now()))
    book = await visit.book()
    async with visit.pool.acquire() as conn:
        found = await queries.opened(conn, book, shared)
    return render(
        visit,
        "shared.html",
        shared=shared,
        found=found,
        name=schemas.name(shared.indicator, book, visit.reader.language),
        unit=schemas.unit(shared.indicator, book, visit.reader.language),
        known=indicator_set(),
        book=book,
    )
