"""Counting in months: over years, back and forth, and to the end of shorter ones."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from wasteflow.core.clock import begins, local_date
from wasteflow.core.months import months, months_after, months_before, next_month


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-600, 600))
def test_so_many_months_back_and_as_many_forth_is_the_same_month(day: date, count: int) -> None:
    assert months_before(months_before(day, count), -count) == day.replace(day=1)
    assert months_after(day, count).replace(day=1) == months_before(day, -count)


def test_a_year_ends_and_february_is_short() -> None:
    assert (next_month(date(2026, 12, 31)), months_before(date(2026, 1, 5), 1)) == (date(2027, 1, 1), date(2025, 12, 1))
    assert (months_after(date(2026, 12, 31), 2), months_after(date(2028, 2, 29), 12)) == (
        date(2027, 2, 28),
        date(2029, 2, 28),
    )
    assert months(date(2026, 11, 1), date(2027, 1, 1)) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


def test_a_day_begins_at_midnight_of_the_bay_area() -> None:
    assert begins(date(2026, 11, 1)) == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert local_date(begins(date(2026, 11, 1))) == date(2026, 11, 1)
