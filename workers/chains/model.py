"""Values of chains. Kilograms."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

ZERO = Decimal(0)


@dataclass(frozen=True)
class Flow:
    """Waste that came into being at one site in a period, and where it is now, as far as one receiver has it.

    What left is followed over its latest way from the site that made it. What a receiver turned away counts as
    `refused` and is not followed further; what it gave back is `here` again; what was put together with other waste is
    followed to its treatment.
    """

    city: str
    site: UUID
    stream: str
    code: str  # scheme:code
    to_city: str | None  # null: it never left
    lots: int
    generated: Decimal
    own: Decimal  # treated where it was made, or by whom gave back the rest
    own_used: Decimal  # of that, recycled
    here: Decimal  # still where it was made
    sent: Decimal
    on_way: Decimal
    missing: Decimal  # left long ago, never taken in
    refused: Decimal
    accepted: Decimal
    used: Decimal
    disposed: Decimal
    other: Decimal  # finally treated in ways that are neither


@dataclass(frozen=True)
class Battery:
    """One battery by the code it carries, as its batch stands."""

    code: str
    was: str | None  # the code it had in an earlier life
    became: str | None  # the code it has in a later one
    batch: UUID
    city: str
    site: UUID
    site_name: str
    status: str  # of its batch
    generated_at: datetime
    method: str | None  # of its final treatment, scheme:code
    measure: str | None  # used, disposed, other_treatment
    manifest: UUID | None
    number: str | None
    to_name: str | None
    plate: str | None
    departed_at: datetime | None
    taken_at: datetime | None
    holder_name: str | None


@dataclass(frozen=True)
class Plan:
    """What a building site plans to carry away of one stream."""

    id: UUID
    site: UUID
    stream: str
    m3: Decimal
    density: Decimal  # t/m3
    density_source: str
    usual: bool
    valid_from: date
    valid_to: date
    tip: UUID | None
    tip_name: str | None
    number: str
    filed_at: datetime


@dataclass(frozen=True)
class Carried:
    """What left one site of one stream to one place: in its plan's days, or in the period where there is no plan."""

    site: UUID
    stream: str
    to_site: UUID
    to_name: str
    loads: int
    sent: Decimal
    sent_m3: Decimal  # of what was stated in cubic metres
    stated: Decimal  # the kilograms of that
    accepted: Decimal
    refused: Decimal
    gate: Decimal  # sent kilograms of loads that were decided on
    open: int  # tickets that were drawn up and are not decided on
    missing: int
    oldest: datetime | None  # when the oldest open one left, or was told of last


@dataclass(frozen=True)
class Site:
    """A site as it is shown."""

    id: UUID
    name: str
    org_name: str
    city: str


@dataclass(frozen=True)
class Tickets:
    """Trip tickets posted to one billing account in a period, at one kind of facility."""

    account: UUID
    number: str
    contract: str
    org_name: str
    facility: str
    loads: int
    kg: Decimal
    hkd: Decimal


@dataclass(frozen=True)
class Made:
    """What a generator made of one waste in a year."""

    site: UUID
    code: str
    scheme: str
    category: str
    kg: Decimal


@dataclass(frozen=True)
class Lying:
    """What of one waste lies at a site, and since when."""

    site: UUID
    code: str
    scheme: str
    category: str
    kg: Decimal
    since: datetime


@dataclass(frozen=True)
class Treated:
    """What of a site's waste was finally treated in a year, and how."""

    site: UUID
    code: str
    scheme: str
    category: str
    measure: str
    method: str
    kg: Decimal


@dataclass(frozen=True)
class Spoken:
    """An event of a notice, as far as clocks go."""

    notice: UUID
    kind: str
    at: datetime
    receiver: str | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class Incident:
    """A notice of marine litter as it is listed."""

    id: UUID
    number: str
    city: str
    receiver: str
    status: str
    ending: str | None
    reported_at: datetime
    kg: Decimal | None
    kinds: tuple[str, ...] = field(default=())
