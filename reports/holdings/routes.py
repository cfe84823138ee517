"""HTTP of papers of a site: its ledger of a period, its declarations, the signs at its doors."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.declarations import commands as declarations
from manifests.declarations import queries
from manifests.sites import reading
from manifests.sites.links import Link
from manifests.sites.routes import days_of, seen_site
from manifests.sites.sheet import Row
from reports import commands
from reports.answering import answered
from reports.answering import language as spoken
from reports.documents import declaration, ledger, sign
from reports.refusals import TooLongForPaper
from wasteflow.catalog.book import open_book
from wasteflow.people.access import SignedIn
from wasteflow.people.permissions import require

router = APIRouter()
First = Annotated[date | None, Query(alias="from", description="First day; the month's first where left out")]
Last = Annotated[date | None, Query(alias="to", description="Last day; today where left out")]


@router.get("/sites/{id}/ledger.pdf", tags=["ledgers"], response_class=Response)
async def get_ledger_paper(
    request: Request,
    actor: SignedIn,
    id: UUID,
    first: First = None,
    last: Last = None,
    kind: Annotated[Link | None, Query(description="One link of the ledger; all where left out")] = None,
    waste: Annotated[Literal["hazardous", "general"], Query(description="Whose letters the codes have")] = "hazardous",
    language: str | None = None,
) -> Response:
    """The ledger of a period as HJ 1259-2022 asks for it, to be printed and signed."""
    state, chosen = request.app.state, spoken(request, actor, language)
    card = await seen_site(state.pool, actor, id)
    first, last = days_of(first, last)
    book, hazardous = await open_book(state.pool), waste == "hazardous"
    rows: list[Row] = []
    async for month in reading.of_kind(reading.rows(state.pool, book, card, first, last, hazardous=hazardous), kind):
        rows += month
        if len(rows) > ledger.MOST:
            raise TooLongForPaper("to", most=ledger.MOST)
    url = state.settings.public_url
    facts = ledger.load(book, card, rows, first=first, last=last, hazardous=hazardous, public_url=url)
    issue = ledger.issue(facts, chosen)
    return await answered(request, actor, issue, ledger.draw, facts)


@router.get("/sites/{id}/declarations/{duty}/{first}/paper.pdf", tags=["declarations"], response_class=Response)
async def get_declaration_paper(
    request: Request, actor: SignedIn, id: UUID, duty: str, first: date, language: str | None = None
) -> Response:
    """A declaration as it was filed last; where it was not, its figures as custody has them, marked so."""
    require(actor, "custody:see")
    state, chosen = request.app.state, spoken(request, actor, language)
    book, period = await open_book(state.pool), declarations.period_of(duty, first)
    async with state.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        site = await declarations.declarer(conn, book, actor, id)
        made = await declarations.draft(conn, book, site, period)
        filed = await queries.filings(conn, site=id, duty=duty, first=first)
    facts = declaration.load(book, site, made, filed, public_url=state.settings.public_url)
    issue = declaration.issue(facts, chosen)
    return await answered(request, actor, issue, declaration.draw, facts)


@router.get("/sites/{id}/signs.pdf", tags=["ledgers"], response_class=Response)
async def get_signs(
    request: Request,
    actor: SignedIn,
    id: UUID,
    kind: Annotated[sign.Kind, Query(description="The zone within a store, or what the facility does.")] = "zone",
    size: Annotated[int, Query(ge=1, le=3, description="Of the standard's sizes, from the smallest.")] = 1,
    sheet: Annotated[sign.Sheet, Query(description="A page of the sign's size, or sheets to be cut.")] = "a3",
    facility: Annotated[str, Query(max_length=40, description="Code of the facility.")] = "",
    answers: Annotated[str, Query(max_length=60, description="Who answers for it, and how to reach them.")] = "",
    code: Annotated[
        list[str] | None, Query(max_length=50, description="Waste codes; all in store if left out.")
    ] = None,
    language: str = "zh-Hans",
) -> Response:
    """Signs of a store or a facility after HJ 1276-2022; Chinese unless another language is asked for."""
    state, chosen = request.app.state, commands.known_language(language)
    card = await seen_site(state.pool, actor, id)
    book = await open_book(state.pool)
    async with state.pool.acquire() as conn:
        stock = await custody.stock_of_site(conn, site=id, limit=sign.MOST) if kind == "zone" else []
    facts = sign.load(
        card,
        [row.state for row in stock if book.stream(row.state.stream).hazardous],
        kind=kind,
        size=size,
        sheet=sheet,
        facility=facility.strip(),
        answers=answers.strip(),
        codes=code or (),
        public_url=state.settings.public_url,
    )
    issue = sign.issue(facts, chosen)
    return await answered(request, actor, issue, sign.draw, facts)
