"""Chains from producer to recycler: plastics, traction batteries, building sites, heavy metals, marine litter."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from wasteflow.catalog import law
from wasteflow.catalog.chains import chains, heavy_metals
from wasteflow.core import clock
from wasteflow.people.permissions import require
from wasteflow.web.console import choosing
from wasteflow.web.console.page import Here, PageRoute, Visit, render
from workers.chains import balance, policy, views
from workers.chains.batteries import State
from workers.statistics.model import Period

router = APIRouter(prefix="/chains", route_class=PageRoute)
Chosen = Annotated[str, Query(max_length=7)]
Of = Annotated[str, Query(alias="period", max_length=7)]
Word = Annotated[str, Query(max_length=40)]
MOST = 30  # lines of a table; the file has all


async def _chosen(visit: Visit, action: str, city: str, of: str) -> tuple[str, Period, dict[str, Any]]:
    """The place and period looked at, and what every page tells of them: one's own place where none is asked for."""
    require(visit.me, action)
    book, when = await visit.book(), choosing.year_or_month(of)
    place = city or choosing.place(visit, book, city)
    policy.require_place(visit.me, action, book, place)
    mine = [book.jurisdictions[code6] for code6 in policy.places(visit.me, book)]
    return (
        place,
        when,
        {
            "city": place,
            "mine": mine,
            "period": when,
            "periods": choosing.periods(when),
            "book": book,
        },
    )


@router.get("/plastics")
async def get_plastics(visit: Here, city: Chosen = "", of: Of = "") -> Response:
    """The chain step by step, by part and by city."""
    place, when, told = await _chosen(visit, policy.PLASTICS, city, of)
    async with visit.pool.acquire() as conn:
        found = await views.plastics(conn, city=place, period=when, now=clock.now())
    return render(
        visit,
        "chains/plastics.html",
        found=found,
        gap_of=balance.largest_gap,
        known=chains(),
        **told,
    )


@router.get("/batteries")
async def get_batteries(visit: Here, city: Chosen = "", of: Of = "", state: Word = "") -> Response:
    """Codes by state, and the chain in kilograms."""
    place, when, told = await _chosen(visit, policy.BATTERIES, city, of)
    async with visit.pool.acquire() as conn:
        found = await views.batteries(conn, city=place, period=when, now=clock.now())
    rows = [row for row in found.rows if not state or row[1] == state]
    return render(
        visit,
        "chains/batteries.html",
        found=found,
        rows=rows[:MOST],
        whole=len(rows),
        gap_of=balance.largest_gap,
        states=list(State),
        state=state,
        known=chains(),
        **told,
    )


@router.get("/construction")
async def get_construction(visit: Here, city: Chosen = "", of: Of = "", stream: Word = "") -> Response:
    """Sites with their plans, tickets and tips."""
    place, when, told = await _chosen(visit, policy.CONSTRUCTION, city, of)
    async with visit.pool.acquire() as conn:
        found = await views.building_sites(conn, told["book"], visit.me, city=place, period=when, now=clock.now())
    rows = [row for row in found.rows if not stream or row.stream == stream]
    limit = chains().over.value
    return render(
        visit,
        "chains/construction.html",
        found=found,
        rows=rows[:MOST],
        whole=len(rows),
        over=[row for row in rows if row.over(limit)],
        unplanned=lambda site: law.zone(site.city) in chains().planned_in,
        limit=limit,
        streams=chains().construction,
        stream=stream,
        known=chains(),
        **told,
    )


@router.get("/heavy-metals")
async def get_metals(visit: Here, city: Chosen = "", of: Of = "", metal: Word = "") -> Response:
    """Who makes such waste, what lies there, where it ends."""
    place, when, told = await _chosen(visit, policy.METALS, city, of)
    async with visit.pool.acquire() as conn:
        found = await views.metals(conn, city=place, period=when)
    rows = [one for one in found.rows if not metal or metal in one.metals]
    return render(
        visit,
        "chains/metals.html",
        found=found,
        rows=rows[:MOST],
        whole=len(rows),
        known=heavy_metals(),
        metal=metal,
        today=clock.local_date(clock.now()),
        **told,
    )


@router.get("/marine-litter")
async def get_litter(visit: Here, of: Of = "") -> Response:
    """Notices, and how long each authority takes to answer."""
    require(visit.me, policy.LITTER)
    book, when = await visit.book(), choosing.year_or_month(of)
    async with visit.pool.acquire() as conn:
        found = await views.litter(conn, visit.me, period=when, now=clock.now())
    clock_hours = book.streams["marine_litter"].clocks["reply"]
    return render(
        visit,
        "chains/litter.html",
        found=found,
        rows=found.incidents[:MOST],
        overdue=sum(one.overdue for one in found.authorities),
        reply=clock_hours,
        period=when,
        periods=choosing.periods(when),
        book=book,
    )
