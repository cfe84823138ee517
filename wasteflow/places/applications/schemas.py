"""What is applied for, how it goes on, and how it is shown."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from wasteflow.catalog.procedures import procedures
from wasteflow.core import clock
from wasteflow.people.schemas import Shape
from wasteflow.places.applications.model import Application, Step, overran
from wasteflow.places.schemas import ApprovalKind, Method, New, Notification, Scheme, Tonnes, WasteCode

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
StateId = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")]


class NewApplication(New):
    kind: ApprovalKind
    from_site: UUID
    to_site: UUID
    scheme: Scheme
    code: WasteCode
    tonnes: Tonnes
    methods: tuple[Method, ...] = Field((), max_length=50)
    valid_from: date
    valid_to: date = Field(description="The last day; at most twelve months after the first.")
    shipments: Annotated[int, Field(ge=1, le=9_999)] | None = None
    notification: Notification = Field(Notification(), description="What a Basel notification says beyond this.")
    reason: Reason = ""


class Decision(Shape):
    """What an approval grants where it is less than was applied for; and its number."""

    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    tonnes: Tonnes | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class NewStep(Shape):
    to: StateId = Field(description="The state it comes to, as the procedure of its kind names it.")
    expected: Annotated[int, Field(ge=1)] = Field(description="The step of the application that was seen.")
    reason: Reason = ""
    decision: Decision | None = Field(None, description="For the state that makes the approval.")


class Moved(BaseModel):
    """Where it stands now."""

    seq: int
    state: str
    due: date | None
    approval: UUID | None


class ApplicationMade(BaseModel):
    """The id of the application, and until when it is answered."""

    id: UUID
    state: str
    due: date | None


class StepOut(BaseModel):
    seq: int
    state: str
    at: datetime
    person: str
    reason: str
    due: date | None
    late: bool = Field(False, description="Taken after the last day that the step before gave.")


class ApplicationOut(BaseModel):
    id: UUID
    kind: str
    from_site: UUID
    to_site: UUID
    scheme: str
    code: str
    tonnes: Decimal
    methods: list[str]
    valid_from: date
    valid_to: date
    shipments: int | None
    state: str
    seq: int
    due: date | None
    approval: UUID | None


class ApplicationFull(ApplicationOut):
    state_name: str
    waits_for: str | None
    late: bool = Field(description="What it waits for is overdue.")
    next: list[str]
    steps: list[StepOut]


def shown(application: Application, steps: Sequence[Step], language: str) -> ApplicationFull:
    """One application with everything that happened to it, and what was or is late."""
    state = procedures()[application.kind].states[application.state]
    done = [
        StepOut.model_validate(step, from_attributes=True).model_copy(update={"late": late})
        for step, late in zip(steps, overran(steps), strict=True)
    ]
    return ApplicationFull(
        **ApplicationOut.model_validate(application, from_attributes=True).model_dump(),
        state_name=state.name[language],
        waits_for=state.waits_for,
        late=application.late(clock.local_date(clock.now())),
        next=list(state.next),
        steps=done,
    )
