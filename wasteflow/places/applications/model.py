"""An application as it stands, and what happened to it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct


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
