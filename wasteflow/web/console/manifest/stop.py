"""Temporary storage on the way: when it was planned and made, how long the load has stood there and may."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from manifests.life.model import Stop
from wasteflow.core import clock
from wasteflow.web.console.manifest.part import Case, Facts, Part

SOON = timedelta(hours=12)  # before the end of a stay it is told; own choice


@dataclass(frozen=True)
class Stay:
    """One stop and its clock, in seconds."""

    stop: Stop
    stayed: float | None  # null: not there yet
    left: float | None  # of what is allowed, while it stands there
    late: str = ""  # soon, over


async def load(case: Case) -> Facts | None:
    """Each stop that was named."""
    stays = [stay(stop, clock.now()) for stop in case.manifest.stops]
    return {"stays": stays} if stays else None


def stay(stop: Stop, now: datetime) -> Stay:
    """How long it has stood, or stood."""
    if stop.arrived_at is None:
        return Stay(stop, None, None)
    stayed = (stop.left_at or now) - stop.arrived_at
    if stop.hours is None:
        return Stay(stop, stayed.total_seconds(), None)
    left = timedelta(hours=stop.hours) - stayed
    late = "over" if left < timedelta() else "soon" if left < SOON and stop.left_at is None else ""
    return Stay(stop, stayed.total_seconds(), None if stop.left_at else left.total_seconds(), late)


PART = Part("stop.html", "wide", load)
