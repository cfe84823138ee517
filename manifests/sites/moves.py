"""What the events of a batch change at the sites it came through. Pure.

A move is the difference between two folded states, whatever kind of event lies between: so the stock of a site is the
sum of its moves, and a kind of event that is new tomorrow cannot be forgotten here.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from msgspec.structs import replace

from manifests.life import events as e
from manifests.life.lifecycle import evolve
from manifests.life.model import Batch, Value

ZERO = Decimal(0)
_COMES = ("generated", "received", "returned")


class Way(StrEnum):
    """How waste moved."""

    GENERATED = "generated"
    RECEIVED = "received"  # from elsewhere
    RETURNED = "returned"  # back where it was
    SENT = "sent"  # left on a vehicle
    TREATED = "treated"
    INTERIM = "interim"  # treated, and all of it is still there
    CORRECTED = "corrected"  # weighed anew in the store, or stated anew by agreement; and what was lost there
    UNTREATED = "untreated"  # taken back by agreement: it was not treated, or otherwise
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
            if move.way is Way.SENT and not isinstance(envelope.fact, e.Corrected):
                left[move.site] = move
            elif (move.way in _COMES or before is None) and not isinstance(envelope.fact, e.Corrected):
                inside = move
        before = after
    return found


def _between(
    before: Batch | None, event: e.Envelope, after: Batch, inside: Move | None, left: dict[UUID, Move]
) -> Iterator[Move]:
    was, stands = (before.holder_site if before else None), after.holder_site
    if before and isinstance(event.fact, e.Corrected) and event.fact.of is None:
        yield from _sent_anew(before, event, event.fact, after, left)
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
        case e.Reclassified(within=None) as fact:
            yield from _treated_anew(stands, before, event, fact, after, inside)
        case e.Corrected(kg=kg) if kg:
            yield Move(stands, Way.RECEIVED, kg, change, after, event, inside)
        case e.PortionTaken() | e.PortionFreed() | e.Ungrouped() if change:
            yield Move(stands, Way.REGROUPED, change, change, after, event, inside)
        case _ if change:
            yield Move(stands, Way.CORRECTED, change, change, after, event, inside)


def _sent_anew(
    before: Batch, event: e.Envelope, fact: e.Corrected, after: Batch, left: dict[UUID, Move]
) -> Iterator[Move]:
    """The stores it left under that manifest held, and sent, more or less than was written."""
    kg = after.weight.kg - before.weight.kg
    for site, sent in left.items():
        if getattr(sent.event.fact, "manifest", None) == fact.manifest:
            yield Move(site, Way.CORRECTED, kg, kg, after, event, sent.came)
            yield Move(site, Way.SENT, kg, -kg, after, event, sent.came)


def _treated_anew(
    site: UUID, before: Batch, event: e.Envelope, fact: e.Reclassified, after: Batch, inside: Move | None
) -> Iterator[Move]:
    """What was recorded is taken back, and stands as it was."""
    back = fact.kg if fact.was_final else ZERO
    was = replace(event, fact=e.Treated(fact.was, fact.kg, fact.was_final, fact.city))
    yield Move(site, Way.UNTREATED, -fact.kg, back, after, was, inside)
    way, gone = (Way.TREATED, fact.kg) if fact.final else (Way.INTERIM, ZERO)
    yield Move(site, way, fact.kg, -gone, before, event, inside)


def _came(before: Batch | None, fact: e.AnyEvent, was_here: bool) -> Way:
    if before is None:
        return Way.GENERATED
    return Way.RETURNED if was_here or isinstance(fact, e.Returned) else Way.RECEIVED
