"""What the month's report is drawn from: plain figures in kilograms, as they stood when it was made."""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct

from reports.proof.model import fingerprint, numbered
from wasteflow.core.months import months_before, next_month

ZERO = Decimal(0)
Names = dict[str, str]  # language -> name
BAY = "GBA"  # in place of a city: all eleven of them
HAZARDOUS = "hazardous"
GENERAL = "general_industrial"
STREAMS = (HAZARDOUS, GENERAL)  # those the report speaks of, in its order
UNSETTLED = ("open", "in_hand", "asked")  # of cases


class Month(Struct, frozen=True):
    """What a city's waste of one stream did in one month. Final treatment only; figures follow the city of origin."""

    month: date
    generated: Decimal = ZERO
    used: Decimal = ZERO
    from_stock: Decimal = ZERO  # the part of `used` that was generated in an earlier month
    disposed: Decimal = ZERO
    other: Decimal = ZERO
    reweighed: Decimal = ZERO  # what later scales found more than was written; less where negative

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


class Span(Struct, frozen=True):
    """Whole months, the first and the last of them; each given by its first day."""

    first: date
    last: date

    @property
    def months(self) -> int:
        """How many."""
        return 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1

    def back(self, months: int) -> date:
        """The first day of a month so many before the first."""
        return months_before(self.first, months)

    @property
    def after(self) -> date:
        """The first day that is not in it."""
        return next_month(self.last)

    @property
    def before(self) -> "Span":
        """As many months right before it."""
        return Span(self.back(self.months), self.back(1))


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
    """All about one stream; `months` end with the last of the report. `total`: of all its months, where they are
    several; `compared`: of the period it is compared with, where that is not the month before."""

    stream: str
    months: tuple[Month, ...]
    opening: Decimal
    shares: tuple[Share, ...] = ()
    categories: tuple[Category, ...] = ()
    routes: tuple[Route, ...] = ()
    region: Decimal | None = None  # use rate of the whole Bay Area in the month
    target: Decimal | None = None
    total: Month | None = None
    compared: Month | None = None

    @property
    def month(self) -> Month:
        return self.total or self.months[-1]

    @property
    def before(self) -> Month | None:
        if self.compared is not None:
            return self.compared if self.compared.known else None
        return self.months[-2] if len(self.months) > 1 and self.months[-2].known else None

    @property
    def closing(self) -> Decimal:
        month = self.month
        return self.opening + month.generated + month.reweighed - month.used - month.disposed - month.other


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


class Waste(Struct, frozen=True):
    """One stream in the month, in kilograms; `before`: generated in the month it is compared with."""

    stream: str
    names: Names
    generated: Decimal
    used: Decimal
    disposed: Decimal
    other: Decimal
    before: Decimal


class CityRate(Struct, frozen=True):
    """The month of hazardous waste in one city of the Bay Area; `rate` None where there was nothing to use."""

    code: str
    generated: Decimal
    rate: Decimal | None


class Method(Struct, frozen=True):
    """What was finally treated one way, scheme:code."""

    stream: str
    method: str
    names: Names
    measure: str
    kg: Decimal


class Matter(Struct, frozen=True):
    """Cases of the month, or older and still not settled: whose, how far, how old (days at most 7, 30, or more: 0)."""

    department: str
    status: str
    days: int
    count: int


class Quality(Struct, frozen=True):
    """What the month's figures rest on: custody events, and those that came more than a day after they happened."""

    events: int = 0
    late: int = 0
    latest_days: int = 0


class Score(Struct, frozen=True):
    """One indicator of the set, as the month has it. `version` 0: not published. `track`: how it stands to its target
    (met, on_track, at_risk, off_track), which is for the year `by`; `pending`: moved since it was published."""

    id: str
    group: str  # as the set writes it
    names: Names
    unit: str
    mandatory: bool
    direction: str
    standing: str
    value: Decimal | None = None
    before: Decimal | None = None
    weighed: Decimal | None = None  # share of its custody figures that rests on weighing, in percent
    version: int = 0
    target: Decimal | None = None
    by: int = 0
    track: str = ""
    pending: bool = False


class Way(Struct, frozen=True):
    """A way of treatment: who may in this city, and what of it is free next month (kg)."""

    method: str
    names: Names
    licences: int
    licensed: Decimal
    ahead: Decimal


class HardToPlace(Struct, frozen=True):
    """A waste that waits: how much, how long, and how many licences name it."""

    code: str
    names: Names
    kg: Decimal
    batches: int
    oldest_days: int
    outlets: int


class CarbonAccount(Struct, frozen=True):
    """One family of factors; two of them have no sum."""

    family: str
    kg_co2e: Decimal | None
    covered: Decimal | None
    weighed: Decimal | None


class Carbon(Struct, frozen=True):
    """The carbon of the month's waste; landfill methane of the year so far, with both ends of its range (t CH4)."""

    accounts: tuple[CarbonAccount, ...]
    methane: Decimal
    low: Decimal
    high: Decimal
    clean: Decimal | None  # share of tonne-kilometres, percent
    known: Decimal | None


class Cells(Struct, frozen=True):
    """Zero-waste cells of one kind: whose award holds at the end of the month, awarded in it, applied for."""

    kind: str
    names: Names
    in_force: int
    new: int
    applied: int


# Between the first page and the last, in the order in which they stand where nobody wants another.
SECTIONS = (
    *("scores", "rates", "balances", "fates", "wastes", "groups", "cities", "alerts", "matters"),
    *("capacity", "carbon", "cells", "quality", "methods"),
)


class Crest(Struct, frozen=True):
    """A picture that was checked: png or svg."""

    kind: str
    content: bytes


class Style(Struct, frozen=True):
    """How a city's reports look: its office's name, whom to ask, the order of sections, its crest."""

    office: Names = {}
    contact: str = ""
    sections: tuple[str, ...] = SECTIONS
    crest: Crest | None = None


class Beside(Struct, frozen=True):
    """What others of the house count: each is left out of the report where nobody counted it. `at`: the day on which
    `ways` and `hard` stood so, which no month has an end of."""

    scores: tuple[Score, ...] = ()
    ways: tuple[Way, ...] = ()
    hard: tuple[HardToPlace, ...] = ()
    at: date | None = None
    carbon: Carbon | None = None
    cells: tuple[Cells, ...] = ()
    style: Style = Style()


class Monthly(Struct, frozen=True):
    """The facts of a month, of a city or of the Bay Area. `first`: where it is of several months, which end with
    `month`; `against`: what it is compared with, where that is not the month before."""

    city: str  # code6, or BAY
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
    wastes: tuple[Waste, ...] = ()
    cities: tuple[CityRate, ...] = ()
    methods: tuple[Method, ...] = ()
    matters: tuple[Matter, ...] = ()
    quality: Quality = Quality()
    beside: Beside = Beside()
    first: date | None = None
    against: Span | None = None
    form: int = 5  # raise it whenever the same facts are drawn differently: then they are another document

    @property
    def span(self) -> Span:
        """Its months."""
        return Span(self.first or self.month, self.month)

    @property
    def plain(self) -> bool:
        """One month beside the month before: what a city files. Any other is made because somebody asked."""
        return self.first is None and self.against is None

    @property
    def digest(self) -> str:
        """SHA-256 over all of it: two reports of the same figures have the same."""
        return fingerprint(self)

    def number(self, language: str) -> str:
        """The document's number: city, month, language, and the first of the digest."""
        months = f"{self.month:%Y%m}" if self.first is None else f"{self.first:%Y%m}T{self.month:%Y%m}"
        return numbered(self.city, months, language, self.digest)
