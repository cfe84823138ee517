"""What is registered: checked when it is made, whether by HTTP, an import or the demo."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from wasteflow.core import paging
from wasteflow.people.once import fresh_id
from wasteflow.people.schemas import Line, Named, Shape, Word
from wasteflow.places.model import PermitCard, PermitKind

T = TypeVar("T", bound=BaseModel)

City = Annotated[str, StringConstraints(max_length=20)]  # identity.city_code judges it
Scheme = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[a-z]{2,20}$")]
WasteCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,30}$"), AfterValidator(str.upper)]
Method = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,30}:[A-Z0-9]{1,6}$")]  # cn_utilisation:R4
Tonnes = Annotated[Decimal, Field(gt=0, le=100_000_000, decimal_places=6)]
Kilograms = Annotated[Decimal, Field(gt=0, le=500_000, decimal_places=3)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
ApprovalKind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")]  # the catalogue knows which there are
StoreKind = Literal["facility", "point"]
StoreTonnes = Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=3)] | None
Energy = Literal["diesel", "petrol", "gas", "hybrid", "electric", "hydrogen"]


SomeLines = Field(min_length=1, max_length=5000)


class New(Shape):
    """Whatever is registered has an id, minted by who sends it or here."""

    id: UUID = Field(default_factory=fresh_id)


class NewOrganisation(New):
    name: Named
    name_en: Line = ""
    jurisdiction: City = Field(
        description="Where it is registered: six-digit city code, abroad the two letters of the country (ISO 3166-1);"
        " decides the form of number."
    )
    credit_code: Word = Field(
        "", description="Unified social credit code, Hong Kong or Macao number; abroad that of its register, if any."
    )
    generates: bool = False
    carries: bool = False
    receives: bool = False


class NewSite(New):
    org: UUID
    name: Named
    name_en: Line = ""
    address: Line = ""
    city: City
    lat: Latitude | None = None
    lon: Longitude | None = None
    store: StoreKind = "facility"
    store_t: StoreTonnes = None


class Store(Shape):
    """What a site may hold of hazardous waste."""

    store: StoreKind = Field("facility", description="point: a small storage point (GB 18597-2023, 8.3.5).")
    store_t: StoreTonnes = Field(None, description="Tonnes; null: what its permits say, if they say it.")


class NewPermitItem(Shape):
    scheme: Scheme
    code: WasteCode = Field(description="A waste code, or a category such as HW17.")
    methods: tuple[Method, ...] = Field((), max_length=50, description="Treatments as cn_utilisation:R4.")


class NewPermit(New):
    org: UUID
    site: UUID | None = Field(None, description="Without it the permit holds for all sites of the organisation.")
    number: Named
    kind: PermitKind
    valid_from: date
    valid_to: date = Field(description="The last day it counts.")
    yearly_t: Tonnes | None = None
    storage_t: Tonnes | None = None
    items: tuple[NewPermitItem, ...] = Field((), max_length=1000)


class NewVehicle(New):
    org: UUID
    plate: Word
    energy: Energy
    licensed_kg: Kilograms
    permit_number: Word = ""
    permit_valid_to: date | None = None


class NewDriver(New):
    org: UUID
    name: Named
    account: UUID | None = None
    certificate: Word = ""
    certificate_valid_to: date | None = None


class NewPlanLine(New):
    site: UUID
    year: Annotated[int, Field(ge=2000, le=2200)]
    scheme: Scheme
    code: WasteCode
    tonnes: Tonnes
    method: Method | Literal[""] = ""


Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class State(Shape):
    """One state a notified shipment touches (block 15)."""

    role: Literal["export", "transit", "import"]
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(description="ISO 3166 code of two letters.")
    authority: Short = ""
    entry: Short = Field("", description="Crossing point where it comes in.")
    exit: Short = Field("", description="Crossing point where it goes out.")


class Notification(Shape):
    """Blocks of a Basel notification that the approval does not say by itself; all of them may be left out."""

    preconsented: bool = Field(False, description="The facility is pre-consented (block 3).")
    packaging: Short = Field("", description="Types of packaging (block 7).")
    handling: Short = Field("", description="Special handling (block 7).")
    carriers: tuple[Short, ...] = Field((), max_length=20, description="Intended carriers (block 8).")
    process: Short = Field("", description="Process in which the waste arises (block 9).")
    technology: Short = Field("", description="Technology employed (block 11).")
    reason: Long = Field("", description="Reason for export (block 11).")
    composition: Long = Field("", description="Major constituents and contaminants (block 12).")
    physical: Short = Field("", description="Physical characteristics (block 13).")
    annex_code: Short = Field("", description="Annex VIII or IX code (block 14).")
    y_code: Short = ""
    h_codes: tuple[Short, ...] = Field((), max_length=20)
    un_number: Short = ""
    un_class: Short = ""
    un_name: Short = ""
    hs_code: Short = Field("", description="Customs code (block 14).")
    states: tuple[State, ...] = Field((), max_length=20)
    contract: Short = Field("", description="Contract between exporter and facility.")
    insurance: Short = Field("", description="Insurance or financial guarantee.")


class NewApproval(New):
    kind: ApprovalKind = Field("cross_province", description="Which regime asks for it.")
    number: Named
    from_site: UUID
    to_site: UUID
    scheme: Scheme
    code: WasteCode
    tonnes: Tonnes
    valid_from: date
    valid_to: date = Field(description="The last day it counts; at most twelve months after the first.")
    methods: tuple[Method, ...] = Field((), max_length=50, description="Treatments it allows; empty: none is named.")
    shipments: Annotated[int, Field(ge=1, le=9_999)] | None = Field(None, description="How many loads it allows.")
    notification: Notification = Field(Notification(), description="What a Basel notification says beyond this.")


class Closing(Shape):
    """From which day on it no longer counts."""

    on: date


# --- answers ---------------------------------------------------------------------------------------------------


class Made(BaseModel):
    """The id of what was registered."""

    id: UUID


class Page(BaseModel, Generic[T]):
    """A page of a list; `next` is the cursor of the following page, null on the last."""

    items: list[T]
    next: str | None


def page(shape: type[T], rows: Sequence[object], limit: int, *key: str) -> Page[T]:
    """The answer to a list that is ordered by `key`."""
    items = [shape.model_validate(row, from_attributes=True) for row in rows]
    more = paging.cursor(*(getattr(rows[-1], field) for field in key)) if len(rows) == limit else None
    return Page[shape](items=items, next=more)  # type: ignore[valid-type]


class OrganisationOut(BaseModel):
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


class SiteOut(BaseModel):
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
    store: str
    store_t: Decimal | None


class PermitItemOut(BaseModel):
    scheme: str
    code: str
    methods: list[str]


class PermitOut(BaseModel):
    id: UUID
    number: str
    kind: PermitKind
    site: UUID | None
    valid_from: date
    valid_to: date
    yearly_t: Decimal | None
    storage_t: Decimal | None
    items: list[PermitItemOut]

    @classmethod
    def of(cls, card: PermitCard) -> "PermitOut":
        """The answer for a permit's card."""
        items = [PermitItemOut(scheme=i.scheme, code=i.code, methods=sorted(i.methods)) for i in card.items]
        fields = set(cls.model_fields) - {"items"}
        return cls(items=items, **{field: getattr(card, field) for field in fields})


class OrganisationFull(OrganisationOut):
    sites: list[SiteOut]
    permits: list[PermitOut]


class SiteFull(SiteOut):
    permits: list[PermitOut]


class VehicleOut(BaseModel):
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


class DriverOut(BaseModel):
    id: UUID
    org: UUID
    name: str
    account: UUID | None
    certificate: str
    certificate_valid_to: date | None
    closed_on: date | None


class PlanLineOut(BaseModel):
    id: UUID
    site: UUID
    year: int
    scheme: str
    code: str
    method: str
    tonnes: Decimal
    filed_at: datetime


class ApprovalOut(BaseModel):
    id: UUID
    kind: str
    number: str
    from_site: UUID
    to_site: UUID
    scheme: str
    code: str
    tonnes: Decimal
    left_t: Decimal
    valid_from: date
    valid_to: date
    closed_on: date | None
    methods: list[str]
    shipments: int | None
    shipments_left: int | None
    conditions: str
