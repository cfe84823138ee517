"""What is off track, and why: values of a period beside their targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wasteflow.catalog.indicators import Formula, indicator_set
from wasteflow.core import clock
from wasteflow.core.db import Connection
from workers.indicators.city import SetValue
from workers.indicators.indicator import all_indicators
from workers.statistics.model import Period
from workers.statistics.queries import city_set
from workers.targets.store import Target, latest
from workers.targets.track import Judgement, judge


@dataclass(frozen=True)
class Stands:
    """A value beside its target."""

    target: Target
    value: Decimal | None
    judgement: Judgement


async def standings(conn: Connection, *, city: str, period: Period) -> dict[str, Stands]:
    """Indicator -> how it stands, of those that have a target."""
    values = await city_set(conn, city=city, period=period)
    return beside(values, await latest(conn, city=city), period, clock.local_date(clock.now()))


def beside(values: Iterable[SetValue], targets: Mapping[str, Target], period: Period, today: date) -> dict[str, Stands]:
    """Each value that has a target, judged at the end of the period, or today where that is not over.

    An amount is of a whole year or of nothing: a month of it is not held to a year's target.
    """
    last = min(period.last, today.replace(day=1))
    whole = period.is_year and last == period.last
    return {
        value.id: Stands(
            target := targets[value.id],
            value.value,
            judge(
                value.value if whole or indicator_set().indicators[value.id].formula is not Formula.AMOUNT else None,
                target.points,
                up=rises(value.id),
                last_month=last,
            ),
        )
        for value in values
        if value.id in targets
    }


def rises(indicator: str) -> bool:
    """Whether more is better."""
    own = all_indicators().get(indicator)
    direction = own.direction if own else indicator_set().indicators[indicator].direction
    return direction != "down"
