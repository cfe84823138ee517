"""A paper leaves the house: it is written into the archive, and signed."""

import asyncio
from uuid import UUID

from reports.proof import certificate, pades, queries, store
from reports.proof.model import Issue
from wasteflow.core.clock import now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.settings import Settings
from wasteflow.people.model import Actor

_TRIES = 5


async def issued(pool: Pool, settings: Settings, actor: Actor | None, issue: Issue, content: bytes) -> bytes:
    """The paper with its signature, after it was written into the archive."""
    async with pool.acquire() as conn:
        await archived(conn, actor, issue)
    return await signed(settings, issue, content)


async def archived(conn: Connection, actor: Actor | None, issue: Issue, document: UUID | None = None) -> None:
    """Write it down where it is not the newest of its series; two that come at the same moment become two versions."""
    for _ in range(_TRIES):
        await store.archive(conn, issue, document=document, made_at=now(), made_by=actor.account if actor else None)
        found = await queries.archived(conn, number=issue.number)
        if found is not None and found.version == found.newest:
            return
    raise RuntimeError(f"{issue.number}: no version of {issue.series} was free")


async def signed(settings: Settings, issue: Issue, content: bytes) -> bytes:
    """The file with our signature, set beside the loop."""
    by = certificate.signer(settings)
    return await asyncio.to_thread(pades.sign, content, by, number=issue.number)
