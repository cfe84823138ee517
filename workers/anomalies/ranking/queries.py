"""SQL of the inspection list: loads with what their features are made from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from wasteflow.core.clock import local_date
from wasteflow.core.db import Connection
from workers.anomalies.queries import point
from workers.anomalies.ranking.graph import Edge

RANKED = """
    with trip as (
        select t.manifest, min(coalesce(t.number, '')) as number, min(t.plate) as plate,
               min(t.from_org::text)::uuid as from_org, min(t.to_org::text)::uuid as to_org,
               min(t.from_city) as from_city, min(t.stream) as stream, min(t.from_site::text)::uuid as from_site,
               min(t.to_site::text)::uuid as to_site, min(t.carrier::text)::uuid as carrier,
               min(t.departed_at) as departed_at, max(t.arrived_at) as arrived_at, max(t.taken_at) as taken_at,
               sum(t.sent_kg) as sent_kg, case when count(*) = count(t.gate_kg) then sum(t.gate_kg) end as gate_kg,
               max(t.tare_kg) as tare_kg
        from rollup_trip t
        where t.departed_at > $1 and t.departed_at <= $2
        group by t.manifest
    )
    select t.manifest, t.number, t.from_org, t.carrier, t.to_org, t.from_city, t.stream,
           t.departed_at, t.arrived_at, t.taken_at, t.sent_kg, t.gate_kg, t.tare_kg,
           f.lat as from_lat, f.lon as from_lon, o.lat as to_lat, o.lon as to_lon, v.licensed_kg,
           percentile_cont(0.5) within group (order by u.tare_kg::float) as usual_tare_kg,
           avg((t.gate_kg is not distinct from t.sent_kg)::int) over (partition by t.from_org, t.to_org) as equal_share,
           (select max(extract(epoch from e.received_at - e.occurred_at)) / 3600 from custody_event e
             where e.subject = t.manifest and e.cause is null and e.received_at <= $2)::float as late_hours
    from trip t
    join site f on f.id = t.from_site join site o on o.id = t.to_site
    left join lateral registration(t.carrier, t.plate, t.departed_at) v on true
    left join rollup_trip u on u.plate = t.plate and u.tare_kg is not null
    group by t.manifest, t.number, t.departed_at, t.arrived_at, t.taken_at, t.sent_kg, t.gate_kg, t.tare_kg, t.from_org,
             t.carrier, t.to_org, t.from_city, t.stream, f.lat, f.lon, o.lat, o.lon, v.licensed_kg
    order by t.manifest"""

# The sums below are joined to each other, and of a sum no planner knows how many rows it has: guessing one, it loops
# over the loops, and a month of two thousand edges takes minutes instead of a blink.
BY_HASH, AS_USUAL = "set local enable_nestloop = off", "set local enable_nestloop = on"

# Of each edge and day since $1 what the graph from $3 to $2 says.
KNOWN = timedelta(days=400)
EDGES = """
    with edge as materialized (select * from rollup_edge where day > $3 and day <= $2),
    pair as (
        select from_org, to_org, day, coalesce(sum(sum(loads)) over (
                   partition by from_org, to_org order by day rows between unbounded preceding and 1 preceding), 0) as n
        from edge group by from_org, to_org, day),
    sender as (
        select from_org, day, coalesce(sum(sum(loads)) over (
                   partition by from_org order by day rows between unbounded preceding and 1 preceding), 0) as n
        from edge group by from_org, day),
    whole as (select from_org, to_org, sum(loads) as n from edge group by from_org, to_org),
    near as (
        select from_city, stream, to_org, sum(loads) as n, sum(sum(loads)) over city as every,
               max(sum(loads)) over city as most
        from edge group by from_city, stream, to_org window city as (partition by from_city, stream)),
    hauled as (
        select carrier, to_org, sum(loads) as n, sum(sum(loads)) over (partition by carrier) as every
        from edge group by carrier, to_org),
    fan as (select to_org, count(distinct from_org) as n from edge group by to_org)
    select e.from_org, e.carrier, e.to_org, e.from_city, e.stream, e.day,
           s.n::int as sender_before, p.n::int as pair_before, coalesce(b.n, 0)::int as back,
           n.every::int as community, n.n::int as community_here, n.most::int as community_most,
           h.every::int as carrier_loads, h.n::int as carrier_here, f.n::int as senders
    from edge e
    join sender s on s.from_org = e.from_org and s.day = e.day
    join pair p on p.from_org = e.from_org and p.to_org = e.to_org and p.day = e.day
    left join whole b on b.from_org = e.to_org and b.to_org = e.from_org
    join near n on n.from_city = e.from_city and n.stream = e.stream and n.to_org = e.to_org
    join hauled h on h.carrier = e.carrier and h.to_org = e.to_org
    join fan f on f.to_org = e.to_org
    where e.day >= $1"""


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
    edge: Edge  # from its sender by its carrier to its receiver


async def ranked(conn: Connection, *, since: datetime, now: datetime) -> list[Ranked]:
    """The loads that left since."""
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        await conn.execute(BY_HASH)
        edges = await _edges(conn, since=since, now=now)
        await conn.execute(AS_USUAL)
        rows = await conn.fetch(RANKED, since, now)
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
            edge=edges[_key(row, local_date(row["departed_at"]))],
        )
        for row in rows
    ]


async def _edges(conn: Connection, *, since: datetime, now: datetime) -> dict[tuple[Any, ...], Edge]:
    first, last = local_date(since), local_date(now)
    return {
        _key(row, row["day"]): Edge(
            sender_before=row["sender_before"],
            pair_before=row["pair_before"],
            back=row["back"],
            community=row["community"],
            community_here=row["community_here"],
            community_most=row["community_most"],
            carrier=row["carrier_loads"],
            carrier_here=row["carrier_here"],
            senders=row["senders"],
        )
        for row in await conn.fetch(EDGES, first, last, first - KNOWN)
    }


def _key(row: Any, day: date) -> tuple[Any, ...]:
    return (row["from_org"], row["carrier"], row["to_org"], row["from_city"], row["stream"], day)
