"""Propose a release, and agree to it for one's own government."""

import hashlib
from uuid import UUID

import msgspec
import rfc8785

from wasteflow.catalog import law
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.ids import new_id
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.open_data import queries, store
from workers.open_data import refusals as no
from workers.open_data.model import Release
from workers.statistics.model import period as read_period


async def propose(pool: Pool, actor: Actor, period: str) -> Release:
    """Fix what cities published of a period, less what is withheld; to be agreed to by all three governments.

    Raises PeriodUnknown, NothingPublished.
    """
    require(actor, "release:propose")
    when = read_period(period, clock.local_date(clock.now()))
    book = await open_book(pool)
    id, now = new_id(), clock.now()
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read"):
        found = await queries.rows(conn, book, period=when.written)
        if not found:
            raise no.NothingPublished("period", period=when.written)
        rows = msgspec.to_builtins(found)
        digest = hashlib.sha256(rfc8785.dumps(rows)).hexdigest()
        await store.insert(conn, id=id, period=when.written, at=now, by=actor.account, sha256=digest, rows=rows)
        await note(conn, actor, "release:propose", subject_kind="open_release", subject=id, period=when.written)
    return Release(id, when.written, now, digest, rows)


async def agree(pool: Pool, actor: Actor, id: UUID) -> Release:
    """One government's word; with the third everybody may read it. Raises ConsentNotYours, AlreadyAgreed."""
    require(actor, "release:consent")
    side = law.zone(actor.city) if actor.city else ""
    if side not in ("hong_kong", "macao") and not actor.whole_province:
        raise no.ConsentNotYours("id")
    async with pool.acquire() as conn, conn.transaction():
        if not await queries.releases(conn, id=id):
            raise NotFound("id", what=Word("subject.open_release"))
        if not await store.consent(
            conn, release=id, side=side, account=actor.account, person=actor.name, at=clock.now()
        ):
            raise no.AlreadyAgreed("id")
        await note(conn, actor, "release:consent", subject_kind="open_release", subject=id, side=side)
        (found,) = await queries.releases(conn, id=id)
    return found
