"""Set rules: once an hour they look at the groups in which something is new. Found again, it is the same alert."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from workers import alerts
from workers.anomalies import borders, drive_queries, engine, groups, queries, store, store_queries, trips
from workers.anomalies.engine import Ground, with_province
from workers.anomalies.finding import Found
from workers.anomalies.found import in_group
from workers.anomalies.rule import Rule, all_rules

NAME = "groups"
BACK = timedelta(days=1)  # what was learned of before, but committed after the last look
FIRST = datetime(2000, 1, 1, tzinfo=UTC)

Reader = Callable[..., Awaitable[Iterator[Any]]]
# Which groups are looked at in every sweep, once a day, and once a month is over and late entries had their time.
HOURLY: dict[type[groups.Group], Reader] = {
    groups.Vehicle: queries.vehicles,
    groups.Entries: queries.entries,
    groups.Drive: drive_queries.drives,
    groups.Outing: drive_queries.outings,
}
DAILY: dict[type[groups.Group], Reader] = {
    groups.SiteCode: queries.site_codes,
    groups.Permit: queries.permits,
    groups.Store: store_queries.stores,
    groups.Declarations: queries.declarations,
    groups.Crossing: borders.crossings,
    groups.Applied: borders.applied,
}
MONTHLY: dict[type[groups.Group], Reader] = {
    groups.SiteMonths: queries.site_months,
    groups.Gate: queries.gates,
    groups.Triangle: queries.triangles,
    groups.Carrying: queries.carrying,
}
LATE = timedelta(days=3)
first_moment = queries.first_moment


async def run(pool: Pool) -> int:
    """Read what is new of custody, then look; how many findings there were, known ones among them."""
    await trips.catch_up(pool)
    book, now = await open_book(pool), clock.now()
    faults: list[Exception] = []
    async with pool.acquire() as conn, conn.transaction():
        known = await store.lock_sweep(conn, name=NAME, first=FIRST)
        ground = await engine.ground_of(conn, book)
        sets = [rule for rule in all_rules() if rule.over]
        found = await look(conn, sets, ground, since=known, now=now, faults=faults)
        await alerts.raise_all(conn, book, found)
        await store.move_sweep(conn, name=NAME, to=now)
    if faults:
        raise ExceptionGroup("rules broke", faults)
    return len(found)


async def look(
    conn: Connection,
    rules: Iterable[Rule],
    ground: Ground,
    *,
    since: datetime,
    now: datetime,
    faults: list[Exception] | None = None,
) -> list[Found]:
    """What these set rules find, as of a moment, where anything was learned of since the last look.

    Where a rule breaks on a group, the findings of the others stand: it is put into `faults`, where that is given.
    """
    found: list[Found] = []
    for kind, reader in _readers(since, now).items():
        mine = [rule for rule in rules if rule.over is kind]
        if not mine:
            continue
        for group in await reader(conn, since=max(since, FIRST) - BACK, now=now):
            for rule in mine:
                try:
                    found += _found(rule, group, ground)
                except Exception as error:
                    error.add_note(f"rule {rule.id}, {group.about.kind} {group.about.id}")
                    if faults is None:
                        raise
                    faults.append(error)
    return found


def _readers(since: datetime, now: datetime) -> dict[type[groups.Group], Reader]:
    """What is to be looked at: some groups not before a day, or a month, is over."""
    readers = dict(HOURLY)
    if clock.local_date(since) != clock.local_date(now):
        readers |= DAILY
    if clock.local_date(since - LATE).replace(day=1) != clock.local_date(now - LATE).replace(day=1):
        readers |= MONTHLY
    return readers


def _found(rule: Rule, group: groups.Group, ground: Ground) -> Iterator[Found]:
    provinces = ground.book.provinces
    limits = rule.limits(ground.departures, with_province(group.city, provinces), clock.local_date(group.now))
    looked_at = replace(group, limits=limits)
    if finding := rule.check(looked_at):
        yield in_group(rule, looked_at, finding, provinces)
