"""HTTP shapes of signing for the absent. A code comes in and never goes out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from wasteflow.people.schemas import Shape
from wasteflow.places.schemas import New


class NewSigningCode(Shape):
    """Six digits that a driver types at a site where nobody is."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] = Field(repr=False)


class SigningCodeOut(BaseModel):
    """That a site has a code, and since when; nobody is told which."""

    site: UUID
    set_at: datetime
    set_by: UUID


class ShownCodeOut(BaseModel):
    """A signing code as a site shows it; the text is what the QR holds."""

    site: UUID
    text: str
    made_at: datetime
    ends_at: datetime


class NewAuthorisation(New):
    """Leave for a carrier at one site, for one stream: to sign the consignor's box, to fill in its papers, or both."""

    site: UUID
    carrier: UUID
    stream: Annotated[str, StringConstraints(max_length=60)]
    valid_from: date
    valid_to: date = Field(description="The last day it counts.")
    signs: bool = Field(default=True, description="It may sign the consignor's box.")
    fills: bool = Field(default=False, description="It may fill in batches and manifests on its rounds.")


class AuthorisationOut(BaseModel):
    id: UUID
    org: UUID
    org_name: str
    site: UUID
    site_name: str
    carrier: UUID
    carrier_name: str
    stream: str
    valid_from: date
    valid_to: date
    signs: bool
    fills: bool
    granted_at: datetime
    closed_on: date | None
