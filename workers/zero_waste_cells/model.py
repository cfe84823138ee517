"""A zero-waste cell as it stands. Pure."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class CellStatus(StrEnum):
    """Where a cell stands. Whether an award has run out follows from its last day."""

    DRAFT = "draft"  # gathering evidence
    SUBMITTED = "submitted"
    SCORED = "scored"  # waits for a second person
    AWARDED = "awarded"
    REJECTED = "rejected"
    REVOKED = "revoked"


class Evidence(Struct, frozen=True):
    """A file that speaks for one criterion."""

    criterion: str
    title: str
    sha256: str
    media_type: str


class Cell(Struct, frozen=True):
    """One unit. `org`: its company, where it is on the register; else the city's office keeps it."""

    id: UUID
    seq: int
    status: CellStatus
    kind: str
    name: str
    city: str  # code6
    address: str
    org: UUID | None
    edition: str  # of the sheet it is scored by
    evidence: tuple[Evidence, ...] = ()
    scores: dict[str, int] = {}  # criterion -> points
    scored_by: UUID | None = None
    reason: str = ""  # of the last return, rejection or revocation
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def total(self) -> int:
        """Points."""
        return sum(self.scores.values())

    def in_force(self, today: date) -> bool:
        """Awarded, and not run out."""
        return self.status is CellStatus.AWARDED and self.valid_to is not None and today <= self.valid_to
