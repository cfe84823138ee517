"""Chains: every kilogram between two steps has a name; codes, plans and clocks are told by what happened."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.life import events as e
from manifests.life.model import Battery, Code, Container, Volume, Weight
from manifests.notices import events as n
from manifests.notices.commands import Proposal, record
from tests.bay import SHENZHEN, Bay
from tests.hong_kong import charged
from tests.manifests.notices.conftest import reported
from tests.manifests.test_giving_back import back, take_home
from wasteflow.catalog.book import open_book
from wasteflow.catalog.chains import chains, heavy_metals
from wasteflow.catalog.law import streams
from wasteflow.catalog.load import rows
from wasteflow.core import clock
from wasteflow.core.errors import Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor, Department, Role
from wasteflow.places.refusals import NotYourPlace
from workers.anomalies import trips
from workers.capacity import queries as capacity
from workers.chains import commands, views
from workers.chains.balance import Balance, balance, by, largest_gap
from workers.chains.batteries import State, state
from workers.chains.construction import balances
from workers.chains.litter import by_authority, turns
from workers.chains.metals import generators
from workers.chains.model import Battery as Seen
from workers.chains.model import Carried, Flow, Lying, Made, Plan, Spoken, Treated
from workers.chains.schemas import NewSitePlan
from workers.indicators.rollup import catch_up
from workers.statistics.model import Period, period
from workers.statistics.refusals import PeriodUnknown

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
PLASTIC = Code("cn-sw", "900-003-S17", "2024")


def now_period() -> Period:
    return period(f"{clock.local_date(clock.now()).year}")


# --- balances --------------------------------------------------------------------------------------------

KG = st.integers(0, 10**6).map(Decimal)


def flow(**kg: Decimal | int) -> Flow:
    nothing = dict.fromkeys(
        ("generated", "own", "own_used", "here", "sent", "on_way", "missing", "refused", "accepted", "used", "disposed",
         "other"), Decimal(0),
    )  # fmt: skip
    values = nothing | {name: Decimal(x) for name, x in kg.items()}
    return Flow(SHENZHEN, new_id(), "plastics", "cn-sw:900-003-S17", None, 1, **values)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(Balance.__dataclass_fields__)[1:]), KG), min_size=1, max_size=5))
def test_each_step_is_the_one_before_less_its_named_gaps(kilograms: list[dict[str, Decimal]]) -> None:
    steps = balance(flow(**{k: v for k, v in row.items() if k != "lots"}) for row in kilograms).steps()
    for before, step in pairwise(steps):
        assert before.kg - step.lost == step.kg


def test_the_largest_gap_is_named_and_a_treated_kilogram_is_none() -> None:
    one = balance([flow(generated=100, own=70, sent=30, missing=20, accepted=10, used=10)])
    assert largest_gap(one) == ("missing", 20)
    assert largest_gap(balance([flow(generated=70, own=70)])) is None
    assert by([flow(generated=1), flow(generated=2)], lambda f: f.city)[SHENZHEN].generated == 3


# --- batteries -------------------------------------------------------------------------------------------


def battery(**changes: Any) -> Seen:
    values: dict[str, Any] = {
        "code": "04QPE11ABCDEFG8B30000001", "was": None, "became": None, "batch": new_id(), "city": SHENZHEN,
        "site": new_id(), "site_name": "厂", "status": "stored", "generated_at": NOW, "method": None, "measure": None,
        "manifest": None, "number": None, "to_name": None, "plate": None, "departed_at": None, "taken_at": None,
        "holder_name": None,
    }  # fmt: skip
    return Seen(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, State.WAITING),
        ({"status": "in_transit", "departed_at": NOW - timedelta(days=14)}, State.ON_WAY),
        ({"status": "in_transit", "departed_at": NOW - timedelta(days=16)}, State.MISSING),
        ({"status": "treated", "method": "cn_utilisation:R4", "measure": "used"}, State.RECYCLED),
        ({"status": "treated", "method": "cn_utilisation:R15", "measure": "used"}, State.SECOND_LIFE),
        ({"status": "treated", "method": "cn_disposal:D1", "measure": "disposed"}, State.DISPOSED),
        ({"status": "treated", "method": "cn_utilisation:R15", "became": "07XPE2291K0000001"}, State.SUCCEEDED),
    ],
)
def test_where_a_battery_is_in_its_lives(changes: dict[str, Any], expected: State) -> None:
    assert state(battery(**changes), chains(), NOW) is expected


# --- building sites --------------------------------------------------------------------------------------

SITE, TIP, ELSEWHERE = new_id(), new_id(), new_id()


def plan(m3: str = "1000", density: str = "2", **changes: Any) -> Plan:
    values: dict[str, Any] = {
        "id": new_id(), "site": SITE, "stream": "spoil", "m3": Decimal(m3), "density": Decimal(density),
        "density_source": "检测", "usual": False, "valid_from": date(2026, 11, 1), "valid_to": date(2026, 11, 30),
        "tip": TIP, "tip_name": "消纳场", "number": "", "filed_at": NOW,
    }  # fmt: skip
    return Plan(**(values | changes))


def carried(t: int, to: Any = TIP, **changes: Any) -> Carried:
    values: dict[str, Any] = {
        "site": SITE, "stream": "spoil", "to_site": to, "to_name": "消纳场", "loads": 1, "sent": Decimal(t * 1000),
        "sent_m3": Decimal(0), "stated": Decimal(0), "accepted": Decimal(t * 1000), "refused": Decimal(0),
        "gate": Decimal(t * 1000), "open": 0, "missing": 0, "oldest": None,
    }  # fmt: skip
    return Carried(**(values | changes))


def test_stated_cubic_metres_stay_and_the_rest_goes_by_the_density_shown() -> None:
    """20 t stated as 12 m3, 30 t weighed: 12 + 30/2 = 27 m3; at the tip 50 t are 25 m3."""
    loads = [carried(20, sent_m3=Decimal(12), stated=Decimal(20000)), carried(30)]
    (one,) = balances([plan()], loads, streams())
    assert (one.carried.t, one.carried.m3, one.tipped.m3) == (50, 27, 25)
    assert (one.planned and one.planned.t, one.share) == (2000, Decimal("2.7"))
    (unplanned,) = balances([], [carried(18)], streams())
    assert (unplanned.carried.m3, unplanned.density and unplanned.density.usual) == (10, True)


def test_more_than_planned_and_elsewhere_than_planned_are_told() -> None:
    (one,) = balances([plan("10")], [carried(18), carried(4, ELSEWHERE)], streams())
    assert one.over(Decimal(100))
    assert [x.to_site for x in one.elsewhere] == [ELSEWHERE]
    (even,) = balances([plan("10")], [carried(20)], streams())
    assert not even.over(Decimal(100))


def test_spoil_and_slurry_of_one_site_are_rows_of_their_own() -> None:
    loads = [carried(18), carried(5, stream="slurry")]
    assert [x.stream for x in balances([plan()], loads, streams())] == ["spoil", "slurry"]


# --- heavy metals ----------------------------------------------------------------------------------------


def test_who_stands_on_the_list_follows_from_codes_alone() -> None:
    first, second, third = new_id(), new_id(), new_id()
    made = [
        Made(first, "336-054-17", "cn-hw", "HW17", Decimal(5000)),
        Made(second, "336-069-17", "cn-hw", "HW17", Decimal(10)),
        Made(third, "900-249-08", "cn-hw", "HW08", Decimal(9000)),
    ]
    old = NOW - timedelta(days=400)
    lying = [Lying(second, "900-052-31", "cn-hw", "HW31", Decimal(700), old)]
    ended = [Treated(first, "336-054-17", "cn-hw", "HW17", "used", "cn_utilisation:R4", Decimal(4000))]
    found = generators(made, lying, ended, heavy_metals())
    assert [(g.site, g.metals) for g in found] == [(second, ["chromium", "lead"]), (first, ["nickel"])]  # key first
    assert (found[0].lying, found[0].since) == (700, old)
    assert found[1].lines[0].fate == (("used", "cn_utilisation:R4", Decimal(4000)),)


def test_every_code_of_the_list_stands_in_the_catalogue_under_the_name_of_its_metal() -> None:
    printed = {row["code"]: row["name_zh"] for row in rows("hazardous_codes")}
    for metal in heavy_metals().metals.values():
        assert [code for code in metal.codes if metal.name["zh-Hans"] not in printed[code]] == []
    assert set(heavy_metals().categories) <= {row["category"] for row in rows("hazardous_codes")}


# --- marine litter ---------------------------------------------------------------------------------------


def said(*told: tuple[str, int, str | None]) -> list[Spoken]:
    notice, begin = new_id(), NOW - timedelta(days=30)

    def at(hours: int) -> datetime:
        return begin + timedelta(hours=hours)

    return [Spoken(notice, kind, at(h), to, at(h + 72) if to or kind == "asked" else None) for kind, h, to in told]


def test_a_notice_passed_on_is_a_turn_of_each_authority() -> None:
    found = turns(said(("reported", 0, "810000"), ("forwarded", 10, "820000"), ("replied", 110, None)))
    assert [(t.authority, t.how, t.in_time) for t in found] == [
        ("810000", "forwarded", None),
        ("820000", "replied", False),
    ]
    hong_kong, macao = sorted(by_authority(found, NOW), key=lambda a: a.city)
    assert (hong_kong.forwarded, hong_kong.replied, macao.late, macao.median_hours) == (1, 0, 1, 100.0)


def test_a_further_question_is_a_turn_of_its_own_and_what_is_open_falls_overdue() -> None:
    found = turns(said(("reported", 0, "810000"), ("replied", 5, None), ("asked", 20, None)))
    assert [(t.authority, t.how, t.overdue(NOW)) for t in found] == [
        ("810000", "replied", False),
        ("810000", None, True),
    ]
    (one,) = by_authority(found, NOW)
    assert (one.asked, one.open, one.overdue, one.median_hours) == (2, 1, 1, 5.0)
    closed = turns(said(("reported", 0, "810000"), ("closed", 5, None)))
    assert [(t.how, t.took) for t in closed] == [("closed", None)]


# --- over custody ----------------------------------------------------------------------------------------


async def rolled_up(bay: Bay) -> None:
    await catch_up(bay.pool)
    await trips.catch_up(bay.pool)


def bales(kg: str, stream: str = "plastics") -> dict[str, Any]:
    return {
        "kg": kg, "stream": stream, "code": PLASTIC, "name": "废塑料", "form": "solid", "container": Container("bag"),
    }  # fmt: skip


async def went(bay: Bay, batch: Any, *, days_ago: int = 0, taken: str | None = None) -> Any:
    """A load of it that left so long ago and, where `taken` says so, was weighed at the gate and taken in."""
    at = clock.now() - timedelta(days=days_ago)
    load = (await bay.tell(bay.clerk, bay.load(batch), at=at)).subject
    for actor, fact in ((bay.clerk, e.Published()), (bay.clerk, e.Signed(name="李姐")),
                        (bay.driver, e.Departed(plate="粤B12345", driver="王师傅"))):  # fmt: skip
        await bay.tell(actor, fact, load, at=at)
    if taken:
        await bay.tell(bay.driver, e.Arrived(), load, at=at)
        await bay.tell(bay.gate, e.Weighed((e.LineWeighed(1, Decimal(taken)),)), load, at=at)
        await bay.tell(bay.gate, e.Accepted(), load, at=at)
    return load


@pytest.mark.anyio
async def test_the_chain_of_plastics_names_every_kilogram(bay: Bay) -> None:
    """One bale recycled, one taken in and waiting, one missing, one on the way, one in store; farm film, industry's."""
    long_ago = clock.now() - timedelta(days=20)
    kg = {"recycled": "1000", "waiting": "800", "missing": "600", "way": "500", "here": "300"}
    of = {name: await bay.batch(**bales(x), at=long_ago) for name, x in kg.items()}
    film = await bay.batch(**bales("200", "farm_film"), at=long_ago)
    waste = await bay.batch(**bales("100", "general_industrial"), at=long_ago)
    await went(bay, of["recycled"], days_ago=19, taken="990")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R3", Decimal(990)), of["recycled"])
    await went(bay, of["waiting"], days_ago=19, taken="800")
    await went(bay, of["missing"], days_ago=19)
    await went(bay, of["way"])
    await bay.tell(bay.clerk, e.Treated("cn_utilisation:R3", Decimal(200)), film)
    await bay.tell(bay.clerk, e.Treated("cn_utilisation:R3", Decimal(100)), waste)
    await bay.batch("50")  # of another chain
    await rolled_up(bay)
    year = period(str(clock.local_date(long_ago).year))
    async with bay.pool.acquire() as conn:
        found = await views.plastics(conn, city=SHENZHEN, period=year, now=clock.now())
    steps = {step.name: (step.kg, {n: x for n, x in step.gaps if x}) for step in found.whole.steps()}
    assert steps == {
        "generated": (3500, {}),
        "collected": (2900, {"here": 300, "own": 300}),
        "received": (1790, {"on_way": 500, "missing": 600, "scales": 10}),
        "recycled": (990, {"waiting": 800}),
    }
    assert {part: one.recycled for part, one in found.parts.items()} == {
        "plastics": Decimal("30.9"),
        "farm_film": Decimal("100.0"),
        "industrial": Decimal("100.0"),
    }
    assert found.ways == {(SHENZHEN, SHENZHEN): Decimal(1790)}


@pytest.mark.anyio
async def test_what_was_accepted_and_given_back_is_where_it_was_made_again(bay: Bay) -> None:
    """Neither the plant nor the works took anything in, and the way back is no carrying from a building site."""
    at = clock.now() - timedelta(days=1)
    bale = await bay.batch(**bales("1000"), at=at)
    spoil = await bay.batch(
        at=at, stream="spoil", code=Code("cn-sw", "900-001-S70", "2024"), name="工程渣土", form="solid",
        container=Container("bulk"), weight=Weight(volume=Volume(Decimal(10))),
    )  # fmt: skip
    for batch in (bale, spoil):
        load = await went(bay, batch, days_ago=1, taken="1000")
        await take_home(bay, back(bay, batch, load))
    await rolled_up(bay)
    year, book = period(str(clock.local_date(at).year)), await open_book(bay.pool)
    async with bay.pool.acquire() as conn:
        found = await views.plastics(conn, city=SHENZHEN, period=year, now=clock.now())
        sites = await views.building_sites(conn, book, bay.regulator, city=SHENZHEN, period=year, now=clock.now())
        of_year, of_months = await capacity.taken(
            conn, sites=[bay.plant_site, bay.factory_site], year=year.first.year, first=at - timedelta(days=40),
            before=clock.now() + timedelta(days=1),
        )  # fmt: skip
    assert (found.whole.here, found.whole.accepted, found.whole.waiting) == (1000, 0, 0)
    (row,) = sites.rows
    assert (row.site, row.loads, row.tipped.t) == (bay.factory_site, 1, 0)
    assert {one.kg for one in (*of_year, *of_months)} == {Decimal(0)}


@pytest.mark.anyio
async def test_an_old_code_leads_to_the_new_one_and_a_lost_battery_is_missing(bay: Bay) -> None:
    first, lost, second = "04QPE11ABCDEFG8B30000001", "04QPE11ABCDEFG8B30000002", "07XPE2291K0000001"
    long_ago = clock.now() - timedelta(days=20)

    async def unit(*batteries: Battery, kg: str = "400") -> Any:
        code = Code("cn-sw", "900-012-S17", "2024")
        more = {"stream": "traction_battery", "code": code, "name": "退役动力电池", "form": "solid"}
        return await bay.batch(kg, at=long_ago, container=Container("box"), batteries=batteries, **more)

    one = await unit(Battery(first))
    await bay.tell(bay.clerk, e.Treated("cn_utilisation:R15", Decimal(400)), one, at=long_ago)
    await went(bay, await unit(Battery(lost)), days_ago=18)
    await rolled_up(bay)
    year = period(str(clock.local_date(long_ago).year))

    async def seen() -> dict[str, tuple[State, str | None]]:
        async with bay.pool.acquire() as conn:
            found = await views.batteries(conn, city=SHENZHEN, period=year, now=clock.now())
        assert found.whole.generated == 400 * (len(found.rows))
        return {row.code: (its, row.became) for row, its in found.rows}

    assert await seen() == {first: (State.SECOND_LIFE, None), lost: (State.MISSING, None)}
    await unit(Battery(second, first))
    await rolled_up(bay)
    assert await seen() == {
        first: (State.SUCCEEDED, second),
        lost: (State.MISSING, None),
        second: (State.WAITING, None),
    }


@pytest.mark.anyio
async def test_a_site_plans_carries_and_tips(bay: Bay) -> None:
    today = clock.local_date(clock.now())
    filed = NewSitePlan(
        site=bay.factory_site, stream="spoil", m3=Decimal(100), valid_from=today - timedelta(days=30), valid_to=today,
        tip=bay.plant_site, number="深建渣〔2026〕8号",
    )  # fmt: skip
    await commands.file_plan(bay.pool, bay.clerk, filed)
    spoil: dict[str, Any] = {
        "stream": "spoil", "code": Code("cn-sw", "900-001-S70", "2024"), "name": "工程渣土", "form": "solid",
        "container": Container("bulk"), "weight": Weight(volume=Volume(Decimal(10))),
    }  # fmt: skip
    long_ago = clock.now() - timedelta(days=18)
    await went(bay, await bay.batch(**spoil, at=long_ago), taken="17800", days_ago=17)
    await went(bay, await bay.batch(**spoil, at=long_ago), days_ago=17)
    await rolled_up(bay)
    book = await open_book(bay.pool)
    async with bay.pool.acquire() as conn:
        found = await views.building_sites(
            conn, book, bay.regulator, city=SHENZHEN, period=now_period(), now=clock.now()
        )
    (row,) = found.rows
    assert (row.planned and row.planned.t, row.carried.m3, row.carried.t, row.share) == (180, 20, 36, 20)
    assert (row.tipped.t, row.between.t, row.open, row.missing) == (Decimal("17.8"), 18, 1, 1)
    assert (row.density and row.density.usual, row.elsewhere, found.tickets) == (True, (), ())


@pytest.mark.anyio
async def test_a_plan_is_filed_for_ones_own_site_and_told_what_is_wrong(bay: Bay) -> None:
    today = clock.local_date(clock.now())
    fine = NewSitePlan(site=bay.factory_site, stream="spoil", m3=Decimal(1), valid_from=today, valid_to=today)

    async def wrong(**changes: Any) -> Sequence[str]:
        with pytest.raises(Refusals) as told:
            await commands.file_plan(bay.pool, bay.clerk, fine.model_copy(update=changes))
        return [x.code for x in told.value.refusals]

    assert await wrong(stream="hazardous") == ["not_carried_from_sites"]
    assert await wrong(stream="hk_construction") == ["density_unknown"]
    assert await wrong(valid_to=today - timedelta(days=1), density=Decimal(2)) == [
        "plan_ends_early",
        "density_without_source",
    ]
    assert await wrong(tip=new_id()) == ["tip_unknown"]
    with pytest.raises(NotYourPlace):
        await commands.file_plan(bay.pool, bay.gate, fine)


def test_days_and_periods_no_calendar_has_are_refused() -> None:
    """A plan to the end of time would break the page of its city."""
    with pytest.raises(ValueError, match="valid_to"):
        NewSitePlan(site=SITE, stream="spoil", m3=Decimal(1), valid_from=date(2026, 1, 1), valid_to=date.max)
    with pytest.raises(PeriodUnknown):
        period("9999")
    assert period("2000-02").back(3).written == "1999-11"


@pytest.mark.anyio
async def test_generators_of_heavy_metals_are_read_from_custody(bay: Bay) -> None:
    await bay.batch("300")  # nickel, stays
    batch, _ = await bay.delivered("1000", "1000")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(1000)), batch)
    await bay.delivered("500", "500")  # lies at the plant, which did not make it
    await rolled_up(bay)
    async with bay.pool.acquire() as conn:
        found = await views.metals(conn, city=SHENZHEN, period=now_period())
    (one,) = found.rows
    assert (one.site, one.made, one.lying, one.lines[0].ended) == (bay.factory_site, 1800, 300, 1000)
    assert found.sites[one.site].name == "沙井厂区"


@pytest.mark.anyio
async def test_notices_are_told_to_both_sides_with_the_time_a_reply_took(bay: Bay) -> None:
    at = clock.now() - timedelta(hours=80)
    fact = reported(city=SHENZHEN, receiver="810000")
    told = await record(bay.pool, bay.regulator, Proposal(fact=fact, occurred_at=at), now=at)
    across = Actor(bay.clerk.account, "陳", Role.REGULATOR, city="810000", department=Department.ECOLOGY)
    elsewhere = Actor(bay.clerk.account, "何", Role.REGULATOR, city="440400", department=Department.ECOLOGY)
    when = period(f"{clock.local_date(at).year}")

    async def seen(actor: Actor) -> views.Litter:
        async with bay.pool.acquire() as conn:
            return await views.litter(conn, actor, period=when, now=clock.now())

    (asked,) = (await seen(bay.regulator)).authorities
    assert (asked.city, asked.open, asked.overdue) == ("810000", 1, 1)
    await record(
        bay.pool, across, Proposal(fact=n.Replied(findings="渔排"), occurred_at=clock.now(), subject=told.notice.id)
    )
    for actor in (bay.regulator, across):
        (answered,) = (await seen(actor)).authorities
        assert (answered.replied, answered.late, answered.overdue, answered.median_hours) == (1, 1, 0, 80.0)
    assert (await seen(elsewhere)).incidents == ()


@pytest.mark.anyio
async def test_hong_kongs_trip_tickets_stand_beside_its_sites_for_who_may_see_accounts(bay: Bay) -> None:
    await charged(bay)
    await rolled_up(bay)
    book = await open_book(bay.pool)

    async def seen(department: Department) -> views.Construction:
        actor = Actor(bay.clerk.account, "陳", Role.REGULATOR, city="810000", department=department)
        async with bay.pool.acquire() as conn:
            return await views.building_sites(conn, book, actor, city="810000", period=now_period(), now=clock.now())

    found = await seen(Department.ECOLOGY)
    assert {row.stream for row in found.rows} == {"hk_construction"}
    assert sum(one.loads for one in found.tickets) == 1
    assert found.tickets[0].hkd > 0
    assert (await seen(Department.INDUSTRY)).tickets == ()
