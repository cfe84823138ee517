"""What a load costs: rates by the day it arrived, rounding, reversal; folded without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from msgspec.structs import replace

from manifests.billing.charging import posted
from manifests.billing.model import Account
from manifests.life import events as e
from manifests.life import lifecycle
from manifests.life.model import Billed, Code, Manifest, ManifestStatus, Ticket
from tests.manifests.facts import created, envelope, kg
from wasteflow.catalog.charges import charging
from wasteflow.core.clock import BAY_AREA

ACCOUNT = Billed(UUID(int=700), "7000001")
TODAY = date(2026, 11, 20)
RULE = charging()["hk_construction_ticket"]


def at_gate(code: str = "CD-03", arrived: datetime = datetime(2026, 11, 20, 1, tzinfo=UTC)) -> Manifest:
    drafted = lifecycle.evolve(None, envelope(created(), 1))
    assert isinstance(drafted, Manifest)
    return replace(
        drafted,
        status=ManifestStatus.ARRIVED,
        regime="hk_construction_ticket",
        lines=(replace(drafted.lines[0], code=Code("hk-cd", code, "local-1"), sent=kg("10000")),),
        carriers=(replace(drafted.carriers[0], departed_at=arrived, arrived_at=arrived),),
        ticket=Ticket(account=ACCOUNT),
    )


def step(before: Manifest, fact: e.AnyEvent) -> tuple[Manifest, list[str]]:
    """The manifest afterwards, and what was posted."""
    after = lifecycle.evolve(before, envelope(fact, before.seq + 1))
    assert isinstance(after, Manifest)
    return after, [f"{p.kind} {p.facility} {p.hkd}" for p in posted(before, after, TODAY, BAY_AREA)]


def weighed(amount: str) -> e.Weighed:
    return e.Weighed((e.LineWeighed(1, Decimal(amount)),))


@pytest.mark.parametrize(("code", "says"), [("CD-01", "public_fill 710.00"), ("CD-02", "sorting 1750.00"),
                                            ("CD-03", "landfill 2000.00")])  # fmt: skip
def test_ten_tonnes_cost_what_the_facility_charges(code, says):
    assert step(at_gate(code), weighed("10000"))[1] == [f"charge {says}"]


def test_the_rate_is_that_of_the_day_of_arrival_in_hong_kong():
    """Charges rose on 2017-04-07; 17:00 in London on the sixth is the seventh in Hong Kong."""
    before = at_gate(arrived=datetime(2017, 4, 6, 15, 59, tzinfo=UTC))
    after = at_gate(arrived=datetime(2017, 4, 6, 16, 0, tzinfo=UTC))
    assert step(before, weighed("10000"))[1] == ["charge landfill 1250.00"]
    assert step(after, weighed("10000"))[1] == ["charge landfill 2000.00"]


def test_before_there_was_a_charge_nothing_is_charged():
    assert step(at_gate(arrived=datetime(2006, 1, 1, tzinfo=UTC)), weighed("10000"))[1] == []


@pytest.mark.parametrize(("amount", "hkd"), [("12345", "2469.00"), ("0.024", "0.00"), ("0.025", "0.01"), ("1", "0.20")])
def test_amounts_are_rounded_to_the_cent_half_up(amount, hkd):
    assert RULE.amount(Decimal(amount), Decimal(200)) == Decimal(hkd)


def test_what_changes_is_reversed_and_posted_anew():
    load, first = step(at_gate(), weighed("10000"))
    load, again = step(load, weighed("9000"))
    same, nothing = step(load, weighed("9000"))
    part, parted = step(same, e.PartlyAccepted((e.LineRefused(1, Decimal(1000)),), "含金屬"))
    assert (first, again, nothing, parted) == (
        ["charge landfill 2000.00"],
        ["reversal landfill -2000.00", "charge landfill 1800.00"],
        [],
        ["reversal landfill -1800.00", "charge landfill 1600.00"],
    )
    assert step(load, e.Accepted())[1] == []
    assert step(load, e.Refused("不符"))[1] == ["reversal landfill -1800.00"]
    assert part.status is ManifestStatus.PARTLY_ACCEPTED


def test_a_load_without_account_costs_nobody_anything():
    assert step(replace(at_gate(), ticket=None), weighed("10000"))[1] == []
    assert step(replace(at_gate(), ticket=Ticket(paper="A-1")), weighed("10000"))[1] == []


@pytest.mark.parametrize(("value", "days", "late"), [("1000000", 21, False), ("1000000", 22, True),
                                                     ("999999.99", 200, False)])  # fmt: skip
def test_an_account_is_late_after_twenty_one_days_from_a_million_on(value, days, late):
    opened = date.fromordinal(date(2026, 1, 1).toordinal() + days)
    account = Account(
        UUID(int=1), UUID(int=2), "7000001", "啟德", Decimal(value), False, date(2026, 1, 1), opened, None
    )
    assert account.late is late
