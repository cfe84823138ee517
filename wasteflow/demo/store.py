"""SQL of the demo's own table; everything else it writes goes through the commands of others."""

from collections.abc import Sequence

from wasteflow.core.db import Connection
from wasteflow.demo.anchors import Target

INSERT_TARGET = """
    insert into demo_target (city, stream, yearly_t, share, planned_kg, anchor, source)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (city, stream) do nothing"""


async def insert_targets(conn: Connection, *, targets: Sequence[Target]) -> None:
    await conn.executemany(
        INSERT_TARGET, [(t.city, t.stream, t.yearly_t, t.share, t.kg, t.anchor, t.source) for t in targets]
    )
