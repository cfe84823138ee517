"""What is attached to an event, and who may read which part of it. Pure."""

from decimal import Decimal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed


class Position(Struct, frozen=True):
    """Where somebody was, in degrees; metres around it."""

    lat: Decimal
    lon: Decimal
    accuracy_m: int


class Photo(Struct, frozen=True):
    """A photo that an event names; `there`: its bytes have come."""

    sha256: str
    there: bool


class Shown(Struct, frozen=True):
    """What is attached to an event of this subject."""

    subject: UUID
    position: Position | None
    photos: tuple[Photo, ...]


def seen(attached: Shown | None, actor: Actor, org: UUID | None) -> Shown | None:
    """What of it this reader may see: where a driver was concerns his own company (`org` recorded the event), and
    authorities that may see who drives; photos concern whoever sees the manifest."""
    if attached is None:
        return None
    may = actor.org == org if actor.org is not None else allowed(actor, "driver:see")
    left = attached if may else replace(attached, position=None)
    return left if left.position or left.photos else None
