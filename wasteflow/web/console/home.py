"""The first page: what needs me now, by role."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from manifests.model import Batch, BatchStatus, Manifest, ManifestStatus
from manifests.rounds.model import Round, RoundStatus
from manifests.rounds.queries import rounds
from wasteflow.people.model import Role
from wasteflow.people.permissions import alerts_of, allowed, scopes
from wasteflow.web.console import acts, queries
from wasteflow.web.console.batches import scope_of
from wasteflow.web.console.manifest.steps import STEPS
from wasteflow.web.console.page import Here, PageRoute, Visit, render
from workers.queries import AlertRow, open_alerts

router = APIRouter(route_class=PageRoute)
SHOWN = 8
UNFINISHED = (RoundStatus.PLANNED, RoundStatus.UNDER_WAY, RoundStatus.ARRIVED)
LOOKED_THROUGH = 200
UNDER_WAY = tuple(
    str(s)
    for s in (
        ManifestStatus.DRAFT,
        ManifestStatus.PUBLISHED,
        ManifestStatus.SIGNED,
        ManifestStatus.IN_TRANSIT,
        ManifestStatus.ARRIVED,
    )
)


@router.get("")
async def get_home(visit: Here) -> Response:
    """Steps that wait for me, alerts to look into, what lies in my store."""
    me = visit.me
    facts: dict[str, Any] = {"waiting": [], "coming": [], "to_treat": [], "free": [], "stock": None, "alerts": []}
    async with visit.pool.acquire() as conn:
        if me.org is not None and allowed(me, "custody:see"):
            rows = await queries.manifests(conn, scope=scope_of(visit), statuses=UNDER_WAY, limit=LOOKED_THROUGH)
            facts["waiting"] = _waiting(visit, rows)
            facts["coming"] = [m for m in rows if m.status is ManifestStatus.IN_TRANSIT and m.consignee.org == me.org]
            if allowed(me, "batch:treat"):
                facts |= await _in_store(visit, conn, me.org)
        if allowed(me, "alert:see"):
            facts["alerts"] = await _alerts(visit, conn)
        facts["rounds"] = await _rounds(visit, conn)
    return render(visit, "home.html", shown=SHOWN, book=await visit.book(), **facts)


def _waiting(visit: Visit, rows: list[Manifest]) -> list[tuple[Manifest, str]]:
    """Manifests with the step that is mine, the load furthest on its way first."""
    found = [(m, next((s for s in acts.on_manifest(visit.me, m) if STEPS[s].waits), "")) for m in rows]
    return sorted(((m, s) for m, s in found if s), key=lambda pair: -UNDER_WAY.index(pair[0].status))


async def _rounds(visit: Visit, conn: queries.Reader) -> list[Round]:
    """Rounds that are not over, for who drives, sends or receives them."""
    me = visit.me
    if me.org is None or not (allowed(me, "round:collect") or me.role is Role.RECEIVER):
        return []
    found = await rounds(conn, scopes=[f"org:{me.org}"], limit=SHOWN)
    return [trip for trip in found if trip.status in UNFINISHED]


async def _in_store(visit: Visit, conn: queries.Reader, org: UUID) -> dict[str, Any]:
    stored = await queries.batches(
        conn, scope=scope_of(visit), before=None, status=BatchStatus.STORED, q=None, limit=LOOKED_THROUGH
    )
    mine = [b for b in stored if b.holder_org == org]
    received: list[Batch] = [b for b in mine if b.arrived_by]
    return {
        "to_treat": received,
        "free": [b for b in mine if not b.arrived_by],
        "stock": await queries.stock(conn, org=org),
    }


async def _alerts(visit: Visit, conn: Any) -> list[AlertRow]:
    return await open_alerts(conn, scopes=scopes(visit.me), kinds=alerts_of(visit.me), limit=SHOWN + 1)
