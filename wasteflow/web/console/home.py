"""The first page: what needs me now, by role."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from manifests import queries as custody
from manifests.life.model import Batch, BatchStatus, Manifest, ManifestStatus
from manifests.rounds.model import Round, RoundStatus
from manifests.rounds.queries import rounds
from wasteflow.core import clock
from wasteflow.people.model import Role
from wasteflow.people.permissions import allowed, scopes
from wasteflow.web.console import acts, queries, stock
from wasteflow.web.console.batches import scope_of
from wasteflow.web.console.manifest.stop import stay
from wasteflow.web.console.page import Here, PageRoute, Visit, render
from workers.cases.model import UNSETTLED
from workers.cases.queries import Wanted, queue

router = APIRouter(route_class=PageRoute)
SHOWN = 8
UNFINISHED = (RoundStatus.PLANNED, RoundStatus.UNDER_WAY, RoundStatus.ARRIVED)
LOOKED_THROUGH = 200
TURNED_AWAY = (ManifestStatus.REFUSED, ManifestStatus.PARTLY_ACCEPTED)
UNDER_WAY = tuple(
    str(s)
    for s in (
        ManifestStatus.DRAFT,
        ManifestStatus.PUBLISHED,
        ManifestStatus.SIGNED,
        ManifestStatus.IN_TRANSIT,
        ManifestStatus.AT_STOP,
        ManifestStatus.IN_TEMPORARY_STORAGE,
        ManifestStatus.ARRIVED,
    )
)


@router.get("")
async def get_home(visit: Here) -> Response:
    """Steps that wait for me, cases to look into, what lies in my store."""
    me = visit.me
    facts: dict[str, Any] = {
        "waiting": [],
        "corrections": [],
        "undecided": [],
        "old": [],
        "coming": [],
        "to_treat": [],
        "free": [],
        "stock": None,
        "cases": [],
    }
    async with visit.pool.acquire() as conn:
        if me.org is not None and allowed(me, "custody:see"):
            rows = await queries.waiting(conn, org=me.org, statuses=UNDER_WAY, limit=LOOKED_THROUGH)
            facts["waiting"] = _waiting(visit, rows)
            asked = await custody.open_corrections(conn, scopes=scopes(me), awaits=me.org, limit=LOOKED_THROUGH)
            facts["corrections"] = [row.state for row in asked]
            if allowed(me, "manifest:create"):
                facts["undecided"] = [m for m in rows if m.status in TURNED_AWAY and m.consignor.org == me.org]
            facts["coming"] = [m for m in rows if m.status is ManifestStatus.IN_TRANSIT and m.consignee.org == me.org]
            if allowed(me, "batch:treat"):
                facts |= await _in_store(visit, conn, me.org)
        if allowed(me, "case:see"):
            facts["cases"] = await queue(conn, me, Wanted(UNSETTLED), limit=SHOWN + 1)
        facts["rounds"] = await _rounds(visit, conn)
    return render(visit, "home.html", shown=SHOWN, stay=stay, book=await visit.book(), **facts)


def _waiting(visit: Visit, rows: list[Manifest]) -> list[tuple[Manifest, str]]:
    """Manifests with the step that is mine, the load furthest on its way first."""
    found = [(m, acts.waiting(visit.me, m)) for m in rows if m.status in UNDER_WAY]
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
    book, now = await visit.book(), clock.now()
    ages = [(b, how) for b in mine if (how := stock.age(b, book, now)) and how.state != "fine"]
    return {
        "old": sorted(ages, key=lambda pair: (pair[1].limit or 0) - pair[1].days),
        "to_treat": received,
        "free": [b for b in mine if not b.arrived_by],
        "stock": await queries.stock(conn, org=org),
    }
