"""What one event adds to the figures, and what rates make of the sums."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from wasteflow.core.i18n import LANGUAGES, texts
from workers.indicators.balance import Balance, Part, balance_of
from workers.indicators.cells import Counted, cells_of, loads_of
from workers.indicators.engine import Sum, Watermark, value_of
from workers.indicators.indicator import Indicator, all_indicators
from workers.indicators.telling import indicators_markdown

INDICATORS = pytest.mark.parametrize("indicator", all_indicators().values(), ids=lambda i: i.id)
CLASSES = {"cn_utilisation:R4": "use", "cn_disposal:D10": "disposal", "cn_other:C1": "other"}


def counted(kind: str, at: datetime, kg: str = "100", **more: object) -> Counted:
    values: dict[str, object] = {
        "subject": UUID(int=1),
        "seq": 1,
        "kind": kind,
        "occurred_at": at,
        "kg": Decimal(kg),
        "basis": "weighed",
        "refused_kg": Decimal(0),
        "method": "",
        "final": True,
        "place": "440300",
        "city": "441900",
        "stream": "hazardous",
        "category": "HW17",
        "code": "cn-hw:336-054-17",
        "generated_at": datetime(2026, 9, 30, 12, tzinfo=UTC),
    }
    return Counted(**(values | more))  # type: ignore[arg-type]


def measures(event: Counted) -> list[tuple[str, Decimal]]:
    return [(load.key.measure, load.kg) for load in loads_of(event, lambda m: CLASSES.get(m, "other"))]


AT = datetime(2026, 10, 5, tzinfo=UTC)


def test_each_event_adds_what_it_says() -> None:
    assert measures(counted("generated", AT)) == [("generated", 100)]
    assert measures(counted("received", AT, refused_kg=Decimal(7))) == [("received", 100), ("refused", 7)]
    assert measures(counted("treated", AT, method="cn_utilisation:R4")) == [("used", 100)]
    assert measures(counted("treated", AT, method="cn_disposal:D10")) == [("disposed", 100)]
    assert measures(counted("treated", AT, method="cn_other:C1")) == [("other_treatment", 100)]
    assert measures(counted("treated", AT, method="x:unknown")) == [("other_treatment", 100)]


def test_an_interim_step_is_no_final_treatment() -> None:
    assert measures(counted("treated", AT, method="cn_utilisation:R4", final=False)) == [("interim_treatment", 100)]


def test_other_events_and_split_off_parts_add_nothing() -> None:
    assert measures(counted("split_off", AT)) == measures(counted("loaded", AT)) == []


def test_what_was_put_together_counts_where_it_was_first_made() -> None:
    final, interim = {"method": "cn_utilisation:R4"}, {"method": "basel_recovery:R12", "final": False}
    assert measures(counted("regrouped", AT)) == measures(counted("portion_taken", AT)) == []
    assert measures(counted("treated", AT, shared=True, **final)) == []
    assert measures(counted("portion_treated", AT, shared=True, **final)) == []
    assert measures(counted("portion_treated", AT, **final)) == [("used", 100)]
    assert measures(counted("portion_taken", AT, **interim)) == [("interim_treatment", 100)]
    assert measures(counted("treated", AT, shared=True, **interim)) == [("interim_treatment", 100)]


def test_what_a_final_treatment_left_is_generated() -> None:
    assert measures(counted("transformed", AT, method="cn_disposal:D10")) == [("generated", 100)]
    assert measures(counted("transformed", AT, method="basel_recovery:R12", final=False)) == []


def test_months_are_of_the_bay_area_calendar() -> None:
    late_evening_utc = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)  # half past midnight on 1 November there
    (load,) = loads_of(counted("generated", late_evening_utc), CLASSES.__getitem__)
    assert load.key.month == date(2026, 11, 1)


def test_cells_add_up_and_count_loads() -> None:
    loads = [x for kg in ("1.5", "2.25") for x in loads_of(counted("generated", AT, kg), CLASSES.__getitem__)]
    assert [*cells_of(loads).values()] == [(Decimal("3.75"), 2)]


def part(measure: str, kg: str, from_stock: bool = False) -> Part:
    return Part(measure, from_stock, Decimal(kg))


def test_a_balance_is_made_of_final_treatment_alone() -> None:
    parts = [
        part("generated", "900"),
        part("used", "400"),
        part("used", "100", from_stock=True),
        part("disposed", "300"),
        part("disposed", "50", from_stock=True),
        part("received", "5000"),
        part("interim_treatment", "5000"),
    ]
    balance = balance_of(parts)
    assert balance == Balance(*map(Decimal, (900, 500, 100, 350, 50)))
    assert balance.stored == 200
    assert balance.closing(opening=Decimal(150)) == 200


@INDICATORS
def test_an_indicator_gives_what_its_example_says(indicator: Indicator) -> None:
    balance, rate = indicator.example
    assert indicator.rate(balance) == rate
    assert indicator.rate(Balance(Decimal(0), Decimal(0))) is None


@INDICATORS
def test_an_indicator_is_documented_and_translated(indicator: Indicator) -> None:
    assert set(texts()[f"indicators.{indicator.id}.title"]) == set(LANGUAGES)
    assert indicator.card in indicators_markdown()


def test_the_value_says_which_share_rests_on_what() -> None:
    start = date(2026, 10, 1)

    def total(measure: str, basis: str, kg: int, loads: int, stock: bool = False, category: str = "HW17") -> Sum:
        return Sum(start, "hazardous", category, measure, basis, stock, Decimal(kg), loads)

    sums = [
        total("generated", "weighed", 600, 6),
        total("generated", "estimated", 300, 3),
        total("used", "weighed", 400, 4),
        total("used", "weighed", 100, 1, stock=True),
        total("generated", "weighed", 77, 7, category="HW01"),  # medical waste is not industrial
        Sum(start, "general_industrial", "SW59", "generated", "weighed", False, Decimal(10_000), 9),
    ]
    value = value_of(
        all_indicators()["ZW21-16"], sums, city="441900", start=start, end=start, watermark=Watermark(1, 1, AT)
    )
    assert (value.numerator, value.denominator, value.value) == (500, 1000, 50)
    assert (value.numerator_loads, value.denominator_loads) == (5, 10)
    assert value.coverage == {
        "numerator": {"weighed": 1},
        "denominator": {"weighed": Decimal("0.7"), "estimated": Decimal("0.3")},
    }
