"""SQL for commands: deposits of earlier years."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.core.db import Connection

INSERT = """
    insert into landfill_year (id, city, year, kind, value, source, entered_by, entered_at)
    select * from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::numeric[], $6::text[], $7::uuid[],
                         $8::timestamptz[])"""


async def insert(
    conn: Connection, *, rows: Sequence[tuple[UUID, str, int, str, Decimal, str]], by: UUID, at: datetime
) -> None:
    """(id, city, year, kind, value, source) of each."""
    ids, cities, years, kinds, values, sources = (list(column) for column in zip(*rows, strict=True))
    await conn.execute(INSERT, ids, cities, years, kinds, values, sources, [by] * len(rows), [at] * len(rows))
