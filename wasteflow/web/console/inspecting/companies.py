"""Companies: the list to look one up in, and what an inspector sees of one, for any period."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from reports.documents.inspection import bucket, measured
from reports.inspection.model import MARKS, Part, Sheet
from wasteflow.core import paging
from wasteflow.people.permissions import require, scopes
from wasteflow.web import inspection
from wasteflow.web.console import choosing
from wasteflow.web.console.inspecting import queries
from wasteflow.web.console.page import Here, PageRoute, render

router = APIRouter(prefix="/companies", route_class=PageRoute)
PAGE = 50


@router.get("")
async def get_companies(
    visit: Here, q: str = "", part: str = "", before: Annotated[str | None, Query(max_length=2000)] = None
) -> Response:
    """Those registered in one's jurisdiction, or with a site there."""
    require(visit.me, inspection.INSPECT)
    rows = await queries.companies(
        visit.pool,
        scopes=scopes(visit.me),
        after=paging.read(before, tuple[str, UUID]),
        q=q.strip()[:100] or None,
        part=part if part in list(Part) else None,
        limit=PAGE + 1,
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return render(
        visit,
        "companies.html",
        rows=rows[:PAGE],
        more=paging.cursor(last.name, last.id) if last else None,
        q=q,
        part=part,
        parts=list(Part),
        book=await visit.book(),
    )


@router.get("/{id}")
async def get_company(visit: Here, id: UUID, since: str = "", until: str = "") -> Response:
    """Its inspection sheet. The look is written down."""
    first, last = inspection.period_of(choosing.day(since), choosing.day(until))
    sheet = await inspection.look(visit.pool, visit.me, id, first, last, visit.reader.language)
    return render(visit, "company.html", sheet=sheet, bars=_bars(visit, sheet), measured=measured, marks=_marks())


WIDE = 200  # of a gauge, in its own units


def _marks() -> list[float]:
    whole = MARKS[-1] * 105 / 100
    return [float(round(WIDE * mark / whole, 1)) for mark in MARKS]


def _bars(visit: Here, sheet: Sheet) -> list[dict[str, Any]]:
    """The bars of how the gate's scale differs: its own beside those of its peers, as shares of all."""
    own, peers = sum(b.own for b in sheet.gaps) or 1, sum(b.peers for b in sheet.gaps) or 1
    shares = [(b, 100 * b.own / own, 100 * b.peers / peers) for b in sheet.gaps]
    top = max((max(mine, theirs) for _, mine, theirs in shares), default=0) or 1
    return [
        {
            "label": bucket(b, visit.reader.language),
            "own": round(mine, 1),
            "peers": round(theirs, 1),
            "own_high": round(80 * mine / top, 1),
            "peers_high": round(80 * theirs / top, 1),
            "loads": (b.own, b.peers),
        }
        for b, mine, theirs in shares
    ]
