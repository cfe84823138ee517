"""SQL for commands: releases and the word of each government."""

from datetime import datetime
from typing import Any
from uuid import UUID

from wasteflow.core.db import Connection

INSERT = """
    insert into open_release (id, period, proposed_at, proposed_by, sha256, rows) values ($1, $2, $3, $4, $5, $6)"""


async def insert(
    conn: Connection, *, id: UUID, period: str, at: datetime, by: UUID, sha256: str, rows: list[dict[str, Any]]
) -> None:
    await conn.execute(INSERT, id, period, at, by, sha256, rows)


CONSENT = """
    insert into open_release_consent (release, side, account, person, at) values ($1, $2, $3, $4, $5)
    on conflict do nothing returning side"""


async def consent(conn: Connection, *, release: UUID, side: str, account: UUID, person: str, at: datetime) -> bool:
    """False where this government had agreed before."""
    return await conn.fetchval(CONSENT, release, side, account, person, at) is not None
