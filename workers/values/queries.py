"""SQL for screens and for what is open to everybody: values that people vouched for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from wasteflow.core.db import Connection
from workers.values.events import Fact
from workers.values.figures import Figures
from workers.values.model import Status, ValueState
from workers.values.store import read, read_of

_state: msgspec.json.Decoder[ValueState] = msgspec.json.Decoder(ValueState)
_fact: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)

PUBLISHED = """
select state::text from indicator_value
 where ($1::text[] is null or city = any($1)) and ($2::text is null or period = $2)
   and ($3::text is null or indicator = $3) and state ? 'published'
 order by city, period, indicator
"""
HISTORY = """
select e.seq, e.at, e.account, a.person, e.body::text as body
  from indicator_value_event e left join account a on a.id = e.account
 where e.city = $1 and e.period = $2 and e.indicator = $3 order by e.seq
"""


@dataclass(frozen=True)
class PublishedValue:
    """What everybody may read of an indicator: the last released version, never a figure nobody released."""

    city: str
    period: str
    indicator: str
    version: int
    value: Decimal | None
    figures: Figures
    published_at: datetime
    revised: bool  # made again after it was first published, or about to be: what it rests on has moved
    pending: bool  # moved since this version
    reason: str  # why this version replaced the one before


@dataclass(frozen=True)
class Told:
    """One step in the life of a value, with who took it (null: wasteflow itself)."""

    seq: int
    at: datetime
    account: UUID | None
    person: str | None
    fact: Fact


async def published(
    conn: Connection, *, cities: Sequence[str] | None = None, period: str | None = None, indicator: str | None = None
) -> list[PublishedValue]:
    """Released values, of these cities and this period; null: of all."""
    rows = await conn.fetch(PUBLISHED, cities, period, indicator)
    return [_published(_state.decode(row["state"])) for row in rows]


def _published(state: ValueState) -> PublishedValue:
    released = state.published
    assert released is not None
    return PublishedValue(
        city=state.city,
        period=state.period,
        indicator=state.indicator,
        version=released.version,
        value=released.figures.value,
        figures=released.figures,
        published_at=released.at,
        revised=state.revised,
        pending=state.status is not Status.PUBLISHED,
        reason=released.reason,
    )


async def states(conn: Connection, *, city: str, period: str) -> dict[str, ValueState]:
    """Indicator -> its value, of those that anybody has looked at."""
    return await read(conn, city=city, period=period)


async def states_of(conn: Connection, *, cities: Sequence[str], period: str) -> dict[str, dict[str, ValueState]]:
    """The same of several cities."""
    return await read_of(conn, cities=cities, period=period)


async def history(conn: Connection, *, city: str, period: str, indicator: str) -> list[Told]:
    """Everything that happened to a value, from the first step on."""
    rows = await conn.fetch(HISTORY, city, period, indicator)
    return [Told(r["seq"], r["at"], r["account"], r["person"], _fact.decode(r["body"])) for r in rows]
