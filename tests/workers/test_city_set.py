"""What an indicator of the set is computed to, and what is said where it is not."""

from datetime import date
from decimal import Decimal
from itertools import takewhile

import msgspec
import pytest

from wasteflow.catalog import law
from wasteflow.catalog.indicators import Computed, Formula, indicator_set, read_editions
from workers.indicators.city import Amount, value_of
from workers.indicators.engine import Sum
from workers.statistics.queries import figures_of

RATIO = Computed("X", Formula.RATIO, {}, "above", "below")
SHARE = Computed("X", Formula.SHARE, {}, "above", "below")


def amounts(**values: str) -> dict[str, Amount]:
    return {id: Amount(id, Decimal(value), "statistics", approved=True) for id, value in values.items()}


@pytest.mark.parametrize(
    ("computed", "now", "before", "base", "value"),
    [
        (SHARE, {"above": "1", "below": "3"}, {}, None, "33.33"),
        (RATIO, {"above": "10", "below": "4"}, {}, None, "2.5000"),
        (msgspec.structs.replace(RATIO, scale=Decimal("0.001")), {"above": "10", "below": "4000"}, {}, None, "2.5000"),
        (Computed("X", Formula.AMOUNT, {}, "above", scale=Decimal(10000)), {"above": "7654321"}, {}, None, "765.4321"),
        (Computed("X", Formula.DECLINE, {}, "above"), {"above": "90"}, {"above": "120"}, 2020, "25.00"),
        (Computed("X", Formula.GROWTH, {}, "above"), {"above": "150"}, {"above": "120"}, 2020, "25.00"),
        (SHARE, {"above": "0", "below": "5"}, {}, None, "0.00"),
    ],
)
def test_the_formulas(computed, now, before, base, value):
    found = value_of(computed, amounts(**now), amounts(**before), base)
    assert (found.value, found.standing) == (Decimal(value), "reviewed")


@pytest.mark.parametrize(
    ("computed", "now", "missing"),
    [
        (SHARE, {"above": "1"}, ("below",)),
        (SHARE, {}, ("above", "below")),
        (Computed("X", Formula.DECLINE, {}, "above"), {"above": "1"}, ("base_year",)),
    ],
)
def test_what_is_missing_is_named(computed, now, missing):
    found = value_of(computed, amounts(**now), {})
    assert (found.value, found.standing, found.missing) == (None, "missing", missing)


def test_nothing_is_divided_by_nothing():
    assert value_of(SHARE, amounts(above="1", below="0"), {}).standing == "missing"


def test_a_value_is_as_sure_as_its_least_sure_figure():
    now = amounts(above="1", below="2") | {"below": Amount("below", Decimal(2), "statistics", approved=False)}
    assert value_of(SHARE, now, {}).standing == "provisional"


def test_the_national_set_is_whole():
    """58 places, each with a formula; every figure is used, and every one that is used is there."""
    known = indicator_set()
    assert [one.id for one in known.of("440300", date(2026, 10, 1))] == [f"ZW21-{n:02}" for n in range(1, 59)]
    used = {id for one in known.indicators.values() for id in one.figures}
    assert used == set(known.figures)
    assert {figure.unit for figure in known.figures.values()} | {*known.written_units.values()} == set(known.units)
    assert {one.owner for one in known.indicators.values()} == {*known.owners, ""}
    assert [one.id for one in known.indicators.values() if not one.owner] == ["ZW21-58"]
    needs = {Formula.SHARE: 2, Formula.RATIO: 2, Formula.AMOUNT: 1, Formula.DECLINE: 1, Formula.GROWTH: 1}
    assert [one.id for one in known.indicators.values() if len(one.figures) != needs.get(one.formula, 0)] == []


@pytest.mark.parametrize(("place", "own"), [("810000", "HK"), ("820000", "MO"), ("440300", "")])
def test_a_place_has_its_own_indicators_before_everybodys(place: str, own: str) -> None:
    ids = [one.id for one in indicator_set().of(place, date(2026, 10, 1))]
    mine = list(takewhile(lambda id: not id.startswith("ZW"), ids))
    assert {id[:2] for id in mine} == ({own} if own else set())
    assert len(ids) == 58 + len(mine)
    assert {f.place for f in indicator_set().entered(place, date(2026, 10, 1))} == {"", *([place] if own else [])}


def test_a_newer_edition_takes_over_and_the_older_keeps_its_ids() -> None:
    newer = {
        "edition": "2027", "place": "", "since": date(2027, 1, 1), "source": "a test", "confidence": "assumed",
        "indicators": {"ZW27-01": {"formula": "amount", "above": "hazardous_generated", "names": {"en": "x"}}},
    }  # fmt: skip
    older = law.parse("indicators_2021")
    both = read_editions([newer, older])
    for on, first in ((date(2020, 12, 1), "ZW21-01"), (date(2026, 12, 1), "ZW21-01"), (date(2027, 1, 1), "ZW27-01")):
        assert both.of("440300", on)[0].id == first
    assert both.concerns("ZW21-16", "440300")
    assert not both.concerns("ZW21-16", "440300", date(2027, 1, 1))
    assert not both.concerns("ZW27-01", "440300", date(2026, 12, 1))
    with pytest.raises(ValueError, match="ZW21-01"):
        read_editions([older, {**newer, "indicators": {"ZW21-01": newer["indicators"]["ZW27-01"]}}])


def test_what_is_treated_from_earlier_stock_stands_below_the_line_as_it_does_above():
    month = date(2026, 10, 1)

    def total(measure: str, kg: int, stock: bool = False) -> Sum:
        return Sum(month, "sludge", "SW90", measure, "weighed", stock, Decimal(kg), 1)

    sums = [total("generated", 100_000), total("used", 40_000), total("disposed", 90_000, stock=True)]
    found = value_of(indicator_set().indicators["ZW21-37"], figures_of(sums), {})
    assert found.above is not None
    assert found.below is not None
    assert (found.above.value, found.below.value, found.value) == (130, 190, Decimal("68.42"))
    assert (found.above.loads, found.below.loads) == (2, 2)


def test_no_share_counts_stock_on_one_side_alone():
    known = indicator_set()
    shares = [one for one in known.indicators.values() if one.formula is Formula.SHARE]
    sides = [[known.figures[id].custody for id in one.figures] for one in shares]
    both = [(above, below) for above, below in sides if above and below]
    assert both
    for above, below in both:
        assert below.streams == above.streams
        assert set(below.stock) == set(above.measures)
