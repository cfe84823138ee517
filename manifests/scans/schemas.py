"""HTTP shapes of looking at a code."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Struct, UnsetType
from pydantic import BaseModel, ConfigDict, Field

from manifests.codes.signed_qr import LONGEST, Said, Verdict


class Place(BaseModel):
    """Where somebody says they are, in degrees."""

    model_config = ConfigDict(extra="forbid")
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Seen(BaseModel):
    """The text of a code, and where it was scanned where the person agrees to say so."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(max_length=LONGEST)]
    place: Place | None = None


class Now(Struct, frozen=True):
    """How the container or load stands at the server."""

    state: str
    seq: int
    kg: Decimal
    at: datetime  # of its latest event


class Checked(Struct, frozen=True, omit_defaults=True):
    """The verdict with a signal: what the code says and, where it is genuine in its signature, what holds now."""

    verdict: Verdict
    number: str | UnsetType = UNSET
    says: Said | UnsetType = UNSET
    expires_at: datetime | UnsetType = UNSET
    revoked_at: datetime | UnsetType = UNSET
    now: Now | UnsetType = UNSET
