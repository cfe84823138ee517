"""The demo's choices, held against the catalogue and the published mix."""

import re
from decimal import Decimal

import pytest

from wasteflow.catalog.indicators import indicator_set
from wasteflow.catalog.law import streams
from wasteflow.catalog.load import rows
from wasteflow.core.i18n import LANGUAGES, texts
from wasteflow.demo.accounts import ACCOUNTS
from wasteflow.demo.anchors import category_shares, targets
from wasteflow.demo.setting import setting

# Guangdong 2019, 10k t of at least 450 (bay_area_figures).
PUBLISHED = {"HW22": 66.4, "HW18": 65.8, "HW17": 56.7, "HW11": 43.7, "HW34": 30.9, "HW39": 27.5}


def test_shares_of_each_stream_add_up_to_one() -> None:
    sums: dict[str, Decimal] = {}
    for waste in setting().wastes:
        sums[waste.stream] = sums.get(waste.stream, Decimal(0)) + waste.share
    assert sums == {stream: Decimal(1) for stream in sums}


@pytest.mark.parametrize(("category", "amount"), PUBLISHED.items())
def test_category_shares_are_within_three_points_of_the_published_mix(category: str, amount: float) -> None:
    assert abs(float(category_shares()[category]) - amount / 450) < 0.03


def test_every_hazardous_code_stands_in_the_catalogue() -> None:
    known = {row["code"] for row in rows("hazardous_codes")}
    assert {w.code for w in setting().wastes if w.scheme == "cn-hw"} <= known


def test_every_stream_and_treatment_is_known() -> None:
    known = {f"{row['scheme']}:{row['code']}" for row in rows("treatments")}
    for waste in setting().wastes:
        assert waste.stream in streams()
        methods = {*waste.ways, *(m for ways in waste.ways_in.values() for m in ways)}
        methods |= {waste.own.method} if waste.own else set()
        assert methods <= known, waste.code


def test_targets_say_which_figure_they_rest_on() -> None:
    by_place = {(t.city, t.stream): t for t in targets(365, 1)}
    assert by_place["440100", "hazardous"].kg == Decimal("647500000")
    assert by_place["440100", "hazardous"].anchor
    assert by_place["440400", "hazardous"].anchor is None  # Zhuhai: nothing found


def test_all_eleven_cities_take_part() -> None:
    assert {t.city for t in targets(1, 1)} == set(setting().cities)
    assert len(setting().cities) == 11


def test_every_city_aims_at_something_it_is_measured_by_and_says_where_from() -> None:
    known = indicator_set()
    aims = [(aim, city, points) for aim in setting().aims for city, points in aim.cities.items()]
    assert {city for _, city, _ in aims} == set(setting().cities)
    for aim, city, points in aims:
        assert known.concerns(aim.indicator, city)
        assert len(points) >= 2
        assert "演示" in aim.source or "国办函" in aim.source
    (construction,) = [dict(points) for aim, city, points in aims if (aim.indicator, city) == ("ZW21-25", "440300")]
    metric = "construction waste resource-use rate"
    published = {int(r["year"]): Decimal(r["value"]) for r in rows("bay_area_figures") if r["metric"] == metric}
    for year in (2020, 2022):
        assert construction[year] == published[year]


def test_no_mainland_stream_in_hong_kong_or_macao() -> None:
    abroad = {t.stream for t in targets(1, 1) if t.city.startswith("8")}
    assert "hazardous" not in abroad
    assert all({"hong_kong", "macao"} & set(streams()[s].law) for s in abroad)


def test_every_account_says_in_four_languages_what_to_try() -> None:
    for account in ACCOUNTS:
        assert set(texts()[f"demo.try.{account.name}"]) == set(LANGUAGES)
        assert re.match(rf"{account.name} +{account.password}", str(account))
