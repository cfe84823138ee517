"""Applications for approvals: who acts in which state, until when, and what comes of it."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.places.conftest import Make, permit
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.law import approval_kinds
from wasteflow.catalog.procedures import WITHDRAWN, procedures
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound, Refusal
from wasteflow.core.i18n import LANGUAGES
from wasteflow.people.model import HOUSE, Actor, Department, Role
from wasteflow.people.refusals import MayNotApply, MayNotGrantApproval
from wasteflow.places import commands as places
from wasteflow.places import queries as place_queries
from wasteflow.places import refusals as place_no
from wasteflow.places.applications import commands, queries
from wasteflow.places.applications import refusals as no
from wasteflow.places.applications.schemas import Decision, Moved, NewApplication, NewStep

pytestmark = pytest.mark.anyio

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


def ecology(city: str) -> Actor:
    return Actor(account=uuid4(), name="周监管", role=Role.REGULATOR, city=city, department=Department.ECOLOGY)


SHENZHEN, GUANGDONG, GUANGXI, HONG_KONG = (ecology(c) for c in ("440300", "440000", "450000", "810000"))


class Desk:
    """One application on its way through the offices."""

    def __init__(self, pool: Pool, clerk: Actor, asked: NewApplication) -> None:
        self.pool, self.clerk, self.asked, self.seq = pool, clerk, asked, 0

    async def apply(self, actor: Actor | None = None) -> Moved:
        moved = await commands.apply(self.pool, actor or self.clerk, self.asked, now=MONDAY)
        self.seq = moved.seq
        return moved

    async def to(self, actor: Actor, state: str, reason: str = "", **decision: Any) -> Moved:
        step = NewStep(to=state, expected=self.seq, reason=reason, decision=Decision(**decision) if decision else None)
        moved = await commands.step(self.pool, actor, self.asked.id, step, now=MONDAY)
        self.seq = moved.seq
        return moved


@pytest.fixture
async def desk(pool: Pool, new_org: Make, new_site: Make):  # type: ignore[no-untyped-def]
    async def make(to: str = "450100", kind: str = "cross_province", **more: object) -> Desk:
        org = await new_org()
        start, end = await new_site(org=org), await new_site(city=to)
        clerk = Actor(account=uuid4(), name="李姐", role=Role.GENERATOR, org=org)
        values: dict[str, Any] = {
            "kind": kind, "from_site": start, "to_site": end, "scheme": "cn-hw", "code": "336-054-17",
            "tonnes": Decimal(100), "valid_from": date(2026, 4, 1), "valid_to": date(2027, 3, 31),
        }  # fmt: skip
        return Desk(pool, clerk, NewApplication(**(values | more)))

    return make


async def refused(awaitable: Awaitable[object], cls: type[Refusal]) -> Refusal:
    with pytest.raises(cls) as told:
        await awaitable
    return told.value


# --- the data ------------------------------------------------------------------------------------------------


def test_every_kind_of_approval_has_a_procedure() -> None:
    assert procedures().keys() == approval_kinds().keys()


@pytest.mark.parametrize("procedure", procedures().values(), ids=lambda p: p.kind)
async def test_a_procedure_is_sound(procedure, pool: Pool) -> None:  # type: ignore[no-untyped-def]
    book: Book = await open_book(pool)
    assert procedure.citation in book.citations
    reached, todo = set(), [procedure.begins]
    while todo:
        state = procedure.states[todo.pop()]
        reached.add(state.id)
        todo += [id for id in state.next if id not in reached]
        assert set(state.name) == set(LANGUAGES)
        assert (state.waits_for is None) == state.ends
        assert state.clock is None or (state.clock.source and state.clock.unit in ("working day", "day"))
    assert reached | {WITHDRAWN} == procedure.states.keys(), "every state can be reached"
    assert [s.id for s in procedure.states.values() if s.approves], "one of them makes the approval"
    assert all(state.ends for state in procedure.states.values() if state.approves)


# --- between provinces ---------------------------------------------------------------------------------------


async def test_from_the_application_to_the_approval_each_in_its_time(pool: Pool, desk) -> None:  # type: ignore[no-untyped-def]
    it = await desk()
    assert (await it.apply()).due == date(2026, 3, 9), "five working days, beginning the day after"
    assert (await it.to(SHENZHEN, "accepted")).due == date(2026, 3, 9)
    assert (await it.to(GUANGDONG, "inquired")).due == date(2026, 3, 16), "ten working days"
    assert (await it.to(GUANGXI, "agreed")).due == date(2026, 3, 9)
    done = await it.to(GUANGDONG, "approved", number="粤环跨2026-9", tonnes=Decimal(80))
    assert done.due is None
    ((card,),) = (await place_queries.approvals_between(pool, routes=[(it.asked.from_site, it.asked.to_site)])).values()
    assert (card.id, card.kind, card.number, card.tonnes) == (done.approval, "cross_province", "粤环跨2026-9", 80)
    steps = await queries.steps(pool, id=it.asked.id)
    assert [step.state for step in steps] == ["applied", "accepted", "inquired", "agreed", "approved"]
    noted = await pool.fetch("select detail->>'state' from audit where subject_kind = 'application' order by at, id")
    assert [row[0] for row in noted] == [step.state for step in steps]


async def test_what_is_missing_is_listed_and_the_clock_begins_anew(desk) -> None:  # type: ignore[no-untyped-def]
    it = await desk()
    await it.apply()
    await refused(it.to(SHENZHEN, "incomplete"), no.GroundMissing)
    await it.to(SHENZHEN, "incomplete", "缺少合同")
    await refused(it.to(SHENZHEN, "applied"), MayNotApply)
    assert (await it.to(it.clerk, "applied")).due == date(2026, 3, 9)


async def test_each_office_acts_in_its_turn(desk) -> None:  # type: ignore[no-untyped-def]
    it = await desk()
    await refused(it.apply(SHENZHEN), MayNotApply)
    await it.apply()
    await refused(it.to(it.clerk, "accepted"), MayNotGrantApproval)
    await refused(it.to(GUANGXI, "accepted"), no.OtherOffice)
    await refused(it.to(ecology("440100"), "accepted"), NotFound)
    await refused(it.to(SHENZHEN, "approved", number="1"), no.NoSuchStep)
    await it.to(SHENZHEN, "accepted")
    await it.to(SHENZHEN, "inquired")
    await refused(it.to(SHENZHEN, "agreed"), no.OtherOffice)
    await it.to(GUANGXI, "objected", "没有能力")
    told = await refused(it.to(GUANGDONG, "approved", number="1"), no.NoSuchStep)
    assert '"destination objects"' in str(told)
    await it.to(GUANGDONG, "refused", "移入地不同意")
    await refused(it.to(it.clerk, "withdrawn"), no.NoSuchStep)


async def test_who_applied_may_withdraw_until_it_is_decided(desk) -> None:  # type: ignore[no-untyped-def]
    it = await desk()
    await it.apply()
    await it.to(SHENZHEN, "accepted")
    await refused(it.to(SHENZHEN, "withdrawn"), MayNotApply)
    assert (await it.to(it.clerk, "withdrawn")).state == "withdrawn"


@pytest.mark.parametrize(
    "more", [{"tonnes": Decimal(101)}, {"valid_from": date(2026, 3, 31)}, {"valid_to": date(2027, 4, 1)}]
)
async def test_no_more_is_granted_than_was_applied_for(desk, more) -> None:  # type: ignore[no-untyped-def]
    it = await desk()
    await it.apply()
    for actor, state in ((SHENZHEN, "accepted"), (SHENZHEN, "inquired"), (GUANGXI, "agreed")):
        await it.to(actor, state)
    await refused(it.to(GUANGDONG, "approved"), no.NumberMissing)
    await refused(it.to(GUANGDONG, "approved", number="1", **more), no.BeyondRequest)


async def test_an_approval_cannot_outlast_the_permit_of_the_consignee(pool: Pool, desk, new_org: Make) -> None:  # type: ignore[no-untyped-def]
    it = await desk()
    owner: UUID = await pool.fetchval("select org from site where id = $1", it.asked.to_site)
    await places.grant_permits(pool, HOUSE, [permit(owner, site=it.asked.to_site)])  # to 2026-12-31
    await refused(it.apply(), place_no.ApprovalPastPermit)


async def test_two_decisions_at_once_are_one(pool: Pool, desk) -> None:  # type: ignore[no-untyped-def]
    it = await desk()
    await it.apply()
    for actor, state in ((SHENZHEN, "accepted"), (SHENZHEN, "inquired"), (GUANGXI, "agreed")):
        await it.to(actor, state)
    seen = it.seq
    steps = [
        NewStep(to="approved", expected=seen, decision=Decision(number="一")),
        NewStep(to="refused", expected=seen, reason="不同意"),
    ]
    told = await asyncio.gather(
        *(commands.step(pool, GUANGDONG, it.asked.id, step) for step in steps), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in told) == ["ApplicationMoved", "Moved"]
    approvals = await pool.fetchval("select count(*) from approval")
    assert approvals == (1 if isinstance(told[0], Moved) else 0)


async def test_what_waits_too_long_is_found(pool: Pool, desk) -> None:  # type: ignore[no-untyped-def]
    it = await desk()
    await it.apply()
    for day, found in ((date(2026, 3, 9), 0), (date(2026, 3, 10), 1)):
        rows = await queries.applications(pool, scopes=None, after=None, kind=None, due_before=day, limit=5)
        assert len(rows) == found


# --- other borders -------------------------------------------------------------------------------------------


async def test_to_hong_kong_up_through_the_offices_and_down_again(desk) -> None:  # type: ignore[no-untyped-def]
    it = await desk("810000", "export_hong_kong")
    await it.apply()
    await it.to(SHENZHEN, "with_province")
    await refused(it.to(SHENZHEN, "with_ministry"), no.OtherOffice)
    for actor, state in (
        (GUANGDONG, "with_ministry"), (GUANGDONG, "inquired"), (HONG_KONG, "agreed"), (GUANGDONG, "passed_down"),
    ):  # fmt: skip
        await it.to(actor, state)
    assert (await it.to(SHENZHEN, "approved", number="内地-香港-1")).approval


async def test_conditions_of_a_consent_stand_on_the_approval(pool: Pool, desk) -> None:  # type: ignore[no-untyped-def]
    it = await desk("820000", "export", shipments=3)
    await it.apply()
    assert (await it.to(it.clerk, "submitted")).due == date(2026, 3, 5), "three working days"
    macao = ecology("820000")
    await it.to(macao, "acknowledged")
    await it.to(macao, "consented_with_conditions", "只限白天")
    await it.to(SHENZHEN, "checked")
    done = await it.to(SHENZHEN, "authorised", number="CN-2026-1")
    row = await pool.fetchrow("select conditions, shipments from approval where id = $1", done.approval)
    assert tuple(row) == ("只限白天", 3)
