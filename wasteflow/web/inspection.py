"""Looking into a company: who may, what they find, and that each look is written down. HTTP of the inspection sheet.

It stands on this floor because it brings together what departments work through and what is drawn on paper.
"""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from reports import commands
from reports.documents import inspection
from reports.inspection.model import Matter, Sheet
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.i18n import text
from wasteflow.core.problems import language_of
from wasteflow.people import audit
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require
from wasteflow.places import policy as ours
from wasteflow.places import queries as places
from wasteflow.places.model import OrgLine, SiteLine
from wasteflow.web.refusals import PeriodToInspect
from workers.cases import policy, queries
from workers.cases.model import CaseFile

router = APIRouter(tags=["cases"])
INSPECT = "company:inspect"
MOST_SITES, MOST_CASES = 200, 60
USUAL, LONGEST = timedelta(days=365), timedelta(days=3 * 366)


def period_of(first: date | None, last: date | None) -> tuple[date, date]:
    """The days asked for; the year up to today where none are named. Raises PeriodToInspect."""
    last = last or clock.local_date(clock.now())
    first = first or max(last, date.min + USUAL) - USUAL
    if not first <= last or last - first > LONGEST or first.year < 2000 or last.year > 2200:
        raise PeriodToInspect("from", years=LONGEST.days // 366)
    return first, last


async def within(conn: Connection | Pool, actor: Actor, org: UUID) -> tuple[OrgLine, list[SiteLine], bool]:
    """The company, those of its sites that lie in the actor's jurisdiction, and whether it is registered there.

    Raises MayNotInspectCompanies, and NotFound where nothing of it lies there.
    """
    require(actor, INSPECT)
    company = await places.organisation(conn, id=org)
    if company is None:
        raise NotFound("id", what=Word("subject.organisation"))
    every = await places.sites(conn, after=None, q=None, city=None, org=org, part=None, closed=True, limit=MOST_SITES)
    sites = [site for site in every if ours.own(actor, org=None, cities=frozenset((site.city,)))]
    registered = ours.own(actor, org=None, cities=frozenset((company.jurisdiction,)))
    if not sites and not registered:
        raise NotFound("id", what=Word("subject.organisation"))
    return company, sites, registered


async def look(pool: Pool, actor: Actor, org: UUID, first: date, last: date, language: str) -> Sheet:
    """The sheet of a company for the actor, and the look at it written down. Raises as `within`."""
    book = await open_book(pool)
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read"):
        company, sites, registered = await within(conn, actor, org)
        cases = await _cases(conn, actor, org, first, last)
        sheet = await inspection.load(
            conn,
            book,
            org=company,
            sites=sites,
            carrying=registered,
            first=first,
            last=last,
            now=clock.now(),
            matters=[_matter(actor, case, language) for case in cases],
            abroad=actor.city is not None and actor.city[:2] in policy.ABROAD,
        )
        period = {"first": first.isoformat(), "last": last.isoformat()}
        await audit.note(conn, actor, INSPECT, subject_kind="organisation", subject=org, **period)
    return sheet


async def _cases(conn: Connection, actor: Actor, org: UUID, first: date, last: date) -> list[CaseFile]:
    """Those the actor may see: opened in the period, or not settled yet."""
    if not allowed(actor, policy.SEE):
        return []
    found = await queries.of_companies(conn, actor, ids=[org], limit=MOST_CASES)
    return [c for c in found if c.settled_at is None or first <= clock.local_date(c.opened_at) <= last]


def _matter(actor: Actor, case: CaseFile, language: str) -> Matter:
    shared = policy.minimum(actor, case.scopes)
    return Matter(
        case=case.id,
        reference=case.reference,
        rule=case.about.rule,
        severity=case.severity,
        status=case.status.value,
        opened_at=case.opened_at,
        says="" if shared else text(f"rules.{case.about.rule}.{case.about.says}", language, **case.about.facts),
        measure=case.measure.value if case.measure and not shared else "",
    )


# --- HTTP ----------------------------------------------------------------------------------------------------

First = Annotated[date | None, Query(alias="from", description="First day; a year before the last where left out")]
Last = Annotated[date | None, Query(alias="to", description="Last day; today where left out")]


@router.get("/organisations/{id}/inspection-sheet")
async def get_sheet(request: Request, actor: SignedIn, id: UUID, first: First = None, last: Last = None) -> Response:
    """A company as an inspector sees it: flows by code, stock by both signs, permits and plan, weights beside those of
    its peers, refusals, cases. The look is written down."""
    sheet = await look(request.app.state.pool, actor, id, *period_of(first, last), _language(request, actor))
    told = {"number": sheet.number, **msgspec.to_builtins(sheet, builtin_types=())}
    return Response(msgspec.json.encode(told), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/organisations/{id}/inspection-sheet.pdf")
async def get_paper(
    request: Request, actor: SignedIn, id: UUID, first: First = None, last: Last = None, language: str | None = None
) -> Response:
    """The same on paper."""
    chosen = commands.known_language(language or _language(request, actor))
    sheet = await look(request.app.state.pool, actor, id, *period_of(first, last), chosen)
    state, issue = request.app.state, inspection.issue(sheet, chosen)
    content = await commands.paper(state.pool, state.settings, actor, issue, inspection.draw, sheet)
    headers = {"Content-Disposition": f'inline; filename="{sheet.number}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _language(request: Request, actor: Actor) -> str:
    return actor.language or language_of(request.scope)
