"""What a rule about events sees: frozen values, no database, no clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from manifests.life.events import Envelope
from manifests.life.model import Batch, Manifest
from manifests.scans.queries import Sighting
from workers.anomalies.finding import Limit


def from_monday_to_friday(_: str, day: date, count: int) -> date:
    """Working days where no calendar departs from the week."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


@dataclass(frozen=True)
class Situation:
    """One event, the subject it is about as that stands now, and the rule's thresholds where it happened."""

    event: Envelope
    subject: Manifest | Batch
    limits: Mapping[str, Limit]
    now: datetime  # when it is looked at
    # by the calendar on record: (law, day, count) -> the last day of a clock that starts the day after
    after_working_days: Callable[[str, date, int], date] = from_monday_to_friday
    seen: tuple[Sighting, ...] = ()  # where the code on its label was scanned, in order
    stands: "Stands | None" = None  # where its chain says it is, if that is a place we know
    way_km: float | None = None  # of a load: as the crow flies between its two sites, where both have a position

    def limit(self, name: str) -> Decimal:
        """The value of one of the rule's thresholds."""
        return self.limits[name].value


@dataclass(frozen=True)
class Stands:
    """A site on the map, and since when the waste is in its store."""

    lat: float
    lon: float
    since: datetime
