"""The capacity board, wastes that are hard to place, and the proposal of who could take what waits."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.life import events as e
from tests.bay import ADMINISTRATOR, SHENZHEN, Bay
from wasteflow.catalog.book import open_book
from wasteflow.catalog.transport import transport
from wasteflow.core import clock
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.ids import new_id
from wasteflow.core.months import next_month
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.permissions import allowed
from wasteflow.people.schemas import NewAccount
from wasteflow.places.model import ApprovalCard, PermitItem
from wasteflow.places.refusals import NotYourPlace
from workers.anomalies import trips
from workers.capacity import commands, matching, queries
from workers.capacity import refusals as no
from workers.capacity.board import by_method, first_month, rows
from workers.capacity.flow import Arc, cheapest
from workers.capacity.hard import hard
from workers.capacity.matching import World, match, surplus
from workers.capacity.model import GatePrice, Licence, Refused, Stock, Taken, Usual
from workers.capacity.schemas import NewPrice

HERE, NEAR, FAR = (22.5, 114.0), (22.6, 114.0), (23.5, 114.0)
TODAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 9, tzinfo=BAY_AREA)
SITE = new_id()


# --- the cheapest placing --------------------------------------------------------------------------------


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[int], list[int], list[Arc]]:
    supplies = draw(st.lists(st.integers(0, 50), min_size=1, max_size=5))
    sinks = draw(st.lists(st.integers(0, 50), min_size=1, max_size=5))
    pairs = draw(st.sets(st.tuples(st.integers(0, len(supplies) - 1), st.integers(0, len(sinks) - 1))))
    arcs = [Arc(a, b, draw(st.integers(0, 40)), draw(st.integers(0, 90))) for a, b in sorted(pairs)]
    return supplies, sinks, arcs


@given(problems())
def test_as_much_as_can_be_is_placed_at_the_least_cost(problem: tuple[list[int], list[int], list[Arc]]) -> None:
    """No path leads on (so no more can be placed) and no circle of changes is cheaper: both together are proof."""
    supplies, sinks, arcs = problem
    flows = cheapest(supplies, sinks, arcs)
    sent, got = [0] * len(supplies), [0] * len(sinks)
    for arc, flow in zip(arcs, flows, strict=True):
        assert 0 <= flow <= arc.room
        sent[arc.supply] += flow
        got[arc.sink] += flow
    assert all(x <= most for x, most in zip([*sent, *got], [*supplies, *sinks], strict=True))
    left = _changes(supplies, sinks, arcs, flows, sent, got)
    nodes = range(len(supplies) + len(sinks) + 2)
    far = dict.fromkeys(nodes, 0)  # from everywhere at once: a circle of negative cost never comes to rest
    for _ in nodes:
        far = {n: min([far[n], *(far[a] + cost for a, b, cost in left if b == n)]) for n in nodes}
    assert far == {n: min([far[n], *(far[a] + cost for a, b, cost in left if b == n)]) for n in nodes}
    reached, grown = {nodes[-2]}, True
    while grown:
        new = {b for a, b, _ in left if a in reached} - reached
        reached |= new
        grown = bool(new)
    assert nodes[-1] not in reached


def _changes(
    supplies: list[int], sinks: list[int], arcs: list[Arc], flows: list[int], sent: list[int], got: list[int]
) -> list[tuple[int, int, int]]:
    source, drain = len(supplies) + len(sinks), len(supplies) + len(sinks) + 1
    edges = [(source, n, most, sent[n], 0) for n, most in enumerate(supplies)]
    edges += [(len(supplies) + n, drain, most, got[n], 0) for n, most in enumerate(sinks)]
    edges += [(a.supply, len(supplies) + a.sink, a.room, flow, a.cost) for a, flow in zip(arcs, flows, strict=True)]
    forth = [(a, b, cost) for a, b, room, flow, cost in edges if flow < room]
    return forth + [(b, a, -cost) for a, b, _, flow, cost in edges if flow]


def test_the_nearer_facility_is_filled_by_whom_the_other_costs_most() -> None:
    arcs = [Arc(0, 0, 10, 1), Arc(0, 1, 10, 9), Arc(1, 0, 10, 2), Arc(1, 1, 10, 3)]
    assert cheapest([10, 10], [10, 10], arcs) == [10, 0, 0, 10]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.integers(0, 60), st.integers(0, 60))
def test_ways_that_share_a_bound_hold_no_more_than_it_together(rooms: list[int], bound: int, free: int) -> None:
    """One supply, a sink for each licence, all by one approval; and a dearer way of its own, which takes the rest."""
    arcs = [Arc(0, n, 100, 5, 0) for n in range(len(rooms))] + [Arc(0, len(rooms), 100, 9)]
    flows = cheapest([100], [*rooms, free], arcs, [bound])
    assert sum(flows[:-1]) == min(bound, sum(rooms), 100)
    assert all(flow <= room for flow, room in zip(flows, rooms, strict=False))
    assert flows[-1] == min(free, 100 - sum(flows[:-1]))


def test_stocks_that_share_a_bound_fill_it_together() -> None:
    arcs = [Arc(0, 0, 100, 1, 0), Arc(1, 0, 1000, 1, 0)]
    assert cheapest([100, 1000], [5000], arcs, [5000]) == [100, 1000]


# --- the board -------------------------------------------------------------------------------------------


def licence(name: str = "甲", **more: Any) -> Licence:
    values: dict[str, Any] = {
        "permit": new_id(),
        "number": f"440300-{name}",
        "kind": "operate",
        "site": new_id(),
        "site_name": name,
        "org": new_id(),
        "org_name": name,
        "city": SHENZHEN,
        "at": NEAR,
        "yearly_t": Decimal(1200),
        "valid_to": date(2030, 1, 1),
        "items": (PermitItem("cn-hw", "HW17", frozenset({"cn_utilisation:R4"})),),
    }
    return Licence(**(values | more))


def taken(x: Licence, kg: str, month: date | None = None, code: str = "336-054-17", category: str = "HW17") -> Taken:
    return Taken(x.site, "cn-hw", code, category, month, Decimal(kg))


def test_what_is_free_follows_from_licence_intake_and_forecast() -> None:
    """1,200 t a year, 500 t taken by 10 June, 60 t a month lately: a twelfth is 100 t, so 40 t are free in July."""
    x = licence()
    months = [taken(x, "60000", date(2026, m, 1)) for m in (3, 4, 5)]
    (row,) = rows([x], [taken(x, "500000")], months, TODAY)
    assert (row.used, row.expected, row.free, row.ahead) == (500000, 60000, 700000, 40000)
    assert row.share is not None
    assert round(row.share, 2) == Decimal("41.67")


def test_a_month_takes_no_more_than_is_left_of_the_year() -> None:
    """1,150 t of 1,200 t are gone: what June still brings leaves 10 t for July, and 60 t are expected."""
    x = licence()
    (row,) = rows([x], [taken(x, "1150000")], [taken(x, "180000", date(2026, 5, 1))], TODAY)
    assert (row.expected, row.free, row.ahead) == (60000, 50000, 0)
    (row,) = rows([x], [taken(x, "1150000")], [], TODAY)
    assert row.ahead == 50000


def test_in_december_the_next_years_licence_counts() -> None:
    x = licence()
    (row,) = rows([x], [taken(x, "1200000")], [], date(2026, 12, 5))
    assert (row.free, row.ahead) == (0, 100000)
    assert (next_month(date(2026, 12, 5)), first_month(date(2026, 2, 1))) == (date(2027, 1, 1), date(2025, 11, 1))


def test_without_a_ceiling_nothing_is_called_free() -> None:
    (row,) = rows([licence(yearly_t=None)], [], [], TODAY)
    assert (row.free, row.ahead, row.share) == (None, None, None)


def test_intake_counts_on_the_licence_that_names_the_waste() -> None:
    sludge = licence()
    oil = licence(site=sludge.site, items=(PermitItem("cn-hw", "HW08", frozenset({"cn_utilisation:R9"})),))
    first, second = rows([sludge, oil], [taken(sludge, "7", code="900-249-08", category="HW08")], [], TODAY)
    assert (first.used, second.used) == (0, 7)
    assert {way.method: way.licences for way in by_method([first, second])} == {
        "cn_utilisation:R4": 1,
        "cn_utilisation:R9": 1,
    }


# --- what is hard to place -------------------------------------------------------------------------------


def lot(kg: str = "10000", **more: Any) -> Stock:
    values: dict[str, Any] = {
        "site": SITE,
        "site_name": "沙井厂区",
        "org": new_id(),
        "city": SHENZHEN,
        "at": HERE,
        "stream": "hazardous",
        "scheme": "cn-hw",
        "code": "336-054-17",
        "category": "HW17",
        "hazards": "T",
        "kg": Decimal(kg),
        "batches": 1,
        "since": NOW - timedelta(days=10),
    }
    return Stock(**(values | more))


def test_what_has_no_outlet_stands_first_then_the_oldest() -> None:
    old = lot("5000", since=NOW - timedelta(days=400))
    odd = lot("1000", code="900-999-49", category="HW49", since=NOW - timedelta(days=100))
    away = Refused(new_id(), "乙", SHENZHEN, "cn-hw", "336-054-17", "HW17", 2, 5, Decimal(3000))
    board = rows([licence()], [], [], TODAY)
    first, second = hard([lot(), old, odd], [away], board, NOW)
    assert (first.code, first.outlets, first.oldest_days) == ("900-999-49", 0, 100)
    assert first.by_age == (0, 1000, 0, 0)
    assert (second.outlets, second.oldest_days, second.sites) == (1, 400, 1)
    assert second.by_age == (10000, 0, 0, 5000)
    assert second.refusals == (away,)


# --- the proposal ----------------------------------------------------------------------------------------


def world(**more: Any) -> World:
    def class_of(method: str) -> str:
        return "use" if method.startswith("cn_utilisation") else "disposal"

    values = {"approvals": {}, "prices": (), "usual": (), "transport": transport(), "class_of": class_of}
    return World(**(values | {"today": TODAY} | more))


def proposed(lots: list[Stock], licences: list[Licence], **more: Any) -> matching.Matching:
    return match(lots, rows(licences, [], [], TODAY), world(**more))


def test_what_waits_goes_the_shortest_way_and_the_rest_further() -> None:
    """A month takes a twelfth of 1,200 t: 100 t go 11 km (14 on the road), 20 t the long way."""
    near, far = licence("近"), licence("远", at=FAR)
    found = proposed([lot("120000")], [far, near])
    assert [(p.licence.site_name, p.kg) for p in found.proposals] == [("近", 100000), ("远", 20000)]
    assert found.proposals[0].way.km == Decimal("14.5")
    assert found.proposals[0].way.regime == "within_city"
    assert not found.unplaced


def test_the_saving_is_told_beside_the_usual_way() -> None:
    near, far = licence("近"), licence("远", at=FAR)
    usual = (Usual(SITE, "cn-hw", "336-054-17", far.site, FAR, Decimal(500)),)
    found = proposed([lot("10000")], [near, far], usual=usual)
    (one,) = found.proposals
    assert (one.usual_km, one.way.km) == (Decimal("144.6"), Decimal("14.5"))
    assert found.saved_t_km == Decimal("1301.0")  # 10 t, 130.1 km less
    assert found.saved_kg_co2e == Decimal("221.2")  # at 0.17 kg for a t·km
    assert proposed([lot()], [near]).compared_t == 0


@pytest.mark.parametrize("city", ["810000", "820000"])
def test_an_unlawful_way_is_never_proposed(city: str) -> None:
    """Not even where it is the only one, and the only room there is."""
    found = proposed([lot(city=city)], [licence()])
    assert found.proposals == ()
    assert [u.why for u in found.unplaced] == ["unlawful"]


def test_over_a_provincial_border_an_approval_bounds_what_is_proposed() -> None:
    there = licence(city="430100")
    assert [u.why for u in proposed([lot()], [there]).unplaced] == ["no_approval"]
    card = ApprovalCard(
        new_id(), "cross_province", "湘-1", SITE, there.site, "cn-hw", "336-054-17", Decimal(9), Decimal(5),
        date(2026, 1, 1), date(2026, 12, 31), None,
    )  # fmt: skip
    found = proposed([lot()], [there], approvals={(SITE, there.site): (card,)})
    assert [(p.kg, p.way.approval) for p in found.proposals] == [(4000, "湘-1")]
    assert [(u.kg, u.why) for u in found.unplaced] == [(6000, "full")]


def test_what_an_approval_leaves_is_there_once_though_the_receiver_has_two_licences() -> None:
    one = licence(city="430100")
    two = licence("乙", city="430100", site=one.site)
    card = ApprovalCard(
        new_id(), "cross_province", "湘-1", SITE, one.site, "cn-hw", "336-054-17", Decimal(9), Decimal(5),
        date(2026, 1, 1), date(2026, 12, 31), None,
    )  # fmt: skip
    found = proposed([lot()], [one, two], approvals={(SITE, one.site): (card,)})
    assert (sum(p.kg for p in found.proposals), [u.kg for u in found.unplaced]) == (4000, [6000])


def test_prices_in_other_currencies_are_compared_in_yuan_and_shown_as_stated() -> None:
    """HK$3,000 are 2,760 yuan: with 145 km instead of 14 still dearer than 2,900 yuan, and cheaper than 3,000."""
    near, far = licence("近"), licence("远", at=FAR)

    def price(x: Licence, amount: str, currency: str) -> GatePrice:
        return GatePrice(new_id(), x.site, "cn-hw", "HW17", Decimal(amount), currency, TODAY, None, "价目表", NOW)

    def chosen(yuan: str) -> tuple[bool, str, str]:
        found = proposed([lot()], [near, far], prices=(price(near, yuan, "CNY"), price(far, "3000", "HKD")))
        way = found.proposals[0]
        assert way.way.price is not None
        return found.by_price, way.licence.site_name, way.way.price.currency

    assert chosen("2900") == (True, "近", "CNY")
    assert chosen("3000") == (True, "远", "HKD")


def test_why_something_is_left_over() -> None:
    def why(stock: Stock, *licences: Licence) -> list[str]:
        return [u.why for u in proposed([stock], list(licences)).unplaced]

    assert why(lot(code="900-999-49", category="HW49"), licence()) == ["no_outlet"]
    assert why(lot(at=None), licence()) == ["no_place"]
    assert why(lot("200000"), licence()) == ["full"]
    assert why(lot(), licence(kind="collect")) == ["no_outlet"]


def test_prices_count_only_where_all_are_known() -> None:
    near, far = licence("近"), licence("远", at=FAR)

    def price(x: Licence, amount: str) -> GatePrice:
        return GatePrice(new_id(), x.site, "cn-hw", "HW17", Decimal(amount), "CNY", TODAY, None, "价目表", NOW)

    half = proposed([lot()], [near, far], prices=(price(near, "3000"),))
    assert (half.by_price, half.proposals[0].licence.site_name) == (False, "近")
    whole = proposed([lot()], [near, far], prices=(price(near, "3000"), price(far, "1000")))
    assert (whole.by_price, whole.proposals[0].licence.site_name) == (True, "远")


def test_what_lies_where_it_may_be_treated_is_no_surplus() -> None:
    x = licence()
    board = rows([x], [], [], TODAY)
    assert surplus([lot(site=x.site)], board) == []
    assert len(surplus([lot()], board)) == 1


# --- in the database, over HTTP --------------------------------------------------------------------------


async def placed(bay: Bay, owner: Any) -> None:
    """Both sites with their coordinates."""
    for site, lat in ((bay.factory_site, 22.74), (bay.plant_site, 22.78)):
        await owner.execute("update site set lat = $2, lon = 113.8 where id = $1", site, lat)


@pytest.mark.anyio
async def test_the_board_is_read_from_custody(bay: Bay, owner: Any) -> None:
    await placed(bay, owner)
    await bay.delivered("3000", "3000")
    await bay.batch("500")
    await trips.catch_up(bay.pool)
    async with bay.pool.acquire() as conn:
        found = await queries.capacity(conn, now=clock.now())
    (row,) = found.rows
    assert (row.licence.city, row.used, row.licensed) == (SHENZHEN, 3000, 20000000)
    assert {(x.site, x.kg) for x in found.stock} == {(bay.factory_site, 500), (bay.plant_site, 3000)}


@pytest.mark.anyio
async def test_whose_stock_it_is_is_shown_in_ones_own_city_only(
    bay: Bay, owner: Any, client: httpx.AsyncClient
) -> None:
    await placed(bay, owner)
    await bay.batch("5000")

    async def seen(actor: Actor) -> Any:
        headers = {"authorization": f"Bearer {await bay.token(actor)}"}
        return (await client.get("/capacity/proposal", headers=headers)).json()["items"][0]

    mine = await seen(bay.office)
    assert (mine["t"], mine["from"]["name"], mine["to"]["name"]) == ("5.000", "沙井厂区", "宝安基地")
    stranger = await _office(bay, "440100")
    assert (await seen(stranger))["from"] == {"city": SHENZHEN}


async def _office(bay: Bay, city: str) -> Actor:
    account = NewAccount(name=f"office-{city}", person="邻市专班", role=Role.CITY_OFFICE, city=city)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account.id, account.person, account.role, city=city)


@pytest.mark.anyio
async def test_a_facility_states_its_own_price_and_the_latest_counts(bay: Bay, owner: Any) -> None:
    await placed(bay, owner)
    await bay.batch("5000")
    today = clock.local_date(clock.now())

    def price(amount: str, **more: Any) -> NewPrice:
        values = {"site": bay.plant_site, "scheme": "cn-hw", "code": "HW17", "valid_from": today, "source": "价目表"}
        return NewPrice(**(values | more), price=Decimal(amount))

    for amount in ("1800", "1650.5"):
        await commands.state_price(bay.pool, bay.gate, price(amount))
    with pytest.raises(NotYourPlace):
        await commands.state_price(bay.pool, bay.gate, price("1", site=bay.factory_site))
    with pytest.raises(no.PricePeriodTurned):
        await commands.state_price(bay.pool, bay.gate, price("1", valid_to=today - timedelta(days=1)))
    async with bay.pool.acquire() as conn:
        known = await queries.capacity(conn, now=clock.now())
        found = await queries.proposal(conn, await open_book(bay.pool), known, now=clock.now())
    (one,) = found.proposals
    assert one.way.price is not None
    assert (found.by_price, one.way.price.price) == (True, Decimal("1650.5"))


@pytest.mark.anyio
async def test_a_load_turned_away_is_told_of_its_facility(bay: Bay, owner: Any) -> None:
    load = await bay.at_the_gate(await bay.batch("700"))
    await bay.tell(bay.gate, e.Refused("含水率超标"), load)
    await trips.catch_up(bay.pool)
    async with bay.pool.acquire() as conn:
        (one,) = (await queries.capacity(conn, now=clock.now())).hard
    assert [(x.site, x.refused, x.loads, x.kg) for x in one.refusals] == [(bay.plant_site, 1, 1, 700)]


def test_departments_other_than_ecology_do_not_see_the_board() -> None:
    police = Actor(new_id(), "警", Role.REGULATOR, city=SHENZHEN, department=Department.POLICE)
    assert not allowed(police, "capacity:see")
