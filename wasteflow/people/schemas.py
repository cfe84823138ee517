"""HTTP shapes of people, and the text types other schemas share."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from wasteflow.core.ids import new_id
from wasteflow.people.model import Account, Department, Role
from wasteflow.people.refusals import ControlCharacter


def _storable(text: str) -> str:
    # PostgreSQL stores no NUL, UTF-8 no lone surrogate; other control characters only confuse readers
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise PydanticCustomError(ControlCharacter.code, "control character")
    return text


# The constraints come first: after another validator they would measure a text before it is stripped.
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(_storable)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(_storable)]
Named = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_storable)
]
CityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1000)]  # passwords are hashed, never stored
Language = Annotated[str, StringConstraints(pattern="^(zh-Hans|zh-Hant|en|pt)$")]


class Shape(BaseModel):
    """Base of what comes in: unknown fields are refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SignIn(Shape):
    """Account name and password."""

    name: Word
    password: Secret


class Person(Shape):
    """Who an account belongs to and what it is for."""

    person: Named
    role: Role
    org: UUID | None = None
    site: UUID | None = None
    city: CityCode | None = None
    department: Department | None = None
    language: Language | None = None


class NewAccount(Person):
    """An account to open; without a password it signs in by tokens only."""

    id: UUID = Field(default_factory=new_id)
    name: Word
    password: Secret | None = None


class NewPassword(Shape):
    """A password set by an administrator."""

    password: Secret


class OwnPassword(Shape):
    """A password changed by its owner."""

    present: Secret
    password: Secret


class NewToken(Shape):
    """A token for a system's account."""

    account: UUID
    label: Named
    days: Annotated[int, Field(ge=1, le=3660)] | None = 365


class SignedInAs(BaseModel):
    """Who am I, what may I do."""

    account: UUID
    name: str
    role: Role
    org: UUID | None
    site: UUID | None
    city: str | None
    department: Department | None
    language: str | None
    actions: list[str]
    scopes: list[str] | None = Field(description="Whose things may be seen; null: everybody's.")


class SessionOpened(BaseModel):
    """The answer to a sign-in; the token is also set as a cookie."""

    token: str
    expires_at: datetime
    who: SignedInAs


class TokenMade(BaseModel):
    """A token, shown this once."""

    id: UUID
    token: str
    expires_at: datetime | None


class AccountOut(BaseModel):
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

    @classmethod
    def of(cls, account: Account) -> "AccountOut":
        return cls.model_validate(account, from_attributes=True)


class AccountPage(BaseModel):
    """A page of accounts; `next` is the cursor of the following page, null on the last."""

    items: list[AccountOut]
    next: str | None


class CredentialOut(BaseModel):
    """A session or token, without its secret."""

    id: UUID
    kind: str
    label: str
    created_at: datetime
    expires_at: datetime | None


class LookOut(BaseModel):
    """One line of the audit log."""

    id: int
    at: datetime
    account: UUID | None
    person: str
    org: UUID | None
    action: str
    subject_kind: str
    subject: str
    detail: dict[str, Any]


class AuditPage(BaseModel):
    """A page of the audit log, newest first."""

    items: list[LookOut]
    next: str | None
