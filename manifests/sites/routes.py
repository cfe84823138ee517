"""HTTP of a site's ledger and stock."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from manifests.sites import reading, schemas, workbook
from manifests.sites.links import Link
from manifests.sites.refusals import PeriodTooLong, WrongDays
from manifests.sites.sheet import Row
from wasteflow.catalog.book import open_book
from wasteflow.core import clock, paging
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from wasteflow.places import policy
from wasteflow.places.model import SiteCard
from wasteflow.places.queries import Reader, site_cards

router = APIRouter(tags=["ledgers"])
MOST_YEARS = 11  # Guangdong has them kept for ten


async def seen_site(pool: Reader, actor: Actor, id: UUID) -> SiteCard:
    """The card of a site that is the actor's own, or in the actor's city. Raises NotFound."""
    require(actor, "custody:see")
    card = (await site_cards(pool, ids=[id])).get(id)
    if card is None or not policy.own(actor, org=card.org, cities=frozenset((card.city,))):
        raise NotFound("id", what=Word("subject.site"))
    return card


@router.get("/sites/{id}/ledger")
async def get_ledger(
    request: Request,
    actor: SignedIn,
    id: UUID,
    first: Annotated[
        date | None, Query(alias="from", description="First day; the month's first where left out")
    ] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day; today where left out")] = None,
    kind: Annotated[Link | None, Query(description="One link of the ledger; all where left out")] = None,
    waste: Annotated[Literal["hazardous", "general"], Query(description="Whose letters the codes have")] = "hazardous",
    shape: Annotated[Literal["json", "csv", "xlsx"], Query(alias="format")] = "json",
    after: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """The ledger HJ 1259-2022 asks for, as a view of custody: made, stored, taken out, treated, sent away."""
    pool = request.app.state.pool
    card = await seen_site(pool, actor, id)
    first, last = days_of(first, last)
    seen = paging.read(after, tuple[datetime, UUID, paging.Int4, paging.Int4])
    if seen:
        first = max(first, clock.local_date(seen[0]))
    book = await open_book(pool)
    months = reading.of_kind(reading.rows(pool, book, card, first, last, hazardous=waste == "hazardous"), kind)
    if shape != "json":
        return await _file(shape, months, card, f"ledger-{first:%Y%m%d}-{last:%Y%m%d}.{shape}")
    shown, more = await reading.page(months, seen, limit)
    return _json({"items": [schemas.row_out(row) for row in shown], "next": more and paging.cursor(*more)})


def days_of(first: date | None, last: date | None) -> tuple[date, date]:
    """The period asked for. Raises WrongDays, PeriodTooLong."""
    last = last or clock.local_date(clock.now())
    first = first or last.replace(day=1)
    if not first <= last:
        raise WrongDays("from")
    if first.year < 2000 or last.year - first.year > MOST_YEARS or last.year > 2200:
        raise PeriodTooLong("from", years=MOST_YEARS)
    return first, last


async def _file(shape: str, months: AsyncIterator[list[Row]], card: SiteCard, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if shape == "csv":
        return StreamingResponse(_csv(months, card), media_type="text/csv; charset=utf-8", headers=headers)
    made = await workbook.written(months, card.site_name)
    return StreamingResponse(
        iter(lambda: made.read(1 << 16), b""),
        media_type=workbook.MEDIA,
        headers=headers,
        background=BackgroundTask(made.close),
    )


async def _csv(months: AsyncIterator[list[Row]], card: SiteCard) -> AsyncIterator[str]:
    yield schemas.head()
    async for rows in months:
        yield schemas.table(rows, card.site_name)


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})
