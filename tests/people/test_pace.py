"""Whoever asks without an account asks at a pace."""

import pytest

from wasteflow.people import pace
from wasteflow.people.pace import Pace, household
from wasteflow.people.refusals import AskedTooOften


def test_so_many_in_so_many_seconds_and_then_anew() -> None:
    asked = Pace(2, 10)
    asked.count("a", 0)
    asked.count("a", 9)
    asked.count("b", 9)
    with pytest.raises(AskedTooOften) as refused:
        asked.count("a", 9.5)
    assert refused.value.facts["seconds"] == 1
    asked.count("a", 10)


def test_addresses_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_KEPT", 3)
    asked = Pace(1, 10)
    for n in range(3):
        asked.count(n, n)
    asked.count("new", 11)  # 0 and 1 are over
    assert set(asked._counted) == {2, "new"}
    with pytest.raises(AskedTooOften):
        asked.count(2, 11)


@pytest.mark.parametrize(
    ("address", "asker"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_of_ipv6_the_network_is_one_asker(address: str, asker: str) -> None:
    assert household(address) == asker
