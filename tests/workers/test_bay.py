"""The bay as a whole: sums with their definitions, intervals, ranks, and who will be ready by 2027."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.bay import SHENZHEN, Bay
from wasteflow.catalog.bay import SYSTEMS, bay_area
from wasteflow.catalog.book import open_book
from wasteflow.catalog.law import streams
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES
from workers.bay import queries
from workers.bay.readiness import CityReadiness, Forecast, Met, forecast, readiness, standing
from workers.bay.whole import Part, Rate, amounts, ranking, rate, together
from workers.indicators.rollup import catch_up
from workers.statistics.model import period

MONTH = date(2026, 6, 1)
KNOWN = bay_area()
UP, DOWN = KNOWN.criteria["construction_use"], KNOWN.criteria["hazardous_landfill"]


def part(kg: str, measure: str = "generated", city: str = SHENZHEN, **more: Any) -> Part:
    values: dict[str, Any] = {"stream": "hazardous", "basis": "weighed", "from_stock": False, "landfilled": False}
    return Part(**(values | more), city=city, month=MONTH, measure=measure, kg=Decimal(kg))


def test_every_group_says_in_four_languages_what_each_system_counts() -> None:
    for group in KNOWN.groups.values():
        assert set(group.differs) == set(SYSTEMS)
        assert all(set(names) == set(LANGUAGES) for names in group.differs.values())
        assert set(group.streams) <= streams().keys()
    assert {c.group for c in KNOWN.criteria.values()} <= KNOWN.groups.keys()


def test_a_rate_and_the_interval_its_weights_leave() -> None:
    """500 of 900 generated and 100 from stock; scales are off by 1 % above and below: 1.41 % of 50 %."""
    parts = [part("900"), part("400", "used"), part("100", "used", from_stock=True)]
    found = rate(amounts(parts, KNOWN.groups["hazardous"], KNOWN)[SHENZHEN], "used")
    assert found == Rate(Decimal("50.00"), Decimal("49.29"), Decimal("50.71"))
    rough = [part("900", basis="estimated"), part("450", "used", basis="estimated")]
    wide = rate(amounts(rough, KNOWN.groups["hazardous"], KNOWN)[SHENZHEN], "used")
    assert wide == Rate(Decimal("50.00"), Decimal("35.86"), Decimal("64.14"))


def test_what_is_landfilled_is_a_part_of_what_is_disposed_of() -> None:
    parts = [part("1000"), part("100", "disposed", landfilled=True), part("300", "disposed")]
    mine = amounts(parts, KNOWN.groups["hazardous"], KNOWN)[SHENZHEN]
    assert (mine.kg["disposed"], mine.kg["landfilled"]) == (400, 100)
    assert rate(mine, "landfilled").value == 10
    assert rate(amounts([], KNOWN.groups["hazardous"], KNOWN).get(SHENZHEN, together({}, [])), "used") is None


def test_who_has_no_such_class_is_in_no_sum() -> None:
    there = [part("5", city=c, stream="general_industrial") for c in (SHENZHEN, "810000", "820000")]
    found = amounts(there, KNOWN.groups["general_industrial"], KNOWN)
    assert together(found, [SHENZHEN, "810000", "820000"]).kg["generated"] == 5
    both = [part("5"), part("7", city="810000", stream="hk_chemical")]
    assert together(amounts(both, KNOWN.groups["hazardous"], KNOWN), [SHENZHEN, "810000"]).kg["generated"] == 12


def test_ranks_have_a_range_where_intervals_touch() -> None:
    def of(value: str, half: str) -> Rate:
        return Rate(Decimal(value), Decimal(value) - Decimal(half), Decimal(value) + Decimal(half))

    found = ranking({"a": of("90", "1"), "b": of("80", "6"), "c": of("75", "2"), "d": of("20", "1"), "e": None})
    assert [(p.city, p.best, p.worst) for p in found] == [("a", 1, 1), ("b", 2, 3), ("c", 2, 3), ("d", 4, 4)]


# --- readiness -------------------------------------------------------------------------------------------


def months(*values: str) -> list[tuple[date, Decimal]]:
    return [(date(2026, n, 1), Decimal(v)) for n, v in enumerate(values, 1)]


def test_a_line_is_led_on_with_its_prediction_interval() -> None:
    """y = 10, 12, 11, 13 for x = 1 to 4: slope 0.8, mean 11.5; at x = 6 14.3. The rest is 1.8 over 2 degrees of
    freedom, t = 1.886: half-width 1.886 x sqrt(0.9 x (1 + 1/4 + 3.5^2 / 5)) = 3.44."""
    assert forecast(months("10", "12", "11", "13"), date(2026, 6, 1)) == Forecast(
        Decimal("14.3"), Decimal("10.9"), Decimal("17.7"), 4
    )
    assert forecast(months("10", "12", "11"), date(2026, 6, 1)) is None
    assert forecast(months("99", "99.5", "99", "100"), date(2027, 12, 1)).high == 100


def test_how_a_criterion_stands() -> None:
    def ahead(low: str, high: str) -> Forecast:
        return Forecast(Decimal(50), Decimal(low), Decimal(high), 9)

    now = Decimal(55)
    assert standing(UP, now, ahead("50", "60")) == "on_track"
    assert standing(UP, now, ahead("49", "60")) == "at_risk"
    assert standing(UP, now, ahead("30", "49.9")) == "off_track"
    assert standing(DOWN, now, ahead("5", "15")) == "on_track"
    assert (standing(UP, now, None), standing(UP, Decimal(49), None)) == ("at_risk", "off_track")
    assert standing(UP, None, ahead("90", "99")) == "unknown"


def test_a_city_is_ready_where_every_criterion_is_on_track() -> None:
    criteria = {"construction_use": UP, "hazardous_landfill": DOWN}
    now = {c: {"construction_use": Decimal(60), "hazardous_landfill": Decimal(9)} for c in ("one", "two")}
    flat = months("60", "60", "60", "60")
    series = {"one": {"construction_use": flat, "hazardous_landfill": months("9", "9", "9", "9")}, "two": {}}
    first, second = readiness(now, series, criteria, date(2027, 12, 1))
    assert (first.city, first.ready, second.ready) == ("one", True, False)
    assert [m.standing for m in second.met] == ["at_risk", "at_risk"]
    assert not CityReadiness("x", (Met("a", None, None, "unknown"),)).ready


# --- from custody ----------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_the_bay_is_counted_from_custody(bay: Bay) -> None:
    await bay.delivered("3000", "3000")
    await catch_up(bay.pool)
    year = clock.local_date(clock.now()).year
    book = await open_book(bay.pool)
    async with bay.pool.acquire() as conn:
        found = {w.group: w for w in await queries.whole(conn, book, period=period(str(year)))}
        ready = await queries.ready(conn, book)
    one = found["hazardous"]
    assert (one.nine.kg["generated"], one.eleven.kg["generated"]) == (3000, 3000)
    assert [p.city for p in one.ranking] == [SHENZHEN]
    assert one.nine_rate == Rate(Decimal(0), Decimal(0), Decimal(0))
    assert len(queries.cities_of(book)) == 11
    assert len(ready) == 9
    assert {c.city for c in ready if c.count("unknown") < len(KNOWN.criteria)} == {SHENZHEN}
