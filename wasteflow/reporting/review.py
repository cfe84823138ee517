"""May a month be reported already? Its figures are reviewed where people stand for every value there is."""

from datetime import date

from reports.model import BAY
from wasteflow.core.db import Connection
from wasteflow.reporting import store
from wasteflow.reporting.model import Review
from workers.statistics.model import period
from workers.statistics.queries import city_set
from workers.values.model import Status
from workers.values.queries import states

VOUCHED = (Status.REVIEWED, Status.PUBLISHED)


async def review(conn: Connection, *, city: str, month: date) -> Review:
    """Of a city: its indicators that have a value. Of the Bay Area, which has none of its own: the reports of the
    cities that have a schedule."""
    if city == BAY:
        others = [one.city for one in (await store.schedules(conn)).values() if one.active and one.city != BAY]
        found = [await store.run(conn, city=other, month=month) for other in others]
        return Review(len(others), sum(run is not None and run.finished_at is not None for run in found))
    when = period(f"{month:%Y-%m}")
    counted = [one.id for one in await city_set(conn, city=city, period=when) if one.value is not None]
    stands = await states(conn, city=city, period=when.written)
    return Review(len(counted), sum(id in stands and stands[id].status in VOUCHED for id in counted))
