"""A trip ticket as it stands, and a copy of it shown to an authority that asks for it."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from manifests import queries as custody
from manifests.life.model import Manifest
from manifests.tickets import queries
from manifests.tickets.copies import Copy, copies
from manifests.tickets.paper import deliver_by, rule_of
from wasteflow.catalog.tickets import Box, TicketRule
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes


class Showing(Struct, frozen=True):
    """A copy was shown on demand."""

    at: datetime
    person: str
    copy: Box


class Sheet(Struct, frozen=True):
    """A trip ticket: its copies, how soon the load must be there, and to whom it was shown."""

    manifest: UUID
    number: str | None  # our own, electronic
    paper: str | None  # printed on the paper
    scans: tuple[str, ...]
    regime: str
    citation: str
    copies: tuple[Copy, ...]
    deliver_by: datetime | None
    delivered_at: datetime | None
    late: bool
    shown: tuple[Showing, ...] = ()


async def sheet_of(conn: Connection, manifest: Manifest, now: datetime) -> Sheet | None:
    """The ticket of a manifest, where it runs under one."""
    rule = rule_of(manifest)
    if rule is None:
        return None
    rows = await queries.shown(conn, manifest=str(manifest.id))
    return _sheet(manifest, rule, now, tuple(Showing(r["at"], r["person"], _copy(r["detail"])) for r in rows))


def _copy(detail: object) -> Box:
    known = msgspec.json.decode(detail) if isinstance(detail, str) else detail
    return msgspec.convert(known, dict[str, object])["copy"]  # type: ignore[return-value]


def _sheet(manifest: Manifest, rule: TicketRule, now: datetime, shown: tuple[Showing, ...]) -> Sheet:
    by, there = deliver_by(manifest), manifest.carriers[-1].arrived_at
    return Sheet(
        manifest=manifest.id,
        number=manifest.number,
        paper=manifest.ticket.paper if manifest.ticket else None,
        scans=manifest.ticket.scans if manifest.ticket else (),
        regime=manifest.regime,
        citation=rule.citation,
        copies=copies(manifest, rule, clock.BAY_AREA),
        deliver_by=by,
        delivered_at=there,
        late=by is not None and (there or now) > by,
        shown=shown,
    )


async def read(pool: Pool, actor: Actor, id: UUID) -> Sheet:
    """The ticket of a manifest that one may see. Raises NotFound."""
    require(actor, "custody:see")
    async with pool.acquire() as conn:
        manifest = await custody.manifest(conn, id=id, scopes=scopes(actor))
        found = await sheet_of(conn, manifest, clock.now()) if manifest else None
    if found is None:
        raise NotFound("id", what=Word("subject.trip_ticket"))
    return found


async def demand(pool: Pool, actor: Actor, id: UUID, copy: Box) -> Copy:
    """Have one copy shown: it is written down who asked and when (Cap. 354C s. 28). Raises NotFound."""
    require(actor, "ticket:demand")
    async with pool.acquire() as conn, conn.transaction():
        manifest = await custody.manifest(conn, id=id, scopes=scopes(actor))
        rule = rule_of(manifest) if manifest else None
        found = [one for one in copies(manifest, rule, clock.BAY_AREA) if one.box == copy] if manifest and rule else []
        if not found:
            raise NotFound("id", what=Word("subject.trip_ticket"))
        await note(conn, actor, "ticket:demand", subject_kind="manifest", subject=id, copy=copy, of=found[0].name)
    return found[0]
