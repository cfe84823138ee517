"""What happens to a zero-waste cell. Stored as they are and never changed: a new field needs a default. Pure."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from workers.zero_waste_cells.model import Evidence

Text = Annotated[str, Meta(min_length=1, max_length=200)]
Long = Annotated[str, Meta(max_length=1000)]


class Fact(Struct, frozen=True, tag_field="kind", tag=lambda name: name.lower(), forbid_unknown_fields=True):
    """One of the facts below."""


class Applied(Fact, frozen=True):
    """A unit asks to become a cell."""

    unit: Annotated[str, Meta(max_length=30)]  # a kind of the catalogue
    name: Text
    city: Annotated[str, Meta(pattern=r"^\d{6}$")]
    address: Long = ""
    org: UUID | None = None
    edition: str = ""  # filled in


class Evidenced(Fact, frozen=True):
    """A file was added."""

    evidence: Evidence


class Submitted(Fact, frozen=True):
    """The unit is ready to be looked at."""


class Scored(Fact, frozen=True):
    """The office gave points, criterion by criterion."""

    scores: dict[str, Annotated[int, Meta(ge=0, le=100)]]
    remark: Long = ""


class Returned(Fact, frozen=True):
    """Something is missing; the unit may mend it."""

    reason: Long


class Awarded(Fact, frozen=True):
    """A second person grants the title."""

    number: str = ""  # the next three are filled in
    valid_from: date | None = None
    valid_to: date | None = None


class Rejected(Fact, frozen=True):
    """It is not enough."""

    reason: Long


class Renewed(Fact, frozen=True):
    """The unit applies anew, by the sheet in force."""

    edition: str = ""


class Revoked(Fact, frozen=True):
    """The title is taken back."""

    reason: Long


AnyFact = Applied | Evidenced | Submitted | Scored | Returned | Awarded | Rejected | Renewed | Revoked
Proposable = (
    Submitted | Scored | Returned | Awarded | Rejected | Renewed | Revoked
)  # the rest have addresses of their own


class Envelope(Struct, frozen=True):
    """A fact with when and by whom."""

    cell: UUID
    seq: int
    at: datetime
    account: UUID
    person: str
    fact: AnyFact


def kind_of(fact: AnyFact) -> str:
    """Its tag."""
    return type(fact).__name__.lower()
