"""Applying for an approval, and taking the application on step by step."""

from datetime import date, datetime
from uuid import UUID

import asyncpg

from wasteflow.catalog import law
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.procedures import WITHDRAWN, Office, Procedure, State, due, procedures
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require
from wasteflow.places import approvals
from wasteflow.places import policy as places_policy
from wasteflow.places import refusals as place_no
from wasteflow.places import store as places_store
from wasteflow.places.applications import policy, queries, store
from wasteflow.places.applications import refusals as no
from wasteflow.places.applications.model import Application, Step
from wasteflow.places.applications.schemas import Moved, NewApplication, NewStep
from wasteflow.places.queries import site_cards
from wasteflow.places.schemas import NewApproval, Notification


async def apply(pool: Pool, actor: Actor, item: NewApplication, *, now: datetime | None = None) -> Moved:
    """Apply for an approval; what could not be granted is refused here already."""
    require(actor, "approval:apply")
    book = await open_book(pool)
    moment = now or clock.now()
    async with pool.acquire() as conn, conn.transaction():
        cards = await site_cards(conn, ids={item.from_site, item.to_site})
        approvals.check(_asked(item), cards)
        start, end = cards[item.from_site], cards[item.to_site]
        if not places_policy.own(actor, org=start.org, cities=frozenset()):
            raise place_no.NotYourPlace("from_site")
        procedure = procedures()[item.kind]
        state = procedure.states[procedure.begins]
        until = due(book, _law(state.waits_for, start.city, end.city), state, clock.local_date(moment))
        try:
            await store.insert(conn, item=item, state=state.id, due=until)
        except asyncpg.UniqueViolationError:
            raise place_no.IdTaken("id") from None
        await _written(conn, actor, _step(actor, item.id, 1, state, moment, item.reason, until))
        return Moved(seq=1, state=state.id, due=until, approval=None)


async def step(pool: Pool, actor: Actor, id: UUID, item: NewStep, *, now: datetime | None = None) -> Moved:
    """Take an application on. Raises ApplicationMoved where somebody else did in the meantime."""
    if not allowed(actor, "approval:apply"):
        require(actor, "approval:grant")
    book = await open_book(pool)
    moment = now or clock.now()
    try:
        async with pool.acquire() as conn, conn.transaction():
            application = await _seen(conn, actor, id)
            state = _allowed(actor, application, item)
            granted = await _granted(conn, application, item) if state.approves else None
            until = _until(book, application, state, clock.local_date(moment))
            seq = await store.move(conn, id=id, seen=item.expected, state=state.id, due=until, approval=granted)
            if seq is None:
                raise no.ApplicationMoved("expected", seq=application.seq)
            await _written(conn, actor, _step(actor, id, seq, state, moment, item.reason, until))
            return Moved(seq=seq, state=state.id, due=until, approval=granted)
    except asyncpg.UniqueViolationError as taken:
        if taken.constraint_name != "approval_number":
            raise
        raise place_no.ApprovalNumberTaken("decision.number") from None


async def _seen(conn: Connection, actor: Actor, id: UUID) -> Application:
    application = await queries.application(conn, id=id)
    if application is None or not policy.sees(actor, application):
        raise NotFound("id", what=Word("subject.application"))
    return application


def _allowed(actor: Actor, application: Application, item: NewStep) -> State:
    """The state it comes to, where it may come there, by this actor, with what it says."""
    procedure = procedures()[application.kind]
    here = procedure.states[application.state]
    if item.expected != application.seq:
        raise no.ApplicationMoved("expected", seq=application.seq)
    possible = (*here.next, *((WITHDRAWN,) if not here.ends else ()))
    if item.to not in possible:
        wanted, known = _name(procedure, item.to), tuple(_name(procedure, one) for one in possible)
        raise no.NoSuchStep("to", state=here.name, wanted=wanted, possible=known)
    office: Office | None = "applicant" if item.to == WITHDRAWN else here.waits_for
    assert office is not None, "who acts in a state that does not end it stands in its data"
    policy.require_office(actor, application, office)
    state = procedure.states[item.to]
    if (state.reason or state.conditions) and not item.reason:
        raise no.GroundMissing("reason")
    if state.approves and item.decision is None:
        raise no.NumberMissing("decision.number")
    return state


async def _granted(conn: Connection, application: Application, item: NewStep) -> UUID:
    """Enter the approval; it grants no more than was applied for."""
    assert item.decision is not None
    asked = NewApproval(
        kind=application.kind,
        number=item.decision.number,
        from_site=application.from_site,
        to_site=application.to_site,
        scheme=application.scheme,
        code=application.code,
        tonnes=item.decision.tonnes or application.tonnes,
        valid_from=item.decision.valid_from or application.valid_from,
        valid_to=item.decision.valid_to or application.valid_to,
        methods=tuple(application.methods),
        shipments=application.shipments,
        notification=Notification.model_validate(await queries.notification(conn, id=application.id)),
    )
    first, last = application.valid_from, application.valid_to
    if asked.tonnes > application.tonnes or asked.valid_from < first or asked.valid_to > last:
        raise no.BeyondRequest("decision", tonnes=application.tonnes, first=first, last=last)
    approvals.check(asked, await site_cards(conn, ids={asked.from_site, asked.to_site}))
    await places_store.insert_approvals(conn, rows=[asked])
    states = procedures()[application.kind].states
    said = [one.reason for one in await queries.steps(conn, id=application.id) if states[one.state].conditions]
    await store.write_conditions(conn, approval=asked.id, conditions="\n".join([*said, item.reason]).strip())
    return asked.id


async def _written(conn: Connection, actor: Actor, done: Step) -> None:
    await store.insert_step(conn, step=done)
    action = "approval:grant" if allowed(actor, "approval:grant") else "approval:apply"
    await note(conn, actor, action, subject_kind="application", subject=done.application, state=done.state)


def _step(actor: Actor, id: UUID, seq: int, state: State, at: datetime, reason: str, until: date | None) -> Step:
    return Step(id, seq, state.id, at, actor.account, actor.name, reason, until)


def _until(book: Book, application: Application, state: State, on: date) -> date | None:
    return due(book, _law(state.waits_for, application.from_city, application.to_city), state, on)


def _law(office: Office | None, origin: str, destination: str) -> str:
    """Whose working days count: those of the place whose office must act; abroad the mainland's."""
    zone = law.zone(destination if office == "destination" else origin)
    return "mainland" if zone == "abroad" else zone


def _asked(item: NewApplication) -> NewApproval:
    """The approval it would become, to see whether it could be granted."""
    return NewApproval(**item.model_dump(exclude={"reason"}), number="?")


def _name(procedure: Procedure, state: str) -> dict[str, str] | str:
    return procedure.states[state].name if state in procedure.states else state
