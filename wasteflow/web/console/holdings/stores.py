"""How full each of a company's stores is, and stating what it is and may hold."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests.entry.storing import most
from wasteflow.catalog.limits import Use, use
from wasteflow.places import commands as places
from wasteflow.places.model import SiteCard
from wasteflow.places.schemas import Store
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import read
from wasteflow.web.console.page import HOME, Here, PageRoute, go, refused

router = APIRouter(prefix="/stock/stores", route_class=PageRoute)
KINDS = ("facility", "point")
LARGEST = 10_000_000


@dataclass(frozen=True)
class Fill:
    """One store: tonnes of hazardous waste in it, tonnes it may hold, and whether that is told of."""

    card: SiteCard
    t: Decimal
    limit: Decimal | None
    use: Use

    @property
    def share(self) -> Decimal | None:
        """Of what it may hold."""
        return self.t / self.limit if self.limit else None


def fill_of(card: SiteCard, kg: Decimal, today: date) -> Fill:
    """How full a store is with this much."""
    limit = most(card, today)
    return Fill(card, kg / 1000, limit, use("store", kg / 1000 / limit) if limit else "")


@router.post("/{site}")
async def post_store(request: Request, visit: Here, site: UUID) -> Response:
    """State what the store is; an empty limit leaves it to the permits."""
    form = await read(request)
    store = form.choice("store", KINDS)
    tonnes = form.number("store_t", needed=False)
    if not form.problems and form.text("store_t") and not (0 < tonnes <= LARGEST and tonnes == round(tonnes, 3)):
        form.problems.append(r.WrongLimit("store_t", most=LARGEST))
    if form.problems:
        return refused(request, form.problems)
    await places.set_store(
        visit.pool, visit.me, site, Store.model_validate({"store": store, "store_t": tonnes or None})
    )
    return go(f"{HOME}/stock", [("done", visit.t("console.store.said"))])
