"""SQL for commands on zero-waste cells. The row is locked while its next step is judged."""

from datetime import datetime
from uuid import UUID

import msgspec

from wasteflow.core.db import Connection
from workers.zero_waste_cells.events import Envelope, kind_of
from workers.zero_waste_cells.model import Cell

_state: msgspec.json.Decoder[Cell] = msgspec.json.Decoder(Cell)

LOCK = "select state::text from zero_waste_cell where id = $1 for update"


async def lock(conn: Connection, *, id: UUID) -> Cell | None:
    state = await conn.fetchval(LOCK, id)
    return _state.decode(state) if state else None


APPEND = """
    insert into zero_waste_cell_event (cell, seq, kind, at, account, person, body)
    values ($1, $2, $3, $4, $5, $6, $7)"""


async def append(conn: Connection, *, event: Envelope) -> None:
    await conn.execute(
        APPEND, event.cell, event.seq, kind_of(event.fact), event.at, event.account, event.person, event.fact
    )


PUT = """
    insert into zero_waste_cell (id, seq, state, touched_at) values ($1, $2, $3, $4)
    on conflict (id) do update set seq = excluded.seq, state = excluded.state, touched_at = excluded.touched_at"""


async def put(conn: Connection, *, cell: Cell, at: datetime) -> None:
    await conn.execute(PUT, cell.id, cell.seq, cell, at)


KEEP = """
    insert into zero_waste_cell_evidence (cell, sha256, media_type, bytes) values ($1, $2, $3, $4)
    on conflict do nothing"""


async def keep(conn: Connection, *, cell: UUID, sha256: str, media_type: str, data: bytes) -> None:
    await conn.execute(KEEP, cell, sha256, media_type, data)


OWN_COMPANY = "select jurisdiction from organisation where id = $1 and closed_on is null"


async def company_city(conn: Connection, *, org: UUID) -> str | None:
    found: str | None = await conn.fetchval(OWN_COMPANY, org)
    return found


# One number after another in a city and year; the lock of the counter's row keeps them apart.
NUMBER = """
    insert into counter (name, last) values ($1, 1)
    on conflict (name) do update set last = counter.last + 1 returning last"""


async def next_number(conn: Connection, *, name: str) -> int:
    found: int = await conn.fetchval(NUMBER, name)
    return found
