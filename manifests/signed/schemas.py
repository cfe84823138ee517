"""HTTP shapes of devices with their counts, and of refused events."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from manifests.signed.queries import Count
from wasteflow.people.devices.model import Device
from wasteflow.people.devices.schemas import DeviceOut
from wasteflow.people.schemas import Named, Shape


class Settlement(Shape):
    """What became of a refused event."""

    outcome: Literal["corrected", "discarded"]
    note: Named = Field(description="Why, in the dispatcher's words; the driver's phone shows it.")
    corrected_by: UUID | None = Field(None, description="The event that stands in its place.")


class DeviceCounted(DeviceOut):
    """A device with what came of what it signed. `missing`: of its numbers those that have not come, and may still be
    on the phone; `twice`: those that two events bear; `refused`: what waits for the dispatcher."""

    events: int
    missing: int
    twice: int
    refused: int
    heard_at: datetime | None

    @classmethod
    def with_counts(cls, device: Device, now: datetime, count: Count | None) -> "DeviceCounted":
        """As it stands at that time; null: it has signed nothing yet."""
        counts = {name: getattr(count, name, 0) for name in ("events", "missing", "twice", "refused")}
        return cls(**DeviceOut.of(device, now).model_dump(), **counts, heard_at=count.heard_at if count else None)


class DevicePage(BaseModel):
    """A page of devices; `next` is the cursor of the following page, null on the last."""

    items: list[DeviceCounted]
    next: UUID | None


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
