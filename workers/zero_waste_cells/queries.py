"""SQL for screens: cells within a scope, what happened to one, and the public list."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from wasteflow.core.clock import BAY_AREA
from wasteflow.core.db import Connection
from workers.zero_waste_cells.model import Cell

_state: msgspec.json.Decoder[Cell] = msgspec.json.Decoder(Cell)

CELLS = """
    select state::text as state from zero_waste_cell
     where ($1::text[] is null or 'city:' || city = any($1) or 'org:' || (state ->> 'org') = any($1)
            or 'province:' || left(city, 2) || '0000' = any($1))
       and ($2::text is null or city = $2) and ($3::text is null or state ->> 'kind' = $3)
       and ($4::text is null or status = $4) and ($5::uuid is null or id < $5)
     order by id desc limit $6"""
CELL = "select state::text from zero_waste_cell where id = $1"
STEPS = "select seq, kind, at, person, body from zero_waste_cell_event where cell = $1 order by seq"
EVIDENCE = "select media_type, bytes from zero_waste_cell_evidence where cell = $1 and sha256 = $2"
PUBLIC = """
    select state::text as state from zero_waste_cell
     where status = 'awarded' and state ->> 'valid_to' >= $1 and ($2::text is null or city = $2)
       and ($3::text is null or state ->> 'kind' = $3)
     order by city, state ->> 'kind', state ->> 'number' limit $4"""
IN_FORCE = """
    select city, count(*) as cells from zero_waste_cell
     where status = 'awarded' and state ->> 'valid_to' >= $1 group by city"""

COUNTS = """
    select state ->> 'kind' as kind,
           count(*) filter (where status = 'awarded' and $4::text between state ->> 'valid_from'
                                                         and state ->> 'valid_to')::int as in_force,
           count(*) filter (where exists (
               select from zero_waste_cell_event e
                where e.cell = c.id and e.kind = 'awarded' and e.at >= $2 and e.at < $3))::int as new,
           count(*) filter (where status in ('submitted', 'scored'))::int as applied
      from zero_waste_cell c where $1::text is null or city = $1
     group by 1 order by 2 desc, 1"""


class Count(Struct, frozen=True):
    """Cells of one kind: whose award holds on a day, awarded since another, asking for it now."""

    kind: str
    in_force: int
    new: int
    applied: int


class Step(Struct, frozen=True):
    """One thing that happened."""

    seq: int
    kind: str
    at: datetime
    person: str
    body: dict[str, Any]


async def cells(
    conn: Connection,
    *,
    scopes: Sequence[str] | None,
    city: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Cell]:
    """The newest first; `scopes` null: everybody's."""
    return [_state.decode(row["state"]) for row in await conn.fetch(CELLS, scopes, city, kind, status, before, limit)]


async def cell(conn: Connection, *, id: UUID) -> Cell | None:
    """One, whoever's."""
    state = await conn.fetchval(CELL, id)
    return _state.decode(state) if state else None


async def steps(conn: Connection, *, id: UUID) -> list[Step]:
    """What happened, in order."""
    return [Step(**dict(row)) for row in await conn.fetch(STEPS, id)]


async def evidence(conn: Connection, *, id: UUID, sha256: str) -> tuple[str, bytes] | None:
    """Media type and bytes of a file."""
    row = await conn.fetchrow(EVIDENCE, id, sha256)
    return (row["media_type"], row["bytes"]) if row else None


async def public(
    conn: Connection, *, today: date, city: str | None = None, kind: str | None = None, limit: int = 5000
) -> list[Cell]:
    """Awards in force, by city and kind: what everybody may know."""
    return [_state.decode(row["state"]) for row in await conn.fetch(PUBLIC, today.isoformat(), city, kind, limit)]


async def counts(conn: Connection, *, city: str | None, first: date, last: date) -> list[Count]:
    """Cells of a city (null: of all) by kind, in a period by its first and last day."""
    since, until = (datetime.combine(day, time(), BAY_AREA) for day in (first, last + timedelta(days=1)))
    rows = await conn.fetch(COUNTS, city, since, until, last.isoformat())
    return [found for found in (Count(**dict(row)) for row in rows) if found.in_force or found.new or found.applied]


async def in_force(conn: Connection, *, today: date) -> dict[str, int]:
    """City -> cells whose award holds."""
    return {row["city"]: row["cells"] for row in await conn.fetch(IN_FORCE, today.isoformat())}
