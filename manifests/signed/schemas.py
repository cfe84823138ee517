"""HTTP shapes of refused events."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from wasteflow.people.schemas import Named, Shape


class Settlement(Shape):
    """What became of a refused event."""

    outcome: Literal["corrected", "discarded"]
    note: Named = Field(description="Why, in the dispatcher's words; the driver's phone shows it.")
    corrected_by: UUID | None = Field(None, description="The event that stands in its place.")


class RefusedOut(BaseModel):
    """A refused event, with both times and why."""

    subject: UUID
    event: UUID
    number: str | None = Field(description="What people know the subject by.")
    account: UUID
    person: str
    device: str | None
    kid: str
    counter: int
    occurred_at: datetime
    first_at: datetime
    last_at: datetime
    times: int
    item: dict[str, Any]
    reasons: list[dict[str, str]]
    outcome: str | None
    settled_at: datetime | None
    settled_by: str | None
    note: str
    corrected_by: UUID | None


class RefusedPage(BaseModel):
    """A page of refused events; `next` is the cursor of the following page, null on the last."""

    items: list[RefusedOut]
    next: str | None
