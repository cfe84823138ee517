"""Statistics of few values: floors hold, a slow drift shows, a season is no drift."""

import pytest

from workers.anomalies.statistics import cusum, first_digits, km, robust_z, seasonal


def test_one_wild_value_before_does_not_hide_the_next() -> None:
    usual = [100, 101, 99, 100, 102, 98, 900]
    assert robust_z(900, usual, floor=1) > 3.5
    assert abs(robust_z(101, usual, floor=1)) < 3.5


def test_a_history_without_any_spread_makes_no_alarm_of_a_trifle() -> None:
    assert robust_z(101, [100] * 8, floor=10) < 3.5
    assert robust_z(200, [100] * 8, floor=10) > 3.5


def test_a_drift_too_slow_for_any_single_month_shows_in_the_sum() -> None:
    before, lately = [100, 104, 96, 101, 99, 103, 97, 100], [97, 94, 92, 90, 88, 85]
    assert all(abs(robust_z(value, before, floor=5)) < 3.5 for value in lately)
    up, down = cusum(lately, before, floor=5)
    assert down > 4
    assert up == 0
    assert cusum([101, 99, 100, 102, 98, 100], before, floor=5)[1] < 2


def test_what_a_season_always_does_is_taken_out_and_a_short_history_is_left_alone() -> None:
    summer = [100 + (50 if 5 <= month % 12 <= 7 else 0) for month in range(36)]
    assert max(seasonal(summer)) - min(seasonal(summer)) < 1
    assert seasonal(summer[:12]) == summer[:12]


def test_first_digits_of_grown_numbers_fit_and_of_thought_up_ones_do_not() -> None:
    grown = [1.01**n for n in range(1, 926)]
    assert first_digits(grown) < 15.5  # 5 % of chi-square with 8 degrees of freedom
    assert first_digits([500 + n % 400 for n in range(900)]) > 200


def test_shenzhen_lies_some_hundred_kilometres_from_guangzhou() -> None:
    assert km((22.54, 114.06), (23.13, 113.26)) == pytest.approx(105, abs=3)
