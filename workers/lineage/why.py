"""Why a value moved from one period to another."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from wasteflow.catalog.indicators import Formula, indicator_set
from wasteflow.core.db import Connection
from workers.indicators.city import TONNE, Amount, SetValue
from workers.lineage import queries
from workers.lineage.behind import PARTS, Part, behind
from workers.lineage.change import Form, Share, decompose
from workers.lineage.queries import By
from workers.statistics.model import Period
from workers.statistics.queries import series

FIGURE = "figure:"  # a side that does not come from custody is one share, named by its figure


@dataclass(frozen=True)
class Change:
    """The difference of two values, shared out; `shares` null: one of them has no value."""

    before: SetValue
    after: SetValue
    shares: list[Share] | None
    names: dict[str, str]  # of sites

    @property
    def whole(self) -> Decimal | None:
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


async def change(conn: Connection, *, id: str, city: str, before: Period, after: Period, by: By) -> Change:
    """What each city, stream or site added to the difference between two periods."""
    first, last = await series(conn, id=id, city=city, periods=(before, after))
    return await shared_out(conn, city=city, periods=(before, after), values=(first, last), by=by)


async def shared_out(
    conn: Connection, *, city: str, periods: tuple[Period, Period], values: tuple[SetValue, SetValue], by: By
) -> Change:
    """The same of two values that are known already."""
    if values[0].value is None or values[1].value is None:
        return Change(*values, None, {})
    names: dict[str, str] = {}
    pairs = []
    for period, value in zip(periods, values, strict=True):
        sides: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for n, part in enumerate(PARTS):
            for key, amount in (await _side(conn, value, part, city, period, by, names)).items():
                sides[key][n] += amount
        pairs.append({key: (above, below) for key, (above, below) in sides.items()})
    form = Form.of(indicator_set().indicators[values[0].id])
    return Change(*values, decompose(form, *pairs), names)


async def _side(
    conn: Connection, value: SetValue, part: Part, city: str, period: Period, by: By, names: dict[str, str]
) -> dict[str, Decimal]:
    counted = behind(value.id, part)
    if counted is not None:
        sums, found = await queries.sums_by(conn, counted, by=by, city=city, start=period.first, end=period.last)
        names |= found
        return {key: kg / TONNE for key, kg in sums.items()}
    amount = _amount(value, part)
    return {f"{FIGURE}{amount.figure}": amount.value} if amount else {}


def _amount(value: SetValue, part: Part) -> Amount | None:
    if part == "numerator":
        return value.above
    formula = indicator_set().indicators[value.id].formula
    return value.before if formula in (Formula.DECLINE, Formula.GROWTH) else value.below
