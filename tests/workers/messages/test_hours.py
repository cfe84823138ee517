"""When something is sent, by the clocks of its reader."""

from datetime import UTC, datetime, time

import pytest

from wasteflow.core.ids import new_id
from workers.messages.hours import due
from workers.messages.model import Channel, Contact, Subscription, What


def contact(
    zone: str = "Asia/Shanghai", quiet: tuple[time | None, time | None] = (None, None), urgent: bool = False
) -> Contact:
    return Contact(new_id(), new_id(), Channel.MAIL, "a@b.org", "en", zone, *quiet, urgent, None, None)


def wanted(at_hour: int | None = None) -> Subscription:
    return Subscription(new_id(), new_id(), What.CASES, 1, at_hour)


NIGHT = (time(22), time(7))


def at(hour: int, minute: int = 0, day: int = 26) -> datetime:
    """In the Bay Area."""
    return datetime.fromisoformat(f"2026-11-{day:02}T{hour:02}:{minute:02}:00+08:00")


@pytest.mark.parametrize(
    ("now", "quiet", "sent"),
    [
        (at(12), (None, None), at(12)),
        (at(12), NIGHT, at(12)),
        (at(22), NIGHT, at(7, day=27)),
        (at(3), NIGHT, at(7)),
        (at(7), NIGHT, at(7)),
        (at(13), (time(12), time(14)), at(14)),
        (at(14), (time(12), time(14)), at(14)),
        (at(13), (time(12), time(12)), at(13)),
    ],
)
def test_at_once_but_for_quiet_hours(now: datetime, quiet: tuple[time, time], sent: datetime) -> None:
    assert due(contact(quiet=quiet), wanted(), now, 3) == sent


def test_quiet_hours_are_those_of_the_readers_clocks() -> None:
    """Nine in the morning in Shenzhen is one at night in Lisbon."""
    assert due(contact("Europe/Lisbon", NIGHT), wanted(), at(9), 3) == datetime(2026, 11, 26, 7, tzinfo=UTC)
    assert due(contact("Asia/Macau", NIGHT), wanted(), at(9), 3) == at(9)


def test_a_suspected_crime_wakes_who_wants_to_be_woken() -> None:
    assert due(contact(quiet=NIGHT, urgent=True), wanted(), at(3), 4) == at(3)
    assert due(contact(quiet=NIGHT, urgent=True), wanted(), at(3), 3) == at(7)
    assert due(contact(quiet=NIGHT), wanted(), at(3), 4) == at(7)


@pytest.mark.parametrize(("now", "sent"), [(at(7, 59), at(8)), (at(8), at(8, day=27)), (at(9), at(8, day=27))])
def test_a_summary_comes_at_its_hour_once_a_day(now: datetime, sent: datetime) -> None:
    assert due(contact(), wanted(8), now, 4) == sent


def test_a_summary_in_quiet_hours_comes_at_their_end() -> None:
    assert due(contact(quiet=NIGHT), wanted(23), at(12), 1) == at(7, day=27)


def test_the_hour_that_is_left_out_in_spring_is_met_an_hour_later() -> None:
    """Lisbon has no 01:00-02:00 on 29 March 2026."""
    now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert due(contact("Europe/Lisbon"), wanted(1), now, 1) == datetime(2026, 3, 29, 1, tzinfo=UTC)
