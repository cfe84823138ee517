"""Company numbers and plates: pure."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteflow.core.errors import Refusal
from wasteflow.places import refusals as no
from wasteflow.places.identity import (
    CREDIT_ALPHABET,
    check_character,
    city_code,
    company_number,
    credit_code,
    forms,
    plate,
    plate_spelled,
    province_of,
)

REAL = ("91440300708461136T", "91350100M000100Y43", "914403001922038216")  # published ones


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    letters = st.text(CREDIT_ALPHABET, min_size=1)
    first17 = (
        draw(letters.map(lambda t: t[0]))
        + draw(letters.map(lambda t: t[0]))
        + draw(st.text(string.digits, min_size=6, max_size=6))
        + draw(st.text(CREDIT_ALPHABET, min_size=9, max_size=9))
    )
    return first17 + check_character(first17)


@pytest.mark.parametrize("code", REAL)
def test_the_check_character_is_that_of_the_standard(code: str) -> None:
    assert credit_code("c", code) == code


@given(credit_codes())
def test_a_right_code_is_taken_in_any_spelling(code: str) -> None:
    full_width = code.translate({ord(c): ord(c) + 0xFEE0 for c in string.ascii_uppercase + string.digits})
    for written in (code, code.lower(), f" {code[:6]}-{code[6:12]} {code[12:]} ", full_width):
        assert credit_code("c", written) == code


@given(credit_codes(), st.integers(0, 17), st.sampled_from(string.ascii_uppercase + string.digits))
def test_any_single_character_changed_is_refused(code: str, place: int, other: str) -> None:
    changed = code[:place] + other + code[place + 1 :]
    if changed != code:
        with pytest.raises((no.WrongCheckDigit, no.WrongCreditCharacter)):
            credit_code("c", changed)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_taken_or_refused_with_its_path(text: str) -> None:
    paths = set()
    for jurisdiction in ("440300", "810000", "820000"):
        try:
            number = company_number("credit_code", text, jurisdiction=jurisdiction)
        except Refusal as refusal:
            paths.add(refusal.path)
        else:
            assert company_number("", number.value, jurisdiction=jurisdiction) == number
    assert paths <= {"credit_code"}


def test_a_letter_that_never_occurs_is_named_with_what_was_meant() -> None:
    with pytest.raises(no.WrongCreditCharacter) as refused:
        credit_code("c", "9144O300708461136T")
    assert refused.value.facts == {"place": 5, "character": "O", "expected": "0"}


def test_a_length_is_told() -> None:
    with pytest.raises(no.WrongCreditCode) as refused:
        credit_code("c", "12345")
    assert refused.value.facts == {"length": 5}


@pytest.mark.parametrize(
    ("text", "jurisdiction", "scheme", "value"),
    [
        ("12345678", "810000", "hk_business_number", "12345678"),
        ("12345678-000-07-26-1", "810000", "hk_business_number", "12345678"),
        ("12345 SO", "820000", "mo_company_number", "12345SO"),
        ("81234567", "820000", "mo_company_number", "81234567"),
    ],
)
def test_hong_kong_and_macao_have_their_own_numbers(text: str, jurisdiction: str, scheme: str, value: str) -> None:
    number = company_number("c", text, jurisdiction=jurisdiction)
    assert (number.scheme, number.value) == (scheme, value)


@pytest.mark.parametrize("jurisdiction", ["810000", "820000"])
def test_a_mainland_code_is_not_a_number_of_hong_kong_or_macao(jurisdiction: str) -> None:
    with pytest.raises(no.WrongCompanyNumber):
        company_number("c", REAL[0], jurisdiction=jurisdiction)


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("粤A·12345", "粤A12345", "ordinary"),
        ("粤b-1234学", "粤B1234学", "ordinary"),
        ("粤B1234掛", "粤B1234挂", "ordinary"),
        ("粤BD12345", "粤BD12345", "new_energy_small"),
        ("粤B 12345D", "粤B12345D", "new_energy_large"),
        ("粵Z AB12港", "粤ZAB12港", "cross_boundary"),
        ("粤ZJ001澳", "粤ZJ001澳", "cross_boundary"),
        ("粤Ａ１２３４５", "粤A12345", "ordinary"),
        ("AB 1234", "AB1234", "hong_kong"),
        ("MA-12-34", "MA1234", "macao"),
        ("M-12-34", "M1234", "macao"),
        ("AA-01-23", "AA0123", "macao"),
    ],
)
def test_plates_of_the_bay_area(text: str, value: str, form: str) -> None:
    found = plate("plate", text)
    assert (found.value, found.form) == (value, form)
    assert plate("plate", value) == found  # its one spelling is one of its own


@pytest.mark.parametrize(
    "text",
    ["", "粤", "粤A1234", "粤A123456", "粤I12345", "粤A1234O", "粤ZAB12台", "12345678901", "AB12345", "粤BL12345"],
)
def test_what_is_no_plate_is_refused_with_examples(text: str) -> None:
    with pytest.raises(no.WrongPlate) as refused:
        plate("plate", text)
    assert "粤" in str(refused.value.facts["examples"])


@given(st.text("粤粵港澳學挂 ·•-－.abzABZ019Ａｂ９", max_size=30))
def test_spelling_a_plate_twice_changes_nothing(text: str) -> None:
    assert plate_spelled(plate_spelled(text)) == plate_spelled(text)


@pytest.mark.parametrize("kind", ["company", "plate"])
def test_every_form_fits_its_own_example_and_says_how_sure_we_are(kind: str) -> None:
    for form in forms(kind):
        assert form.value(form.example) is not None
        assert form.confidence in ("secondary", "assumed")
        assert form.source


def test_city_codes() -> None:
    assert city_code("city", "440300") == "440300"
    assert province_of("440300") == "440000"
    assert province_of("810000") == "810000"
    assert (city_code("city", "JP"), province_of("JP")) == ("JP", "JP")
    for wrong in ("CN", "HK", "MO", "TW", "jp", "XX", "4403", "999999", "44030a", "４４０３００", "000000"):
        with pytest.raises(no.WrongCityCode):
            city_code("city", wrong)
