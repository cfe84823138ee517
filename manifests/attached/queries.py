"""SQL of what is told of attachments."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from wasteflow.core.db import Connection, Pool
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed


class Position(Struct, frozen=True):
    """Where somebody was, in degrees; metres around it."""

    lat: Decimal
    lon: Decimal
    accuracy_m: int


class Photo(Struct, frozen=True):
    """A photo that an event names; `there`: its bytes have come."""

    sha256: str
    there: bool


class Shown(Struct, frozen=True):
    """What is attached to an event, as far as a reader may see it."""

    subject: UUID
    position: Position | None
    photos: tuple[Photo, ...]


def sees_positions(actor: Actor, org: UUID | None) -> bool:
    """Where a driver was concerns his own company, and authorities that may see who drives."""
    return actor.org == org if actor.org is not None else allowed(actor, "driver:see")


POSITIONS = """
    select p.subject, p.event, p.lat, p.lon, p.accuracy_m, e.org
      from event_position p join custody_event e on e.subject = p.subject and e.id = p.event
     where p.subject = any($1::uuid[])"""
PHOTOS = """
    select n.subject, n.event, n.sha256,
           exists (select from photo where subject = n.subject and sha256 = n.sha256) as there
      from event_photo n where n.subject = any($1::uuid[]) order by n.sha256"""


async def attached(conn: Connection | Pool, *, subjects: Collection[UUID], actor: Actor) -> dict[UUID, Shown]:
    """By event, for who may see these subjects."""
    asked = list(set(subjects))
    places = {
        row["event"]: (row["subject"], Position(row["lat"], row["lon"], row["accuracy_m"]))
        for row in await conn.fetch(POSITIONS, asked)
        if sees_positions(actor, row["org"])
    }
    photos: dict[UUID, list[Photo]] = {}
    of = {event: subject for event, (subject, _) in places.items()}
    for row in await conn.fetch(PHOTOS, asked):
        of[row["event"]] = row["subject"]
        photos.setdefault(row["event"], []).append(Photo(row["sha256"], row["there"]))
    return {
        event: Shown(subject, places[event][1] if event in places else None, tuple(photos.get(event, ())))
        for event, subject in of.items()
    }


NAMED = """
    select exists (select from event_photo n join custody_event e on e.subject = n.subject and e.id = n.event
                    where n.subject = $1 and n.sha256 = $2 and e.org = $3)"""


async def named(conn: Connection | Pool, *, subject: UUID, sha256: str, org: UUID) -> bool:
    """Whether an event that this company recorded names the photo."""
    found: bool = await conn.fetchval(NAMED, subject, sha256, org)
    return found


PHOTO = "select kind, data, received_at from photo where subject = $1 and sha256 = $2"


async def photo(conn: Connection | Pool, *, subject: UUID, sha256: str) -> tuple[str, bytes, datetime] | None:
    """Its media type, its bytes, when they came."""
    row = await conn.fetchrow(PHOTO, subject, sha256)
    return (row["kind"], row["data"], row["received_at"]) if row else None
