"""Carbon: families apart, each figure with its factor; first-order decay against a worked example; trips by energy."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bay import SHENZHEN, Bay
from wasteflow.catalog import carbon as catalogue
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.transport import transport
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import Refusals
from workers.anomalies import trips
from workers.carbon import commands, queries
from workers.carbon.inventory import Amount, account
from workers.carbon.landfill import Decay, emitted, generated, methane
from workers.carbon.moves import Leg, moves
from workers.carbon.schemas import LandfillYear
from workers.indicators.rollup import catch_up
from workers.statistics.model import period

HERE, NORTH = (22.0, 114.0), (23.0, 114.0)
DAY = date(2026, 6, 1)
FOOD = Decay(doc=Decimal("0.15"), docf=Decimal("0.5"), mcf=Decimal(1), k=Decimal("0.4"), f=Decimal("0.5"))


@pytest.fixture
async def book(pool: Pool) -> Book:
    return await open_book(pool)


# --- treatment -------------------------------------------------------------------------------------------


def burnt(t: str, stream: str = "household", code: str = "cn-sw:900-099-S64", basis: str = "weighed") -> Amount:
    return Amount(stream, code, "cn_disposal:D10", basis, Decimal(t) * 1000)


@pytest.mark.anyio
async def test_each_family_answers_its_own_question(book: Book) -> None:
    """100 t of household waste burnt: 57.06 t by IPCC, 0.47 t in an inventory, 33.07 t avoided beside landfill."""
    found = {f: account(f, [burnt("100")], book.factors, DAY) for f in catalogue.FAMILIES}
    assert found["direct"].kg_co2e == Decimal("57060.0")
    assert found["attributional"].kg_co2e == Decimal("470.0")
    assert found["avoided"].kg_co2e == Decimal("-33070.0")
    (line,) = found["avoided"].emissions
    assert (line.factor.kg_co2e_per_t, line.per_t) == (Decimal("11.0"), Decimal("-330.7"))
    assert line.baseline is not None
    assert {f.family for a in found.values() for f in (e.factor for e in a.emissions)} == {
        "direct",
        "attributional",
        "consequential",
    }
    with pytest.raises(TypeError):
        sum(found.values())  # type: ignore[call-overload]


@pytest.mark.anyio
async def test_what_no_factor_speaks_of_is_listed_and_not_nought(book: Book) -> None:
    kiln = Amount("hazardous", "cn-hw:772-002-18", "cn_other:C1", "weighed", Decimal(3000))
    odd = Amount("hazardous", "cn-hw:336-054-17", "cn_utilisation:R4", "declared", Decimal(1000))
    found = account("direct", [burnt("6", basis="declared"), kiln, odd], book.factors, DAY)
    assert (found.covered, found.weighed) == (Decimal("60.0"), Decimal("0.0"))
    assert [(w.method, w.t, w.factor is not None) for w in found.without] == [
        ("cn_other:C1", 3, True),  # known to have no open factor
        ("cn_utilisation:R4", 1, False),
    ]
    assert account("direct", [odd], book.factors, DAY).kg_co2e is None


@pytest.mark.anyio
async def test_an_edition_counts_from_the_day_it_holds(book: Book) -> None:
    assert account("attributional", [burnt("1")], book.factors, date(2024, 6, 1)).kg_co2e is None


@pytest.mark.anyio
async def test_every_rule_names_a_factor_of_its_family_and_every_material_its_parameters(book: Book) -> None:
    for family in catalogue.FAMILIES:
        for rule in catalogue.rules()[family]:
            assert catalogue.factor(book.factors, family, rule.route, rule.material, DAY), rule
            if rule.baseline:
                assert catalogue.factor(book.factors, family, rule.baseline.route, rule.baseline.material, DAY)
            assert all(stream in book.streams for stream in rule.streams), rule
            assert all(book.treatment(method) for method in rule.methods), rule
    chosen = catalogue.landfill()
    found = methane({m: {2020: Decimal(1)} for m in chosen.materials}, 2026, book.landfill, Decimal(0))
    assert len(found.by_material) == len(chosen.materials)
    assert set(transport().energies) == {"diesel", "petrol", "gas", "hybrid", "electric", "hydrogen"}


# --- landfill --------------------------------------------------------------------------------------------


def test_a_worked_example_of_decay() -> None:
    """1,000 t of food waste of 2000: 75 t of carbon can decay. In 2001 1 - e^-0.4 = 32.968 % of it does: 24.726 t, of
    which half becomes methane, 16/12 as heavy: 16.484 t; in 2002 e^-0.4 of that: 11.050 t. In the end all: 50 t."""
    deposits = {2000: Decimal(1000)}
    years = [generated(deposits, year, FOOD) for year in range(1999, 2200)]
    assert [round(x, 3) for x in years[:4]] == [0, 0, Decimal("16.484"), Decimal("11.050")]
    assert round(sum(years), 6) == 50
    assert emitted(Decimal(100), captured=Decimal("0.5"), oxidised=Decimal("0.1")) == 45


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=50), st.decimals("0.01", "0.7", places=3))
def test_the_closed_sum_is_the_mass_balance_of_the_guidelines(tonnes: list[int], k: Decimal) -> None:
    """Equations 3.4 and 3.5, year after year: what has gathered, less what decays."""
    decay = Decay(FOOD.doc, FOOD.docf, FOOD.mcf, k, FOOD.f)
    gathered, gone = Decimal(0), (-k).exp()
    for year, t in enumerate([*tonnes, 0]):
        decays = gathered * (1 - gone)
        made = generated(dict(enumerate(map(Decimal, tonnes))), year, decay)
        assert abs(made - decays * decay.f * 16 / 12) <= Decimal("1e-15") * (1 + made)
        gathered = t * decay.doc * decay.docf * decay.mcf + gathered * gone


@pytest.mark.anyio
async def test_fifty_years_count_and_how_many_are_known_is_told(book: Book) -> None:
    food = {"food": {1900: Decimal(10**9), 2025: Decimal(1000)}}
    found = methane(food, 2026, book.landfill, Decimal("0.6"))
    assert round(found.ch4_t, 3) == Decimal("5.934")  # 16.484 t, six tenths drawn off, a tenth of the rest oxidised
    assert (found.years_known, found.years_needed) == (1, 50)
    assert found.low < found.ch4_t < found.high
    assert round(found.kg_co2e / found.ch4_t) == 28000
    assert {p.row.parameter for p in found.parameters} == {"DOC", "DOCf", "MCF", "k", "F", "OX", "GWP100 CH4"}
    assert all(p.row.source and p.row.edition for p in found.parameters)


# --- trips -----------------------------------------------------------------------------------------------


def leg(energy: str | None, t: str, **more: Any) -> Leg:
    return Leg(**({"start": HERE, "end": NORTH, "loads": 1} | more), energy=energy, kg=Decimal(t) * 1000)


def test_the_clean_share_is_of_tonne_kilometres_whose_vehicle_is_known() -> None:
    """A degree of latitude is 111.2 km, 144.6 on the road."""
    found = moves([leg("diesel", "10"), leg("electric", "20"), leg("gas", "10"), leg(None, "40")], transport())
    assert found.t_km == Decimal("11568.0")
    assert (found.known, found.clean, found.new) == (Decimal("50.0"), Decimal("75.0"), Decimal("50.0"))
    assert [(row.energy, row.kg_co2e) for row in found.rows] == [
        ("electric", Decimal("274.7")),
        ("diesel", Decimal("245.8")),
        ("gas", Decimal("216.9")),
        (None, None),
    ]


def test_a_way_that_is_not_known_is_counted_as_such() -> None:
    found = moves([leg("diesel", "10", end=None, loads=3)], transport())
    assert (found.t_km, found.without_place, found.clean) == (0, 3, None)


# --- from custody ----------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_citys_year_from_custody_and_from_what_it_entered(bay: Bay, book: Book, owner: Any) -> None:
    await owner.execute("update site set lat = 22.7 + random() * 0.1, lon = 113.8")
    await bay.delivered("3000", "3000")
    await catch_up(bay.pool)
    await trips.catch_up(bay.pool)
    year = clock.local_date(clock.now()).year
    entered = [
        LandfillYear(city=SHENZHEN, year=year - 1, kind="food", value=Decimal(1000), source="年鉴"),
        LandfillYear(city=SHENZHEN, year=year - 1, kind="food", value=Decimal(2000), source="年鉴，更正"),
        LandfillYear(city=SHENZHEN, year=year, kind="captured", value=Decimal("0.5"), source="运行报告"),
    ]
    assert await commands.enter_years(bay.pool, bay.office, entered[:1]) == 1
    assert await commands.enter_years(bay.pool, bay.office, entered[1:]) == 2
    for city in (SHENZHEN, "440000"):
        async with bay.pool.acquire() as conn:
            found = await queries.carbon(conn, book, city=city, period=period(str(year)))
        assert round(found.methane.ch4_t, 3) == Decimal("14.836")  # 32.968 t, half drawn off, a tenth oxidised
        assert found.moves.clean == 100
        assert [(row.energy, row.t) for row in found.moves.rows] == [("electric", 3)]
        assert found.new_vehicles == 100


@pytest.mark.anyio
async def test_what_one_city_entered_leaves_the_custody_of_others_in_their_province(bay: Bay, owner: Any) -> None:
    await bay.delivered("3000")
    await catch_up(bay.pool)
    buried = "update rollup_cell set treat_city = '441900', stream = 'household', measure = 'disposed', method = $1"
    await owner.execute(f"{buried} where measure = 'received'", catalogue.landfill().methods[0])
    year = clock.local_date(clock.now()).year
    material = next(name for name, m in catalogue.landfill().materials.items() if "household" in m.streams)
    entered = LandfillYear(city=SHENZHEN, year=year, kind=material, value=Decimal(1000), source="年鉴")
    await commands.enter_years(bay.pool, bay.office, [entered])
    async with bay.pool.acquire() as conn:
        deposits, _ = await queries._deposits(conn, "440000")
        there, _ = await queries._deposits(conn, "441900")
    assert there[material][year] == 3
    assert deposits[material][year] == 1003


@pytest.mark.anyio
@pytest.mark.parametrize(("closed", "energy"), [("current_date", "electric"), ("current_date + 2", "diesel")])
async def test_a_vehicle_that_was_registered_anew_drove_its_loads_once_as_it_was_that_day(
    bay: Bay, book: Book, owner: Any, closed: str, energy: str
) -> None:
    await owner.execute("update site set lat = 22.7 + random() * 0.1, lon = 113.8")
    await bay.delivered("3000")
    await trips.catch_up(bay.pool)
    again = "insert into vehicle (id, org, plate, plate_form, energy, licensed_kg, closed_on)"
    await owner.execute(
        f"{again} select gen_random_uuid(), org, plate, plate_form, 'diesel', licensed_kg, {closed} from vehicle"
    )
    async with bay.pool.acquire() as conn:
        found = await queries.carbon(conn, book, city=SHENZHEN, period=period(str(clock.local_date(clock.now()).year)))
    assert [(row.energy, row.loads) for row in found.moves.rows] == [(energy, 1)]


@pytest.mark.anyio
async def test_years_of_a_landfill_are_taken_all_or_none(bay: Bay) -> None:
    def one(**more: Any) -> LandfillYear:
        values = {"city": SHENZHEN, "year": 2000, "kind": "msw", "value": Decimal(2), "source": "年鉴"}
        return LandfillYear(**(values | more))

    wrong = [
        one(),
        one(kind="gold"),
        one(kind="captured"),
        one(year=2099),
        one(city="440100"),
        one(city="999999"),
    ]
    with pytest.raises(Refusals) as told:
        await commands.enter_years(bay.pool, bay.office, wrong)
    assert [(x.path, x.code) for x in told.value.refusals] == [
        ("years[1].kind", "deposit_unknown"),
        ("years[2].value", "captured_is_a_share"),
        ("years[3].year", "year_to_come"),
        ("years[4].city", "figure_of_another_city"),
        ("years[5].city", "city_unknown"),
    ]
    assert await bay.pool.fetchval("select count(*) from landfill_year") == 0
