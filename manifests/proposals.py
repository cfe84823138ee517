"""What a client proposes, and the answer to it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from wasteflow.core.errors import Refusal, Warn

Proposable = (
    e.Generated
    | e.Moved
    | e.Relabelled
    | e.Reweighed
    | e.Treated
    | e.Lost
    | e.Regrouped
    | e.Transformed
    | e.Ungrouped
    | e.Created
    | e.Amended
    | e.Published
    | e.NumberGiven
    | e.Signed
    | e.Departed
    | e.HandedOver
    | e.GivenOver
    | e.CarrierAdded
    | e.StopAdded
    | e.StopDropped
    | e.Stopped
    | e.StopWeighed
    | e.Resealed
    | e.Resumed
    | e.LoadLost
    | e.Arrived
    | e.Weighed
    | e.Accepted
    | e.PartlyAccepted
    | e.Refused
    | e.DifferenceFound
    | e.ReceiptCertified
    | e.CompletionCertified
    | e.TakeBackStarted
    | e.Cancelled
    | e.RevisionRequested
    | e.RevisionApproved
    | e.RevisionRefused
    | e.RevisionWithdrawn
    | e.TicketNoted
)


SigningCode = Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$", max_length=6)]


class DeviceSignature(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A device's signature over an event.

    `jws` is a detached JWS over the canonical bytes (RFC 8785) of an object with the event's subject, id, occurred_at
    and fact as they are sent, and `device` (its key id), `counter` (of all it ever signed) and `previous` (hexadecimal
    SHA-256 of such bytes of what it signed before; null: nothing). Where something is attached, the object has
    `attached` too: the hexadecimal SHA-256 of the canonical bytes of that.
    """

    key: Annotated[str, msgspec.Meta(max_length=100)]
    counter: Annotated[int, msgspec.Meta(ge=1, lt=2**31)]
    jws: Annotated[str, msgspec.Meta(max_length=2000)]
    previous: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)] | None = None


LATITUDE = r"^-?(90(\.0{1,6})?|[0-8]?[0-9](\.[0-9]{1,6})?)$"
LONGITUDE = r"^-?(180(\.0{1,6})?|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,6})?)$"


class Position(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Where the person was who recorded it: degrees as text, at most six decimals; metres around it."""

    lat: Annotated[str, msgspec.Meta(pattern=LATITUDE, max_length=11)]
    lon: Annotated[str, msgspec.Meta(pattern=LONGITUDE, max_length=11)]
    accuracy_m: Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Attached(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """What a person adds to an event: where they were, if they agree to say so; SHA-256 of photos, sent afterwards;
    the code that the consignor's site showed, where the phone scanned it to sign for it."""

    position: Position | None = None
    photos: Annotated[
        tuple[Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)], ...], msgspec.Meta(max_length=6)
    ] = ()
    shown: Annotated[str, msgspec.Meta(max_length=300)] | None = None


class Proposal(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """An event as a client proposes it.

    `id` is minted by the client (the same id again is the same event); `subject` may be left out where the event
    begins one; `expected` is the step the client last saw (409 where somebody was quicker). `code`: the signing code of
    an absent company's site; it stands beside the fact, so that it is neither stored nor part of the digest (a million
    codes are soon hashed). `sealed_code`: the same, signed on a phone that had no signal, as a compact JWE for
    this server's key (ECDH-ES, A256GCM) over `{"code", "event"}`, so it lies nowhere in clear until then.
    """

    fact: Proposable
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID | None = None
    subject: UUID | None = None
    expected: int | None = None
    code: SigningCode | None = None
    device_signature: DeviceSignature | None = None
    attached: Attached | None = None
    sealed_code: Annotated[str, msgspec.Meta(max_length=2000)] | None = None

    def __repr__(self) -> str:
        return f"Proposal(id={self.id}, subject={self.subject}, fact={self.fact})"  # a log never gets the code


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """The receipt of one event. `names`: what people know the subject by, e.g. {"number": "20264403000017"}."""

    id: UUID
    subject: UUID
    seq: int
    repeated: bool
    warnings: list[Warn]
    names: dict[str, str]
    digest: bytes


class Declined(msgspec.Struct, frozen=True):
    """Why one event was not recorded; `fresh`: the subject as it stands, where the sender looked at an older step."""

    id: UUID | None
    subject: UUID | None
    problems: list[Refusal]
    fresh: Batch | Manifest | None = None


Outcome = Recorded | Declined
