"""What does an amount, or a number of alerts, in this report rest on? Its loads; its alerts, with their cases."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from reports import queries as documents
from reports.model import BAY
from reports.queries import Document
from wasteflow.core import paging
from wasteflow.core.clock import begins
from wasteflow.core.db import Connection
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.months import next_month
from wasteflow.people.permissions import alerts_of, require, scopes
from wasteflow.web.console.page import Here, PageRoute, Visit, render
from workers.bay.queries import cities_of
from workers.lineage import queries as lineage
from workers.lineage.behind import Behind
from workers.messages.model import of_place

router = APIRouter(prefix="/reports/{id}", route_class=PageRoute)
LOADS = ALERTS = 200  # on one page


@router.get("/loads")
async def get_loads(
    visit: Here,
    id: UUID,
    stream: Annotated[str, Query(max_length=40)],
    after: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """The loads that what was generated of a stream is made of; they name companies, so only of one's own city."""
    require(visit.me, "indicator:see")
    async with visit.pool.acquire() as conn:
        found, first = await _report(conn, visit, id)
        if found.city == BAY:
            raise NotFound("id", what=Word("subject.page"))
        rows = await lineage.loads(
            conn, Behind((stream,), ("generated",)), city=found.city, start=first, end=found.period,
            after=lineage.read_cursor(after), limit=LOADS + 1,
        )  # fmt: skip
    book = await visit.book()
    return render(
        visit,
        "report_loads.html",
        paper=found,
        what=book.stream(stream).names[visit.reader.language],
        rows=rows[:LOADS],
        more=rows[LOADS - 1].cursor if len(rows) > LOADS else None,
        first=not after,
        book=book,
    )


@router.get("/alerts")
async def get_alerts(
    visit: Here,
    id: UUID,
    rule: Annotated[str, Query(max_length=40)],
    severity: Annotated[int, Query(ge=1, le=4)],
    before: str | None = None,
) -> Response:
    """The alerts that one row of the report counts, as far as the reader may see them."""
    require(visit.me, "indicator:see")
    require(visit.me, "case:see")
    book = await visit.book()
    async with visit.pool.acquire() as conn:
        found, first = await _report(conn, visit, id)
        places = cities_of(book) if found.city == BAY else [found.city]
        rows, counted, hidden = await documents.alerts_behind(
            conn, scopes=[f"city:{code}" for code in places], since=begins(first),
            until=begins(next_month(found.period)), rule=rule, severity=severity, own=scopes(visit.me),
            kinds=alerts_of(visit.me), before=paging.read(before, tuple[datetime, UUID]), limit=ALERTS + 1,
        )  # fmt: skip
    if not counted:
        raise NotFound("rule", what=Word("subject.page"))
    last = rows[ALERTS - 1] if len(rows) > ALERTS else None
    return render(
        visit,
        "report_alerts.html",
        paper=found,
        rule=rule,
        severity=severity,
        rows=rows[:ALERTS],
        counted=counted,
        hidden=hidden,
        more=paging.cursor(last.happened_at, last.id) if last else None,
    )


async def _report(conn: Connection, visit: Visit, id: UUID) -> tuple[Document, date]:
    """A report of the reader's place, and its first month."""
    found = await documents.document(conn, id=id)
    if found is None or not of_place(visit.me, found.city):
        raise NotFound("id", what=Word("subject.report"))
    first = (await documents.facts(conn, id=id)).get("first")
    return found, date.fromisoformat(first) if first else found.period
