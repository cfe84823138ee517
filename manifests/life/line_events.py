"""What becomes of an accepted line, as follows from facts about its batches; `manifests.life.events` has them all."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from manifests.life.batch_events import Event
from manifests.life.model import SubjectKind


class LineTreated(Event, frozen=True):
    """Follows `treated`: the consignor sees what became of the load; closes the manifest when nothing is left."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    follows: ClassVar[bool] = True
    batch: UUID
    method: str
    kg: Decimal
    final: bool
    left_kg: Decimal  # of the batch, or the part, afterwards
    part: UUID | UnsetType = UNSET  # what was split off from it since, where it is about that


class LineParted(Event, frozen=True):
    """Follows partial acceptance further on: a part of what a line brought goes ways of its own; it waits for both."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    follows: ClassVar[bool] = True
    batch: UUID
    part: UUID


class LineGivenBack(Event, frozen=True):
    """Follows acceptance of what a consignee gave back: its consignor has so much of the line again."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    follows: ClassVar[bool] = True
    batch: UUID
    kg: Decimal
    manifest: UUID  # that brought it back
    part: UUID | UnsetType = UNSET  # what was split off from it since, where it is about that


class LineLeft(Event, frozen=True):
    """Follows `corrected`, `reclassified`, `ungrouped` and `lost`: what is left of a line's batch, which re-opens or
    closes the manifest."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    follows: ClassVar[bool] = True
    batch: UUID
    left_kg: Decimal
    before_kg: Decimal  # what had been left until then
    treated_kg: Decimal = Decimal(0)  # what it adds to the line's final treatments
    interim: bool = False  # what was done was an interim step: this manifest is done with it
    part: UUID | UnsetType = UNSET  # what was split off from it since, where it is about that
