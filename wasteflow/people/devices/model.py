"""Values of devices."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class Reason(StrEnum):
    """Why a device is revoked."""

    LOST = "lost"
    STOLEN = "stolen"
    REPLACED = "replaced"
    LEFT = "left"  # the driver left the company
    MISUSED = "misused"
    OTHER = "other"


class Device(Struct, frozen=True):
    """A driver's phone, as far as its signatures depend on it."""

    id: UUID
    account: UUID
    person: str
    org: UUID
    label: str
    kid: str
    jwk: dict[str, str]
    enrolled_at: datetime
    valid_until: datetime
    revoked_as_of: datetime | None
    revoked_at: datetime | None
    reason: Reason | None
    note: str = ""

    def counts(self, at: datetime) -> bool:
        """Whether what it signed at that time counts."""
        return at < self.valid_until and (self.revoked_as_of is None or at < self.revoked_as_of)

    def state(self, now: datetime) -> str:
        """`revoked`, `expired` or `valid`."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if now < self.valid_until else "expired"
