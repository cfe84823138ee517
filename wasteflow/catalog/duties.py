"""Who declares what, and until when: generators' classes, their duties and the calendar of these. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Literal

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Value

Every = Literal["day", "month", "quarter", "year"]


class GeneratorClass(StrEnum):
    """How closely a generator of hazardous waste is looked at (HJ 1259-2022)."""

    KEY = "key"
    SIMPLIFIED = "simplified"
    REGISTERED = "registered"


class Duty(msgspec.Struct, frozen=True):
    """A declaration that falls due again and again."""

    id: str
    classes: tuple[str, ...]  # of generators; operator: holds a permit; general: makes general industrial waste
    waste: Literal["hazardous", "general"]
    every: Every
    due: dict[str, int]
    source: str
    confidence: Confidence

    def period_of(self, day: date) -> "Period":
        """The period that a day lies in."""
        match self.every:
            case "day":
                return Period(self, day, day)
            case "month":
                first = day.replace(day=1)
                return Period(self, first, _after(first, 1) - timedelta(days=1))
            case "quarter":
                first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
                return Period(self, first, _after(first, 3) - timedelta(days=1))
            case _:
                return Period(self, date(day.year, 1, 1), date(day.year, 12, 31))


@dataclass(frozen=True)
class Period:
    """What one declaration is about."""

    duty: Duty
    first: date
    last: date

    @property
    def due_on(self) -> date:
        """The last day on which it is in time."""
        if "days" in self.duty.due:
            return self.last + timedelta(days=self.duty.due["days"])
        return _after(self.last.replace(day=1), self.duty.due["months"]).replace(day=self.duty.due["day"])

    @property
    def name(self) -> str:
        """2026-11-22, 2026-11, 2026-Q4, 2026."""
        match self.duty.every:
            case "day":
                return self.first.isoformat()
            case "month":
                return f"{self.first:%Y-%m}"
            case "quarter":
                return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
            case _:
                return str(self.first.year)

    @property
    def following(self) -> "Period":
        return self.duty.period_of(self.last + timedelta(days=1))


def _after(first: date, months: int) -> date:
    """The first day of a month, so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


# How far back a list goes; what is older and missing is still missing, but nobody works through a list of it.
LOOK_BACK: Mapping[Every, int] = {"day": 31, "month": 395, "quarter": 460, "year": 1100}


def periods(duty: Duty, since: date, today: date) -> list[Period]:
    """The periods a site answers for, oldest first, up to the one under way: from the one it began in."""
    period = duty.period_of(max(since, today - timedelta(days=LOOK_BACK[duty.every])))
    found = []
    while period.first <= today:
        found.append(period)
        period = period.following
    return found


@cache
def _file() -> dict[str, Any]:
    return law.parse("duties")


@cache
def all_duties() -> dict[str, Duty]:
    """Id -> duty, the most frequent first."""
    return {name: msgspec.convert({"id": name, **block}, Duty) for name, block in _file()["duties"].items()}


@cache
def thresholds() -> dict[GeneratorClass, Value]:
    """Class -> tonnes a year from which it begins, the highest first."""
    return {GeneratorClass(name): law.value(block["from_t"]) for name, block in _file()["classes"].items()}


@cache
def basis() -> dict[str, Value]:
    """Which years the class rests on."""
    return {name: law.value(block) for name, block in _file()["basis"].items()}


class Reason(StrEnum):
    """Why a generator is in its class."""

    TONNES = "tonnes"
    ASSESSED = "assessed"  # tonnes of the environmental assessment
    TREATS = "treats"  # what it makes itself
    PERMIT = "permit"
    ENTERED = "entered"  # by the authority


class Classed(msgspec.Struct, frozen=True):
    """A generator's class in one year; no class where it makes no hazardous waste."""

    year: int
    class_: GeneratorClass | None = msgspec.field(name="class")
    reason: Reason
    tonnes: Decimal  # the most of the years it rests on
    of_year: int | None = None


def counted_years(year: int) -> range:
    """The years whose tonnes decide the class of one."""
    return range(year - int(basis()["years"].value), year + int(basis()["this_year"].value))


def classed(
    year: int,
    tonnes: Mapping[int, Decimal],
    *,
    treats: bool,
    licensed: bool,
    assessed: Decimal | None = None,
    entered: GeneratorClass | None = None,
) -> Classed:
    """The class of a site; `tonnes`: of hazardous waste it generated, by year."""
    counted = {y: t for y, t in tonnes.items() if y in counted_years(year)}
    of_year = max(counted, key=lambda y: (counted[y], y), default=None)
    most = counted[of_year] if of_year is not None else Decimal(0)
    reason = Reason.TONNES
    if assessed is not None and assessed > most:
        most, of_year, reason = assessed, None, Reason.ASSESSED
    found = next(c for c, t in thresholds().items() if most >= t.value) if most else None
    if entered is not None:
        found, reason = entered, Reason.ENTERED
    elif found is not GeneratorClass.KEY and licensed:
        found, reason = GeneratorClass.KEY, Reason.PERMIT
    elif found is not GeneratorClass.KEY and treats:
        found, reason = GeneratorClass.KEY, Reason.TREATS
    return Classed(year, found, reason, most, of_year)


def duties_of(class_: GeneratorClass | None, *, licensed: bool, general: bool) -> list[Duty]:
    """What a site declares."""
    kinds = {name for name, so in (("operator", licensed), ("general", general)) if so}
    if class_:
        kinds.add(class_.value)
    return [duty for duty in all_duties().values() if kinds.intersection(duty.classes)]
