"""What cells may say: dates, numbers, units, words."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.ledger import columns, words
from manifests.ledger import refusals as no
from manifests.ledger.columns import COLUMNS, BadRow, Cell, Entry, check_header, find_header, read_row
from manifests.life.model import Basis
from tests.manifests.ledger.sheets import HEADER, good
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.errors import Refusal

FIRST, LAST = datetime(2000, 1, 1), datetime(2199, 12, 31)  # noqa: DTZ001 - as written, without a zone


def cells(row: list[str]) -> list[Cell]:
    return [Cell(text) for text in row]


def row(header: list[str] | None = None, **changes: str) -> Entry | BadRow:
    layout = find_header([cells(header or HEADER)])
    assert layout
    return read_row(layout, 2, cells(good(1, **changes)))


def problems(read: Entry | BadRow) -> dict[str, str]:
    assert isinstance(read, BadRow), read
    return {key: problem.code for key, problem in read.problems}


# --- dates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-02", (2026, 11, 2)),
        ("2026/11/2", (2026, 11, 2)),
        ("2026.11.02", (2026, 11, 2)),
        ("2026年11月2日", (2026, 11, 2)),
        ("２０２６年１１月２日", (2026, 11, 2)),
        ("20261102", (2026, 11, 2)),
        ("2026-11-02 09:30", (2026, 11, 2, 9, 30)),
        ("2026-11-02T09:30:15", (2026, 11, 2, 9, 30, 15)),
        ("2026年11月2日 9时30分", (2026, 11, 2, 9, 30)),
        ("2026年11月2日 下午3点", (2026, 11, 2, 15, 0)),
        ("202611020930", (2026, 11, 2, 9, 30)),
    ],
)
def test_dates_in_their_usual_forms(text: str, meant: tuple[int, ...]) -> None:
    found = row(at=text)
    assert isinstance(found, Entry)
    assert found.at == datetime(*meant, tzinfo=BAY_AREA)  # type: ignore[misc]


@pytest.mark.parametrize(
    "text", ["昨天", "2026-13-01", "2026-02-30", "11/02/2026", "02-11-26", "45983", "2026-11-02 25:00"]
)
def test_what_is_no_date_is_told(text: str) -> None:
    assert problems(row(at=text)) == {"at": "date_unknown"}


@given(st.datetimes(min_value=FIRST, max_value=LAST))
def test_every_date_written_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    for form in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H时%M分%S秒", "%Y%m%d%H%M%S"):
        assert columns.moment(Cell(moment.strftime(form))) == moment.replace(tzinfo=BAY_AREA)


# --- numbers and units -----------------------------------------------------------------------------------


@given(st.decimals(min_value=Decimal("0.001"), max_value=Decimal("999999999"), places=3))
def test_every_number_written_is_read_back(number: Decimal) -> None:
    assert columns.number_of(f"{number:f}") == number
    assert columns.number_of(f"{number:,.3f}") == number


@given(st.text(max_size=40))
def test_no_text_is_more_than_a_refusal(text: str) -> None:
    """Whatever stands in a cell, a row is read or refused."""
    layout = find_header([cells(HEADER)])
    assert layout
    assert isinstance(read_row(layout, 2, [Cell(text)] * len(HEADER)), Entry | BadRow)
    for parse in (columns.moment, columns.count, columns.batch_code):
        try:
            parse(Cell(columns.plain(text)))
        except Refusal:
            continue


@pytest.mark.parametrize("text", ["约1", "1.2.3", "1,23", "--1", "一", "NaN", "Infinity", "1e99999", "١٢"])
def test_what_is_no_number_is_told(text: str) -> None:
    assert problems(row(amount=text)) == {"amount": "number_unknown"}


@pytest.mark.parametrize(
    ("header", "amount", "kg"),
    [
        ("产生量（吨）", "1.25", "1250"),
        ("产生量(t)", "1.25", "1250"),
        ("产生量（kg）", "1,250", "1250"),
        ("产生量，单位：千克", "12.5", "12.5"),
        ("产生量（吨）", "1.25吨", "1250"),
        ("产生量（吨）", "０．５", "500"),
    ],
)
def test_the_unit_is_what_the_file_states(header: str, amount: str, kg: str) -> None:
    found = row([header if h == "产生量（吨）" else h for h in HEADER], amount=amount)
    assert isinstance(found, Entry), found
    assert found.kg == Decimal(kg)


def test_without_any_unit_the_file_is_refused() -> None:
    layout = find_header([cells(["产生量" if h == "产生量（吨）" else h for h in HEADER])])
    assert layout
    with pytest.raises(no.UnitUnknown):
        check_header(layout)


def test_a_unit_column_serves_and_may_be_wrong_or_empty() -> None:
    header = ["产生量" if h == "产生量（吨）" else h for h in HEADER] + ["计量单位"]
    layout = find_header([cells(header)])
    assert layout
    check_header(layout)
    for unit, expected in (("公斤", Decimal("1.25")), ("吨", Decimal(1250))):
        found = read_row(layout, 2, cells([*good(1), unit]))
        assert isinstance(found, Entry)
        assert found.kg == expected
    assert problems(read_row(layout, 2, cells([*good(1), "立方米"]))) == {"amount": "unit_not_mass"}
    assert problems(read_row(layout, 2, cells([*good(1), ""]))) == {"amount": "cell_empty"}


def test_two_units_that_differ_are_refused() -> None:
    assert problems(row(amount="1250 kg")) == {"amount": "unit_contradicts"}


# --- the rest of a row -----------------------------------------------------------------------------------


def test_a_ledger_declares_unless_it_says_more() -> None:
    assert isinstance(found := row(), Entry)
    assert found.basis is Basis.DECLARED
    found = read_row(find_header([cells([*HEADER, "计量方式"])]), 2, cells([*good(1), "称重"]))  # type: ignore[arg-type]
    assert isinstance(found, Entry)
    assert found.basis is Basis.WEIGHED


@pytest.mark.parametrize(
    ("code", "expected"),
    [("HWRK20261101001", "batch_code_of_other_link"), ("HWCKLY20261101001", "batch_code_of_other_link"),
     ("批次1", "batch_code_malformed"), ("", "cell_empty")],
)  # fmt: skip
def test_batch_codes_of_other_links_are_not_taken(code: str, expected: str) -> None:
    assert problems(row(batch=code)) == {"batch": expected}


def test_the_longest_prefix_is_named() -> None:
    with pytest.raises(no.BatchCodeOfOtherLink) as caught:
        columns.batch_code(Cell("HWCKLY20261101001"))
    assert caught.value.facts["prefix"] == "HWCKLY"


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    found = problems(row(batch="", at="?", amount="?", count="0", container="锅"))
    assert set(found) == {"batch", "at", "amount", "count", "container"}


def test_category_and_code_must_agree() -> None:
    assert problems(row(category="HW08")) == {"category": "category_contradicts"}
    assert isinstance(row(category="HW17表面处理废物"), Entry)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("含镍污泥", "semi_solid"),
        ("废矿物油", "liquid"),
        ("废活性炭", "solid"),
        ("废乳化液", "liquid"),
        ("其他危废", ""),
    ],
)
def test_forms_are_read_from_plain_names_only(name: str, form: str) -> None:
    assert words.form_of(name) == form


def test_a_name_that_says_nothing_asks_for_the_form() -> None:
    assert problems(row(name="其他危废")) == {"form": "form_not_clear"}


def test_a_formula_is_not_a_value() -> None:
    layout = find_header([cells(HEADER)])
    assert layout
    filled = cells(good(1))
    filled[5] = Cell("=1+1", formula=True)
    assert problems(read_row(layout, 2, filled)) == {"amount": "cell_formula"}


# --- the header ------------------------------------------------------------------------------------------


def test_titles_may_stand_above_the_header() -> None:
    layout = find_header([cells(["危险废物产生环节记录表"]), [], cells(HEADER)])
    assert layout
    assert layout.header_row == 3


def test_every_name_of_a_column_leads_to_it() -> None:
    for column in COLUMNS:
        for name in (column.name, column.name + "*", f" {column.name} ", *column.others):
            assert columns._column(name)[0] == column.key, name


def test_traditional_characters_mean_the_same() -> None:
    header = ["產生批次編碼", "產生時間", "廢物名稱", "廢物類別", "廢物代碼", "產生量（噸）", "容器類型", "容器數量"]
    layout = find_header([cells(header)])
    assert layout
    assert layout.unit == "吨"
    found = read_row(layout, 2, cells(good(1, name="廢礦物油", container="鐵桶")))
    assert isinstance(found, Entry)
    assert (found.form, found.container, found.name) == ("liquid", "drum", "廢礦物油")


def test_missing_columns_are_named() -> None:
    layout = find_header([cells(HEADER[:5])])
    assert layout
    with pytest.raises(no.ColumnsMissing) as caught:
        check_header(layout)
    assert "产生量" in str(caught.value.facts["missing"])


def test_a_column_twice_is_refused() -> None:
    with pytest.raises(no.ColumnTwice):
        find_header([cells([*HEADER, "危废代码"])])


def test_other_tables_are_not_taken_for_a_ledger() -> None:
    assert find_header([cells(["姓名", "电话", "地址"])]) is None


def test_midnight_where_only_the_day_is_given() -> None:
    found = columns.moment(Cell("2026-11-02"))
    assert found.utcoffset() == timedelta(hours=8)
    assert (found.hour, found.minute) == (0, 0)
