"""Cards of sites and companies, kept for a few seconds by each process: custody asks for the same few all day.

A kept card may say yes for `KEPT_SECONDS` after its permit was revoked; it never says no: who refuses on a kept card
asks again with `fresh=True` first. What runs out by its date runs out on the day, kept or not.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from wasteflow.core.db import Connection, PerPool, Pool
from wasteflow.places.model import ApprovalCard, OrgCard, SiteCard, TakenIn
from wasteflow.places.queries import Route, approvals_between, org_cards, planned_codes, site_cards, taken_in

KEPT_SECONDS = 5.0
KEPT_AT_MOST = 20_000

K = TypeVar("K")
V = TypeVar("V")
Plan = frozenset[tuple[str, str]]  # (scheme, code)


@dataclass
class Cards:
    """What one process has seen lately. Plans and what was taken in are keyed by site and year."""

    sites: dict[UUID, tuple[float, SiteCard]] = field(default_factory=dict)
    orgs: dict[UUID, tuple[float, OrgCard]] = field(default_factory=dict)
    plans: dict[tuple[UUID, int], tuple[float, Plan]] = field(default_factory=dict)
    taken: dict[tuple[UUID, int], tuple[float, tuple[TakenIn, ...]]] = field(default_factory=dict)
    approvals: dict[Route, tuple[float, tuple[ApprovalCard, ...]]] = field(default_factory=dict)

    async def of_sites(self, conn: Connection | Pool, ids: Iterable[UUID], *, fresh: bool) -> Mapping[UUID, SiteCard]:
        """Cards of the sites that exist."""
        found, missing = still_kept(self.sites, ids, fresh)
        return found | keep(self.sites, await site_cards(conn, ids=missing)) if missing else found

    async def of_orgs(self, conn: Connection | Pool, ids: Iterable[UUID], *, fresh: bool) -> Mapping[UUID, OrgCard]:
        """Cards of the companies that exist."""
        found, missing = still_kept(self.orgs, ids, fresh)
        return found | keep(self.orgs, await org_cards(conn, ids=missing)) if missing else found

    async def planned(
        self, conn: Connection | Pool, sites: Iterable[UUID], year: int, *, fresh: bool
    ) -> Mapping[UUID, Plan]:
        """What the sites' management plans of a year name."""
        found, missing = still_kept(self.plans, [(site, year) for site in sites], fresh)
        if missing:
            read = await planned_codes(conn, sites=[site for site, _ in missing], year=year)
            found |= keep(self.plans, {key: read.get(key[0], frozenset()) for key in missing})
        return {site: plan for (site, _), plan in found.items()}

    async def taken_in(
        self, conn: Connection | Pool, sites: Iterable[UUID], year: int, *, fresh: bool
    ) -> Mapping[UUID, tuple[TakenIn, ...]]:
        """What the sites, with the others of their companies, received in a year."""
        found, missing = still_kept(self.taken, [(site, year) for site in sites], fresh)
        if missing:
            read = await taken_in(conn, sites=[site for site, _ in missing], year=year)
            found |= keep(self.taken, {key: read.get(key[0], ()) for key in missing})
        return {site: rows for (site, _), rows in found.items()}

    async def approved(
        self, conn: Connection | Pool, routes: Iterable[Route], *, fresh: bool
    ) -> Mapping[Route, tuple[ApprovalCard, ...]]:
        """All approvals for routes that need one, those that end soonest first."""
        found, missing = still_kept(self.approvals, routes, fresh)
        return found | keep(self.approvals, await approvals_between(conn, routes=missing)) if missing else found


def still_kept(kept: dict[K, tuple[float, V]], ids: Iterable[K], fresh: bool) -> tuple[dict[K, V], list[K]]:
    """What was read less than `KEPT_SECONDS` ago, and the keys to read now: all of them where it has to be fresh."""
    moment = time.monotonic()
    found: dict[K, V] = {}
    missing: list[K] = []
    for id in ids:
        entry = None if fresh else kept.get(id)
        if entry is not None and entry[0] > moment:
            found[id] = entry[1]
        else:
            missing.append(id)
    return found, missing


def keep(kept: dict[K, tuple[float, V]], read: dict[K, V]) -> dict[K, V]:
    """What was read, kept from now on."""
    if len(kept) + len(read) > KEPT_AT_MOST:
        kept.clear()
    until = time.monotonic() + KEPT_SECONDS
    kept.update({key: (until, value) for key, value in read.items()})
    return read


cards_of = PerPool(lambda _: Cards())  # what this process keeps of the database behind a pool
