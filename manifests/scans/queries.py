"""SQL of what is known of where codes were seen."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wasteflow.core.db import Connection


class Sighting(Struct, frozen=True):
    """A code was looked at: when (to ten minutes), where (to some five kilometres; null: not said), by what kind of
    person (a role, or public)."""

    at: datetime
    lat: float | None
    lon: float | None
    actor: str


SIGHTINGS = "select at, place, actor from code_scan where subject = $1 and at >= $2 order by at, place, actor limit 500"


async def sightings(conn: Connection, *, subject: UUID, since: datetime) -> tuple[Sighting, ...]:
    """Where a code was seen, in order."""
    rows = await conn.fetch(SIGHTINGS, subject, since)
    return tuple(Sighting(row["at"], *_degrees(row["place"]), row["actor"]) for row in rows)


def _degrees(place: str) -> tuple[float | None, float | None]:
    lat, _, lon = place.partition(" ")
    return (float(lat), float(lon)) if lon else (None, None)


WHERE_SITE = "select lat, lon from site where id = $1 and lat is not null and lon is not null"


async def where_site(conn: Connection, *, site: UUID | None) -> tuple[float, float] | None:
    """Where a site lies, where that is known."""
    row = await conn.fetchrow(WHERE_SITE, site) if site else None
    return (row["lat"], row["lon"]) if row else None
