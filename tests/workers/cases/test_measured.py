"""How right a rule is, and the limit it would be given."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workers.cases.conftest import Desk
from wasteflow.core import clock
from workers.cases import events as e
from workers.cases import queries
from workers.cases.measured import Outcome, suggestion, summed, wilson


def scores(*values: float) -> list[Decimal]:
    return [Decimal(str(v)) for v in values]


def test_the_highest_limit_is_suggested_that_still_finds_what_was_confirmed() -> None:
    found = suggestion(scores(*[3] * 10, 2.5), scores(*[1.1] * 8, 2.6, 4))
    assert found is not None
    assert (found.times, found.spared, found.dismissed, found.missed, found.confirmed) == (Decimal("2.5"), 8, 10, 0, 11)


@pytest.mark.parametrize(
    ("confirmed", "dismissed"),
    [
        ([3] * 5, [1.1] * 5),  # too few
        ([1] * 15, [1.1] * 15),  # a confirmed one stands at the limit
        ([3] * 20, [4] * 5),  # nothing would be spared
        ([], [1.1] * 40),  # nothing was ever confirmed: the rule is wrong, not its limit
    ],
)
def test_nothing_is_suggested_where_nothing_is_known_or_gained(confirmed: list[float], dismissed: list[float]) -> None:
    assert suggestion(scores(*confirmed), scores(*dismissed)) is None


def test_one_confirmed_of_a_hundred_may_be_given_up_and_not_more() -> None:
    found = suggestion(scores(1, 1.5, *[3] * 98), scores(*[1.2] * 10))
    assert found is not None
    assert (found.times, found.missed) == (Decimal(3), 2)


def test_precision_has_an_interval_and_months_add_up() -> None:
    one = Outcome("weight_gap", date(2026, 10, 1), 12, 8, 2)
    two = Outcome("weight_gap", date(2026, 11, 1), 3, 0, 0)
    assert (one.precision, two.precision, two.interval) == (Decimal("0.8"), None, None)
    low, high = wilson(8, 10)
    assert (round(low, 2), round(high, 2)) == (0.49, 0.94)
    assert summed([one, two]) == Outcome("weight_gap", date(2026, 10, 1), 15, 8, 2)


@pytest.mark.anyio
async def test_what_cases_came_to_is_counted_by_rule_and_month(desk: Desk) -> None:
    month = clock.local_date(clock.now()).replace(day=1)
    me = desk.bay.regulator
    (open_,) = await queries.outcomes(desk.pool, me, since=month)
    assert (open_.rule, open_.raised, open_.judged) == ("weight_gap", 1, 0)
    await desk.step(me, e.Confirmed(reason="现场称重"))
    (judged,) = await queries.outcomes(desk.pool, me, since=month)
    assert (judged.confirmed, judged.precision) == (1, Decimal(1))
    assert await queries.outcomes(desk.pool, desk.officer(city="440100"), since=month) == []
    assert await queries.outcomes(desk.pool, desk.police, since=month) == [], "of the rules of one's own kinds"
