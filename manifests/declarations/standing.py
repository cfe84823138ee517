"""What a site has to declare and how it stands: derived from its class, the calendar and what was filed. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from manifests.life.model import Value
from wasteflow.catalog.duties import Classed, GeneratorClass, Period, all_duties, classed, duties_of, periods
from wasteflow.catalog.law import zone


class State(StrEnum):
    """How one declaration stands."""

    RUNNING = "running"  # its period is not over
    DUE = "due"
    OVERDUE = "overdue"
    FILED = "filed"
    FILED_LATE = "filed_late"


class Filing(Value, frozen=True):
    """One version of a declaration that was filed."""

    id: UUID
    site: UUID
    duty: str
    first: date
    version: int
    due_on: date
    nil: bool
    figures_sha256: str
    reason: str
    filed_at: datetime
    filed_on: date
    person: str

    @property
    def late(self) -> bool:
        """Filed after the day it was due."""
        return self.filed_on > self.due_on


class Entered(Value, frozen=True):
    """What an authority entered of a site's class."""

    site: UUID
    year: int
    class_: GeneratorClass | None
    assessed_t: Decimal | None
    reason: str
    entered_at: datetime
    person: str


class Made(Value, frozen=True):
    """Tonnes a site generated in a year, and whether it treated some of its own."""

    site: UUID
    year: int
    hazardous: bool
    t: Decimal
    treats: bool


class Declarer(Value, frozen=True):
    """A site with all its duties rest on."""

    id: UUID
    org: UUID
    name: str
    org_name: str
    city: str
    since: date  # registered here: for what was before, nothing is due here
    until: date | None  # closed on
    licensed: bool
    made: tuple[Made, ...] = ()
    entered: tuple[Entered, ...] = ()
    filed: tuple[Filing, ...] = ()

    def classed(self, year: int) -> Classed:
        """Its class in a year."""
        hazardous = [m for m in self.made if m.hazardous]
        of_year = sorted((x for x in self.entered if x.year == year), key=lambda x: x.entered_at)
        assessed = [x.assessed_t for x in of_year if x.assessed_t is not None]
        return classed(
            year,
            {m.year: m.t for m in hazardous},
            treats=any(m.treats for m in hazardous),
            licensed=self.licensed,
            assessed=assessed[-1] if assessed else None,
            entered=of_year[-1].class_ if of_year else None,
        )


class Owed(Value, frozen=True):
    """One declaration: its period, when it is due, what was filed of it (the latest version last)."""

    period: Period
    state: State
    filed: tuple[Filing, ...] = ()

    @property
    def key(self) -> tuple[str, date]:
        return self.period.duty.id, self.period.first


def owed(site: Declarer, today: date) -> list[Owed]:
    """All it answers for, what is due first in front; what was filed unasked stands among it."""
    if zone(site.city) != "mainland" or (site.until is not None and site.until <= site.since):
        return []  # Hong Kong and Macao have no such duties
    end = min(today, site.until) if site.until else today
    found: dict[tuple[str, date], Period] = {}
    for year in range(site.since.year, end.year + 1):
        for duty in duties_of(site.classed(year).class_, licensed=site.licensed, general=_general(site)):
            found |= {(duty.id, p.first): p for p in periods(duty, site.since, end) if p.first.year == year}
    for filing in site.filed:
        if filing.duty in all_duties():
            found.setdefault((filing.duty, filing.first), all_duties()[filing.duty].period_of(filing.first))
    made = [_owed(period, site.filed, today) for period in found.values()]
    return sorted(made, key=lambda o: (o.period.due_on, o.period.first, o.period.duty.id))


def _general(site: Declarer) -> bool:
    return any(not m.hazardous and m.t for m in site.made)


def _owed(period: Period, filed: Iterable[Filing], today: date) -> Owed:
    mine = sorted(
        (f for f in filed if (f.duty, f.first) == (period.duty.id, period.first)), key=lambda filing: filing.version
    )
    if mine:
        state = State.FILED_LATE if mine[0].late else State.FILED
    elif today <= period.last:
        state = State.RUNNING
    else:
        state = State.OVERDUE if today > period.due_on else State.DUE
    return Owed(period, state, tuple(mine))


def overdue(many: Iterable[Owed]) -> list[Owed]:
    """What is late and not filed."""
    return [o for o in many if o.state is State.OVERDUE]
