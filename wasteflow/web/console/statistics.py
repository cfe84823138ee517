"""The whole indicator set of a city, and the figures it enters for it; a second person looks at each."""

import base64
from itertools import groupby
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.ledger.outcome import ImportOutcome
from wasteflow.catalog.indicators import indicator_set
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.web.console import choosing
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form, read, upload
from wasteflow.web.console.page import Here, PageRoute, Visit, go, render
from workers.indicators.city import SetValue
from workers.statistics import commands, queries, schemas
from workers.statistics.model import Entry, Status

router = APIRouter(route_class=PageRoute)
Chosen = Annotated[str, Query(max_length=7)]
STANDINGS = ("reviewed", "provisional", "missing", "declared", "unknown")


# --- the set ---------------------------------------------------------------------------------------------


@router.get("/indicator-set")
async def get_set(
    visit: Here, city: Chosen = "", of: Annotated[str, Query(alias="period", max_length=7)] = ""
) -> Response:
    """Every indicator of the set, by group: its value, what that rests on, or what is missing."""
    require(visit.me, "indicator:see")
    book = await visit.book()
    place, when = choosing.place(visit, book, city), choosing.year_or_month(of)
    async with visit.pool.acquire() as conn:
        values = await queries.city_set(conn, city=place, period=when)
    known = indicator_set()

    def group(value: SetValue) -> str:
        row = book.indicator(value.id)
        return row.level1 if row else ""

    return render(
        visit,
        "indicator_set.html",
        city=place,
        period=when,
        periods=choosing.periods(when),
        groups=[(name, list(values)) for name, values in groupby(values, group)],
        known=known,
        editions=", ".join(dict.fromkeys(known.indicators[v.id].edition for v in values)),
        names={v.id: schemas.name(v.id, book, visit.reader.language) for v in values},
        counted=[(standing, sum(v.standing == standing for v in values)) for standing in STANDINGS],
        total=len(values),
        book=book,
    )


# --- the figures -----------------------------------------------------------------------------------------


@router.get("/statistics")
async def get_statistics(
    visit: Here, city: Chosen = "", of: Annotated[str, Query(alias="period", max_length=7)] = ""
) -> Response:
    """The figures of one's city and a period, and what waits for a second person."""
    return await _page(visit, Form([("city", city), ("period", of)]))


@router.post("/statistics")
async def post_statistic(request: Request, visit: Here) -> Response:
    """Enter one figure."""
    form = await read(request)
    figure = form.choice("figure", list(indicator_set().figures))
    value = form.number("value")
    source = form.text("source", needed=True)
    if form.problems:
        return await _page(visit, form)
    entry = Entry(form.get("city"), figure, form.get("period"), value, source, form.text("reason"))
    try:
        await commands.enter(visit.pool, visit.me, entry)
    except Refusal as refusal:
        form.problems = [refusal]
        return await _page(visit, form)
    names = indicator_set().figures[figure].names
    said = visit.reader.t("console.statistics.entered", figure=names[visit.reader.language], period=entry.period)
    return go(_address(form), [("done", said)])


@router.post("/statistics/import")
async def post_import(request: Request, visit: Here) -> Response:
    """Good rows are taken; the others come back as a file that says at each row what to do."""
    form, name, data = await upload(request)
    if data is None:
        form.problems.append(r.FillIn("file"))
        return await _page(visit, form)
    try:
        outcome = await commands.import_file(visit.pool, visit.me, name=name, data=data, language=visit.reader.language)
    except (Refusal, Refusals) as wrong:
        form.problems = wrong.refusals
        return await _page(visit, form)
    return await _page(visit, form, outcome)


@router.post("/statistics/{id}/review")
async def post_review(request: Request, visit: Here, id: UUID) -> Response:
    """Approve what a colleague entered, or return it."""
    form = await read(request)
    verdict = Status.RETURNED if form.get("verdict") == "returned" else Status.APPROVED
    try:
        await commands.review(visit.pool, visit.me, id, verdict=verdict, reason=form.text("reason"))
    except Refusal as refusal:
        form.problems = [refusal]
        return await _page(visit, form)
    return go(_address(form), [("done", visit.reader.t(f"console.statistics.said_{verdict.value}"))])


async def _page(visit: Visit, form: Form, outcome: ImportOutcome | None = None) -> Response:
    require(visit.me, "statistic:review")
    book = await visit.book()
    city, when = choosing.place(visit, book, form.get("city")), choosing.year_or_month(form.get("period"))
    own = scopes(visit.me)
    cities = None if own is None else [c for c in book.jurisdictions if f"city:{c}" in own]
    async with visit.pool.acquire() as conn:
        versions = await queries.versions(conn, city=city, period=when)
        waiting = await queries.waiting(conn, cities=cities)
    known = indicator_set()
    newest = {figure: next(found) for figure, found in groupby(versions, lambda x: x.figure)}
    asked = known.entered(city, when.last)
    made = outcome.error_file if outcome else None
    return render(
        visit,
        "statistics.html",
        http=422 if form.problems else 200,
        told=form.told(visit.reader),
        form=form,
        city=city,
        cities=cities or list(book.jurisdictions),
        period=when,
        periods=choosing.periods(when),
        asked=asked,
        newest=newest,
        approved=sum(x.status is Status.APPROVED for x in newest.values()),
        waiting=waiting,
        known=known,
        may_enter=allowed(visit.me, "statistic:enter"),
        outcome=outcome,
        error_data=made and f"data:{made.media_type};base64,{base64.b64encode(made.content).decode()}",
        error_file=made,
        book=book,
    )


def _address(form: Form) -> str:
    return f"/console/statistics?city={form.get('city')[:6]}&period={form.get('period')[:7]}"
