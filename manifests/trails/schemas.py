"""What trails, zones and corridors look like over HTTP."""

from datetime import UTC, date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from manifests.trails.model import Position, Sent, ZoneKind
from wasteflow.people.schemas import Shape
from wasteflow.places.schemas import Latitude, Longitude

MOST = 5000  # positions in one request
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Bits = Annotated[int, Field(ge=0, le=0xFFFFFFFF)]
Spot = tuple[Latitude, Longitude]
City = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class PositionIn(Shape):
    """One report, with the fields of JT/T 808 message 0x0200."""

    at: AwareDatetime
    lat: Latitude
    lon: Longitude
    speed: Annotated[float, Field(ge=0, le=400, allow_inf_nan=False, description="km/h")] = 0
    direction: Annotated[int, Field(ge=0, le=359, description="Degrees from north, clockwise")] = 0
    altitude: Annotated[int, Field(ge=-500, le=9000, description="Metres")] = 0
    alarm: Annotated[Bits, Field(description="Alarm bits")] = 0
    status: Annotated[Bits, Field(description="Status bits; bit 1: located. 0: not told")] = 0
    mileage: Annotated[float, Field(ge=0, le=4e8, allow_inf_nan=False, description="km on the counter")] = 0

    def read(self) -> Position:
        """As it is kept: whole seconds."""
        return Position(
            self.at.replace(microsecond=0).astimezone(UTC), self.lat, self.lon, self.speed, self.direction,
            self.altitude, self.alarm, self.status, self.mileage,
        )  # fmt: skip


class TrailIn(Shape):
    """What one vehicle's terminal reports, in any order."""

    plate: Annotated[str, Field(min_length=1, max_length=20)]
    terminal: Annotated[str, Field(max_length=20, description="The terminal's number")] = ""
    positions: Annotated[list[PositionIn], Field(min_length=1, max_length=MOST)]

    def read(self) -> Sent:
        return Sent(self.plate, tuple(position.read() for position in self.positions), self.terminal)


class Batch(Shape):
    """Positions of a company's vehicles; sent again, they change nothing."""

    datum: Annotated[Literal["wgs84", "gcj02"], Field(description="Coordinate system; only WGS-84 is taken")]
    trails: Annotated[list[TrailIn], Field(min_length=1, max_length=500)]


class Wanted(Shape):
    """Whose trail, and why: it is written down, and the carrier can read it."""

    manifest: UUID | None = None
    vehicle: UUID | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    reason: Annotated[str, Field(max_length=300)] = ""


class ZoneIn(Shape):
    """A zone, whole: what was drawn under this id before, it takes the place of."""

    city: City
    kind: ZoneKind
    name: Text
    shape: Annotated[list[Spot], Field(min_length=1, max_length=500, description="WGS-84")]
    reach_m: Annotated[int, Field(ge=0, le=20_000)] = 0
    closed: bool = False
    from_hour: Annotated[int | None, Field(ge=0, le=23)] = None
    to_hour: Annotated[int | None, Field(ge=0, le=23)] = None
    streams: Annotated[list[str], Field(max_length=30)] = []
    valid_from: date
    valid_to: date | None = None
    source: Text


class CorridorIn(Shape):
    """An approved way between two sites."""

    id: UUID
    from_site: UUID
    to_site: UUID
    line: Annotated[list[Spot], Field(max_length=2000, description="WGS-84")]
    most_kmh: Annotated[int | None, Field(ge=10, le=130)] = None
    valid_from: date
    valid_to: date | None = None
    source: Text


class Closing(Shape):
    """The last day."""

    on: date
