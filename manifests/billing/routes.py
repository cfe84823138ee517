"""HTTP of Hong Kong's billing accounts."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from manifests.billing import commands
from manifests.billing.schemas import BillingAccountOut, NewBillingAccount, Opened, Statement, statement_csv
from wasteflow.core.problems import language_of, told
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute
from wasteflow.places.schemas import Closing

router = APIRouter(route_class=OnceRoute, prefix="/billing-accounts", tags=["billing accounts"])


@router.post("", status_code=201)
async def post_account(request: Request, actor: SignedIn, body: NewBillingAccount) -> Opened:
    """Enter a billing account of one's own company. Opened later than 21 days after the award of a contract of HK$1
    million or more it is entered all the same, with a warning."""
    warnings = await commands.open_account(request.app.state.pool, actor, body)
    language = actor.language or language_of(request.scope)
    return Opened(id=body.id, warnings=[told(w, language) for w in warnings])


@router.get("")
async def get_accounts(
    request: Request,
    actor: SignedIn,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[BillingAccountOut]:
    """Accounts of one's own company, or all for Hong Kong's authorities; newest first, `before`: the last id seen."""
    return await commands.accounts(request.app.state.pool, actor, before, limit)


@router.get("/{id}")
async def get_account(request: Request, actor: SignedIn, id: UUID) -> BillingAccountOut:
    """One account."""
    async with request.app.state.pool.acquire() as conn:
        return await commands.one(conn, actor, id)


@router.post("/{id}/closing", status_code=204)
async def post_closing(request: Request, actor: SignedIn, id: UUID, body: Closing) -> None:
    """Close it: it pays for new loads up to the day before."""
    await commands.close_account(request.app.state.pool, actor, id, body.on)


@router.get("/{id}/statement", response_model=Statement)
async def get_statement(
    request: Request,
    actor: SignedIn,
    id: UUID,
    month: Annotated[str, Query(max_length=20, description="As 2026-11.")],
    shape: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
) -> Statement | Response:
    """What was charged to an account in a month, load by load, and what was reversed."""
    made = await commands.statement(request.app.state.pool, actor, id, month)
    if shape == "json":
        return made
    name = f"{made.account.number}-{made.month}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    table = statement_csv(made, actor.language or language_of(request.scope))
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)
