"""The clocks of a stream that a step may find run out: told, never refused, for the load is there.

`delivery` (hours from the first departure to the gate; a trip ticket has its own), `receipt` (working days within which
the consignee confirms what came), `storage` (days a store may keep it). How long a stop may last stands with the stop.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from manifests import stream_refusals as s
from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from wasteflow.catalog.book import Book
from wasteflow.catalog.law import zone
from wasteflow.catalog.model import Stream
from wasteflow.catalog.tickets import tickets
from wasteflow.core.errors import Warn

_AT = {"departed", "arrived", "accepted", "partly_accepted", "refused"}  # steps at which a clock ends
DAY = timedelta(days=1)
BAY = timedelta(hours=8)  # no place of the Bay Area has another offset, or daylight saving


def told(
    state: object, fact: e.AnyEvent, at: datetime, now: datetime, book: Book, states: Mapping[UUID, object]
) -> list[Warn]:
    """What is late at this step; `at`: when it happened, `now`: when it is entered."""
    if fact.kind not in _AT or not isinstance(state, Manifest) or (stream := book.streams.get(state.stream)) is None:
        return []
    match fact:
        case e.Departed() if "storage" in stream.clocks:
            return _stored(state, at, stream, states)
        case e.Arrived() if "delivery" in stream.clocks:
            return _delivered(state, at, stream)
        case e.Accepted() | e.PartlyAccepted() | e.Refused() if "receipt" in stream.clocks:
            return _confirmed(state, now, stream, book)
        case _:
            return []


def _stored(manifest: Manifest, at: datetime, stream: Stream, states: Mapping[UUID, object]) -> list[Warn]:
    limit = stream.clocks["storage"].value
    found: list[Warn] = []
    for line in manifest.lines:
        batch = states.get(line.batch)
        since = (batch.stored_since or batch.generated_at) if isinstance(batch, Batch) else at
        if at - since > DAY * int(limit):
            found.append(s.StoredTooLong("occurred_at", name=line.name, days=(at - since) // DAY, limit=limit))
    return found


def _delivered(manifest: Manifest, at: datetime, stream: Stream) -> list[Warn]:
    limit, left = stream.clocks["delivery"].value, manifest.carriers[0].departed_at
    if left is None or manifest.stops or manifest.regime in tickets() or at - left <= timedelta(hours=int(limit)):
        return []
    return [s.UnderWayTooLong("occurred_at", hours=Decimal((at - left) // timedelta(hours=1)), limit=limit)]


def _confirmed(manifest: Manifest, now: datetime, stream: Stream, book: Book) -> list[Warn]:
    limit, came = stream.clocks["receipt"].value, manifest.leg.arrived_at
    if came is None or now - came <= DAY * int(limit):  # not before so many days are working days among them
        return []
    due = book.after_working_days(zone(manifest.consignee.city), (came + BAY).date(), int(limit))
    return [s.ConfirmedLate("fact.kind", limit=limit, due=due)] if (now + BAY).date() > due else []
