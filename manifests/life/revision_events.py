"""The facts of corrections by agreement; `manifests.life.events` has them all."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from manifests.life.batch_events import Corrected, Event, Reclassified, Told
from manifests.life.model import SubjectKind, Value


class LineRevised(Told, frozen=True):
    """What is to stand on a line. `sent_kg` until it is received; `received_kg` (at the gate), `refused_kg` of it, and
    `treated_by` (the method, scheme:code, of what was treated there) afterwards."""

    line: int  # from 1
    packages: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    method: str | None = None
    sent_kg: Decimal | None = None
    received_kg: Decimal | None = None
    refused_kg: Decimal | None = None
    treated_by: str | None = None


class Consequence(Value, frozen=True):
    """What a change that all agree to does to one batch."""

    batch: UUID
    fact: Corrected | Reclassified


class RevisionRequested(Event, frozen=True):
    """A party asks all others to agree to a change of what was signed (what is left out stays), or to call it off."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    reason: str
    lines: tuple[LineRevised, ...] = ()
    plate: str | None = None
    driver: str | None = None
    remark: str | None = None
    cancel: bool = False  # by itself: nothing is changed on what is called off
    days: int | None = None  # filled in by earlier releases instead of `due`
    # filled in when it is recorded: until when the others are to answer; and where nobody else is bound, what it does
    due: datetime | None = None
    recorded: tuple[tuple[int, str], ...] = ()  # line -> how it was treated, as recorded, where that is to change
    cancels: bool = False
    does: tuple[Consequence, ...] = ()


class RevisionApproved(Event, frozen=True):
    """One of the others agrees; with the last of them the change is made, or the manifest called off."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    # filled in with the last agreement
    cancels: bool = False
    does: tuple[Consequence, ...] = ()


class RevisionRefused(Event, frozen=True):
    """One of the others does not agree; nothing changes."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
    reason: str


class RevisionWithdrawn(Event, frozen=True):
    """Who asked for the change takes it back."""

    about: ClassVar[SubjectKind] = SubjectKind.MANIFEST
