"""HTTP shapes of devices."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from wasteflow.people.devices.model import Device, Reason
from wasteflow.people.schemas import Line, Named, Shape, SignedInAs


class NewCode(Shape):
    """For whom a phone is to be enrolled."""

    account: UUID = Field(description="The driver's account.")
    replaces: UUID | None = Field(None, description="A device that is revoked when the new one is enrolled.")


class CodeMade(BaseModel):
    """A code, shown this once."""

    id: UUID
    code: str
    url: str = Field(description="What a QR symbol of it says; the code stands in the fragment, so no server logs it.")
    expires_at: datetime


class Enrolment(Shape):
    """What a phone sends of itself."""

    code: Annotated[str, StringConstraints(max_length=40)] = Field(repr=False)
    key: dict[str, Any] = Field(description="Its public key as a JWK: P-256 (ES256) or Ed25519.")
    proof: Annotated[str, StringConstraints(max_length=2000)] = Field(
        description='Detached JWS by that key over the RFC 8785 bytes of {"enrol": the code\'s eight signs}.'
    )
    label: Named = Field(description="What the phone is called, e.g. its model.")


class DeviceEnrolled(BaseModel):
    """The answer to an enrolment; the token is also set as a cookie. It lasts as long as the key."""

    device: UUID
    kid: str
    token: str
    valid_until: datetime
    who: SignedInAs


class Revocation(Shape):
    """The end of a device."""

    reason: Reason
    as_of: AwareDatetime | None = Field(
        None, description="What it signed with this or a later time no longer counts; now, where it is left out."
    )
    note: Line = ""


class DeviceOut(BaseModel):
    """A device as its dispatcher sees it."""

    id: UUID
    account: UUID
    person: str
    org: UUID
    label: str
    kid: str
    state: str
    enrolled_at: datetime
    valid_until: datetime
    revoked_as_of: datetime | None
    revoked_at: datetime | None
    reason: Reason | None
    note: str

    @classmethod
    def of(cls, device: Device, now: datetime) -> "DeviceOut":
        """As it stands at that time."""
        names = cls.model_fields.keys() - {"state"}
        return cls(state=device.state(now), **{name: getattr(device, name) for name in names})
