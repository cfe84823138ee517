"""SQL of the inspection list: loads with what their features are made from."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.core.db import Connection
from workers.anomalies.queries import point

RANKED = """
    with trip as (
        select t.manifest, min(coalesce(t.number, '')) as number, min(t.plate) as plate,
               min(t.from_org::text) as from_org,
               min(t.to_org::text) as to_org, min(t.from_site::text)::uuid as from_site,
               min(t.to_site::text)::uuid as to_site, min(t.carrier::text)::uuid as carrier,
               min(t.departed_at) as departed_at, max(t.arrived_at) as arrived_at, max(t.taken_at) as taken_at,
               sum(t.sent_kg) as sent_kg, case when count(*) = count(t.gate_kg) then sum(t.gate_kg) end as gate_kg,
               max(t.tare_kg) as tare_kg
        from rollup_trip t
        where t.departed_at > $1 and t.departed_at <= $2
        group by t.manifest
    )
    select t.manifest, t.number, t.departed_at, t.arrived_at, t.taken_at, t.sent_kg, t.gate_kg, t.tare_kg,
           f.lat as from_lat, f.lon as from_lon, o.lat as to_lat, o.lon as to_lon, v.licensed_kg,
           percentile_cont(0.5) within group (order by u.tare_kg::float) as usual_tare_kg,
           avg((t.gate_kg is not distinct from t.sent_kg)::int) over (partition by t.from_org, t.to_org) as equal_share,
           (select max(extract(epoch from e.received_at - e.occurred_at)) / 3600 from custody_event e
             where e.subject = t.manifest and e.cause is null and e.received_at <= $2)::float as late_hours
    from trip t
    join site f on f.id = t.from_site join site o on o.id = t.to_site
    left join vehicle v on v.plate = t.plate and v.org = t.carrier
    left join rollup_trip u on u.plate = t.plate and u.tare_kg is not null
    group by t.manifest, t.number, t.departed_at, t.arrived_at, t.taken_at, t.sent_kg, t.gate_kg, t.tare_kg, t.from_org,
             t.to_org, f.lat, f.lon, o.lat, o.lon, v.licensed_kg
    order by t.manifest"""


@dataclass(frozen=True)
class Ranked:
    """A load with what its features are made from."""

    manifest: UUID
    number: str
    now: datetime
    departed_at: datetime
    arrived_at: datetime | None
    taken_at: datetime | None
    sent_kg: Decimal
    gate_kg: Decimal | None
    tare_kg: Decimal | None
    usual_tare_kg: Decimal | None  # of its vehicle
    licensed_kg: Decimal | None
    from_at: tuple[float, float] | None
    to_at: tuple[float, float] | None
    equal_share: Decimal  # of the pair's loads, whose two weights are the same
    late_hours: float  # the longest that anything about it was entered after it happened


async def ranked(conn: Connection, *, since: datetime, now: datetime) -> list[Ranked]:
    """The loads that left since."""
    return [
        Ranked(
            manifest=row["manifest"],
            number=row["number"] or str(row["manifest"]),
            now=now,
            departed_at=row["departed_at"],
            arrived_at=row["arrived_at"],
            taken_at=row["taken_at"],
            sent_kg=row["sent_kg"],
            gate_kg=row["gate_kg"],
            tare_kg=row["tare_kg"],
            usual_tare_kg=Decimal(str(row["usual_tare_kg"])) if row["usual_tare_kg"] is not None else None,
            licensed_kg=row["licensed_kg"],
            from_at=point(row["from_lat"], row["from_lon"]),
            to_at=point(row["to_lat"], row["to_lon"]),
            equal_share=row["equal_share"],
            late_hours=row["late_hours"] or 0.0,
        )
        for row in await conn.fetch(RANKED, since, now)
    ]
