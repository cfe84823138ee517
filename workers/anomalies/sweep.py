"""Set rules: once an hour they look at the groups in which something is new. Found again, it is the same alert."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from workers import alerts
from workers.anomalies import engine, groups, queries, store, trips
from workers.anomalies.engine import Ground, with_province
from workers.anomalies.finding import Found
from workers.anomalies.found import in_group
from workers.anomalies.rule import Rule, all_rules

NAME = "groups"
BACK = timedelta(days=1)  # what was learned of before, but committed after the last look
FIRST = datetime(2000, 1, 1, tzinfo=UTC)

Reader = Callable[..., Awaitable[Iterator[Any]]]
READERS: dict[type[groups.Group], Reader] = {
    groups.Vehicle: queries.vehicles,
    groups.SiteCode: queries.site_codes,
    groups.Permit: queries.permits,
    groups.SiteMonths: queries.site_months,
    groups.Gate: queries.gates,
    groups.Triangle: queries.triangles,
    groups.Carrying: queries.carrying,
    groups.Entries: queries.entries,
}
first_moment = queries.first_moment


async def run(pool: Pool) -> int:
    """Read what is new of custody, then look; how many findings there were, known ones among them."""
    await trips.catch_up(pool)
    book, now = await open_book(pool), clock.now()
    async with pool.acquire() as conn, conn.transaction():
        known = await store.lock_sweep(conn, name=NAME, first=FIRST)
        ground = await engine.ground_of(conn, book)
        found = await look(conn, [rule for rule in all_rules() if rule.over], ground, since=known - BACK, now=now)
        await alerts.raise_all(conn, found)
        await store.move_sweep(conn, name=NAME, to=now)
    return len(found)


async def look(
    conn: Connection, rules: Iterable[Rule], ground: Ground, *, since: datetime, now: datetime
) -> list[Found]:
    """What these set rules find in the groups in which something was learned of since, as of a moment."""
    found: list[Found] = []
    for kind, reader in READERS.items():
        mine = [rule for rule in rules if rule.over is kind]
        if not mine:
            continue
        for group in await reader(conn, since=since, now=now):
            for rule in mine:
                found += _found(rule, group, ground)
    return found


def _found(rule: Rule, group: groups.Group, ground: Ground) -> Iterator[Found]:
    provinces = ground.book.provinces
    limits = rule.limits(ground.departures, with_province(group.city, provinces), clock.local_date(group.now))
    looked_at = replace(group, limits=limits)
    if finding := rule.check(looked_at):
        yield in_group(rule, looked_at, finding, provinces)
