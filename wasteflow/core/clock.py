"""The one place that asks what time it is; everything else receives the time as a value."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BAY_AREA = ZoneInfo("Asia/Shanghai")  # UTC+8 without daylight saving in all eleven cities


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The calendar day of a moment in the Bay Area: ledgers, serials and months follow it."""
    return moment.astimezone(BAY_AREA).date()


def begins(day: date) -> datetime:
    """The moment a day of the Bay Area begins."""
    return datetime(day.year, day.month, day.day, tzinfo=BAY_AREA)
