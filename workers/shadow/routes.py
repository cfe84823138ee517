"""HTTP of rules in shadow: how a rule stands, and what it would have raised."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn
from wasteflow.people.permissions import require
from workers.cases import policy
from workers.shadow import queries, schemas
from workers.tuning.commands import rule_of

router = APIRouter(prefix="/rules", tags=["rules"])


@router.get("/{rule}/shadow")
async def get_shadow(
    request: Request, actor: SignedIn, rule: str, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> schemas.ShadowOut:
    """Whether a rule is on, in shadow or off; in shadow, what it would have raised: by month, and the latest ones."""
    require(actor, policy.SEE)
    one = rule_of(rule)
    async with request.app.state.pool.acquire() as conn:
        found = await queries.shadow(conn, actor, one, limit=limit)
    return schemas.shadow(one, found, actor, actor.language or language_of(request.scope))
