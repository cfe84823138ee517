"""SQL of targets: what a city has set itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.core.db import Connection
from workers.targets.track import Point

LATEST = """
select distinct on (city, indicator) * from indicator_target
 where city = any($1) and ($2::text is null or indicator = $2) order by city, indicator, version desc
"""
INSERT = """
insert into indicator_target (city, indicator, version, points, source, reason, set_by, set_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""


@dataclass(frozen=True)
class Target:
    """A version in force."""

    city: str
    indicator: str
    version: int
    points: tuple[Point, ...]
    source: str
    reason: str
    set_by: UUID
    set_at: datetime


async def latest(conn: Connection, *, city: str, indicator: str | None = None) -> dict[str, Target]:
    """Indicator -> its target in force."""
    return (await latest_of(conn, cities=[city], indicator=indicator))[city]


async def latest_of(
    conn: Connection, *, cities: Sequence[str], indicator: str | None = None
) -> dict[str, dict[str, Target]]:
    """The same of several cities."""
    found: dict[str, dict[str, Target]] = {city: {} for city in cities}
    for row in await conn.fetch(LATEST, list(cities), indicator):
        points = tuple((int(year), Decimal(value)) for year, value in row["points"])
        found[row["city"]][row["indicator"]] = Target(**{**dict(row), "points": points})
    return found


async def insert(conn: Connection, target: Target) -> None:
    """Raises UniqueViolationError where somebody was quicker."""
    points = [[year, str(value)] for year, value in target.points]
    await conn.execute(
        INSERT, target.city, target.indicator, target.version, points, target.source, target.reason, target.set_by,
        target.set_at,
    )  # fmt: skip
