"""Facts about a manifest whose load differs from it, or crosses a border."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from manifests.life.batch_events import Event
from manifests.life.model import Difference, SubjectKind, TakeBackReason, Value


class Shipment(Value, frozen=True):
    """Which load of an approval this is."""

    approval: UUID
    serial: int


class DifferenceFound(Event, frozen=True):
    """The carrier at loading, or the consignee at the gate, says in what the load differs from its manifest; again
    with nothing in it, that nothing differs any more (Transfer Measures, Order 23 of 2021, arts. 13, 17, 18)."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    differences: tuple[Difference, ...] = ()


class ReceiptCertified(Event, frozen=True):
    """The facility certifies for the exporter and the authorities what it received across the border."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    name: str
    # filled in from the manifest
    received_kg: Decimal | None = None
    accepted_kg: Decimal | None = None
    refused_kg: Decimal | None = None


class CompletionCertified(Event, frozen=True):
    """The facility certifies that what it accepted has been treated to the end."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    name: str
    treated_kg: Decimal | None = None  # filled in from the manifest


class TakeBackStarted(Event, frozen=True):
    """A load that cannot be completed, or should not have crossed, is to go back; `said`: why, and who asked for it."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    reason: TakeBackReason
    said: str
    days: int | None = None  # filled in from the catalogue: how long the consignor has
