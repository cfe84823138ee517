"""Positions and what they are held against. Times aware, places in degrees of WGS-84."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from msgspec import Struct

Point = tuple[float, float]  # latitude, longitude
Shape = tuple[Point, ...]
Datum = Literal["wgs84"]


class Position(Struct, frozen=True):
    """One report of a terminal, as JT/T 808 has it; whole seconds."""

    at: datetime
    lat: float
    lon: float
    kmh: float = 0.0
    direction: int = 0  # degrees from north, clockwise
    altitude: int = 0  # metres
    alarm: int = 0  # bits
    status: int = 0  # bits
    mileage: float = 0.0  # kilometres on the counter

    @property
    def point(self) -> Point:
        return (self.lat, self.lon)


class ZoneKind(StrEnum):
    """Why a place matters."""

    RIVER = "river"
    COAST = "coast"
    FOREST = "forest"
    SOURCE_WATER = "source_water"
    DUMP = "dump"  # where waste was tipped before
    DENSE = "dense"  # densely lived in
    TUNNEL = "tunnel"
    REST = "rest"  # where vehicles may stand: yards, service areas, filling stations
    FAIRWAY = "fairway"  # where vessels with waste may be
    BERTH = "berth"

    @property
    def sensitive(self) -> bool:
        """Whether a stop nearby is worth a look."""
        return self in (self.RIVER, self.COAST, self.FOREST, self.SOURCE_WATER, self.DUMP)


class Zone(Struct, frozen=True):
    """A place on the map. One point is a place, two or more a line, closed by its first point again an area."""

    id: str
    city: str
    kind: ZoneKind
    name: str
    shape: Shape
    valid_from: date
    source: str
    reach_m: int = 0
    closed: bool = False
    from_hour: int | None = None
    to_hour: int | None = None
    streams: tuple[str, ...] = ()
    valid_to: date | None = None
    confidence: str = "verified"

    def holds(self, day: date) -> bool:
        """Whether it stands on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def shut(self, day: date, hour: int, stream: str) -> bool:
        """Whether a vehicle with this waste may not be inside, by local time."""
        if not self.closed or not self.holds(day) or (self.streams and stream not in self.streams):
            return False
        if self.from_hour is None or self.to_hour is None:
            return True
        if self.from_hour <= self.to_hour:
            return self.from_hour <= hour < self.to_hour
        return hour >= self.from_hour or hour < self.to_hour


class Corridor(Struct, frozen=True):
    """The way between two sites that was approved."""

    id: UUID
    from_site: UUID
    to_site: UUID
    line: Shape
    valid_from: date
    source: str
    most_kmh: int | None = None
    valid_to: date | None = None


class Stood(Struct, frozen=True):
    """A vehicle stood still for some time."""

    at: Point
    since: datetime
    until: datetime


class Trail(Struct, frozen=True):
    """A trail as it is shown: fewer points, the same line."""

    look: UUID
    vehicle: UUID
    plate: str
    datum: Datum
    from_at: datetime
    to_at: datetime
    count: int  # positions known
    positions: tuple[Position, ...]  # those that draw the line
    stood: tuple[Stood, ...]
    corridors: tuple[Corridor, ...]
    zones: tuple[Zone, ...]  # near it


class Look(Struct, frozen=True):
    """One look, as it was written down. `person` only for auditors."""

    id: UUID
    at: datetime
    org: UUID | None
    city: str | None
    department: str | None
    manifest: UUID | None
    vehicle: UUID | None
    from_at: datetime | None
    to_at: datetime | None
    reason: str
    refused: str | None
    person: str | None = None


class Sent(Struct, frozen=True):
    """What one vehicle's terminal reports."""

    plate: str
    positions: tuple[Position, ...]
    terminal: str = ""


class Vehicle(Struct, frozen=True):
    """Whose trail it is."""

    id: UUID
    org: UUID
    plate: str


def plates_of(vehicles: Collection[Vehicle]) -> dict[str, Vehicle]:
    """By their plate."""
    return {vehicle.plate: vehicle for vehicle in vehicles}
