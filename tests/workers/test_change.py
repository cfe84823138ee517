"""A difference is shared out exactly: the parts add up to what is printed."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wasteflow.catalog.indicators import Computed, Formula
from workers.lineage.change import Form, decompose

KILOS = st.decimals(0, 10**6, places=3)
SIDES = st.dictionaries(st.sampled_from("abcdefg"), st.tuples(KILOS, KILOS), min_size=1)
FORMS = {
    formula: Form.of(Computed("X", formula, {}, "a", "b", scale=Decimal(scale)))
    for formula, scale in (
        (Formula.SHARE, 1), (Formula.RATIO, 1), (Formula.AMOUNT, 10000), (Formula.DECLINE, 1), (Formula.GROWTH, 1),
    )
}  # fmt: skip


def printed(form: Form, sides: dict[str, tuple[Decimal, Decimal]]) -> Decimal | None:
    above, below = (sum((Fraction(pair[n]) for pair in sides.values()), Fraction(0)) for n in (0, 1))
    found = form.value(above, below)
    if found is None:
        return None
    exact = Decimal(found.numerator) / Decimal(found.denominator)
    return exact.quantize(Decimal(1).scaleb(-form.digits), ROUND_HALF_UP)


@pytest.mark.parametrize("formula", FORMS)
@settings(max_examples=200, deadline=None)
@given(before=SIDES, after=SIDES)
def test_the_parts_add_up_to_the_change_of_the_printed_value(formula, before, after):
    form = FORMS[formula]
    old, new = printed(form, before), printed(form, after)
    shares = decompose(form, before, after)
    if old is None or new is None:
        assert shares is None
        return
    assert shares is not None
    assert {share.key for share in shares} == {*before, *after}
    assert sum((share.change for share in shares), Decimal(0)) == new - old


def test_who_did_not_change_adds_nothing_unless_others_are_divided_by_it():
    form = FORMS[Formula.AMOUNT]
    still, moved = (Decimal(10000), Decimal(0)), (Decimal(30000), Decimal(0))
    shares = decompose(form, {"still": still, "moves": still}, {"still": still, "moves": moved})
    assert [(s.key, s.change) for s in shares] == [("moves", Decimal("2.0000")), ("still", Decimal("0.0000"))]


def test_a_rate_falls_by_whoever_generates_more_without_using_it():
    form = FORMS[Formula.SHARE]
    before = {"a": (Decimal(50), Decimal(100)), "b": (Decimal(50), Decimal(100))}
    after = {"a": (Decimal(50), Decimal(100)), "b": (Decimal(50), Decimal(300))}
    assert [(s.key, s.change) for s in decompose(form, before, after)] == [
        ("b", Decimal("-25.00")),
        ("a", Decimal("0.00")),
    ]
