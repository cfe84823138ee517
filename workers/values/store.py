"""SQL for commands: values that people vouch for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from wasteflow.core.db import Connection
from workers.values.events import Fact, kind_of
from workers.values.figures import Mark
from workers.values.model import ValueState

_state: msgspec.json.Decoder[ValueState] = msgspec.json.Decoder(ValueState)


@dataclass(frozen=True)
class Step:
    """A fact, and the value after it."""

    fact: Fact
    after: ValueState
    at: datetime
    account: UUID | None


# Shared with others who look, not with a roll-up: the sums stand still until the transaction ends.
HOLD = """
select xid, subject, seq, counted as events, moved_at as at from rollup_watermark where name = 'custody' for share
"""
READ = "select city, indicator, state::text from indicator_value where city = any($1) and period = $2"
APPEND = """
insert into indicator_value_event (city, period, indicator, seq, kind, at, account, body)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
PUT = """
insert into indicator_value (city, period, indicator, seq, first_month, last_month, state)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (city, period, indicator) do update set seq = excluded.seq, state = excluded.state
"""
LOOK_AGAIN = "insert into indicator_stale (city, period) values ($1, $2) on conflict do nothing"
LOOK_AGAIN_AT = """
insert into indicator_stale (city, period)
select distinct v.city, v.period from indicator_value v
 where v.city = $1 or v.city = (select province from jurisdiction where code6 = $1)
on conflict do nothing
"""
ANY_STALE = "select exists (select from indicator_stale)"
TAKE_STALE = """
delete from indicator_stale s using (select city, period from indicator_stale order by 1, 2 limit $1) t
 where (s.city, s.period) = (t.city, t.period) returning s.city, s.period
"""


async def hold(conn: Connection) -> Mark:
    """The position figures count up to; no roll-up moves it before this transaction ends."""
    row = await conn.fetchrow(HOLD)
    assert row is not None
    return Mark(**dict(row))


async def read(conn: Connection, *, city: str, period: str) -> dict[str, ValueState]:
    """Indicator -> its value, of those that anybody has looked at."""
    return (await read_of(conn, cities=[city], period=period))[city]


async def read_of(conn: Connection, *, cities: Sequence[str], period: str) -> dict[str, dict[str, ValueState]]:
    """The same of several cities."""
    found: dict[str, dict[str, ValueState]] = {city: {} for city in cities}
    for row in await conn.fetch(READ, cities, period):
        found[row["city"]][row["indicator"]] = _state.decode(row["state"])
    return found


async def record(conn: Connection, steps: Sequence[Step], *, first: date, last: date) -> None:
    """Append the facts and fold them. Raises UniqueViolationError where somebody was quicker."""
    await conn.executemany(
        APPEND,
        [(s.after.city, s.after.period, s.after.indicator, s.after.seq, kind_of(s.fact), s.at, s.account, s.fact)
         for s in steps],
    )  # fmt: skip
    await conn.executemany(
        PUT,
        [(s.after.city, s.after.period, s.after.indicator, s.after.seq, first, last, s.after) for s in steps],
    )


async def look_again(conn: Connection, *, city: str, period: str) -> None:
    """Compare the values of this period once more when everything that is under way has committed."""
    await conn.execute(LOOK_AGAIN, city, period)


async def look_again_at(conn: Connection, *, city: str) -> None:
    """The same for all periods of a city (and its province) with values that people vouched for."""
    await conn.execute(LOOK_AGAIN_AT, city)


async def any_stale(conn: Connection) -> bool:
    return bool(await conn.fetchval(ANY_STALE))


async def take_stale(conn: Connection, *, limit: int) -> list[tuple[str, str]]:
    """Periods to compare; they come back where this transaction fails."""
    return [(row["city"], row["period"]) for row in await conn.fetch(TAKE_STALE, limit)]
