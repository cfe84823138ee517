"""The released tables are whole and sound."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.catalog.conftest import TODAY
from wasteflow.catalog import law
from wasteflow.catalog.book import Book
from wasteflow.catalog.codes import SCHEMES, category_of
from wasteflow.catalog.load import rows
from wasteflow.catalog.store import TABLES
from wasteflow.core.i18n import LANGUAGES

COUNTS = {
    "jurisdictions": 12,
    "categories": 90,
    "hazardous_codes": 467,
    "general_codes": 32,
    "local_codes": 32,
    "exemptions": 51,
    "treatments": 58,
    "crosswalk": 46,
    "emission_factors": 68,
    "landfill_parameters": 35,
    "bay_area_figures": 170,
    "zero_waste_indicators": 66,
    "calendar_days": 103,
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_table_has_its_rows_with_source_and_confidence(name: str) -> None:
    found = rows(name)
    assert len(found) == COUNTS[name]
    for row in found:
        assert row["source"], row
        assert row["confidence"] in ("verified", "secondary", "derived", "assumed"), row
        assert name == "calendar_days" or row["valid_from"], row


def test_codes_are_counted_as_the_catalogue_counts_them(book: Book) -> None:
    by_scheme = Counter(c.scheme for c in book.every_code())
    assert by_scheme == {"cn-hw": 467, "cn-sw": 32, "hk-cw": 25, "hk-cd": 3, "marine": 4}
    categories = Counter(scheme for scheme, _ in book.categories)
    assert (categories["cn-hw"], categories["cn-sw"]) == (46, 34)
    assert not [c for _, c in book.categories if c in ("HW41", "HW42", "HW43", "HW44", "SW08")]


def test_each_category_holds_as_many_codes_as_the_catalogue_prints(book: Book) -> None:
    printed = {"HW01": 5, "HW08": 32, "HW11": 85, "HW17": 21, "HW22": 4, "HW29": 22, "HW48": 33, "HW49": 11, "HW50": 44}
    counted = Counter(c.category for c in book.every_code("cn-hw"))
    assert {c: counted[c] for c in printed} == printed
    assert sum(counted.values()) == 467
    assert len(counted) == 46


def test_every_code_is_written_as_its_list_says_and_has_its_category(book: Book) -> None:
    for code in book.every_code():
        assert re.fullmatch(SCHEMES[code.scheme].pattern, code.code)
        assert book.category(code.scheme, code.category, TODAY), code
        assert category_of(code.scheme, code.code) in ("", code.category)


def test_hazard_letters_stand_as_printed(book: Book) -> None:
    written = Counter(c.hazards for c in book.every_code("cn-hw"))
    assert written["T,I"] == 29
    assert written["T/C/I/R"] == 4
    assert written["C,T"] == 27
    assert written["T,C"] == 5
    assert all(re.fullmatch(r"(T|C|I|R|In)([,/](T|C|I|R|In))*", hazards) for hazards in written)


def test_the_same_six_digits_may_stand_in_two_categories(book: Book) -> None:
    assert {c.category for c in book.every_code("cn-hw") if c.code.startswith("336-100")} == {"HW17", "HW21"}


def test_all_names_stand_in_four_languages(book: Book) -> None:
    named: list[Any] = [
        *book.jurisdictions.values(),
        *(c for editions in book.categories.values() for c in editions),
        *(t for editions in book.treatments.values() for t in editions),
        *book.streams.values(),
        *SCHEMES.values(),
    ]
    for one in named:
        assert set(one.names) == set(LANGUAGES), one
        assert all(name.strip() for name in one.names.values()), one
    for code in book.every_code():
        assert all(code.name(language) for language in LANGUAGES)


def test_chinese_treatments_are_not_those_of_basel(book: Book) -> None:
    assert book.treatment("cn_disposal:D1").names["en"] == "Landfill"  # type: ignore[union-attr]
    assert book.treatment("basel_disposal:D1").names["en"] == "Deposit in or on land"  # type: ignore[union-attr]
    interim = {(t.scheme, t.code) for editions in book.treatments.values() for t in editions if t.interim}
    assert {code for scheme, code in interim if scheme.startswith("basel")} == {"R12", "R13", "D13", "D14", "D15"}
    assert {scheme for scheme, _ in interim} == {"basel_disposal", "basel_recovery", "local"}
    assert book.treatment("cn_utilisation:D1") is None


def test_the_crosswalk_grades_every_category(book: Book) -> None:
    grades = Counter(editions[-1].match for editions in book.crosswalk.values())
    assert grades == {"exact": 37, "close": 4, "partial": 3, "none": 2}
    assert set(book.crosswalk) == {code for scheme, code in book.categories if scheme == "cn-hw"}


def test_factor_families_are_told_apart_and_the_unknown_ones_stay_empty(book: Book) -> None:
    for factor in book.factors:
        assert (factor.kg_co2e_per_t is None) == (factor.family == "none"), factor
    assert Counter(f.family for f in book.factors)["none"] == 3


def test_exemptions_name_codes_or_categories_that_exist(book: Book) -> None:
    known = {c.code for c in book.every_code("cn-hw")} | {code for scheme, code in book.categories if scheme == "cn-hw"}
    for exemption in book.exemptions:
        assert set(exemption.codes) <= known | {"*"}, exemption
        assert set(exemption.step.split(";")) <= {"collection", "transport", "recovery", "disposal", "all"}
    assert len({e.item for e in book.exemptions}) == 32
    lead = book.waste_code("cn-hw", "900-052-31", TODAY)
    assert lead is not None
    assert [e.step for e in book.exempt(lead, TODAY)] == ["transport"]


def test_tiles_of_the_map_do_not_overlap(book: Book) -> None:
    tiles = [j.tile for j in book.jurisdictions.values() if j.tile]
    assert len(tiles) == len(set(tiles)) == 11
    assert {j.code6 for j in book.jurisdictions.values() if j.abroad} == {"810000", "820000"}
    assert [j.code6 for j in book.jurisdictions.values() if j.has_districts is False] == ["441900", "442000"]


@pytest.mark.parametrize("id_", sorted(law.citations()))
def test_a_citation_follows_itself_without_gap_or_overlap(id_: str) -> None:
    versions = law.citations()[id_]
    assert versions[-1].valid_to is None
    for earlier, later in pairwise(versions):
        assert earlier.valid_to == later.valid_from - timedelta(days=1)
    for version in versions:
        assert set(version.law) == set(LANGUAGES)


def test_the_code_took_the_place_of_the_solid_waste_law(book: Book) -> None:
    before, after = (book.citation("manifest", date(2026, 8, day)) for day in (14, 15))
    assert before is not None
    assert after is not None
    assert (before.law["en"], before.article) == ("Solid Waste Law (2020)", "82")
    assert (after.law["en"], after.article) == ("Ecological and Environmental Code", None)


def test_working_days_follow_the_state_councils_notice(book: Book) -> None:
    assert book.is_working_day("mainland", date(2026, 9, 20))  # a Sunday that is worked
    assert not book.is_working_day("mainland", date(2026, 10, 1))
    assert book.is_working_day("hong_kong", date(2026, 10, 2))
    assert book.after_working_days("mainland", date(2026, 9, 30), 5) == date(2026, 10, 13)
    assert book.after_working_days("mainland", date(2026, 11, 20), 5) == date(2026, 11, 27)
