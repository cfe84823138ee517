"""Generators' classes and the calendar of their declarations."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from wasteflow.catalog.duties import (
    GeneratorClass,
    Reason,
    all_duties,
    basis,
    classed,
    duties_of,
    periods,
    thresholds,
)

KEY, SIMPLIFIED, REGISTERED = GeneratorClass


@pytest.mark.parametrize(
    ("duty", "day", "name", "last", "due"),
    [
        ("month", "2026-11-24", "2026-11", "2026-11-30", "2026-12-15"),
        ("month", "2026-12-01", "2026-12", "2026-12-31", "2027-01-15"),
        ("month", "2024-02-29", "2024-02", "2024-02-29", "2024-03-15"),
        ("month", "2023-02-28", "2023-02", "2023-02-28", "2023-03-15"),
        ("quarter", "2026-01-01", "2026-Q1", "2026-03-31", "2026-04-15"),
        ("quarter", "2026-06-30", "2026-Q2", "2026-06-30", "2026-07-15"),
        ("quarter", "2026-07-01", "2026-Q3", "2026-09-30", "2026-10-15"),
        ("quarter", "2026-12-31", "2026-Q4", "2026-12-31", "2027-01-15"),
        ("year", "2026-05-05", "2026", "2026-12-31", "2027-03-31"),
        ("year", "2027-12-31", "2027", "2027-12-31", "2028-03-31"),
        ("day", "2028-02-29", "2028-02-29", "2028-02-29", "2028-03-01"),
        ("day", "2026-12-31", "2026-12-31", "2026-12-31", "2027-01-01"),
    ],
)
def test_when_it_is_due(duty: str, day: str, name: str, last: str, due: str) -> None:
    period = all_duties()[duty].period_of(date.fromisoformat(day))
    assert (period.name, period.last.isoformat(), period.due_on.isoformat()) == (name, last, due)


@pytest.mark.parametrize("duty", all_duties().values(), ids=lambda duty: duty.id)
def test_periods_follow_each_other_without_gap(duty) -> None:  # type: ignore[no-untyped-def]
    day = date(2023, 12, 30)
    for _ in range(800):
        period, tomorrow = duty.period_of(day), duty.period_of(day + timedelta(days=1))
        assert period.first <= day <= period.last < period.due_on
        assert tomorrow in (period, period.following)
        day += timedelta(days=1)


def test_a_site_answers_from_the_period_it_began_in() -> None:
    found = periods(all_duties()["month"], date(2026, 9, 30), date(2026, 11, 1))
    assert [p.name for p in found] == ["2026-09", "2026-10", "2026-11"]
    assert len(periods(all_duties()["day"], date(2020, 1, 1), date(2026, 11, 1))) == 32


def tonnes(**years: str) -> dict[int, Decimal]:
    return {int(y[1:]): Decimal(t) for y, t in years.items()}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ({}, None),
        (tonnes(y2026="0"), None),
        (tonnes(y2026="0.001"), REGISTERED),
        (tonnes(y2025="9.999"), REGISTERED),
        (tonnes(y2025="10"), SIMPLIFIED),
        (tonnes(y2025="99.999"), SIMPLIFIED),
        (tonnes(y2025="100"), KEY),
        (tonnes(y2023="120", y2025="1"), KEY),
        (tonnes(y2022="120", y2025="1"), REGISTERED),
        (tonnes(y2026="11", y2025="1"), SIMPLIFIED),
        (tonnes(y2027="500", y2025="1"), REGISTERED),
    ],
)
def test_the_most_of_the_last_three_years_decides(made: dict[int, Decimal], expected: GeneratorClass | None) -> None:
    found = classed(2026, made, treats=False, licensed=False)
    assert (found.class_, found.reason) == (expected, Reason.TONNES)


def test_own_treatment_a_permit_and_the_authority_go_before_tonnes() -> None:
    little = tonnes(y2026="1")
    assert classed(2026, little, treats=True, licensed=False).reason is Reason.TREATS
    assert classed(2026, {}, treats=False, licensed=True).class_ is KEY
    assessed = classed(2026, little, treats=False, licensed=False, assessed=Decimal(60))
    assert (assessed.class_, assessed.reason, assessed.tonnes) == (SIMPLIFIED, Reason.ASSESSED, 60)
    entered = classed(2026, little, treats=False, licensed=True, entered=REGISTERED)
    assert (entered.class_, entered.reason) == (REGISTERED, Reason.ENTERED)


def test_who_declares_what() -> None:
    def names(*given: object, **more: bool) -> list[str]:
        return [d.id for d in duties_of(*given, **{"licensed": False, "general": False} | more)]  # type: ignore[arg-type]

    assert names(KEY) == ["month", "year"]
    assert names(SIMPLIFIED) == ["quarter", "year"]
    assert names(REGISTERED) == ["year"]
    assert names(KEY, licensed=True) == ["day", "month", "year"]
    assert names(None, general=True) == ["general_year"]
    assert names(None) == []


def test_every_figure_names_its_source() -> None:
    assert all(x.source and x.confidence for x in (*all_duties().values(), *thresholds().values(), *basis().values()))
    assert list(thresholds()) == [KEY, SIMPLIFIED, REGISTERED]
