"""What an administrator may change without a release: add a code, close one, set a working day. One function each."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import asyncpg
import msgspec

from wasteflow.catalog import store
from wasteflow.catalog.book import Book, put_away, read_book
from wasteflow.catalog.codes import (
    HAZARDS,
    SCHEMES,
    NoSuchScheme,
    UnknownHazards,
    WasteCodeMalformed,
    WasteCodeOfNoCategory,
    category_of,
    normal,
)
from wasteflow.catalog.model import WasteCode
from wasteflow.catalog.schemas import NewCode
from wasteflow.core.clock import now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Refusal, Word
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require


class WrongValidity(Refusal):
    """The last day of validity, {last_day}, is before the first, {first_day}."""


class WasteCodeExists(Refusal):
    """{code} is in edition {edition} already; close that one, or add the code under another edition."""

    status = 409


class WasteCodeStillValid(Refusal):
    """{code} of edition {edition} holds in these days too; close it first."""

    status = 409


async def add_code(pool: Pool, actor: Actor, new: NewCode) -> WasteCode:
    """A code of a new official list, usable from its first day on.

    Raises NotAllowed, or what is wrong with the code.
    """
    require(actor, "catalog:edit")
    async with _changing(pool) as (conn, book):
        code = _added(book, new)
        try:
            await store.add_code(conn, code=code, account=actor.account, at=now())
        except asyncpg.UniqueViolationError:
            raise WasteCodeExists("code", code=code.code, edition=code.edition) from None
        await note(
            conn,
            actor,
            "catalog:add_code",
            subject_kind="waste_code",
            subject=f"{code.scheme}:{code.code}",
            **msgspec.to_builtins(code),
        )
    return code


async def close_code(
    pool: Pool, actor: Actor, scheme: str, code: str, *, last_day: date, source: str, edition: str | None = None
) -> WasteCode:
    """End a code (its youngest edition unless named); a closing entered wrongly is set right the same way.

    Batches that carry the code keep it. Raises NotAllowed, NotFound, WrongValidity.
    """
    require(actor, "catalog:edit")
    async with _changing(pool) as (conn, book):
        editions = [c for c in book.code_editions(scheme, normal(code)) if edition in (None, c.edition)]
        if not editions:
            raise NotFound("code", what=Word("subject.waste_code"))
        found = editions[-1]
        if last_day < found.valid_from:
            raise WrongValidity("last_day", last_day=last_day, first_day=found.valid_from)
        await store.close_code(conn, code=found, last_day=last_day, account=actor.account, at=now())
        await note(
            conn,
            actor,
            "catalog:close_code",
            subject_kind="waste_code",
            subject=f"{found.scheme}:{found.code}",
            edition=found.edition,
            last_day=last_day.isoformat(),
            before=found.valid_to.isoformat() if found.valid_to else None,
            source=source,
        )
    return msgspec.structs.replace(found, valid_to=last_day)


async def set_day(pool: Pool, actor: Actor, law: str, day: date, *, working: bool, name: str) -> None:
    """Make a day a holiday or a working day where a jurisdiction's law runs its clocks. Raises NotAllowed."""
    require(actor, "catalog:edit")
    async with _changing(pool) as (conn, _):
        await store.set_day(conn, law=law, day=day, working=working, name=name, account=actor.account, at=now())
        await note(
            conn,
            actor,
            "catalog:set_day",
            subject_kind="calendar_day",
            subject=f"{law}:{day.isoformat()}",
            working=working,
            name=name,
        )


@asynccontextmanager
async def _changing(pool: Pool) -> AsyncIterator[tuple[Connection, Book]]:
    """One change at a time, judged by the catalogue as it stands; seen by everybody once it is committed."""
    async with pool.acquire() as conn, conn.transaction():
        await store.lock_version(conn)
        yield conn, await read_book(conn)
        await store.bump_version(conn)
    put_away(pool)


def _added(book: Book, new: NewCode) -> WasteCode:
    scheme, written = SCHEMES.get(new.scheme), normal(new.code)
    if scheme is None:
        raise NoSuchScheme("scheme", scheme=new.scheme, known=", ".join(SCHEMES))
    if not re.fullmatch(scheme.pattern, written):
        raise WasteCodeMalformed("code", code=written, list=scheme.names, written=scheme.written)
    if new.hazards and not HAZARDS.fullmatch(new.hazards):
        raise UnknownHazards("hazards")
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise WrongValidity("valid_to", last_day=new.valid_to, first_day=new.valid_from)
    category = category_of(new.scheme, written) or new.category or ""
    if book.category(new.scheme, category, new.valid_from) is None:
        raise WasteCodeOfNoCategory("category", code=written, category=category or "-", list=scheme.names)
    given = {name: value or None for name, value in new.model_dump().items() if name != "hazards"}
    code = msgspec.convert(given | {"code": written, "category": category, "hazards": new.hazards}, WasteCode)
    for other in book.code_editions(new.scheme, written):
        if other.edition == code.edition:
            raise WasteCodeExists("code", code=written, edition=other.edition)
        if _overlap(other, code):
            raise WasteCodeStillValid("valid_from", code=written, edition=other.edition)
    return code


def _overlap(one: WasteCode, other: WasteCode) -> bool:
    first, second = sorted((one, other), key=lambda c: c.valid_from)
    return first.valid_to is None or first.valid_to >= second.valid_from
