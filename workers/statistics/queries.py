"""SQL for screens: the versions of figures, what waits for a second person, the whole set."""

from collections.abc import Mapping, Sequence
from functools import cache

from wasteflow.catalog.indicators import Custody, Formula, indicator_set
from wasteflow.core.db import Connection
from workers.indicators.city import Amount, SetValue, amount_of, from_custody, value_of
from workers.indicators.engine import Sum
from workers.indicators.indicator import all_indicators
from workers.queries import Months, sums
from workers.statements.model import Statement
from workers.statements.store import counting_of
from workers.statistics.model import Period, Statistic, Status

# The version that counts: the latest approved one, else the latest that nobody returned.
COUNTING = """
select distinct on (city, period, figure) s.* from statistic s
  join unnest($1::text[], $2::text[]) asked(place, written) on (s.city, s.period) = (place, written)
 where verdict is distinct from 'returned'
 order by city, period, figure, (verdict = 'approved') desc nulls last, version desc
"""
ALL_VERSIONS = """
select * from statistic where city = $1 and period = $2 and ($3::text is null or figure = $3)
 order by figure, version desc
"""
WAITING = """
select s.* from statistic s
 where ($1::text[] is null or city = any($1)) and verdict is null
   and not exists (select from statistic n where (n.city, n.figure, n.period) = (s.city, s.figure, s.period)
                      and n.version > s.version)
 order by entered_at, id limit $2
"""
READ_BASES = "select city, base_year from indicator_base where city = any($1)"
Asked = tuple[str, Period]  # a city or province, and a period


async def versions(conn: Connection, *, city: str, period: Period, figure: str | None = None) -> list[Statistic]:
    """Every version, the newest of each figure first."""
    return [Statistic(**dict(row)) for row in await conn.fetch(ALL_VERSIONS, city, period.written, figure)]


async def waiting(conn: Connection, *, cities: Sequence[str] | None, limit: int = 200) -> list[Statistic]:
    """Entries that a second person has to look at, the oldest first. `cities` null: of all."""
    return [Statistic(**dict(row)) for row in await conn.fetch(WAITING, cities, limit)]


async def city_set(conn: Connection, *, city: str, period: Period) -> list[SetValue]:
    """The whole set of a city (or province) and period: its own indicators, then everybody's, each in their order."""
    return (await sets(conn, [(city, period)]))[0]


async def sets(conn: Connection, asked: Sequence[Asked]) -> list[list[SetValue]]:
    """The whole sets of several cities and periods, asked for together: as many queries as for one."""
    if not asked:
        return []
    bases = {row["city"]: row["base_year"] for row in await conn.fetch(READ_BASES, [city for city, _ in asked])}
    earlier = [(city, when.year(bases[city])) for city, when in asked if bases.get(city)]
    every = list(dict.fromkeys([*asked, *earlier]))
    counted = await sums(conn, [_months(one) for one in every], streams=_streams())
    entered = await _entered(conn, every)
    said = await counting_of(conn, [(city, when.written) for city, when in asked])

    def known(one: Asked) -> dict[str, Amount]:
        return {**entered[one[0], one[1].written], **figures_of(counted[_months(one)])}

    found = []
    for city, when in asked:
        base = bases.get(city)
        before = known((city, when.year(base))) if base else {}
        words = said[city, when.written]
        found.append(_set(city, when, counted[_months((city, when))], known((city, when)), before, base, words))
    return found


def _set(
    city: str,
    when: Period,
    counted: Sequence[Sum],
    now: Mapping[str, Amount],
    before: Mapping[str, Amount],
    base: int | None,
    said: Mapping[str, Statement],
) -> list[SetValue]:
    own = all_indicators()
    return [
        from_custody(own[computed.id], counted)
        if computed.formula is Formula.CUSTODY and computed.id in own
        else in_words(computed.id, said.get(computed.id))
        if computed.formula is Formula.DECLARED
        else value_of(computed, now, before, base)
        for computed in indicator_set().of(city, when.last)
    ]


async def series(conn: Connection, *, id: str, city: str, periods: Sequence[Period]) -> list[SetValue]:
    """One indicator over periods; where the edition of a period does not know it, it has no value."""
    found = await sets(conn, [(city, when) for when in periods])
    return [next((v for v in values if v.id == id), SetValue(id, None, "missing")) for values in found]


def in_words(id: str, said: Statement | None) -> SetValue:
    """Of an indicator that is no figure: what the city says of it, if it says anything."""
    if said is None:
        return SetValue(id, None, "declared")
    approved = said.status is Status.APPROVED
    return SetValue(
        id, None, "reviewed" if approved else "provisional", statement=said.id, approved_words=approved, met=said.met
    )


@cache
def _streams() -> tuple[str, ...]:
    """Of which anything in the set is counted."""
    figures = (f.custody.streams for f in indicator_set().figures.values() if f.custody)
    return tuple(
        sorted({s for streams in (*figures, *(i.streams for i in all_indicators().values())) for s in streams})
    )


def _months(asked: Asked) -> Months:
    city, when = asked
    return city, when.first, when.last


async def _entered(conn: Connection, asked: Sequence[Asked]) -> Mapping[tuple[str, str], dict[str, Amount]]:
    found: dict[tuple[str, str], dict[str, Amount]] = {(city, when.written): {} for city, when in asked}
    for row in await conn.fetch(COUNTING, *zip(*found, strict=True)):
        one = Statistic(**dict(row))
        found[one.city, one.period][one.figure] = Amount(
            one.figure, one.value, "statistics", one.verdict == "approved", statistic=one.id
        )
    return found


def _is_of(row: Sum, custody: Custody) -> bool:
    return row.measure in custody.measures or (row.from_stock and row.measure in custody.stock)


def figures_of(rows: Sequence[Sum]) -> dict[str, Amount]:
    """Figures that are sums of custody. Where a city generated nothing of a stream nothing is known of it; where it
    did, what was not used is zero."""
    asked = {id: figure.custody for id, figure in indicator_set().figures.items() if figure.custody}
    return {
        id: amount_of(id, [row for row in mine if _is_of(row, custody)])
        for id, custody in asked.items()
        if (mine := [row for row in rows if row.stream in custody.streams])
    }
