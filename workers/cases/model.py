"""A case at one moment, and what it is made of. Pure."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from manifests.life.model import Value


class CaseStatus(StrEnum):
    OPEN = "open"  # nobody has it
    IN_HAND = "in_hand"  # an officer works on it
    ASKED = "asked"  # a company's answer is waited for
    CONFIRMED = "confirmed"  # it is what the rules say
    DISMISSED = "dismissed"  # there is an explanation, or the rule is wrong
    DECIDED = "decided"  # what follows from it is ordered
    CLOSED = "closed"


UNSETTLED = (CaseStatus.OPEN, CaseStatus.IN_HAND, CaseStatus.ASKED)
RUNNING = (*UNSETTLED, CaseStatus.CONFIRMED, CaseStatus.DECIDED)


class Measure(StrEnum):
    """What an authority orders."""

    WARNING = "warning"
    CORRECTION = "correction"  # to be put right within a time
    HOLD = "hold"  # vehicle, load or plant stands still
    PENALTY = "penalty"
    PROSECUTION = "prosecution"  # handed to the investigators


class Seen(StrEnum):
    """What an inspector found of one point of the list."""

    IN_ORDER = "in_order"
    NOT_IN_ORDER = "not_in_order"
    NOT_SEEN = "not_seen"


class AlertRef(Value, frozen=True, omit_defaults=True):
    """An alert as its case knows it; its evidence stands in the alert and is named by its digest."""

    alert: UUID
    rule: str
    version: int
    family: str
    severity: int
    says: str
    facts: dict[str, str]
    citation: str
    stream: str
    categories: tuple[str, ...]
    subject_kind: str
    subject: UUID
    happened_at: datetime
    sha256: str
    score: Decimal | None = None


class File(Value, frozen=True, omit_defaults=True):
    """A document or picture by its name and digest."""

    name: str
    sha256: str
    size: int
    media: str = ""


class Question(Value, frozen=True, omit_defaults=True):
    """What a company was asked, and what it said."""

    event: UUID
    org: UUID
    text: str
    asked_at: datetime
    due: datetime
    answer: str = ""
    files: tuple[File, ...] = ()
    answered_at: datetime | None = None
    withdrawn: bool = False

    @property
    def waits(self) -> bool:
        """No answer yet, and one is waited for."""
        return self.answered_at is None and not self.withdrawn


class CaseFile(Value, frozen=True, omit_defaults=True):
    """The fold of a case's events."""

    id: UUID
    seq: int
    matter: str
    status: CaseStatus
    severity: int  # the gravest of its alerts
    scopes: tuple[str, ...]  # city:<code6> and province:<code6> of every place concerned
    alerts: tuple[AlertRef, ...]
    opened_at: datetime
    due: datetime | None = None  # by when it is to be settled
    score: Decimal | None = None
    escalated_at: datetime | None = None
    officer: UUID | None = None
    department: str = ""  # whose it is; empty: of every department that may act on one of its alerts
    passed_by: str = ""  # which department passed it on, while nobody there has taken it
    questions: tuple[Question, ...] = ()
    inspections: int = 0
    measure: Measure | None = None
    settled_at: datetime | None = None

    @property
    def reference(self) -> str:
        """How people name it: the last digits of its id."""
        tail = self.id.hex[-8:].upper()
        return f"{tail[:4]}-{tail[4:]}"

    @property
    def cities(self) -> tuple[str, ...]:
        """Codes of the cities it concerns."""
        return tuple(scope.removeprefix("city:") for scope in self.scopes if scope.startswith("city:"))

    @property
    def about(self) -> AlertRef:
        """The alert it began with."""
        return self.alerts[0]

    @property
    def open_question(self) -> Question | None:
        """The question that waits for its answer."""
        return next((q for q in self.questions if q.waits), None)

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been settled by now."""
        return self.due is not None and self.due < now and self.status in UNSETTLED
