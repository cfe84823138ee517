"""The facts in the life of a case, past tense. What is left at its default is not written. Pure."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from manifests.life.batch_events import Told, snake
from manifests.life.model import Value
from workers.cases.model import AlertRef, File, Measure, Seen

Text = Annotated[str, Meta(max_length=2000)]
Key = Annotated[str, Meta(max_length=40)]
Name = Annotated[str, Meta(max_length=40)]
Sha = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class CaseEvent(Told, frozen=True, tag_field="kind", tag=snake):
    """What all of them share."""


class Alerted(CaseEvent, frozen=True, kw_only=True):
    """A rule saw something of this matter: the first begins the case, more join it; a settled one is open again."""

    matter: str
    alert: AlertRef
    scopes: tuple[str, ...]
    due: datetime


class Escalated(CaseEvent, frozen=True, kw_only=True):
    """The deadline has passed; told once."""

    due: datetime


class Taken(CaseEvent, frozen=True, kw_only=True):
    """An officer works on it from here on."""


class Released(CaseEvent, frozen=True, kw_only=True):
    """Given back: nobody has it."""

    reason: Text = ""


class Assigned(CaseEvent, frozen=True, kw_only=True):
    """Given to an officer of the same department."""

    officer: UUID
    reason: Text = ""


class Passed(CaseEvent, frozen=True, kw_only=True):
    """Given to another department, which may do all with it from here on."""

    department: Name
    reason: Text


class Recalled(CaseEvent, frozen=True, kw_only=True):
    """Taken back from a department where nobody has taken it yet."""

    reason: Text = ""


class Asked(CaseEvent, frozen=True, kw_only=True):
    """A company is asked about it."""

    org: UUID
    question: Text
    due: datetime | None = None  # filled in when it is recorded


class QuestionWithdrawn(CaseEvent, frozen=True, kw_only=True):
    """No answer is waited for any more."""

    reason: Text = ""


class Attachment(Value, frozen=True, omit_defaults=True):
    """A file that goes with an answer or inspection, by the digest of its bytes."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    sha256: Sha
    size: Annotated[int, Meta(ge=1)]
    media: Annotated[str, Meta(max_length=100)] = ""
    point: Key = ""  # of an inspection's list: what it shows


Files = Annotated[tuple[Attachment, ...], Meta(max_length=20)]


class Answered(CaseEvent, frozen=True, kw_only=True):
    """The company says what it knows."""

    answer: Text
    files: Files = ()


class Point(Value, frozen=True, omit_defaults=True):
    """One point of an inspection's list."""

    point: Key
    seen: Seen
    remark: Annotated[str, Meta(max_length=500)] = ""


class Inspected(CaseEvent, frozen=True, kw_only=True):
    """Somebody went and looked."""

    at: Annotated[datetime, Meta(tz=True)]
    checklist: Key = ""  # which list was gone through; empty: before there were several
    points: Annotated[tuple[Point, ...], Meta(min_length=1, max_length=20)]
    remark: Text = ""
    photos: Files = ()


class Remarked(CaseEvent, frozen=True, kw_only=True):
    """A note for whoever works on it."""

    remark: Text


class Confirmed(CaseEvent, frozen=True, kw_only=True):
    """It is what the rules say."""

    reason: Text


class Dismissed(CaseEvent, frozen=True, kw_only=True):
    """There is an explanation, or the rule is wrong."""

    reason: Text


class Decided(CaseEvent, frozen=True, kw_only=True):
    """What follows from it."""

    measure: Measure
    reason: Text
    org: UUID | None = None


class Closed(CaseEvent, frozen=True, kw_only=True):
    """Nothing is left to do."""

    reason: Text = ""


class Reopened(CaseEvent, frozen=True, kw_only=True):
    """The outcome does not stand: it is to be settled anew."""

    reason: Text


Proposable = (
    Taken
    | Released
    | Assigned
    | Passed
    | Recalled
    | Asked
    | QuestionWithdrawn
    | Answered
    | Inspected
    | Remarked
    | Confirmed
    | Dismissed
    | Decided
    | Closed
    | Reopened
)
Fact = Proposable | Alerted | Escalated


class Envelope(Value, frozen=True):
    """A fact with who and when; `account` is null where wasteflow itself speaks."""

    case_file: UUID
    seq: int
    id: UUID
    at: datetime
    account: UUID | None
    org: UUID | None
    city: str
    department: str
    fact: Fact


def kind_of(fact: Fact) -> str:
    """Its name in tables and words."""
    return str(fact.__struct_config__.tag)


def files_of(files: tuple[Attachment, ...]) -> tuple[File, ...]:
    """As the case keeps them."""
    return tuple(File(x.name, x.sha256, x.size, x.media) for x in files)


def texts(fact: Fact) -> dict[str, str]:
    """Field -> what was said in it."""
    fields = (f.name for f in msgspec.structs.fields(fact))
    return {n: getattr(fact, n) for n in fields if n in ("reason", "question", "answer", "remark") and getattr(fact, n)}
