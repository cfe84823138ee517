"""Counting in calendar months. Pure; a month is written as its first day."""

from calendar import monthrange
from datetime import date


def months_before(month: date, count: int) -> date:
    """The first day of the month so many months before that of a day; after it where `count` is negative."""
    n = month.year * 12 + month.month - 1 - count
    return date(n // 12, n % 12 + 1, 1)


def next_month(day: date) -> date:
    """The first day of the month after that of a day."""
    return months_before(day, -1)


def months(first: date, last: date) -> list[date]:
    """The first days of all months from `first` to `last`."""
    found = []
    while first <= last:
        found.append(first)
        first = next_month(first)
    return found


def months_after(day: date, count: int) -> date:
    """The same day so many months later; of a shorter month its last."""
    month = months_before(day, -count)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))
