"""When something is sent: at once or at the day's hour, never in quiet hours; by the clocks of its reader. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workers.messages.model import Contact, Subscription

CRIME = 4


def due(contact: Contact, subscription: Subscription, now: datetime, severity: int) -> datetime:
    """The moment it is to be sent, not before now."""
    zone = ZoneInfo(contact.time_zone)
    moment = now if subscription.at_hour is None else _next(now, time(subscription.at_hour), zone)
    if contact.urgent and severity >= CRIME and subscription.at_hour is None:
        return moment
    return after_quiet(contact, moment)


def after_quiet(contact: Contact, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it falls in."""
    start, end = contact.quiet_from, contact.quiet_to
    if start is None or end is None or start == end:
        return moment
    zone = ZoneInfo(contact.time_zone)
    at = moment.astimezone(zone).time()
    quiet = start <= at < end if start < end else at >= start or at < end
    return _next(moment, end, zone) if quiet else moment


def _next(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The next time it is `at` there. Where clocks are put forward over it, the hour after; put back: the first."""
    local = now.astimezone(zone)
    day = local.date()
    while True:
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        if moment > now:
            return moment
        day += timedelta(days=1)
