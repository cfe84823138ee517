"""A load that was ready and of which nothing more came is told once, after two working days by the calendar."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

import pytest

from manifests.life import events as e
from tests.bay import ADMINISTRATOR, Bay
from wasteflow.catalog import commands as catalog
from wasteflow.catalog.book import open_book
from wasteflow.core import clock
from workers.anomalies import engine

pytestmark = pytest.mark.anyio
Work = Callable[[], Awaitable[int]]


async def ready(bay: Bay, at: datetime | None = None) -> tuple[object, datetime]:
    """A load its consignor has signed, and the end of its second working day."""
    load = (await bay.tell(bay.clerk, bay.load(await bay.batch("1000")))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    last = (await open_book(bay.pool)).after_working_days("mainland", clock.local_date(at or clock.now()), 2)
    return load, datetime.combine(last + timedelta(days=1), time(), clock.BAY_AREA)


async def told(bay: Bay) -> list[tuple[str, str]]:
    return [
        (row["rule"], row["says"])
        for row in await bay.pool.fetch("select rule, says from alert where rule = 'never_left'")
    ]


async def at(bay: Bay, moment: datetime, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for its time is done as at that moment."""
    monkeypatch.setattr(engine.clock, "now", lambda: moment)
    await work()


async def test_after_two_working_days_without_a_word_the_authority_is_told_once(
    bay: Bay, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, due = await ready(bay)
    await work()
    assert await told(bay) == []
    assert await bay.pool.fetch("select due_at from obligation where rule = 'never_left'") == [(due,)]
    await at(bay, due - timedelta(seconds=1), work, monkeypatch)
    assert await told(bay) == []
    await at(bay, due, work, monkeypatch)
    assert await told(bay) == [("never_left", "signed")]
    assert "city:440300" in await bay.pool.fetchval("select scopes from alert where rule = 'never_left'")
    assert await bay.pool.fetchval("select count(*) from obligation where rule = 'never_left'") == 0


async def test_an_entry_sent_late_and_in_time_is_told_to_nobody(
    bay: Bay, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, due = await ready(bay)
    await work()
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), load)  # type: ignore[arg-type]
    await at(bay, due, work, monkeypatch)
    assert await told(bay) == []


async def test_a_holiday_entered_in_the_calendar_gives_it_a_day_more(
    bay: Bay, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, before = await ready(bay)
    last = clock.local_date(before - timedelta(hours=12))
    await work()
    await catalog.set_day(bay.pool, ADMINISTRATOR, law="mainland", day=last, working=False, name="临时放假")
    await at(bay, before, work, monkeypatch)
    assert await told(bay) == []
    later = await bay.pool.fetchval("select max(due_at) from obligation where rule = 'never_left'")
    assert later > before
    await at(bay, later, work, monkeypatch)
    assert await told(bay) == [("never_left", "signed")]
