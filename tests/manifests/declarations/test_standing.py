"""What is due, filed, late: derived from class, calendar and filings."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from manifests.declarations.standing import Declarer, Filing, Made, State, overdue, owed

SITE = UUID(int=11)


def site(t: str = "50", since: date = date(2026, 7, 15), **more: Any) -> Declarer:
    values: dict[str, Any] = {
        "id": SITE, "org": UUID(int=1), "name": "沙井厂区", "org_name": "电镀厂", "city": "440300", "since": since,
        "until": None, "licensed": False, "made": (Made(SITE, 2026, True, Decimal(t), False),),
    }  # fmt: skip
    return Declarer(**(values | more))


def filing(first: date, on: date, due: date, version: int = 1, duty: str = "quarter") -> Filing:
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    return Filing(UUID(int=version), SITE, duty, first, version, due, False, "0" * 64, "", at, on, "李姐")


def told(who: Declarer, today: date) -> list[tuple[str, str]]:
    return [(o.period.name, o.state.value) for o in owed(who, today)]


def test_a_simplified_site() -> None:
    assert told(site(), date(2026, 10, 15)) == [("2026-Q3", "due"), ("2026-Q4", "running"), ("2026", "running")]
    assert told(site(), date(2026, 10, 16)) == [("2026-Q3", "overdue"), ("2026-Q4", "running"), ("2026", "running")]


def test_the_31st_of_march() -> None:
    who = site("5", date(2026, 12, 31))
    assert told(who, date(2027, 3, 31)) == [("2026", "due"), ("2027", "running")]
    assert [o.period.name for o in overdue(owed(who, date(2027, 4, 1)))] == ["2026"]


def test_filed_in_time_filed_late_and_amended_afterwards() -> None:
    first, due = date(2026, 7, 1), date(2026, 10, 15)
    in_time = filing(first, due, due)
    late = filing(first, date(2026, 10, 16), due)
    again = filing(first, date(2026, 11, 1), due, version=2)
    today = date(2026, 11, 2)
    assert owed(site(filed=(in_time,)), today)[0].state is State.FILED
    assert owed(site(filed=(late,)), today)[0].state is State.FILED_LATE
    amended = owed(site(filed=(again, in_time)), today)[0]
    assert (amended.state, [f.version for f in amended.filed]) == (State.FILED, [1, 2])


def test_what_was_filed_unasked_stands_in_the_list() -> None:
    early = filing(date(2026, 1, 1), date(2026, 7, 20), date(2026, 4, 15))
    assert told(site(filed=(early,)), date(2026, 8, 1))[0] == ("2026-Q1", "filed_late")


def test_a_class_changes_with_the_year() -> None:
    """It made 5 t in 2026; what it makes in 2027 makes it a key generator from then on."""
    who = site("5", made=(Made(SITE, 2026, True, Decimal(5), False), Made(SITE, 2027, True, Decimal(200), False)))
    assert [name for name, _ in told(who, date(2027, 2, 1))] == ["2027-01", "2027-02", "2026", "2027"]


def test_nothing_is_owed_abroad_or_after_the_end() -> None:
    assert owed(site(city="810000"), date(2026, 10, 16)) == []
    assert owed(site(until=date(2026, 7, 15)), date(2026, 10, 16)) == []
    assert told(site(until=date(2026, 9, 1)), date(2027, 6, 1)) == [("2026-Q3", "overdue"), ("2026", "overdue")]
    assert owed(site(made=()), date(2026, 10, 16)) == []
