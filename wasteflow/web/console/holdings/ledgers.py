"""The ledger of a site as HJ 1259 has it: read, downloaded, and filled from a file a company kept until now."""

import base64
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.ledger.commands import import_ledger
from manifests.ledger.outcome import ImportOutcome
from manifests.sites import reading
from manifests.sites.links import Link
from manifests.sites.routes import days_of, seen_site
from manifests.sites.sheet import Place, Row
from wasteflow.core import paging
from wasteflow.core.errors import NotFound, Refusal, Refusals, Word
from wasteflow.people.permissions import require
from wasteflow.web.console import choosing, queries
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form, upload
from wasteflow.web.console.page import Here, PageRoute, Visit, render

router = APIRouter(prefix="/ledger", route_class=PageRoute)
SHOWN = 200
TOLD = 100  # remarks on the page; all of them stand in the error file
NOBODY = UUID(int=0)
Chosen = Annotated[str, Query(max_length=40)]


@router.get("")
async def get_ledger(
    visit: Here,
    site: Chosen = "",
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
    link: Chosen = "",
    waste: Chosen = "",
    after: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """Rows of one site in a period, this month's where nothing is chosen; filters stand in the address."""
    require(visit.me, "ledger:import")
    begin, end = days_of(choosing.day(first), choosing.day(last))
    kind = Link(link) if link in set(Link) else None
    hazardous = waste != "general"
    seen = paging.read(after, tuple[datetime, UUID, paging.Int4, paging.Int4])
    book = await visit.book()
    sites = await queries.sites_of_org(visit.pool, org=visit.me.org or NOBODY)
    chosen = next((s for s in sites if str(s.id) == site), sites[0] if sites else None)
    rows: list[Row] = []
    more: Place | None = None
    if chosen:
        card = await seen_site(visit.pool, visit.me, chosen.id)
        months = reading.rows(visit.pool, book, card, begin, end, hazardous=hazardous)
        rows, more = await reading.page(reading.of_kind(months, kind), seen, SHOWN)
    return render(
        visit,
        "ledger.html",
        sites=sites,
        site=chosen,
        first=begin,
        last=end,
        links=list(Link),
        link=kind,
        hazardous=hazardous,
        rows=rows,
        more=more and paging.cursor(*more),
        book=book,
    )


# --- a file a company kept until now ---------------------------------------------------------------------


@router.get("/import")
async def get_import(visit: Here, site: Chosen = "") -> Response:
    """The form, with the template to begin from."""
    require(visit.me, "ledger:import")
    return await _form(visit, Form([("site", site)]))


@router.post("/import")
async def post_import(request: Request, visit: Here) -> Response:
    """Good rows are recorded; the others come back as a file that says at each row what to do."""
    require(visit.me, "ledger:import")
    form, name, data = await upload(request)
    site = form.id("site")
    if data is None:
        form.problems.append(r.FillIn("file"))
    if form.problems or data is None:
        return await _form(visit, form)
    try:
        outcome = await import_ledger(
            visit.pool, visit.me, site=site, name=name, data=data, language=visit.reader.language
        )
    except Refusal as refusal:
        form.problems = [refusal if refusal.path == "site" else _of_file(refusal)]
        return await _form(visit, form)
    except Refusals as several:
        form.problems = several.refusals
        return await _form(visit, form)
    return await _form(visit, form, outcome)


def _of_file(refusal: Refusal) -> Refusal:
    refusal.at("file")
    return refusal


async def _form(visit: Visit, form: Form, outcome: ImportOutcome | None = None) -> Response:
    sites = await queries.sites_of_org(visit.pool, org=visit.me.org or NOBODY)
    if not sites:
        raise NotFound("site", what=Word("subject.site"))
    made = outcome.error_file if outcome else None
    return render(
        visit,
        "ledger_import.html",
        http=422 if form.problems else 200,
        form=form,
        told=form.told(visit.reader),
        sites=sites,
        site=form.get("site") or str(visit.me.site or ""),
        outcome=outcome,
        errors=outcome.errors[:TOLD] if outcome else [],
        warnings=outcome.warnings[:TOLD] if outcome else [],
        error_file=made,
        error_data=f"data:{made.media_type};base64,{base64.b64encode(made.content).decode()}" if made else "",
    )
