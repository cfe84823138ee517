"""HTTP of making reports: on demand, and by themselves."""

from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from reports import queries as documents
from reports.model import BAY
from reports.months import month_of
from wasteflow.catalog.book import open_book
from wasteflow.core import clock, edge
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.permissions import require
from wasteflow.reporting import commands, making, queries, schemas, store
from workers.messages.model import of_place

router = APIRouter(tags=["reports"])
_monthly = msgspec.json.Decoder(schemas.MonthlyWanted)
_schedule = msgspec.json.Decoder(schemas.ScheduleWanted)


def _json(body: Any, status: int = 200, **headers: str) -> Response:
    headers = {"Cache-Control": "no-store", **headers}
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=headers)


@router.post("/reports/monthly", status_code=201)
async def post_monthly(request: Request, actor: SignedIn) -> Response:
    """Make a city's month as the figures stand now, or of several months, or beside another period. The same figures
    give the document there is."""
    wanted = edge.decoded(_monthly, await request.body())
    state, language = request.app.state, wanted.language or actor.language or language_of(request.scope)
    month, first, against = wanted.spans()
    made = await making.make(
        state.pool, state.settings, actor, city=wanted.city, month=month, language=language, first=first,
        against=against,
    )  # fmt: skip
    async with state.pool.acquire() as conn:
        found = await documents.document(conn, id=made)
    return _json(found, 201, Location=f"/reports/{made}.pdf")


@router.get("/report-schedules")
async def get_schedules(request: Request, actor: SignedIn) -> Response:
    """When the reports of your jurisdiction are made by themselves."""
    require(actor, "indicator:see")
    today = clock.local_date(clock.now())
    async with request.app.state.pool.acquire() as conn:
        known = await store.schedules(conn)
    return _json({"items": [schemas.schedule(s, today) for s in known.values() if of_place(actor, s.city)]})


@router.put("/report-schedules/{city}")
async def put_schedule(request: Request, actor: SignedIn, city: str) -> Response:
    """Set when a city's report (GBA: the Bay Area's) is made: from a day of the next month on, once its figures were
    reviewed, or after so many days of waiting."""
    wanted = edge.decoded(_schedule, await request.body())
    made = await commands.set_schedule(
        request.app.state.pool, actor, city=city, active=wanted.active, day=wanted.day, wait_days=wanted.wait_days,
        languages=wanted.languages,
    )  # fmt: skip
    return _json(schemas.schedule(made, clock.local_date(clock.now())))


@router.get("/report-runs")
async def get_runs(request: Request, actor: SignedIn, month: str | None = None) -> Response:
    """Reports of your jurisdiction that were made by themselves, or are being made, with how far they are."""
    require(actor, "indicator:see")
    pool = request.app.state.pool
    places = [*(await open_book(pool)).jurisdictions, BAY]
    cities = [city for city in places if of_place(actor, city)]
    async with pool.acquire() as conn:
        found = await queries.runs(conn, cities=cities, month=month_of(month) if month else None)
    return _json({"items": [schemas.run(one) for one in found]})


@router.post("/report-runs/{city}/{month}/retry", status_code=202)
async def post_retry(request: Request, actor: SignedIn, city: str, month: str) -> Response:
    """Try again a report that has failed for good."""
    await commands.retry(request.app.state.pool, actor, city=city, month=month_of(month))
    return Response(status_code=202)
