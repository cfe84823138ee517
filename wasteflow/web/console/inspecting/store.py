"""SQL of saved filters."""

from datetime import datetime
from uuid import UUID

from wasteflow.core.db import Connection, Pool

SAVED = "select name, query from saved_filter where account = $1 order by saved_at, name"


async def saved(conn: Connection | Pool, *, account: UUID) -> list[tuple[str, str]]:
    """The filters of a person, in the order they were saved."""
    return [(row["name"], row["query"]) for row in await conn.fetch(SAVED, account)]


SAVE = """
insert into saved_filter (account, name, query, saved_at)
select $1::uuid, $2::text, $3, $4
 where exists (select from saved_filter where account = $1 and name = $2)
    or (select count(*) from saved_filter where account = $1) < $5
    on conflict (account, name) do update set query = excluded.query
returning true
"""


async def save(conn: Connection, *, account: UUID, name: str, query: str, at: datetime, most: int) -> bool:
    """False where the person keeps as many as anybody may."""
    return bool(await conn.fetchval(SAVE, account, name, query, at, most))


FORGET = "delete from saved_filter where account = $1 and name = $2"


async def forget(conn: Connection, *, account: UUID, name: str) -> None:
    await conn.execute(FORGET, account, name)
