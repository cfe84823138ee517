"""What the events of a batch change at the sites it came through. Pure.

A move is the difference between two folded states, whatever kind of event lies between: so the stock of a site is the
sum of its moves, and a kind of event that is new tomorrow cannot be forgotten here.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from manifests import events as e
from manifests.lifecycle import evolve
from manifests.model import Batch, Value

ZERO = Decimal(0)


class Way(StrEnum):
    """How waste moved."""

    GENERATED = "generated"
    RECEIVED = "received"  # from elsewhere
    RETURNED = "returned"  # back where it was
    SENT = "sent"  # left on a vehicle
    TREATED = "treated"
    INTERIM = "interim"  # treated, and all of it is still there
    CORRECTED = "corrected"  # weighed anew in the store
    REGROUPED = "regrouped"  # put into other batches of the store, or made of them


class Move(Value, frozen=True):
    """One change at one site."""

    site: UUID
    way: Way
    kg: Decimal  # of what moved; of a correction or regrouping: what it added, less than nothing where it took away
    stock: Decimal  # what it added to the site's stock
    batch: Batch  # as it stood on the site
    event: e.Envelope
    came: "Move | None" = None  # how it had come into this store; of what comes back: how it had left

    @property
    def at(self) -> datetime:
        return self.event.occurred_at


def moves_of(envelopes: Iterable[e.Envelope]) -> list[Move]:
    """The moves in one batch's life, in the order of its events."""
    found: list[Move] = []
    inside: Move | None = None  # how it came into the store it is in
    left: dict[UUID, Move] = {}
    before: Batch | None = None
    for envelope in envelopes:
        after = evolve(before, envelope)
        assert isinstance(after, Batch)
        for move in _between(before, envelope, after, inside, left):
            found.append(move)
            if move.way is Way.SENT:
                left[move.site] = move
            elif move.way in (Way.GENERATED, Way.RECEIVED, Way.RETURNED) or before is None:
                inside = move
        before = after
    return found


def _between(
    before: Batch | None, event: e.Envelope, after: Batch, inside: Move | None, left: dict[UUID, Move]
) -> Iterator[Move]:
    was, stands = (before.holder_site if before else None), after.holder_site
    if before and was and was != stands:
        yield Move(was, Way.SENT, before.weight.kg, -before.weight.kg, before, event, inside)
    if stands is None:
        return
    if stands != was:
        way = Way.REGROUPED if before is None and after.sources else _came(before, event.fact, stands in left)
        yield Move(stands, way, after.weight.kg, after.weight.kg, after, event, left.get(stands))
        return
    assert before is not None
    change = after.weight.kg - before.weight.kg
    match event.fact:
        case e.Treated(final=False, kg=kg):
            yield Move(stands, Way.INTERIM, kg, change, after, event, inside)
        case e.Treated():
            yield Move(stands, Way.TREATED, -change, change, before, event, inside)
        case e.PortionTaken() | e.PortionFreed() | e.Ungrouped() if change:
            yield Move(stands, Way.REGROUPED, change, change, after, event, inside)
        case _ if change:
            yield Move(stands, Way.CORRECTED, change, change, after, event, inside)


def _came(before: Batch | None, fact: e.AnyEvent, was_here: bool) -> Way:
    if before is None:
        return Way.GENERATED
    return Way.RETURNED if was_here or isinstance(fact, e.Returned) else Way.RECEIVED
