"""What the month's report is drawn from: plain figures in kilograms, as they stood when it was made."""

import hashlib
from datetime import date, datetime
from decimal import Decimal

import msgspec
from msgspec import Struct

from reports.proof.model import numbered

ZERO = Decimal(0)
Names = dict[str, str]  # language -> name
HAZARDOUS = "hazardous"
GENERAL = "general_industrial"
STREAMS = (HAZARDOUS, GENERAL)  # those the report speaks of, in its order


class Month(Struct, frozen=True):
    """What a city's waste of one stream did in one month. Final treatment only; figures follow the city of origin."""

    month: date
    generated: Decimal = ZERO
    used: Decimal = ZERO
    from_stock: Decimal = ZERO  # the part of `used` that was generated in an earlier month
    disposed: Decimal = ZERO
    other: Decimal = ZERO

    @property
    def base(self) -> Decimal:
        """Denominator of the use rate: generated, and earlier stock used."""
        return self.generated + self.from_stock

    @property
    def rate(self) -> Decimal | None:
        """Use rate in percent; None where there was nothing to use."""
        return 100 * self.used / self.base if self.base else None

    @property
    def known(self) -> bool:
        return bool(self.base or self.used or self.disposed or self.other)


class Share(Struct, frozen=True):
    """How much of what was generated rests on one basis of weight."""

    basis: str
    kg: Decimal
    loads: int


class Category(Struct, frozen=True):
    """One category in the month, with what is left of it at its end."""

    scheme: str
    code: str
    names: Names
    generated: Decimal
    used: Decimal
    disposed: Decimal
    other: Decimal
    closing: Decimal


class Route(Struct, frozen=True):
    """Waste of a category treated in the month: how, and whether in the city or elsewhere."""

    category: str
    measure: str  # used, disposed, other_treatment
    here: bool
    kg: Decimal


class Stream(Struct, frozen=True):
    """All about one stream; `months` end with the month of the report."""

    stream: str
    months: tuple[Month, ...]
    opening: Decimal
    shares: tuple[Share, ...] = ()
    categories: tuple[Category, ...] = ()
    routes: tuple[Route, ...] = ()
    region: Decimal | None = None  # use rate of the whole Bay Area in the month
    target: Decimal | None = None

    @property
    def month(self) -> Month:
        return self.months[-1]

    @property
    def before(self) -> Month | None:
        return self.months[-2] if len(self.months) > 1 and self.months[-2].known else None

    @property
    def closing(self) -> Decimal:
        month = self.month
        return self.opening + month.generated - month.used - month.disposed - month.other


class Alerts(Struct, frozen=True):
    """Alerts of one rule and severity whose event happened in the month."""

    rule: str
    severity: int
    raised: int
    pending: int
    confirmed: int
    dismissed: int


class Place(Struct, frozen=True):
    """A tile of the map on the cover."""

    code: str
    names: Names
    column: int
    row: int


class Monthly(Struct, frozen=True):
    """The facts of a city's month."""

    city: str  # code6
    names: Names
    month: date
    places: tuple[Place, ...]
    streams: tuple[Stream, ...]
    alerts: tuple[Alerts, ...]
    loads: int  # custody events behind the figures of the month
    data_at: datetime | None  # when the latest of them arrived
    provisional: bool  # the month was not over when it was made
    public_url: str
    watermark: int = 0  # the last transaction among them
    form: int = 1  # raise it whenever the same facts are drawn differently: then they are another document

    @property
    def digest(self) -> str:
        """SHA-256 over all of it: two reports of the same figures have the same."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    def number(self, language: str) -> str:
        """The document's number: city, month, language, and the first of the digest."""
        return numbered(self.city, f"{self.month:%Y%m}", language, self.digest)
