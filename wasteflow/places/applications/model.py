"""An application as it stands, and what happened to it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from wasteflow.core import clock


class Application(Struct, frozen=True):
    """An approval somebody asks for, with both ends of its route."""

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
    from_org: UUID
    from_city: str
    to_org: UUID
    to_city: str

    def late(self, today: date) -> bool:
        """Whether what it waits for is overdue."""
        return self.due is not None and self.due < today


class Step(Struct, frozen=True):
    """One thing that happened to it."""

    application: UUID
    seq: int
    state: str
    at: datetime
    account: UUID
    person: str
    reason: str
    due: date | None  # until when the next step is in time


def overran(steps: Sequence[Step]) -> list[bool]:
    """For each step: whether it was taken after the last day that the one before it gave."""
    limits = [None, *(step.due for step in steps)]
    return [limit is not None and limit < clock.local_date(step.at) for step, limit in zip(steps, limits, strict=False)]
