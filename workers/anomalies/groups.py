"""What a set rule looks at: things that only together are odd. Frozen values; `queries` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from manifests.trails.model import Corridor, Position, Zone
from wasteflow.places.model import VESSEL
from workers.anomalies.finding import Limit, Subject


@dataclass(frozen=True)
class Group:
    """What groups of all kinds have in common."""

    about: Subject
    city: str  # whose thresholds hold
    cities: tuple[str, ...]  # all it concerns
    stream: str
    categories: tuple[str, ...]
    now: datetime  # as of when it is looked at
    limits: Mapping[str, Limit] = field(default_factory=dict, kw_only=True)

    def limit(self, name: str) -> Decimal:
        """The value of one of the rule's thresholds."""
        return self.limits[name].value


@dataclass(frozen=True)
class Place:
    """A site where a vehicle stood with a load."""

    name: str
    at: tuple[float, float]


@dataclass(frozen=True)
class Trip:
    """A manifest on the road, all its lines together; of a vehicle, its own part of the way."""

    manifest: UUID
    number: str
    from_site: UUID
    from_name: str
    from_city: str
    to_site: UUID
    to_name: str
    to_city: str
    code: str  # of its first line
    start: Place | None  # where it was taken; null: on the road, or nobody knows where the site lies
    departed_at: datetime
    end: Place | None  # where it is brought
    arrived_at: datetime | None
    taken_at: datetime | None
    sent_kg: Decimal
    gate_kg: Decimal | None
    tare_kg: Decimal | None  # of the vehicle that came to the consignee's gate


@dataclass(frozen=True)
class Papers:
    """Until when a vehicle's and its driver's own papers hold, as registered; null: no date on record."""

    manifest: UUID
    stream: str
    categories: tuple[str, ...]
    left_on: date
    vehicle_until: date | None
    driver_until: date | None


@dataclass(frozen=True)
class Vehicle(Group):
    """The trips of one vehicle over four months, by departure; `fresh`: those learned of since the last look."""

    plate: str
    licensed_kg: Decimal | None  # as registered
    trips: tuple[Trip, ...]
    fresh: frozenset[UUID]
    papers: tuple[Papers, ...] = ()  # of the fresh ones

    @property
    def vessel(self) -> bool:
        """Whether it goes by water."""
        return self.plate.startswith(VESSEL)


@dataclass(frozen=True)
class SiteCode(Group):
    """One waste at the site that makes it, in one calendar year."""

    site_name: str
    code: str
    year: int
    made_kg: Decimal
    planned_t: Decimal | None  # as filed; null: not in the plan
    days: int  # of thirteen months on which some was made
    longest_gap: int  # days between two of them
    first_made: date | None
    last_made: date | None


@dataclass(frozen=True)
class Permit(Group):
    """A permit's yearly scale and what was taken in under it since the year began."""

    site_name: str
    number: str
    yearly_t: Decimal
    taken_kg: Decimal
    year: int


@dataclass(frozen=True)
class Store(Group):
    """What stands in the store of one site, and how much may."""

    site_name: str
    point: bool  # a small storage point
    limit_t: Decimal
    held: tuple[tuple[str, Decimal], ...]  # kilograms of each category

    @property
    def kg(self) -> Decimal:
        """All of it."""
        return sum((kg for _, kg in self.held), Decimal(0))


@dataclass(frozen=True)
class Month:
    """What one site did in one month, in kilograms."""

    first: date
    hazardous_kg: Decimal = Decimal(0)  # made, residues apart
    general_kg: Decimal = Decimal(0)
    residue_kg: Decimal = Decimal(0)
    taken_kg: Decimal = Decimal(0)  # received from others


@dataclass(frozen=True)
class SiteMonths(Group):
    """A site's whole months up to now, oldest first, those without anything among them."""

    site_name: str
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Gate(Group):
    """What the weighbridge of one receiving site showed, in kilograms, oldest first: of ninety days, and before."""

    site_name: str
    before: tuple[Decimal, ...]
    lately: tuple[Decimal, ...]


@dataclass(frozen=True)
class Triangle(Group):
    """The trips between one consignor and one consignee by one carrier over a year."""

    from_name: str
    carrier_name: str
    to_name: str
    trips: tuple[Trip, ...]
    share: Decimal  # of what the consignor sent of these wastes


@dataclass(frozen=True)
class Carrying(Group):
    """A carrier's part of one waste category in one city, over ninety days."""

    carrier_name: str
    category: str
    kg: Decimal
    all_kg: Decimal
    trips: int
    since: datetime  # registered


@dataclass(frozen=True)
class Lot:
    """A batch as it came into being."""

    batch: UUID
    code: str
    form: str
    kg: Decimal
    weighed: bool
    generated_at: datetime
    entered_at: datetime


@dataclass(frozen=True)
class Entries(Group):
    """The batches one account entered for one site within a day, by entry."""

    site_name: str
    day: date
    lots: tuple[Lot, ...]


@dataclass(frozen=True)
class Missing:
    """A declaration that is owed and not filed."""

    duty: str
    every: str  # day, month, quarter, year
    first: date
    last: date
    due_on: date


@dataclass(frozen=True)
class Declarations(Group):
    """What a site has not declared in time."""

    site_name: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Owed:
    """What a border asks for and is not there: `receipt`, `completion`, `take_back`."""

    what: str
    due: date


@dataclass(frozen=True)
class Crossing(Group):
    """A load under an approval, and what has not been done for it in time; the oldest first."""

    shipment: str  # number of the approval and serial
    number: str  # of its manifest
    from_name: str
    to_name: str
    late: tuple[Owed, ...]


@dataclass(frozen=True)
class Applied(Group):
    """An application that has waited for an office longer than it may."""

    application: UUID
    kind: str
    state: str
    seq: int
    office: str  # that must act: origin, origin_province, destination
    due: date
    from_name: str
    to_name: str
    code: str
    tonnes: Decimal


@dataclass(frozen=True)
class Drive(Group):
    """One vehicle's way with one load, by its trail, and what that is held against."""

    trip: Trip
    plate: str
    vessel: bool
    positions: tuple[Position, ...]  # from departure to arrival, or so far
    sends: bool  # the vehicle's terminal was heard of in the month before
    zones: tuple[Zone, ...]  # near the trail, those that hold on that day
    corridors: tuple[Corridor, ...]  # approved for this way


@dataclass(frozen=True)
class Gatepost:
    """A site as trails see it."""

    site: UUID
    name: str
    city: str
    at: tuple[float, float]


@dataclass(frozen=True)
class Outing(Group):
    """Where a vehicle was lately, with papers or without."""

    plate: str
    positions: tuple[Position, ...]
    papers: tuple[tuple[datetime, datetime | None], ...]  # from when to when it had loads in that time
    senders: tuple[Gatepost, ...]
    receivers: tuple[Gatepost, ...]  # the tips and plants near the trail
