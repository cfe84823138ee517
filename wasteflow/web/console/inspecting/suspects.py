"""Loads that stand apart, for who chooses what to inspect: an order with its reasons, and nothing but an order."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from wasteflow.core import clock
from wasteflow.core.db import PerPool, Pool
from wasteflow.people.permissions import require, scopes
from wasteflow.web.console.inspecting.queries import reached
from wasteflow.web.console.page import Here, PageRoute, render
from wasteflow.web.inspection import INSPECT
from workers.anomalies.ranking import listing
from workers.anomalies.ranking import queries as loads

router = APIRouter(prefix="/suspects", route_class=PageRoute)
DAYS, SHOWN, LOOKED_THROUGH = 30, 50, 2000
KEPT_SECONDS = 600.0  # a month of loads takes a second or two to order; ten minutes older is no worse an order


@dataclass
class Order:
    """The order of this process: made anew when it is asked for and has grown old."""

    found: list[listing.Suspect] = field(default_factory=list)
    made: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, pool: Pool) -> list[listing.Suspect]:
        async with self.lock:
            if not self.made or time.monotonic() - self.made > KEPT_SECONDS:
                now = clock.now()
                async with pool.acquire() as conn:
                    rows = await loads.ranked(conn, since=now - timedelta(days=DAYS), now=now)
                self.found = await asyncio.to_thread(listing.rank, rows)
                self.made = time.monotonic()
        return self.found


order_of = PerPool(lambda _: Order())


@router.get("")
async def get_suspects(visit: Here) -> Response:
    """The first fifty that one's jurisdiction reaches, the oddest first."""
    require(visit.me, INSPECT)
    every = (await order_of(visit.pool).of(visit.pool))[:LOOKED_THROUGH]
    mine = await reached(visit.pool, scopes=scopes(visit.me), ids=[s.manifest for s in every])
    rows = [(s, mine[s.manifest]) for s in every if s.manifest in mine][:SHOWN]
    return render(visit, "suspects.html", rows=rows, days=DAYS, book=await visit.book())
