"""HTTP of limits: see them, try another over history, put it in force, take it back."""

from uuid import UUID

from fastapi import APIRouter, Request

from wasteflow.catalog.book import open_book
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.once import OnceRoute, fresh_id
from workers.tuning import commands, queries, schemas, store

router = APIRouter(prefix="/rules", route_class=OnceRoute, tags=["rules"])


@router.get("/{rule}")
async def get_rule(request: Request, actor: SignedIn, rule: str) -> schemas.RuleOut:
    """A rule's limits as they hold in my place today, and who decided them."""
    jurisdiction, one = commands.place_of(actor), commands.rule_of(rule)
    book = await open_book(request.app.state.pool)
    async with request.app.state.pool.acquire() as conn:
        limits = await commands.in_force(conn, book, one, jurisdiction)
        steps = await queries.steps(conn, rule=one.id, jurisdiction=jurisdiction)
    return schemas.rule(one, jurisdiction, limits, steps, actor.language or language_of(request.scope))


@router.post("/{rule}/trials", status_code=202)
async def post_trial(request: Request, actor: SignedIn, rule: str, body: schemas.NewTrial) -> schemas.Made:
    """Try a limit over the last ninety days of my place; nothing is written but what it comes to."""
    made = await commands.try_limit(
        request.app.state.pool, actor, rule, id=fresh_id(), name=body.name, value=body.value
    )
    return schemas.Made(id=made)


@router.get("/{rule}/trials/{id}")
async def get_trial(request: Request, actor: SignedIn, rule: str, id: UUID) -> schemas.TrialOut:
    """What it came to, or that it still runs."""
    jurisdiction = commands.place_of(actor)
    found = await store.trial(request.app.state.pool, id=id)
    if found is None or (found.rule, found.jurisdiction) != (rule, jurisdiction):
        raise NotFound("id", what=Word("subject.trial"))
    return schemas.TrialOut.of(found)


@router.post("/{rule}/limits", status_code=201)
async def post_limit(request: Request, actor: SignedIn, rule: str, body: schemas.Acceptance) -> schemas.Made:
    """Put in force what was tried, from today, in my place."""
    made = await commands.accept(
        request.app.state.pool, actor, rule, id=fresh_id(), trial=body.trial, reason=body.reason
    )
    return schemas.Made(id=made)


@router.post("/{rule}/limits/withdrawal", status_code=201)
async def post_withdrawal(request: Request, actor: SignedIn, rule: str, body: schemas.Withdrawal) -> schemas.Made:
    """Take a limit of my place back, from today."""
    made = await commands.withdraw(
        request.app.state.pool, actor, rule, id=fresh_id(), name=body.name, reason=body.reason
    )
    return schemas.Made(id=made)
