"""SQL for screens: the figures of a city and period, what waits for a second person, the whole set."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from wasteflow.catalog.indicators import Formula, indicator_set
from wasteflow.core.db import Connection
from workers.indicators.city import Amount, SetValue, value_of
from workers.indicators.indicator import all_indicators
from workers.queries import indicator_value
from workers.statistics.model import Period, Statistic

SHARE = Decimal("0.0001")
TONNE = Decimal(1000)

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
FROM_CUSTODY = """
select stream, measure, basis, sum(kg) as kg from rollup_cell
 where city in (select code6 from jurisdiction where code6 = $1 or province = $1) and month between $2 and $3
   and stream = any($4)
 group by stream, measure, basis
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
    """The whole set of a city (or province) and period, in the order of the set."""
    base = await base_year(conn, city=city)
    now = await _amounts(conn, city, period)
    before = await _amounts(conn, city, period.year(base)) if base else {}
    values = []
    for computed in indicator_set().indicators.values():
        if computed.formula is Formula.CUSTODY and computed.id in all_indicators():
            values.append(await _from_custody(conn, computed.id, city, period))
        else:
            values.append(value_of(computed, now, before, base))
    return values


async def _from_custody(conn: Connection, code: str, city: str, period: Period) -> SetValue:
    found = await indicator_value(conn, code=code, city=city, start=period.first, end=period.last)
    above = Amount("numerator", found.numerator / TONNE, "custody", coverage=found.coverage["numerator"])
    below = Amount("denominator", found.denominator / TONNE, "custody", coverage=found.coverage["denominator"])
    return SetValue(code, found.value, "missing" if found.value is None else "provisional", above, below)


async def _amounts(conn: Connection, city: str, period: Period) -> Mapping[str, Amount]:
    entered = {
        id: Amount(id, one.value, "statistics", one.verdict == "approved", statistic=one.id)
        for id, one in (await figures(conn, city=city, period=period)).items()
    }
    return {**entered, **await _counted(conn, city, period)}


async def _counted(conn: Connection, city: str, period: Period) -> dict[str, Amount]:
    """Figures that are sums of custody, in tonnes, with the share of each basis."""
    asked = {id: figure.custody for id, figure in indicator_set().figures.items() if figure.custody}
    streams = sorted({stream for custody in asked.values() for stream in custody.streams})
    rows = await conn.fetch(FROM_CUSTODY, city, period.first, period.last, streams)
    found: dict[str, Amount] = {}
    for id, custody in asked.items():
        mine = [row for row in rows if row["stream"] in custody.streams and row["measure"] in custody.measures]
        if mine:
            found[id] = _sum(id, [(row["basis"], row["kg"]) for row in mine])
    # Where a city generated nothing of a stream nothing is known of it; where it did, what was not used is zero.
    return found | {
        id: Amount(id, Decimal(0), "custody")
        for id, custody in asked.items()
        if id not in found and any(row["stream"] in custody.streams for row in rows)
    }


def _sum(id: str, parts: Sequence[tuple[str, Decimal]]) -> Amount:
    whole = sum((kg for _, kg in parts), Decimal(0))
    amount = Amount(id, whole / TONNE, "custody")
    if not whole:
        return amount
    by_basis: dict[str, Decimal] = {}
    for basis, kg in parts:
        by_basis[basis] = by_basis.get(basis, Decimal(0)) + kg
    shares = {basis: (kg / whole).quantize(SHARE, ROUND_HALF_UP) for basis, kg in sorted(by_basis.items())}
    return replace(amount, coverage=shares)
