"""What crosses a border draws on an approval: never more than there is, whoever comes when."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from manifests import queries, replay
from manifests.commands import Declined, Proposal, Recorded, record
from manifests.life import events as e
from tests.bay import ADMINISTRATOR, PLATE
from tests.border import approved, left, plant_in
from wasteflow.core import clock
from wasteflow.core.db import open_pool
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.places import cards
from wasteflow.places import commands as places

pytestmark = pytest.mark.anyio

TODAY = clock.local_date(clock.now())
DAY = timedelta(days=1)


@pytest.fixture
async def far(bay):
    """A plant in Guangxi."""
    return (await plant_in(bay, "450100"))[0]


async def refusal(awaitable) -> Refusal:
    with pytest.raises((Refusal, Refusals)) as told:
        await awaitable
    (only,) = getattr(told.value, "refusals", [told.value])
    return only


async def drafted(bay, far, *kgs: str, **changes):
    """A draft across the border: (manifest, its answer)."""
    batches = [await bay.batch(kg) for kg in kgs or ("1000",)]
    told = await bay.tell(bay.clerk, bay.load(*batches, consignee_site=far, **changes))
    return told.subject, told


async def published(bay, far, *kgs: str):
    manifest, _ = await drafted(bay, far, *kgs)
    await bay.tell(bay.clerk, e.Published(), manifest)
    return manifest


async def state_of(bay, manifest):
    return await queries.manifest(bay.pool, id=manifest, scopes=None)


# --- at the draft ----------------------------------------------------------------------------------------


async def test_without_an_approval_nothing_is_drawn_up(bay, far):
    told = await refusal(drafted(bay, far))
    assert (told.code, told.path) == ("no_approval", "fact.lines[0]")
    assert "336-054-17" in str(told)
    assert "cross-province approval" in str(told)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "336-055-17"}, "no_approval"),
        ({"valid_from": TODAY - 100 * DAY, "valid_to": TODAY - DAY}, "approval_expired"),
        ({"valid_from": TODAY + DAY}, "approval_not_yet_valid"),
        ({"tonnes": Decimal("0.999")}, "approval_used_up"),
        ({"methods": ("cn_utilisation:R5",)}, "method_not_approved"),
    ],
)
async def test_an_approval_that_does_not_serve_is_named_with_what_it_lacks(bay, far, changes, code):
    item = await approved(bay, far, **changes)
    told = await refusal(drafted(bay, far))
    assert (told.code, told.path) == (code, "fact.lines[0]")
    assert told.code == "no_approval" or told.facts["number"] == item.number


async def test_of_those_that_serve_the_one_that_ends_soonest_is_taken_for_each_line(bay, far):
    late = await approved(bay, far, "5", valid_to=TODAY + 300 * DAY)
    soon = await approved(bay, far, "1.5", valid_to=TODAY + 10 * DAY)
    manifest, _ = await drafted(bay, far, "1000", "1000")
    lines = (await state_of(bay, manifest)).lines
    assert [line.approval.number for line in lines] == [soon.number, late.number]
    assert (await left(bay, soon), await left(bay, late)) == (Decimal("1.5"), 5), "a draft takes nothing"


async def test_an_ordinary_load_asks_for_no_approval(bay, monkeypatch):
    asked = []

    async def approvals_between(conn, *, routes):
        asked.append(routes)
        return {}

    monkeypatch.setattr(cards, "approvals_between", approvals_between)
    manifest = await bay.at_the_gate(await bay.batch())
    assert (await state_of(bay, manifest)).lines[0].approval is None
    assert asked == []


# --- at publication --------------------------------------------------------------------------------------


async def test_publication_takes_the_tonnes_and_cancellation_gives_them_back(bay, far):
    item = await approved(bay, far, "5", shipments=2)
    manifest = await published(bay, far, "1000.5", "200")
    assert await left(bay, item) == Decimal("3.7995")
    await bay.tell(bay.clerk, e.Cancelled("改期"), manifest)
    assert await left(bay, item) == 5
    dropped, _ = await drafted(bay, far)
    await bay.tell(bay.clerk, e.Cancelled("改期"), dropped)
    assert await left(bay, item) == 5, "a draft that is dropped had taken nothing"
    report = await replay.check(bay.pool)
    assert report.ok, report.different


async def test_the_last_tonnes_go_to_one_of_many_at_once(bay, far, database_url):
    """Ten drafts of 1 t, 3 t approved, two processes."""
    item = await approved(bay, far, "3")
    drafts = [(await drafted(bay, far))[0] for _ in range(10)]
    other = await open_pool(database_url, 4)
    try:
        answers = await asyncio.gather(
            *(
                record(pool, bay.clerk, [Proposal(fact=e.Published(), occurred_at=clock.now(), subject=manifest)])
                for manifest, pool in zip(drafts, [bay.pool, other] * 5, strict=True)
            )
        )
    finally:
        await other.close()
    outcomes = [one for (one,) in answers]
    assert sum(isinstance(one, Recorded) for one in outcomes) == 3
    refused = [one for one in outcomes if isinstance(one, Declined)]
    assert {problem.code for one in refused for problem in one.problems} == {"approval_used_up"}
    assert await left(bay, item) == 0
    report = await replay.check(bay.pool)
    assert report.ok, report.different


async def test_two_approvals_taken_crosswise_do_not_wait_for_each_other(bay, far):
    first = await approved(bay, far, "100", valid_to=TODAY + 10 * DAY)
    second = await approved(bay, far, "100", code="336-055-17")
    for _ in range(5):
        both = []
        for codes in (("336-054-17", "336-055-17"), ("336-055-17", "336-054-17")):
            batches = [await bay.batch(code=bay.drum().code.__class__("cn-hw", code, "2021")) for code in codes]
            both.append((await bay.tell(bay.clerk, bay.load(*batches, consignee_site=far))).subject)
        await asyncio.gather(*(bay.tell(bay.clerk, e.Published(), manifest) for manifest in both))
    assert (await left(bay, first), await left(bay, second)) == (90, 90)


async def test_one_request_cannot_publish_more_than_is_left(bay, far):
    item = await approved(bay, far, "1.5")
    drafts = [(await drafted(bay, far))[0] for _ in range(2)]
    moment = clock.now()
    outcomes = await record(
        bay.pool, bay.clerk, [Proposal(fact=e.Published(), occurred_at=moment, subject=m) for m in drafts]
    )
    assert [type(one) for one in outcomes] == [Recorded, Declined]
    assert await left(bay, item) == Decimal("0.5")


async def test_an_approval_revoked_in_between_is_found_out_whatever_was_kept(bay, far):
    item = await approved(bay, far)
    manifest, _ = await drafted(bay, far)
    await places.revoke_approval(bay.pool, ADMINISTRATOR, item.id, TODAY)
    told = await refusal(bay.tell(bay.clerk, e.Published(), manifest))
    assert (told.code, told.facts["on"]) == ("approval_expired", TODAY - DAY)
    assert await left(bay, item) == 5


async def test_what_has_not_left_when_its_approval_ends_does_not_leave(bay, far, monkeypatch):
    monkeypatch.setattr(cards, "KEPT_SECONDS", 0.0)
    item = await approved(bay, far)
    manifest = await published(bay, far)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    await places.revoke_approval(bay.pool, ADMINISTRATOR, item.id, TODAY)
    told = await refusal(bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest))
    assert told.code == "approval_expired"


async def test_a_load_under_way_arrives_whatever_becomes_of_its_approval(bay, far, monkeypatch):
    monkeypatch.setattr(cards, "KEPT_SECONDS", 0.0)
    item = await approved(bay, far)
    manifest = await published(bay, far)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest)
    await places.revoke_approval(bay.pool, ADMINISTRATOR, item.id, TODAY)
    await bay.tell(bay.driver, e.Arrived(), manifest)
    assert (await state_of(bay, manifest)).status == "arrived"


async def test_so_many_loads_and_not_one_more(bay, far):
    await approved(bay, far, "100", shipments=1)
    second, _ = await drafted(bay, far)
    first = await published(bay, far)
    told = await refusal(bay.tell(bay.clerk, e.Published(), second))
    assert (told.code, told.facts["limit"]) == ("no_shipments_left", 1)
    await bay.tell(bay.clerk, e.Cancelled("改期"), first)
    await bay.tell(bay.clerk, e.Published(), second)


@pytest.mark.parametrize(("kg", "told"), [("3999", []), ("4000", ["approval_nearly_used_up"])])
async def test_from_80_percent_on_it_is_told(bay, far, kg, told):
    await approved(bay, far, "5")
    manifest, drawn_up = await drafted(bay, far, kg)
    assert [w.code for w in drawn_up.warnings] == told
    assert [w.code for w in (await bay.tell(bay.clerk, e.Published(), manifest)).warnings] == told
