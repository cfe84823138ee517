"""The facts of an inspection sheet. Kilograms; shares as fractions. Pure."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from reports.model import UNSETTLED, Names
from reports.proof.model import fingerprint

ZERO = Decimal(0)
MARKS = (Decimal("0.8"), Decimal(1), Decimal("1.2"))  # of a yearly scale: nearly used up, used up, a grave excess
EDGES = (-10, -3, -1, 1, 3, 10)  # percent that the gate's scale differs by; between them lie the bars


class Part(StrEnum):
    """What a company is compared as."""

    RECEIVES = "receives"
    CARRIES = "carries"
    GENERATES = "generates"


class Waste(Struct, frozen=True):
    """A code with what it is called."""

    scheme: str
    code: str
    names: Names


class Flow(Struct, frozen=True):
    """What came and went of one waste in the period, at its sites and on its vehicles."""

    waste: Waste
    made: Decimal = ZERO
    came: Decimal = ZERO  # accepted
    left: Decimal = ZERO
    treated: Decimal = ZERO  # final
    carried: Decimal = ZERO
    loads: int = 0
    weighed: Decimal = ZERO  # of what was made, came and left: resting on a scale

    @property
    def net(self) -> Decimal:
        """What it added to the stores: less than nothing where more went than came."""
        return self.made + self.came - self.left - self.treated

    @property
    def weighed_share(self) -> Decimal | None:
        """Of what was made, came and left, how much was weighed."""
        whole = self.made + self.came + self.left
        return self.weighed / whole if whole else None


class Stock(Struct, frozen=True):
    """What stands in its stores of one waste now, and what should by the scales of others."""

    waste: Waste
    books: Decimal  # its containers added up
    containers: int
    scales: Decimal  # what it said it sent, less what receivers' scales showed, over a year
    oldest: datetime | None = None
    long: Decimal = ZERO  # standing longer than a year

    @property
    def should(self) -> Decimal:
        """More than the books: not all that left arrived; less: more left than was booked."""
        return self.books + self.scales


class Used(Struct, frozen=True):
    """How far a yearly amount is used up: of a permit, of a plan."""

    title: str  # the permit's number; the waste's code
    site: str
    yearly: Decimal | None
    kg: Decimal
    kind: str = ""  # of the permit
    valid_from: date | None = None
    valid_to: date | None = None
    valid: bool = True
    codes: tuple[str, ...] = ()

    @property
    def share(self) -> Decimal | None:
        """Of the year's amount."""
        return self.kg / self.yearly if self.yearly else None

    @property
    def passed(self) -> int:
        """How many of the marks at 80, 100 and 120 % it has reached."""
        return sum(self.share >= mark for mark in MARKS) if self.share is not None else 0


class Bucket(Struct, frozen=True):
    """Loads whose gate weight differs by so many percent: its own, and those of its peers."""

    low: int | None
    high: int | None
    own: int
    peers: int


class Measure(Struct, frozen=True):
    """One figure beside those of its peers: their middle half, and the share of them that lies below."""

    name: str  # loads, kg, refused, gap, weighed
    own: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal
    below: Decimal


class TurnedAway(Struct, frozen=True):
    """A load that was not taken, or in part."""

    manifest: UUID
    number: str
    at: datetime
    kg: Decimal
    reason: str
    side: str  # consignor, carrier, consignee: what the company was in it
    other: str  # the company at the other end
    codes: tuple[str, ...]


class Matter(Struct, frozen=True):
    """A case as the sheet tells it; of one that crosses a border `says` stays empty."""

    case: UUID
    reference: str
    rule: str
    severity: int
    status: str
    opened_at: datetime
    says: str = ""
    measure: str = ""


class Place(Struct, frozen=True):
    """One of its sites."""

    id: UUID
    name: str
    city: Names
    address: str


class Sheet(Struct, frozen=True):
    """All an inspector sees of one company."""

    org: UUID
    name: str
    credit_code: str
    city: Names
    parts: tuple[Part, ...]
    sites: tuple[Place, ...]
    first: date
    last: date
    made_at: datetime
    flows: tuple[Flow, ...] = ()
    stock: tuple[Stock, ...] = ()
    permits: tuple[Used, ...] = ()
    plan: tuple[Used, ...] = ()
    gaps: tuple[Bucket, ...] = ()
    peers: int = 0
    measures: tuple[Measure, ...] = ()
    turned_away: tuple[TurnedAway, ...] = ()
    matters: tuple[Matter, ...] = ()

    @property
    def part(self) -> Part | None:
        """What it is compared as: the first that it is."""
        return self.parts[0] if self.parts else None

    @property
    def open(self) -> int:
        """Cases that are not settled."""
        return sum(m.status in UNSETTLED for m in self.matters)

    @property
    def digest(self) -> str:
        """Of all that is told, whenever it was asked for."""
        told = {f: getattr(self, f) for f in self.__struct_fields__ if f != "made_at"}
        return fingerprint(told)

    @property
    def number(self) -> str:
        """The same facts, the same number."""
        return f"WF-IS-{self.last:%Y%m%d}-{self.digest[:8].upper()}"
