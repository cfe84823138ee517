"""What one's own facility asks for a tonne at its gate."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from wasteflow.catalog import law
from wasteflow.core import clock
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.permissions import require
from wasteflow.web.console import queries
from wasteflow.web.console.batches import schemes_of
from wasteflow.web.console.forms import Form, read
from wasteflow.web.console.holdings.starting import NOBODY
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.stating.taken import taken
from workers.capacity import commands
from workers.capacity import queries as capacity
from workers.capacity.schemas import NewPrice

router = APIRouter(prefix="/gate-prices", route_class=PageRoute)
CURRENCIES = ("CNY", "HKD", "MOP")
FIELDS = ("site", "scheme", "code", "currency", "valid_from", "valid_to", "source")


@router.get("")
async def get_prices(visit: Here) -> Response:
    """What was stated, the latest first."""
    return await _page(visit, Form())


@router.post("")
async def post_price(request: Request, visit: Here) -> Response:
    """State a further price."""
    require(visit.me, "capacity:offer")
    form = await read(request)
    price = form.number("price")
    try:
        body = {name: form.text(name) for name in FIELDS}
        await commands.state_price(visit.pool, visit.me, taken(NewPrice, form, body | {"price": price}))
    except (Refusal, Refusals) as wrong:
        form.problems = wrong.refusals
        return await _page(visit, form)
    return go(f"{HOME}/gate-prices", [("done", visit.t("console.prices.said"))])


async def _page(visit: Visit, form: Form) -> Response:
    require(visit.me, "capacity:offer")
    book, org, today = await visit.book(), visit.me.org or NOBODY, clock.local_date(clock.now())
    async with visit.pool.acquire() as conn:
        sites = await queries.sites_of_org(conn, org=org)
        rows = await capacity.stated(conn, org=org)
    return render(
        visit,
        "stating/prices.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        sites=sites,
        names={site.id: site.name for site in sites},
        rows=rows,
        schemes=[
            (id, law.schemes()[id].names[visit.reader.language]) for id in schemes_of(book, {s.city for s in sites})
        ],
        currencies=[(code, code) for code in CURRENCIES],
        today=today,
        book=book,
    )
