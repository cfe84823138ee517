"""SQL of the ledger import."""

from collections.abc import Sequence
from uuid import UUID

from wasteflow.core.db import Connection

KNOWN_BATCHES = "select value, subject from alias where scheme = $1 and value = any($2)"


async def known_batches(conn: Connection, *, scheme: str, codes: Sequence[str]) -> dict[str, UUID]:
    """Batch codes of a site's ledger that are recorded already, with their batches."""
    return {row["value"]: row["subject"] for row in await conn.fetch(KNOWN_BATCHES, scheme, codes)}
