"""Cards: what others need to know of a company, a site, a permit or a vehicle at one moment."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from msgspec import Struct

VESSEL = "MMSI"  # begins what stands for a barge's plate
PermitKind = Literal["operate", "transport", "collect", "produce"]  # produce: a registered producer (Hong Kong)


class PermitItem(Struct, frozen=True):
    """One line of a permit: a waste code or a whole category, and by which methods."""

    scheme: str
    code: str  # 336-054-17, or a category as HW17
    methods: frozenset[str] = frozenset()  # scheme:code of treatments; empty: none is named

    def allows(self, method: str | None) -> bool:
        """Whether it may be treated so: where none is asked for or none is named, it may."""
        return method is None or not self.methods or method in self.methods


class PermitCard(Struct, frozen=True):
    """The right to operate, transport or collect."""

    id: UUID
    number: str
    kind: PermitKind
    valid_from: date
    valid_to: date  # the last day it counts: of its period, or the day before it was revoked
    items: tuple[PermitItem, ...] = ()
    yearly_t: Decimal | None = None
    storage_t: Decimal | None = None
    site: UUID | None = None  # null: all sites of the organisation

    @property
    def takes_in(self) -> bool:
        """Whether it is about taking waste in, rather than carrying or making it."""
        return self.kind in ("operate", "collect")

    @property
    def codes(self) -> frozenset[str]:
        """What it covers, as scheme:code or scheme:category (`cn-hw:HW17`)."""
        return frozenset(f"{item.scheme}:{item.code}" for item in self.items)

    @property
    def methods(self) -> frozenset[str]:
        """All methods it names, as `cn_utilisation:R4`."""
        return frozenset().union(*(item.methods for item in self.items))

    def covers(self, scheme: str, code: str, category: str | None = None, method: str | None = None) -> bool:
        """Whether a line names this code or its category, and (where asked and any is named) this method."""
        for item in self.items:  # asked several times of each line: a loop takes half of what `any` of a generator does
            if item.code in (code, category) and item.scheme == scheme and item.allows(method):
                return True
        return False

    def valid_on(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.valid_from <= day <= self.valid_to


class SiteCard(Struct, frozen=True):
    """A site with its organisation and all permits that speak for it, also those that have run out."""

    site: UUID
    org: UUID
    site_name: str
    org_name: str
    city: str  # code6
    province: str  # code6
    credit_code: str
    credit_scheme: str  # cn_credit_code, hk_business_number, mo_company_number, foreign_number
    closed_on: date | None
    org_closed_on: date | None
    permits: tuple[PermitCard, ...] = ()
    store: str = "facility"  # or point
    store_t: Decimal | None = None  # tonnes of hazardous waste; null: as its permits say

    def store_limit(self, day: date, point_t: Decimal) -> Decimal | None:
        """Tonnes its store may hold: a storage point `point_t` at most; null where nobody says."""
        said = [p.storage_t for p in self.permits if p.takes_in and p.storage_t and p.valid_on(day)]
        stated = self.store_t if self.store_t is not None else sum(said, Decimal(0)) or None
        return min(stated or point_t, point_t) if self.store == "point" else stated

    def closed(self, day: date) -> bool:
        """Whether the site or its organisation no longer takes part on that day."""
        site, org = self.closed_on, self.org_closed_on
        return (site is not None and site <= day) or (org is not None and org <= day)


class OrgCard(Struct, frozen=True):
    """An organisation with all its permits (also those of single sites) and the plates it has in service."""

    id: UUID
    name: str
    credit_code: str
    credit_scheme: str
    jurisdiction: str  # code6
    closed_on: date | None
    permits: tuple[PermitCard, ...] = ()
    plates: frozenset[str] = frozenset()


class OrgLine(Struct, frozen=True):
    """What everybody may know of an organisation, to name it as a counterparty."""

    id: UUID
    name: str
    name_en: str
    jurisdiction: str
    credit_scheme: str
    credit_code: str
    generates: bool
    carries: bool
    receives: bool
    closed_on: date | None


class SiteLine(Struct, frozen=True):
    """A site in a list."""

    id: UUID
    org: UUID
    org_name: str
    name: str
    name_en: str
    address: str
    city: str
    lat: float | None
    lon: float | None
    closed_on: date | None
    store: str = "facility"
    store_t: Decimal | None = None


class VehicleCard(Struct, frozen=True):
    """A vehicle of a carrier."""

    id: UUID
    org: UUID
    org_name: str
    plate: str
    plate_form: str
    energy: str
    licensed_kg: Decimal
    permit_number: str
    permit_valid_to: date | None
    closed_on: date | None


class DriverCard(Struct, frozen=True):
    """A driver; personal data."""

    id: UUID
    org: UUID
    name: str
    account: UUID | None
    certificate: str
    certificate_valid_to: date | None
    closed_on: date | None


class PlanLine(Struct, frozen=True):
    """One waste of a site's yearly management plan."""

    id: UUID
    site: UUID
    year: int
    scheme: str
    code: str
    method: str
    tonnes: Decimal
    filed_at: datetime


class TakenIn(Struct, frozen=True):
    """How much of one waste a site received in a calendar year."""

    site: UUID
    scheme: str
    code: str
    category: str
    kg: Decimal


class ApprovalCard(Struct, frozen=True):
    """Leave to move one waste from one site to another, with its running balance."""

    id: UUID
    kind: str  # as the regimes of the catalogue name it: cross_province, export, ...
    number: str
    from_site: UUID
    to_site: UUID
    scheme: str
    code: str
    tonnes: Decimal
    used_t: Decimal
    valid_from: date
    valid_to: date
    closed_on: date | None
    methods: list[str] = []  # scheme:code of treatments; empty: none is named
    shipments: int | None = None  # how many loads; null: any number
    shipments_used: int = 0
    conditions: str = ""

    @property
    def left_t(self) -> Decimal:
        """Tonnes that may still be sent."""
        return self.tonnes - self.used_t

    @property
    def shipments_left(self) -> int | None:
        """Loads that may still be sent; null: any number."""
        return None if self.shipments is None else self.shipments - self.shipments_used

    @property
    def ends_on(self) -> date:
        """The last day it counts: of its period, or the day before it was revoked."""
        return self.valid_to if self.closed_on is None else min(self.valid_to, self.closed_on - timedelta(days=1))

    def valid_on(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.valid_from <= day <= self.ends_on

    def allows(self, method: str | None) -> bool:
        """Whether this way of treatment is among those it names, where it names any."""
        return not self.methods or method in self.methods
