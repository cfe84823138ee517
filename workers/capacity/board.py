"""The capacity board: licensed, used, free, and what will be free in the month ahead. Pure.

The forecast is simple and says so: next month brings what the last three whole months brought on average, and a licence
is used evenly over its year, so a month may take a twelfth of it and never more than is left of the year.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from wasteflow.core.months import months_before
from workers.capacity.model import Licence, Taken

MONTHS = 3  # whole months that the forecast rests on
ZERO = Decimal(0)


@dataclass(frozen=True)
class Used:
    """Intake under one line of a licence: a waste and what was taken of it this year."""

    scheme: str
    code: str
    category: str
    kg: Decimal


@dataclass(frozen=True)
class Row:
    """One licence. Kilograms; what is free is null where the licence states no ceiling."""

    licence: Licence
    used: Decimal
    wastes: tuple[Used, ...]  # the largest first
    expected: Decimal  # of next month
    free: Decimal | None  # of this year
    ahead: Decimal | None  # of next month

    @property
    def licensed(self) -> Decimal | None:
        return None if self.licence.yearly_t is None else self.licence.yearly_t * 1000

    @property
    def share(self) -> Decimal | None:
        """Used of what is licensed, in percent."""
        return self.used / self.licensed * 100 if self.licensed else None


def rows(licences: Sequence[Licence], year: Iterable[Taken], months: Iterable[Taken], today: date) -> list[Row]:
    """One row for each licence. What a site took in counts on the first of its licences that names it."""
    used, lately = _by_licence(licences, year), _by_licence(licences, months)
    return [_row(licence, used[licence.permit], lately[licence.permit], today) for licence in licences]


def _by_licence(licences: Sequence[Licence], taken: Iterable[Taken]) -> Mapping[UUID, list[Taken]]:
    at: defaultdict[UUID, list[Licence]] = defaultdict(list)
    for licence in licences:
        at[licence.site].append(licence)
    found: defaultdict[UUID, list[Taken]] = defaultdict(list)
    for one in taken:
        fits = (x for x in at[one.site] if x.item(one.scheme, one.code, one.category))
        if (fitting := next(fits, None)) is not None:
            found[fitting.permit].append(one)
    return found


def _row(licence: Licence, year: Sequence[Taken], months: Sequence[Taken], today: date) -> Row:
    used = sum((x.kg for x in year), ZERO)
    expected = (sum((x.kg for x in months), ZERO) / MONTHS).quantize(Decimal("0.1"))
    free, ahead = _free(licence.yearly_t, used, expected, today)
    wastes = sorted((Used(x.scheme, x.code, x.category, x.kg) for x in year), key=lambda x: (-x.kg, x.code))
    return Row(licence, used, tuple(wastes), expected, free, ahead)


def _free(
    yearly_t: Decimal | None, used: Decimal, expected: Decimal, today: date
) -> tuple[Decimal | None, Decimal | None]:
    if yearly_t is None:
        return None, None
    licensed = yearly_t * 1000
    free = max(licensed - used, ZERO)
    days = monthrange(today.year, today.month)[1]
    rest_of_month = expected * (days - today.day) / days
    left = licensed if today.month == 12 else max(free - rest_of_month, ZERO)
    ahead = max(min(licensed / 12, left) - expected, ZERO)
    return free, ahead.quantize(Decimal("0.1"))


def first_month(today: date) -> date:
    """The first day of the earliest month that the forecast rests on."""
    return months_before(today, MONTHS)


@dataclass(frozen=True)
class ByMethod:
    """A way of treatment: who may, and at most how much of next month. One licence for several ways counts in each."""

    method: str
    licences: int
    licensed: Decimal
    ahead: Decimal


def by_method(found: Iterable[Row]) -> list[ByMethod]:
    """Each way of treatment that some licence names, the most free first."""
    named: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        for method in row.licence.methods:
            named[method].append(row)
    ways = [
        ByMethod(
            method,
            len(mine),
            sum((row.licensed or ZERO for row in mine), ZERO),
            sum((row.ahead or ZERO for row in mine), ZERO),
        )
        for method, mine in named.items()
    ]
    return sorted(ways, key=lambda way: (-way.ahead, way.method))


def narrowed(found: Iterable[Row], *, city: str, category: str, method: str) -> list[Row]:
    """The rows that a filter asks for; an empty word asks for all."""
    return [
        row
        for row in found
        if (not city or row.licence.city == city)
        and (not category or any(_category(item.code) == category for item in row.licence.items))
        and (not method or method in row.licence.methods)
    ]


def _category(code: str) -> str:
    return f"HW{code[-2:]}" if code.count("-") == 2 else code


def categories(found: Iterable[Row]) -> list[tuple[str, str]]:
    """(scheme, category) of every licence, for a filter."""
    return sorted({(item.scheme, _category(item.code)) for row in found for item in row.licence.items})
