"""SQL for screens: the figures of a city and period, what waits for a second person, the whole set."""

from collections.abc import Mapping, Sequence
from functools import cache

from wasteflow.catalog.indicators import Formula, indicator_set
from wasteflow.core.db import Connection
from workers.indicators.city import Amount, SetValue, amount_of, from_custody, value_of
from workers.indicators.engine import Sum
from workers.indicators.indicator import all_indicators
from workers.queries import sums
from workers.statements.model import Statement
from workers.statements.store import counting
from workers.statistics.model import Period, Statistic, Status

# The version that counts: the latest approved one, else the latest that nobody returned.
COUNTING = """
select distinct on (figure) * from statistic
 where city = $1 and period = $2 and verdict is distinct from 'returned'
 order by figure, (verdict = 'approved') desc nulls last, version desc
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
READ_BASE = "select base_year from indicator_base where city = $1"


async def figures(conn: Connection, *, city: str, period: Period) -> dict[str, Statistic]:
    """Figure -> the version that counts."""
    return {row["figure"]: Statistic(**dict(row)) for row in await conn.fetch(COUNTING, city, period.written)}


async def versions(conn: Connection, *, city: str, period: Period, figure: str | None = None) -> list[Statistic]:
    """Every version, the newest of each figure first."""
    return [Statistic(**dict(row)) for row in await conn.fetch(ALL_VERSIONS, city, period.written, figure)]


async def waiting(conn: Connection, *, cities: Sequence[str] | None, limit: int = 200) -> list[Statistic]:
    """Entries that a second person has to look at, the oldest first. `cities` null: of all."""
    return [Statistic(**dict(row)) for row in await conn.fetch(WAITING, cities, limit)]


async def base_year(conn: Connection, *, city: str) -> int | None:
    """The year a city's declines are measured against; null: not set."""
    found: int | None = await conn.fetchval(READ_BASE, city)
    return found


async def city_set(conn: Connection, *, city: str, period: Period) -> list[SetValue]:
    """The whole set of a city (or province) and period: its own indicators, then everybody's, each in their order."""
    base = await base_year(conn, city=city)
    counted = await sums(conn, city=city, start=period.first, end=period.last, streams=_streams())
    now = {**await _entered(conn, city, period), **_counted(counted)}
    before: Mapping[str, Amount] = {}
    if base:
        then = period.year(base)
        earlier = await sums(conn, city=city, start=then.first, end=then.last, streams=_streams())
        before = {**await _entered(conn, city, then), **_counted(earlier)}
    own, said = all_indicators(), await counting(conn, city=city, period=period.written)
    return [
        from_custody(own[computed.id], counted)
        if computed.formula is Formula.CUSTODY and computed.id in own
        else in_words(computed.id, said.get(computed.id))
        if computed.formula is Formula.DECLARED
        else value_of(computed, now, before, base)
        for computed in indicator_set().of(city, period.last)
    ]


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


async def _entered(conn: Connection, city: str, period: Period) -> dict[str, Amount]:
    return {
        id: Amount(id, one.value, "statistics", one.verdict == "approved", statistic=one.id)
        for id, one in (await figures(conn, city=city, period=period)).items()
    }


def _counted(rows: Sequence[Sum]) -> dict[str, Amount]:
    """Figures that are sums of custody. Where a city generated nothing of a stream nothing is known of it; where it
    did, what was not used is zero."""
    asked = {id: figure.custody for id, figure in indicator_set().figures.items() if figure.custody}
    return {
        id: amount_of(id, [row for row in mine if row.measure in custody.measures])
        for id, custody in asked.items()
        if (mine := [row for row in rows if row.stream in custody.streams])
    }
