"""Values of the capacity board. Kilograms unless a name ends in `_t`."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.places.model import PermitItem

Waste = tuple[str, str]  # scheme, code
Place = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True)
class Licence:
    """A permit to take waste in at one site, as it stands today. `yearly_t` null: it states no ceiling."""

    permit: UUID
    number: str
    kind: str  # operate; collect: it may gather and not treat
    site: UUID
    site_name: str
    org: UUID
    org_name: str
    city: str
    at: Place | None
    yearly_t: Decimal | None
    valid_to: date
    items: tuple[PermitItem, ...]

    def item(self, scheme: str, code: str, category: str) -> PermitItem | None:
        """The line that names this code or its category."""
        return next((i for i in self.items if i.scheme == scheme and i.code in (code, category)), None)

    @property
    def methods(self) -> frozenset[str]:
        """Ways of treatment it names, scheme:code."""
        return frozenset().union(*(item.methods for item in self.items))


@dataclass(frozen=True)
class Taken:
    """What a site took in of one waste: in a month (its first day), or this year so far (null)."""

    site: UUID
    scheme: str
    code: str
    category: str
    month: date | None
    kg: Decimal


@dataclass(frozen=True)
class Stock:
    """What lies at a site of one waste, on no manifest."""

    site: UUID
    site_name: str
    org: UUID
    city: str
    at: Place | None
    stream: str
    scheme: str
    code: str
    category: str
    hazards: str
    kg: Decimal
    batches: int
    since: datetime  # when the oldest of it came into the store

    @property
    def waste(self) -> Waste:
        return self.scheme, self.code


@dataclass(frozen=True)
class Refused:
    """Loads of one waste that a facility turned away, whole or in part, in twelve months; `loads`: of how many."""

    site: UUID
    site_name: str
    city: str
    scheme: str
    code: str
    category: str
    refused: int
    loads: int
    kg: Decimal  # of the loads turned away


@dataclass(frozen=True)
class Usual:
    """Where a site's waste went in twelve months."""

    site: UUID
    scheme: str
    code: str
    to_site: UUID
    to_at: Place | None
    kg: Decimal


@dataclass(frozen=True)
class GatePrice:
    """What a facility asks for a tonne of a waste. `code`: a code, or a whole category."""

    id: UUID
    site: UUID
    scheme: str
    code: str
    price: Decimal
    currency: str
    valid_from: date
    valid_to: date | None
    source: str
    entered_at: datetime
