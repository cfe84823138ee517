"""All pages of the console, put together; `/` leads to them."""

from fastapi import APIRouter
from starlette.responses import Response

from wasteflow.core.errors import NotFound, Word
from wasteflow.web.console import (
    applying,
    approvals,
    batches,
    bay,
    billing,
    capacity,
    carbon,
    cases,
    cells,
    chains,
    codes,
    corrections,
    explained,
    home,
    indicators,
    label,
    manifests,
    messages,
    notices,
    open_data,
    questions,
    registers,
    report_behind,
    report_style,
    reports,
    road,
    rules,
    session,
    shared,
    standing,
    statistics,
    trail,
    tuning,
    values,
    verifying,
)
from wasteflow.web.console.devices import listing as devices_listing
from wasteflow.web.console.devices import refused as devices_refused
from wasteflow.web.console.holdings import declaring, ledgers, overdue, plan, regrouping, stores, treating
from wasteflow.web.console.holdings import stock as holdings_stock
from wasteflow.web.console.inspecting import companies, filters, overview, suspects
from wasteflow.web.console.manifest import page as manifest
from wasteflow.web.console.page import HOME, Anybody, PageRoute, go
from wasteflow.web.console.rounds import leave
from wasteflow.web.console.rounds import listing as rounds_listing
from wasteflow.web.console.rounds import one as rounds_one
from wasteflow.web.console.rounds import planning as rounds_planning
from wasteflow.web.console.stating import landfills, prices, releases, site_plans

_root = APIRouter(route_class=PageRoute)
_rest = APIRouter(route_class=PageRoute)


@_root.get("/")
async def get_root() -> Response:
    """The house's front door."""
    return go(HOME)


@_rest.get("/{rest:path}")
async def get_rest(visit: Anybody, rest: str) -> Response:  # noqa: ARG001 - asked so that the answer is in their language
    """An address that leads nowhere is told kindly too."""
    raise NotFound("", what=Word("subject.page"))


# in the order in which addresses are tried: a fixed one before one that takes anything
PARTS = tuple(
    part.router
    for part in (
        session,
        home,
        batches,
        treating,
        regrouping,
        stores,
        plan,
        holdings_stock,
        overdue,
        declaring,
        ledgers,
        registers,
        billing,
        codes,
        manifests,
        corrections,
        notices,
        road,
        trail,
        manifest,
        rounds_planning,
        rounds_listing,
        rounds_one,
        leave,
        devices_listing,
        devices_refused,
        applying,
        approvals,
        filters,
        cases,
        questions,
        rules,
        tuning,
        companies,
        suspects,
        overview,
        messages,
        indicators,
        statistics,
        report_behind,
        report_style,
        reports,
        standing,
        values,
        capacity,
        bay,
        carbon,
        cells,
        chains,
        prices,
        landfills,
        site_plans,
        releases,
    )
)

# Each for itself, not all within one: what is within another is looked for once more on the way down.
ROUTERS = (
    *(("", part) for part in (_root, label.router, road.public, open_data.public, explained.public, shared.public)),
    ("", verifying.router),
    *((HOME, part) for part in (*PARTS, _rest)),
)
