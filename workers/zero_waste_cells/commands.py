"""Applying, adding evidence, and every further step of a zero-waste cell."""

import hashlib
from datetime import date, timedelta
from uuid import UUID

import asyncpg
from msgspec.structs import replace

from wasteflow.catalog.book import open_book
from wasteflow.catalog.cells import cell_sheets
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, RepeatedKey, Word
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes
from workers.statistics.refusals import CityUnknown
from workers.zero_waste_cells import events as e
from workers.zero_waste_cells import lifecycle, policy, store
from workers.zero_waste_cells import refusals as no
from workers.zero_waste_cells.model import Cell, Evidence

KINDS_OF_FILE = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


async def apply(pool: Pool, actor: Actor, id: UUID, fact: e.Applied) -> Cell:
    """A company applies for itself, the city's office for whoever is on no register. The same id is the same cell.

    Raises CellKindUnknown, CityUnknown, NotYourCell.
    """
    require(actor, policy.APPLY)
    sheets, book = cell_sheets(), await open_book(pool)
    if fact.unit not in sheets.kinds:
        raise no.CellKindUnknown("unit", text=fact.unit[:30], known=", ".join(sheets.kinds))
    if fact.city not in book.jurisdictions:
        raise CityUnknown("city", text=fact.city)
    fact = replace(fact, edition=sheets.edition, org=actor.org or fact.org)
    async with pool.acquire() as conn, conn.transaction():
        if fact.org is not None and actor.org is None and await store.company_city(conn, org=fact.org) is None:
            raise NotFound("org", what=Word("subject.organisation"))
        there = await store.lock(conn, id=id)
        if there is not None:
            if (there.name, there.kind, there.city) != (fact.name, fact.unit, fact.city) or not policy.own(
                actor, there
            ):
                raise RepeatedKey("id")
            return there
        own = scopes(actor)
        if actor.org is None and own is not None and f"city:{fact.city}" not in own:
            raise no.NotYourCell("city")
        return await _append(conn, actor, None, id, fact)


async def add_evidence(pool: Pool, actor: Actor, id: UUID, *, criterion: str, title: str, data: bytes) -> Cell:
    """A file for one criterion; the same file again takes the place of itself. Raises EvidenceNotAFile."""
    require(actor, policy.APPLY)
    media_type = next((kind for mark, kind in KINDS_OF_FILE.items() if data.startswith(mark)), None)
    if media_type is None:
        raise no.EvidenceNotAFile("file")
    one = Evidence(criterion, " ".join(title.split())[:200], hashlib.sha256(data).hexdigest(), media_type)
    async with pool.acquire() as conn, conn.transaction():
        cell = await _step(conn, actor, id, e.Evidenced(one), None)
        await store.keep(conn, cell=id, sha256=one.sha256, media_type=media_type, data=data)
    return cell


async def record(pool: Pool, actor: Actor, id: UUID, fact: e.Proposable, expected: int | None = None) -> Cell:
    """Any further step. `expected`: the step the person saw. Raises Refusals, CellWentOn."""
    async with pool.acquire() as conn, conn.transaction():
        return await _step(conn, actor, id, fact, expected)


async def _step(conn: Connection, actor: Actor, id: UUID, fact: e.AnyFact, expected: int | None) -> Cell:
    step = e.kind_of(fact)
    require(actor, policy.NEEDS[step])
    cell = await store.lock(conn, id=id)
    if cell is None or not policy.sees(actor, cell):
        raise NotFound("id", what=Word("subject.zero_waste_cell"))
    policy.require_step(actor, cell, step)
    if expected is not None and expected != cell.seq:
        raise no.CellWentOn("expected")
    today = clock.local_date(clock.now())
    lifecycle.judge(cell, fact, cell_sheets(), actor.account, today)
    return await _append(conn, actor, cell, id, await _filled_in(conn, cell, fact, today))


async def _filled_in(conn: Connection, cell: Cell, fact: e.AnyFact, today: date) -> e.AnyFact:
    if isinstance(fact, e.Renewed):
        return e.Renewed(edition=cell_sheets().edition)
    if not isinstance(fact, e.Awarded):
        return fact
    serial = await store.next_number(conn, name=f"zero-waste cell {cell.city} {today.year}")
    last = _years_later(today, int(cell_sheets().years.value))
    return e.Awarded(number=f"ZWC-{cell.city[:4]}-{today.year}-{serial:04}", valid_from=today, valid_to=last)


def _years_later(day: date, years: int) -> date:
    """The day before the same day so many years on: the last that counts."""
    return date(day.year + years, day.month, 1) + timedelta(days=day.day - 2)


async def _append(conn: Connection, actor: Actor, cell: Cell | None, id: UUID, fact: e.AnyFact) -> Cell:
    now = clock.now()
    event = e.Envelope(id, cell.seq + 1 if cell else 1, now, actor.account, actor.name, fact)
    after = lifecycle.evolve(cell, event)
    try:
        await store.append(conn, event=event)
    except asyncpg.UniqueViolationError:
        raise no.CellWentOn("expected") from None
    await store.put(conn, cell=after, at=now)
    action = policy.NEEDS.get(e.kind_of(fact), policy.APPLY)
    await note(conn, actor, action, subject_kind="zero_waste_cell", subject=id, step=e.kind_of(fact))
    return after
