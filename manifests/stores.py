"""What stands in a site's store and what is on the road to it: summed from custody, kept for seconds by each process.

Asked for only where a site's store has a limit, or where a permit is used so far that what is on the road may matter:
the sums are of one company's things, but they are no matter of a millisecond. They warn and never refuse.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from manifests import queries
from wasteflow.catalog.limits import limit
from wasteflow.core.db import Connection, PerPool, Pool
from wasteflow.core.ids import first_at
from wasteflow.places.cards import keep, still_kept
from wasteflow.places.model import TakenIn


@dataclass
class Stores:
    """What one process has summed lately."""

    held: dict[UUID, tuple[float, Decimal]] = field(default_factory=dict)
    under_way: dict[UUID, tuple[float, tuple[TakenIn, ...]]] = field(default_factory=dict)

    async def kg(
        self, conn: Connection | Pool, sites: Iterable[UUID], streams: list[str], *, fresh: bool
    ) -> Mapping[UUID, Decimal]:
        """Kilograms of these streams in the store of each site."""
        found, missing = still_kept(self.held, sites, fresh)
        if missing:
            rows = await queries.held_kg(conn, sites=missing, streams=streams)
            found |= keep(self.held, {site: rows.get(site, Decimal(0)) for site in missing})
        return found

    async def coming(
        self, conn: Connection | Pool, orgs: Mapping[UUID, UUID], now: datetime, *, fresh: bool
    ) -> Mapping[UUID, tuple[TakenIn, ...]]:
        """Site -> what is on the road to all sites of its company; `orgs`: site -> company."""
        found, missing = still_kept(self.under_way, orgs, fresh)
        if missing:
            since = first_at(now - timedelta(days=int(limit("permit", "under_way_days"))))
            rows = await queries.on_the_road(conn, orgs={orgs[site] for site in missing}, since=since)
            found |= keep(self.under_way, {site: tuple(rows.get(orgs[site], ())) for site in missing})
        return found


stores_of = PerPool(lambda _: Stores())
