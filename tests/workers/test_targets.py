"""Whether a city is on its way to what it set itself."""

from datetime import date
from decimal import Decimal as D

import pytest

from tests.bay import SHENZHEN
from tests.workers.test_values import MONTH, USE, a_used_drum, count
from wasteflow.core.errors import Refusal
from workers.statistics.model import period
from workers.targets import commands, queries, store
from workers.targets.track import Standing, asked_by, expected_at, judge

pytestmark = pytest.mark.anyio
WAY = ((2024, D(40)), (2025, D(50)), (2027, D(80)))


@pytest.mark.parametrize(
    ("moment", "asked"),
    [("2023.5", 40), ("2025", 40), ("2025.5", 45), ("2026", 50), ("2027", 65), ("2028", 80), ("2031", 80)],
)
def test_between_milestones_the_way_is_straight(moment, asked):
    assert expected_at(WAY, D(moment)) == asked


@pytest.mark.parametrize(
    ("value", "up", "points", "standing", "gap"),
    [
        ("85", True, WAY, Standing.MET, D(-20)),
        ("66", True, WAY, Standing.ON_TRACK, D(-1)),
        ("62", True, WAY, Standing.OFF_TRACK, D(3)),  # from 40, eleven points a year: 73 in 2027
        ("62", True, ((2024, D(30)), (2026, D(65)), (2027, D(70))), Standing.AT_RISK, D(3)),  # sixteen: 78
        ("20", False, ((2024, D(40)), (2027, D(25))), Standing.MET, D(-10)),
        ("36", False, ((2024, D(40)), (2027, D(25))), Standing.OFF_TRACK, D(6)),
        (None, True, WAY, Standing.UNKNOWN, None),
        ("5", True, None, Standing.UNKNOWN, None),
    ],
)
def test_a_value_is_held_to_the_way_at_the_end_of_its_period(value, up, points, standing, gap):
    found = judge(value and D(value), points, up=up, last_month=date(2026, 12, 1))
    assert (found.standing, found.gap) == (standing, gap)


def test_what_the_way_asks_is_rounded_as_it_is_judged():
    way = ((2024, D(0)), (2025, D("0.05")))
    june = date(2025, 6, 1)
    assert asked_by(way, june) == judge(D(0), way, up=True, last_month=june).expected == D("0.03")


def test_nothing_is_said_of_a_pace_within_a_quarter_of_the_base():
    assert judge(D(41), WAY, up=True, last_month=date(2025, 2, 1)).heading is None


async def put(bay, points=((2020, D(50)), (2030, D(90))), who=None, **more):
    asked = {"city": SHENZHEN, "indicator": USE, "points": points, "source": "实施方案"} | more
    return await commands.set_target(bay.pool, who or bay.office, **asked)


async def test_a_target_is_a_version_with_its_source_and_the_set_is_judged_by_it(bay):
    await a_used_drum(bay)
    await count(bay)
    assert (await put(bay)).version == (await put(bay)).version == 1
    async with bay.pool.acquire() as conn:
        found = (await queries.standings(conn, city=SHENZHEN, period=period(MONTH)))[USE]
    assert (found.value, found.judgement.standing) == (D("60.00"), Standing.OFF_TRACK)
    with pytest.raises(Refusal) as refused:
        await put(bay, ((2020, D(50)), (2030, D(60))))
    assert refused.value.code == "target_reason_missing"
    assert (await put(bay, ((2020, D(50)), (2030, D(60))), reason="方案调整")).version == 2
    async with bay.pool.acquire() as conn:
        assert (await store.latest(conn, city=SHENZHEN))[USE].points[-1] == (2030, D(60))
        found = (await queries.standings(conn, city=SHENZHEN, period=period(MONTH)))[USE]
    assert found.judgement.standing is Standing.MET


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"points": ((2027, D(1)),)}, "years_out_of_order"),
        ({"points": ((2027, D(1)), (2025, D(1)))}, "years_out_of_order"),
        ({"indicator": "ZW21-38"}, "no_number_to_aim"),
        ({"indicator": "nothing"}, "indicator_unknown"),
        ({"city": "440100"}, "figure_of_another_city"),
        ({"source": " "}, "source_missing"),
    ],
)
async def test_what_is_no_target_is_refused(bay, changes, code):
    with pytest.raises(Refusal) as refused:
        await put(bay, **changes)
    assert refused.value.code == code


async def test_an_amount_of_one_month_is_not_held_to_a_years_target(bay):
    await put(bay, indicator="ZW21-11")
    async with bay.pool.acquire() as conn:
        found = await queries.standings(conn, city=SHENZHEN, period=period(MONTH))
    assert found["ZW21-11"].judgement.standing is Standing.UNKNOWN


async def test_over_http(bay, client):
    token = {"authorization": f"Bearer {await bay.token(bay.office)}", "accept-language": "en"}
    body = {"points": [{"year": 2020, "value": "50"}, {"year": 2030, "value": "90"}], "source": "plan"}
    put_ = await client.put(f"/indicator-targets/{SHENZHEN}/{USE}", json=body, headers=token)
    assert (put_.status_code, put_.json()["version"]) == (200, 1)
    (one,) = (await client.get("/indicator-targets", params={"city": SHENZHEN, "period": MONTH}, headers=token)).json()[
        "items"
    ]
    assert (one["indicator"], one["judgement"]["standing"]) == (USE, "unknown")
