"""Zero-waste cells: applied for, shown, scored by a sheet, awarded by a second person, run out, taken back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest

from tests.bay import ADMINISTRATOR, SHENZHEN, Bay
from wasteflow.catalog.cells import cell_sheets
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.permissions import allowed, scopes
from wasteflow.people.schemas import NewAccount
from workers.zero_waste_cells import commands, lifecycle, policy, queries
from workers.zero_waste_cells import events as e
from workers.zero_waste_cells import refusals as no
from workers.zero_waste_cells.model import Cell, CellStatus, Evidence

TODAY = clock.local_date(clock.now())
PDF = b"%PDF-1.7 a plan"


def full(kind: str = "school", **less: int) -> dict[str, int]:
    return {c.criterion: c.points for c in cell_sheets().kinds[kind].sheet} | less


def cell(status: CellStatus, **more: Any) -> Cell:
    values: dict[str, Any] = {"id": new_id(), "seq": 5, "kind": "school", "name": "学校", "city": SHENZHEN}
    return Cell(**(values | {"address": "", "org": None, "edition": "2026"} | more), status=status)


def refused(one: Cell, fact: e.AnyFact, by: UUID | None = None, today: date = TODAY) -> list[str]:
    try:
        lifecycle.judge(one, fact, cell_sheets(), by or new_id(), today)
    except Refusals as told:
        return [x.code for x in told.refusals]
    except no.CellStandsElsewhere:
        return ["cell_stands_elsewhere"]
    return []


# --- the sheets and the table ----------------------------------------------------------------------------


def test_each_sheet_counts_to_a_hundred_in_known_criteria() -> None:
    known = cell_sheets()
    assert len(known.kinds) >= 10
    for kind in known.kinds.values():
        assert sum(line.points for line in kind.sheet) == 100, kind.id
        assert {line.criterion for line in kind.sheet} <= known.criteria.keys()
        assert any(line.needed for line in kind.sheet)
    assert {line.criterion for kind in known.kinds.values() for line in kind.sheet} == known.criteria.keys()


FACTS: dict[str, e.AnyFact] = {
    "evidenced": e.Evidenced(Evidence("sorting", "照片", "0" * 64, "image/png")),
    "submitted": e.Submitted(),
    "scored": e.Scored(full()),
    "returned": e.Returned("缺台账"),
    "awarded": e.Awarded(),
    "rejected": e.Rejected("不足"),
    "renewed": e.Renewed(),
    "revoked": e.Revoked("弄虚作假"),
}


@pytest.mark.parametrize("status", CellStatus)
@pytest.mark.parametrize("step", FACTS)
def test_only_what_the_table_knows_can_be(status: CellStatus, step: str) -> None:
    one = cell(status, scores=full(), evidence=(Evidence("sorting", "照片", "0" * 64, "image/png"),))
    there = (status, step) in lifecycle.TABLE
    assert (refused(one, FACTS[step]) == []) is there
    assert (step in lifecycle.possible(one)) is there
    assert policy.NEEDS.keys() == FACTS.keys()


def test_a_sheet_is_filled_whole_and_within_its_points() -> None:
    one = cell(CellStatus.SUBMITTED)
    less = full()
    del less["food"]
    assert refused(one, e.Scored(less)) == ["criterion_not_scored"]
    assert refused(one, e.Scored(full(sorting=26))) == ["points_beyond_sheet"]
    assert refused(one, e.Scored(full() | {"farm": 1})) == ["criterion_unknown"]


def test_an_award_needs_the_mark_each_needed_criterion_and_a_second_person() -> None:
    scorer = new_id()
    enough = cell(CellStatus.SCORED, scores=full(food=0), scored_by=scorer)
    assert enough.total == 85
    assert refused(enough, e.Awarded()) == []
    assert refused(enough, e.Awarded(), by=scorer) == ["scored_by_yourself"]
    assert refused(cell(CellStatus.SCORED, scores=full(food=0, hazardous=9)), e.Awarded()) == ["below_mark"]
    assert refused(cell(CellStatus.SCORED, scores=full(publicity=0)), e.Awarded()) == ["needed_criterion_empty"]


def test_a_unit_applies_anew_shortly_before_its_award_runs_out() -> None:
    last = TODAY + timedelta(days=181)
    held = cell(CellStatus.AWARDED, valid_from=TODAY, valid_to=last)
    assert refused(held, e.Renewed()) == ["renewed_too_early"]
    assert refused(held, e.Renewed(), today=TODAY + timedelta(days=1)) == []
    assert held.in_force(last)
    assert not held.in_force(last + timedelta(days=1))


def test_stored_facts_fold_whatever_the_rules_say_today() -> None:
    begun = lifecycle.evolve(
        None, e.Envelope(new_id(), 1, clock.now(), new_id(), "甲", e.Applied("gone", "旧", "440300"))
    )
    after = lifecycle.evolve(
        begun, e.Envelope(begun.id, 2, clock.now(), new_id(), "乙", e.Awarded("N-1", TODAY, TODAY))
    )
    assert (after.kind, after.number, after.status) == ("gone", "N-1", CellStatus.DRAFT)
    read = msgspec.json.decode(msgspec.json.encode(after), type=Cell)
    assert read == after


# --- in the database -------------------------------------------------------------------------------------


async def colleague(bay: Bay, city: str = SHENZHEN) -> Actor:
    account = NewAccount(name=f"second-{city}", person="同事", role=Role.CITY_OFFICE, city=city)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account.id, account.person, account.role, city=city)


async def scored(bay: Bay, name: str = "南山实验学校") -> Cell:
    one = await commands.apply(bay.pool, bay.office, new_id(), e.Applied("school", name, SHENZHEN))
    await commands.add_evidence(bay.pool, bay.office, one.id, criterion="sorting", title="分类照片", data=PDF)
    await commands.record(bay.pool, bay.office, one.id, e.Submitted())
    return await commands.record(bay.pool, bay.office, one.id, e.Scored(full(food=5)))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-01-01", "2028-12-31"),
        ("2026-01-31", "2029-01-30"),
        ("2028-02-29", "2031-02-28"),
        ("2026-03-01", "2029-02-28"),
    ],
)
def test_an_award_holds_to_the_day_before_the_same_day_whatever_day_it_is(first: str, last: str) -> None:
    assert commands._years_later(date.fromisoformat(first), 3) == date.fromisoformat(last)


@pytest.mark.anyio
async def test_from_application_to_the_public_list_and_off_it(bay: Bay) -> None:
    one, second = await scored(bay), await colleague(bay)
    with pytest.raises(Refusals):
        await commands.record(bay.pool, bay.office, one.id, e.Awarded())
    held = await commands.record(bay.pool, second, one.id, e.Awarded())
    assert held.number == f"ZWC-4403-{TODAY.year}-0001"
    assert held.valid_from is not None
    assert held.valid_to == commands._years_later(held.valid_from, 3)
    other = await commands.record(bay.pool, second, (await scored(bay, "红树林小学")).id, e.Awarded())
    assert other.number.endswith("0002")
    async with bay.pool.acquire() as conn:
        assert [c.id for c in await queries.public(conn, today=TODAY)] == [one.id, other.id]
        assert await queries.in_force(conn, today=TODAY) == {SHENZHEN: 2}
        assert await queries.public(conn, today=held.valid_to + timedelta(days=1)) == []
        assert [s.kind for s in await queries.steps(conn, id=one.id)] == [
            "applied", "evidenced", "submitted", "scored", "awarded",
        ]  # fmt: skip
    await commands.record(bay.pool, second, one.id, e.Revoked("弄虚作假"))
    async with bay.pool.acquire() as conn:
        assert [c.id for c in await queries.public(conn, today=TODAY)] == [other.id]


@pytest.mark.anyio
async def test_a_company_applies_for_itself_and_others_see_nothing_of_it(bay: Bay) -> None:
    id = new_id()
    asked = e.Applied("enterprise", "镀艺电镀厂", SHENZHEN)
    one = await commands.apply(bay.pool, bay.clerk, id, asked)
    assert one.org == bay.factory
    assert (await commands.apply(bay.pool, bay.clerk, id, asked)).seq == 1  # sent twice
    stranger = await colleague(bay, "440100")
    for nobody in (bay.outsider, stranger):
        with pytest.raises(NotFound):
            await commands.add_evidence(bay.pool, nobody, id, criterion="records", title="", data=PDF)
    with pytest.raises(no.NotYourCell):
        await commands.apply(bay.pool, stranger, new_id(), asked)
    assert not allowed(bay.clerk, "cell:review")
    assert not allowed(bay.driver, "cell:see")


@pytest.mark.anyio
async def test_who_saw_an_earlier_step_is_told(bay: Bay) -> None:
    one = await scored(bay)
    with pytest.raises(no.CellWentOn):
        await commands.record(bay.pool, bay.office, one.id, e.Scored(full()), expected=one.seq - 1)


@pytest.mark.anyio
async def test_evidence_is_a_file_of_a_known_kind_and_kept_once(bay: Bay) -> None:
    one = await commands.apply(bay.pool, bay.office, new_id(), e.Applied("school", "学校", SHENZHEN))
    with pytest.raises(no.EvidenceNotAFile):
        await commands.add_evidence(bay.pool, bay.office, one.id, criterion="sorting", title="", data=b"<html>")
    for title in ("照片", "照片（更正）"):
        one = await commands.add_evidence(bay.pool, bay.office, one.id, criterion="sorting", title=title, data=PDF)
    assert [x.title for x in one.evidence] == ["照片（更正）"]
    async with bay.pool.acquire() as conn:
        assert await queries.evidence(conn, id=one.id, sha256=one.evidence[0].sha256) == ("application/pdf", PDF)


@pytest.mark.anyio
async def test_what_happened_is_never_changed(bay: Bay) -> None:
    await scored(bay)
    for act in ("update zero_waste_cell_event set kind = 'awarded'", "delete from zero_waste_cell_evidence"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bay.pool.execute(act)


@pytest.mark.anyio
async def test_over_http_and_for_everybody_only_the_awards(bay: Bay, client: httpx.AsyncClient) -> None:
    second = await colleague(bay)
    mine = {"authorization": f"Bearer {await bay.token(bay.office)}"}
    theirs = {"authorization": f"Bearer {await bay.token(second)}"}
    body = {"unit": "school", "name": "南山实验学校", "city": SHENZHEN}
    made = (await client.post("/zero-waste-cells", json=body, headers=mine)).json()
    at = f"/zero-waste-cells/{made['id']}"
    files = {"file": ("分类.pdf", PDF, "application/pdf")}
    added = await client.post(f"{at}/evidence", data={"criterion": "sorting"}, files=files, headers=mine)
    assert added.json()["evidence"][0]["title"] == "分类.pdf"
    assert (await client.get("/zero-waste-cells/public")).json() == {"items": []}
    for step, who in (({"step": "submitted"}, mine), ({"step": "scored", "scores": full()}, mine)):
        assert (await client.post(f"{at}/steps", json=step, headers=who)).status_code == 200
    assert (await client.post(f"{at}/steps", json={"step": "awarded"}, headers=mine)).status_code == 403
    assert (await client.get(f"{at}/certificate.pdf", headers=mine)).status_code == 404
    assert (await client.post(f"{at}/steps", json={"step": "awarded"}, headers=theirs)).json()["status"] == "awarded"
    certificate = await client.get(f"{at}/certificate.pdf", headers=mine)
    assert (certificate.status_code, certificate.content[:5]) == (200, b"%PDF-"), certificate.text
    (shown,) = (await client.get(f"/zero-waste-cells/public?city={SHENZHEN}&kind=school")).json()["items"]
    assert shown.keys() == {"number", "name", "kind", "kind_name", "city", "valid_from", "valid_to"}
    story = (await client.get(at, headers=mine)).json()["steps"]
    assert [s["step"] for s in story] == ["applied", "evidenced", "submitted", "scored", "awarded"]


@pytest.mark.anyio
async def test_a_province_opens_what_stands_on_its_list_and_takes_no_step(bay: Bay) -> None:
    one = await scored(bay)
    province = msgspec.structs.replace(bay.regulator, city="440000")
    async with bay.pool.acquire() as conn:
        assert [c.id for c in await queries.cells(conn, scopes=scopes(province))] == [one.id]
    assert policy.sees(province, one)
    assert not policy.sees(msgspec.structs.replace(bay.regulator, city="440400"), one)
    assert policy.steps(province, one, lifecycle.possible(one)) == []
    with pytest.raises(no.NotYourCell):
        await commands.record(bay.pool, province, one.id, e.Awarded())
