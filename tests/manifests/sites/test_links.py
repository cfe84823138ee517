"""Codes of ledger rows: written in the suggested style, read back with the longest letters first."""

from datetime import date

import pytest

from manifests.ledger.words import OTHER_LINKS
from manifests.sites.links import GENERAL, HAZARDOUS, Link, code_of, letters_of, parse

DAY = date(2021, 10, 31)


@pytest.mark.parametrize("letters", [*HAZARDOUS.values(), *GENERAL.values(), "JS"])
@pytest.mark.parametrize("serial", [1, 999, 1000])
def test_a_code_is_read_back(letters: str, serial: int) -> None:
    found = parse(code_of(letters, DAY, serial))
    assert found
    assert (found.letters, found.day, found.serial) == (letters, DAY, serial)


def test_the_standards_own_example() -> None:
    assert code_of("HWCS", DAY, 1) == "HWCS20211031001"


def test_the_longest_letters_are_read_first() -> None:
    found = parse("HWCKLY20211031001")
    assert found
    assert found.link is Link.EXPORTED_USE
    assert parse("HWCK20211031001") != found


@pytest.mark.parametrize(
    "code", ["", "HWCS", "HWCS20211301001", "HWCS2021103101", "A-17", "HWCS２０２１１０３１００１", "HWCK LY"]
)
def test_what_is_no_such_code(code: str) -> None:
    assert parse(code) is None


def test_the_import_knows_the_same_letters() -> None:
    assert set(OTHER_LINKS) == set(HAZARDOUS.values()) - {"HWCS"}


def test_general_waste_has_letters_of_its_own() -> None:
    assert letters_of(Link.STORED, hazardous=False) == "ZC"
    assert letters_of(Link.STORED, hazardous=False, received=True) == "JS"
    assert letters_of(Link.OWN_USE, hazardous=False) == ""
