"""Values of people: who acts, in which role, for whom."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from wasteflow.core.ids import derived_id


class Role(StrEnum):
    """What a person or system does here; `permissions.TABLE` says what each may."""

    GENERATOR = "generator"  # the clerk where waste is made
    DISPATCHER = "dispatcher"  # the carrier's office
    DRIVER = "driver"
    RECEIVER = "receiver"  # the site that takes waste in and treats it
    REGULATOR = "regulator"  # an authority; its department says which
    CITY_OFFICE = "city_office"  # the city's zero-waste team
    INTEGRATOR = "integrator"  # a system: weighbridge, company software, another authority
    AUDITOR = "auditor"  # court, auditor: looks at everything, changes nothing
    ADMINISTRATOR = "administrator"  # keeps this house; has no part in custody


class Department(StrEnum):
    """The authority a regulator works for."""

    ECOLOGY = "ecology"
    TRANSPORT = "transport"
    POLICE = "police"
    EMERGENCY = "emergency"
    HEALTH = "health"
    CONSTRUCTION = "construction"  # housing and construction, urban management
    MARITIME = "maritime"
    CUSTOMS = "customs"
    MARKET = "market"
    INDUSTRY = "industry"
    RESOURCES = "resources"  # natural resources, water, agriculture
    JUSTICE = "justice"  # courts and prosecutors


class Actor(Struct, frozen=True):
    """Who sends this request, as far as rights depend on it."""

    account: UUID
    name: str  # of the person or system, as others see it
    role: Role
    org: UUID | None = None  # the company it acts for
    city: str | None = None  # code6 of its jurisdiction; 440000: the whole province
    department: Department | None = None
    language: str | None = None
    site: UUID | None = None
    registered: str | None = None  # code6 of where its company is registered: whose law it files under

    @property
    def whole_province(self) -> bool:
        """Whether its jurisdiction is a province rather than one city."""
        return self.city is not None and self.city.endswith("0000") and self.city[:2] not in ("81", "82")


# wasteflow itself, where no person acts: the command line, the demo, the first administrator's account.
HOUSE = Actor(account=derived_id("account", "wasteflow"), name="wasteflow", role=Role.ADMINISTRATOR)


class Account(Struct, frozen=True):
    """An account as its administrator sees it."""

    id: UUID
    name: str
    person: str
    role: Role
    org: UUID | None
    site: UUID | None
    city: str | None
    department: Department | None
    language: str | None
    has_password: bool
    created_at: datetime
    closed_at: datetime | None


class Credential(Struct, frozen=True):
    """A session or token, without its secret."""

    id: UUID
    kind: str
    label: str
    created_at: datetime
    expires_at: datetime | None


class Recognised(Struct, frozen=True):
    """What a credential leads to."""

    actor: Actor
    credential: UUID
    kind: str  # session, token, device
    expires_at: datetime | None


class Look(Struct, frozen=True):
    """One line of the audit log."""

    id: int
    at: datetime
    account: UUID | None
    person: str
    org: UUID | None
    action: str
    subject_kind: str
    subject: str
    detail: dict[str, object]
