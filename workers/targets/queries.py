"""What is off track, and why: values of a period beside their targets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wasteflow.catalog.indicators import Formula, indicator_set
from wasteflow.core import clock
from wasteflow.core.db import Connection
from workers.indicators.city import SetValue
from workers.indicators.indicator import all_indicators
from workers.statistics.model import Period
from workers.statistics.queries import city_set, sets
from workers.targets.store import Target, latest, latest_of
from workers.targets.track import Judgement, Standing, judge
from workers.values.model import Status, ValueState
from workers.values.queries import states_of


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


@dataclass(frozen=True)
class CityStands:
    """A city's whole set of a period: values, how they stand to their targets, how far people stand for them."""

    city: str
    values: list[SetValue]
    stands: dict[str, Stands]
    states: dict[str, ValueState]

    def count(self, standing: Standing) -> int:
        """How many of those with a target stand so."""
        return sum(one.judgement.standing is standing for one in self.stands.values())

    def standing_for(self, status: Status) -> int:
        """How many values people stand for so far."""
        return sum(
            (state.status if (state := self.states.get(v.id)) else Status.PROVISIONAL) == status
            for v in self.values
            if v.known
        )

    @property
    def known(self) -> int:
        """How many have a value, or words."""
        return sum(v.known for v in self.values)

    @property
    def behind(self) -> list[Stands]:
        """What is not on its way, the farthest first: off track before at risk."""
        late = [one for one in self.stands.values() if one.judgement.standing in (Standing.OFF_TRACK, Standing.AT_RISK)]
        return sorted(late, key=lambda one: (one.judgement.standing is Standing.AT_RISK, -one.judgement.off))


async def overview(conn: Connection, *, cities: Sequence[str], period: Period) -> list[CityStands]:
    """Several cities at once, as many queries as for one."""
    found = await sets(conn, [(city, period) for city in cities])
    targets = await latest_of(conn, cities=cities)
    states = await states_of(conn, cities=cities, period=period.written)
    today = clock.local_date(clock.now())
    return [
        CityStands(city, values, beside(values, targets[city], period, today), states[city])
        for city, values in zip(cities, found, strict=True)
    ]


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
