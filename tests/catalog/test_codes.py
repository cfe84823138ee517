"""The rules for waste codes."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.catalog.conftest import TODAY
from wasteflow.catalog import codes as c
from wasteflow.catalog.book import Book
from wasteflow.core.errors import Refusal
from wasteflow.core.i18n import LANGUAGES, sentence


@pytest.mark.parametrize(
    "entered", ["336-054-17", "33605417", " 336-054-17 ", "３３６－０５４－１７", "336–054–17", "336_054_17"]
)
def test_a_code_may_be_entered_in_other_dress(book: Book, entered: str) -> None:
    code, warnings = c.check_code(book, "cn-hw", entered, TODAY)
    assert (code.code, code.category, code.edition, warnings) == ("336-054-17", "HW17", "2021", [])


@pytest.mark.parametrize(
    ("scheme", "code", "refusal", "path"),
    [
        ("cn-hw", "336-054-99", c.WasteCodeOfNoCategory, "code"),
        ("cn-hw", "900-000-41", c.WasteCodeOfNoCategory, "code"),
        ("cn-hw", "123-456-17", c.UnknownHazardousCode, "code"),
        ("cn-hw", "336-054", c.WasteCodeMalformed, "code"),
        ("cn-hw", "HW17", c.WasteCodeIsCategory, "code"),
        ("cn-hw", "900-001-S17", c.WasteCodeOfOtherScheme, "code"),
        ("cn-sw", "336-054-17", c.WasteCodeOfOtherScheme, "code"),
        ("cn-sw", "CW-01", c.WasteCodeOfOtherScheme, "code"),
        ("hk-cw", "336-054-17", c.WasteCodeOfOtherScheme, "code"),
        ("hk-cd", "CD-77", c.UnknownWasteCode, "code"),
        ("hw", "336-054-17", c.NoSuchScheme, "scheme"),
        ("cn-hw", "", c.WasteCodeMalformed, "code"),
    ],
)
def test_what_the_law_does_not_know_is_refused(
    book: Book, scheme: str, code: str, refusal: type[Refusal], path: str
) -> None:
    with pytest.raises(refusal) as caught:
        c.check_code(book, scheme, code, TODAY)
    assert caught.value.path == path
    for language in LANGUAGES:
        assert "{" not in sentence(caught.value, language)


def test_the_sentence_says_whose_code_it_looks_like(book: Book) -> None:
    with pytest.raises(c.WasteCodeOfOtherScheme) as caught:
        c.check_code(book, "cn-hw", "900-001-S17", TODAY)
    assert "the national list of general solid waste (cn-sw)" in sentence(caught.value, "en")
    assert "固体废物分类与代码目录（cn-sw）" in sentence(caught.value, "zh-Hans")


def test_identified_but_unlisted_hazardous_waste_passes_with_a_warning(book: Book) -> None:
    code, warnings = c.check_code(book, "cn-hw", "900-000-17", TODAY)
    assert (code.category, code.known) == ("HW17", False)
    assert [w.code for w in warnings] == ["unlisted_hazardous_code"]


@pytest.mark.parametrize("code", ["999-001-S17", "900-001-S99"])
def test_an_unknown_general_code_of_the_right_form_passes_with_a_warning(book: Book, code: str) -> None:
    found, warnings = c.check_code(book, "cn-sw", code, TODAY)
    assert (found.code, found.category, found.known) == (code, "SW" + code[-2:], False)
    assert [w.code for w in warnings] == ["unknown_general_code"]
    assert "{" not in sentence(warnings[0], "pt")


def test_a_code_is_refused_before_its_first_and_after_its_last_day(book: Book) -> None:
    with pytest.raises(c.WasteCodeNotYetValid, match="2021-01-01"):
        c.check_code(book, "cn-hw", "336-054-17", date(2020, 12, 31))
    key = ("cn-hw", "336-054-17")
    closed = {**book.codes, key: (replace(book.codes[key][0], valid_to=date(2025, 12, 31)),)}
    with_closed = dataclasses.replace(book, codes=closed)
    assert c.check_code(with_closed, "cn-hw", "336-054-17", date(2025, 12, 31))
    with pytest.raises(c.WasteCodeClosed, match="2025-12-31"):
        c.check_code(with_closed, "cn-hw", "336-054-17", date(2026, 1, 1))


_PIECES = st.sampled_from([*"0123456789-S HWCDLM", "900-000-", "336-054-17", "S17", "－", "\x00", "\ud800", "廢", "²"])


@given(
    scheme=st.sampled_from([*c.SCHEMES]) | st.text(max_size=12),
    code=st.text(max_size=30) | st.lists(_PIECES, max_size=14).map("".join),
    on=st.dates(),
)
def test_whatever_is_entered_is_a_code_or_a_refusal(book: Book, scheme: str, code: str, on: date) -> None:
    try:
        found, warnings = c.check_code(book, scheme, code, on)
    except Refusal as refused:
        problem = refused
    else:
        assert found.scheme == scheme
        assert found.known or warnings
        assert c.normal(code) == found.code
        return
    assert problem.path in ("code", "scheme")
    assert all(sentence(problem, language) for language in LANGUAGES)


@given(st.text(max_size=30))
def test_writing_a_code_normally_twice_changes_nothing(text: str) -> None:
    assert c.normal(c.normal(text)) == c.normal(text)
