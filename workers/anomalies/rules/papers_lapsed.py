"""A vehicle's operating permit, or the certificate of who drove it, had ended when the load left.

Both dates stand in the carrier's register and are read there; where none is entered nothing is said, as not every waste
asks for them. The certificate is the one for dangerous goods, so it is looked at for hazardous waste, and of the driver
whose own account recorded that the load left. The facility's and the carrier's own permits are refused at entry. Who
drove is not named: the authorities that may look at drivers find him by the manifest.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from wasteflow.catalog import law
from wasteflow.core.clock import local_date
from workers.anomalies import examples
from workers.anomalies.finding import SERIOUS, Finding, Subject
from workers.anomalies.groups import Papers, Vehicle
from workers.anomalies.rule import Rule


def check(group: Vehicle) -> Finding | None:
    """The new trip whose paper had ended longest ago."""
    lapsed = [(ended, says, papers) for papers in group.papers for ended, says in _ended(papers)]
    if not lapsed:
        return None
    ended, says, papers = min(lapsed, key=lambda one: (one[0], one[1]))
    left = papers.left_on
    trip = next(t for t in group.trips if t.manifest == papers.manifest and local_date(t.departed_at) == left)
    return Finding(
        key=f"{says} {trip.manifest}",
        severity=SERIOUS,
        says=says,
        facts={
            "plate": group.plate,
            "number": trip.number,
            "consignor": trip.from_name,
            "consignee": trip.to_name,
            "ended": ended.isoformat(),
            "left": left.isoformat(),
            "days": str((left - ended).days),
        },
        inputs={"papers": papers, "left": left},
        about=Subject("manifest", trip.manifest),
        at=trip.departed_at,
        cities=tuple(sorted({trip.from_city, trip.to_city})),
        stream=papers.stream,
        categories=papers.categories,
    )


def _ended(papers: Papers) -> Iterable[tuple[date, str]]:
    """What had ended, and when; a paper holds on its last day."""
    if papers.vehicle_until and papers.vehicle_until < papers.left_on:
        yield papers.vehicle_until, "vehicle"
    stream = law.streams().get(papers.stream)
    if papers.driver_until and papers.driver_until < papers.left_on and stream and stream.hazardous:
        yield papers.driver_until, "driver"


def _example(vehicle: int | None, driver: int | None = None, stream: str = "hazardous") -> Vehicle:
    """Papers that end so many days after the load left."""
    group = examples.vehicle(examples.trip(0), limits={})
    left = local_date(group.trips[0].departed_at)
    until = (None if days is None else left + timedelta(days=days) for days in (vehicle, driver))
    return replace(group, papers=(Papers(group.trips[0].manifest, stream, ("HW17",), left, *until),))


def fires() -> Iterable[Vehicle]:
    """The permit ended the day before; the driver's certificate last month."""
    yield _example(-1)
    yield _example(90, -30)


def quiet() -> Iterable[Vehicle]:
    """On the last day; a driver of general waste; no date on record."""
    yield _example(0, 0)
    yield _example(90, -30, "general_industrial")
    yield _example(None)


RULE = Rule(
    family="Q4",
    version=1,
    severity=SERIOUS,
    citation="dangerous-goods-road",
    thresholds=(),
    says=("vehicle", "driver"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Vehicle,
)
