"""SQL of what set rules look at: each kind of group with what was learned of since, as of a moment."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from asyncpg import Record

from manifests.declarations import queries as duties
from manifests.declarations.standing import Declarer, overdue, owed
from wasteflow.catalog import law
from wasteflow.core.clock import begins, local_date
from wasteflow.core.db import Connection
from wasteflow.core.months import next_month
from workers.anomalies import groups as g
from workers.anomalies.finding import Subject

FIRST_MOMENT = "select min(known_at) from rollup_trip"


async def first_moment(conn: Connection) -> datetime | None:
    """Of the first trip on record."""
    found: datetime | None = await conn.fetchval(FIRST_MOMENT)
    return found


# A vehicle's part of the way of a manifest with all its lines; `$2`: as of when.
VEHICLES = """
    with fresh as (
        select distinct manifest from rollup_trip where known_at > $1 and known_at <= $2
    )
    select l.plate, l.manifest, min(coalesce(t.number, '')) as number,
           (array_agg(t.code order by t.line))[1] as code, min(t.stream) as stream,
           array_agg(distinct t.category) as categories,
           min(t.from_site::text)::uuid as from_site, min(t.from_city) as from_city,
           min(t.to_site::text)::uuid as to_site, min(t.to_city) as to_city,
           l.departed_at, l.arrived_at, max(t.taken_at) as taken_at,
           sum(t.sent_kg) as sent_kg, case when count(*) = count(t.gate_kg) then sum(t.gate_kg) end as gate_kg,
           max(t.tare_kg) filter (where l.to_site = t.to_site) as tare_kg,
           min(f.name) as from_name, min(o.name) as to_name, min(a.name) as start_name, min(a.lat) as start_lat,
           min(a.lon) as start_lon, min(z.name) as end_name, min(z.lat) as end_lat, min(z.lon) as end_lon,
           min(v.id::text)::uuid as vehicle, min(v.licensed_kg) as licensed_kg,
           min(v.permit_valid_to) as vehicle_until, min(d.certificate_valid_to) as driver_until,
           exists (select from fresh where fresh.manifest = l.manifest) as fresh
    from rollup_leg l
    join rollup_trip t on t.manifest = l.manifest
    join site f on f.id = t.from_site
    join site o on o.id = t.to_site
    left join site a on a.id = l.from_site
    left join site z on z.id = l.to_site
    left join lateral registration(l.carrier, l.plate, l.departed_at) v on true
    left join lateral (
        select d.certificate_valid_to from custody_event e join driver d on d.account = e.account and d.org = l.carrier
        where l.manifest in (select manifest from fresh) and e.subject = l.manifest and e.seq = l.seq
        order by d.closed_on nulls first limit 1
    ) d on true
    where l.plate in (select plate from rollup_leg where manifest in (select manifest from fresh))
      and t.known_at <= $2 and l.departed_at > $2::timestamptz - interval '120 days'
    group by l.manifest, l.seq order by l.plate, l.departed_at, l.manifest, l.seq"""


async def vehicles(conn: Connection, *, since: datetime, now: datetime) -> Iterator[g.Vehicle]:
    """Vehicles of which a trip was learned of since, with their trips of four months."""
    rows = await conn.fetch(VEHICLES, since, now)
    return (_vehicle(plate, list(trips), now) for plate, trips in groupby(rows, itemgetter("plate")))


def _vehicle(plate: str, rows: Sequence[Record], now: datetime) -> g.Vehicle:
    last = rows[-1]
    return g.Vehicle(
        about=Subject("vehicle", last["vehicle"]) if last["vehicle"] else Subject("manifest", last["manifest"]),
        city=last["to_city"],
        cities=tuple(sorted({city for row in rows for city in (row["from_city"], row["to_city"])})),
        stream=last["stream"],
        categories=tuple(last["categories"]),
        now=now,
        plate=plate,
        licensed_kg=last["licensed_kg"],
        trips=tuple(trip_of(row) for row in rows),
        fresh=frozenset(row["manifest"] for row in rows if row["fresh"]),
        papers=tuple(_papers(row) for row in rows if row["fresh"]),
    )


def _papers(row: Record) -> g.Papers:
    return g.Papers(
        row["manifest"],
        row["stream"],
        tuple(row["categories"]),
        left_on=local_date(row["departed_at"]),
        vehicle_until=row["vehicle_until"],
        driver_until=row["driver_until"],
    )


def trip_of(row: Record) -> g.Trip:
    """A row about a manifest, and where and when its way, or a vehicle's part of it, begins and ends."""
    return g.Trip(
        manifest=row["manifest"],
        number=row["number"] or str(row["manifest"]),
        from_site=row["from_site"],
        from_name=row["from_name"],
        from_city=row["from_city"],
        to_site=row["to_site"],
        to_name=row["to_name"],
        to_city=row["to_city"],
        code=row["code"],
        start=_place(row["start_name"], row["start_lat"], row["start_lon"]),
        departed_at=row["departed_at"],
        end=_place(row["end_name"], row["end_lat"], row["end_lon"]),
        arrived_at=row["arrived_at"],
        taken_at=row["taken_at"],
        sent_kg=row["sent_kg"],
        gate_kg=row["gate_kg"],
        tare_kg=row["tare_kg"],
    )


def _place(name: str | None, lat: float | None, lon: float | None) -> g.Place | None:
    at = point(lat, lon)
    return g.Place(name, at) if name is not None and at is not None else None


def point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    """Where something is, where that is known."""
    return (lat, lon) if lat is not None and lon is not None else None


# What a site made this year of each hazardous waste, beside what it had planned.
SITE_CODES = """
    select s.id as site, s.city, s.name, x.code, coalesce(x.made_kg, 0) as made_kg, p.tonnes,
           coalesce(x.days, 0) as days, coalesce(x.longest_gap, 0) as longest_gap, x.first_made, x.last_made,
           coalesce(x.category, (select w.category from waste_code w
                                 where w.scheme = 'cn-hw' and w.code = coalesce(x.code, p.code) limit 1)) as category,
           coalesce(x.stream, 'hazardous') as stream, coalesce(x.code, p.code) as known_code
    from (
        select l.site, l.code, min(l.category) as category, min(l.stream) as stream, max(l.generated_at) as last_made,
               min(l.generated_at) as first_made,
               count(distinct (l.generated_at at time zone 'Asia/Shanghai')::date) as days,
               extract(day from max(l.since))::int as longest_gap,
               sum(l.kg) filter (where l.generated_at >= $3) as made_kg
        from (
            select r.*, r.generated_at - lag(r.generated_at) over (partition by r.site, r.code order by r.generated_at)
                        as since
            from rollup_lot r
            where r.scheme = 'cn-hw' and not r.residue and r.entered_at <= $2
              and r.generated_at > $3::timestamptz - interval '400 days'
        ) l
        group by l.site, l.code
    ) x
    full join (
        select site, code, sum(tonnes) as tonnes
        from plan_line where scheme = 'cn-hw' and year = $4 group by site, code
    ) p on p.site = x.site and p.code = x.code
    join site s on s.id = coalesce(x.site, p.site)
    where p.tonnes is not null or x.last_made > $1
    order by s.id, known_code"""


async def site_codes(conn: Connection, *, since: datetime, now: datetime) -> Iterator[g.SiteCode]:
    """Each hazardous waste a site plans or makes."""
    year = local_date(now).year
    rows = await conn.fetch(SITE_CODES, since, now, begins(date(year, 1, 1)), year)
    return (
        g.SiteCode(
            about=Subject("site", row["site"]),
            city=row["city"],
            cities=(row["city"],),
            stream=row["stream"],
            categories=(row["category"],) if row["category"] else (),
            now=now,
            site_name=row["name"],
            code=row["known_code"],
            year=year,
            made_kg=row["made_kg"],
            planned_t=row["tonnes"],
            days=row["days"],
            longest_gap=row["longest_gap"],
            first_made=local_date(row["first_made"]) if row["first_made"] else None,
            last_made=local_date(row["last_made"]) if row["last_made"] else None,
        )
        for row in rows
    )


# What was taken in and kept under each yearly scale; a permit's item names a category or a code.
PERMITS = """
    select p.id, p.number, p.yearly_t, s.id as site, s.name, s.city,
           sum(coalesce(t.gate_kg, t.sent_kg) - coalesce(t.given_back_kg, 0)) as kg,
           array_agg(distinct t.category) as categories, min(t.stream) as stream
    from permit p
    join site s on s.id = p.site
    join rollup_trip t on t.to_site = s.id and t.taken_at >= $2 and t.known_at <= $1 and t.status <> 'refused'
         and not t.gives_back
    where p.yearly_t is not null and p.valid_from <= $3 and p.valid_to >= $3 and coalesce(p.closed_on > $3, true)
      and exists (select from permit_item i where i.permit = p.id and i.scheme = t.scheme
                                              and i.code in (t.code, t.category))
    group by p.id, s.id order by p.id"""


async def permits(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.Permit]:
    """Permits with a yearly scale under which anything was taken in this year."""
    today = local_date(now)
    rows = await conn.fetch(PERMITS, now, begins(date(today.year, 1, 1)), today)
    return (
        g.Permit(
            about=Subject("site", row["site"]),
            city=row["city"],
            cities=(row["city"],),
            stream=row["stream"],
            categories=tuple(row["categories"]),
            now=now,
            site_name=row["name"],
            number=row["number"],
            yearly_t=row["yearly_t"],
            taken_kg=row["kg"],
            year=today.year,
        )
        for row in rows
    )


# Whole months before `$2`, of two years: what was made, hazardous and general and left by treatments, and taken in.
SITE_MONTHS = """
    with made as (
        select l.site, date_trunc('month', l.generated_at at time zone 'Asia/Shanghai')::date as month, l.stream,
               l.category, sum(l.kg) filter (where l.scheme = 'cn-hw' and not l.residue) as hazardous_kg,
               sum(l.kg) filter (where l.scheme = 'cn-sw' and not l.residue) as general_kg,
               sum(l.kg) filter (where l.residue) as residue_kg, 0::numeric as taken_kg
        from rollup_lot l where l.generated_at >= $1 and l.generated_at < $2 and l.entered_at <= $3 group by 1, 2, 3, 4
        union all
        select t.to_site, date_trunc('month', t.taken_at at time zone 'Asia/Shanghai')::date, t.stream, t.category,
               0, 0, 0, sum(coalesce(t.gate_kg, t.sent_kg) - coalesce(t.given_back_kg, 0))
        from rollup_trip t
        where t.taken_at >= $1 and t.taken_at < $2 and t.known_at <= $3 and t.status <> 'refused'
          and not t.gives_back
        group by 1, 2, 3, 4
    )
    select m.site, s.city, s.name, m.month, coalesce(sum(hazardous_kg), 0) as hazardous_kg,
           coalesce(sum(general_kg), 0) as general_kg, coalesce(sum(residue_kg), 0) as residue_kg,
           coalesce(sum(taken_kg), 0) as taken_kg, min(m.stream) as stream, array_agg(distinct m.category) as categories
    from made m join site s on s.id = m.site
    group by m.site, s.city, s.name, m.month order by m.site, m.month"""


async def site_months(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.SiteMonths]:
    """Sites with their whole months."""
    this = local_date(now).replace(day=1)
    first = date(this.year - 2, this.month, 1)
    rows = await conn.fetch(SITE_MONTHS, begins(first), begins(this), now)
    return (_site_months(list(months), this, now) for _, months in groupby(rows, itemgetter("site")))


def _site_months(rows: Sequence[Record], this: date, now: datetime) -> g.SiteMonths:
    known = {
        row["month"]: g.Month(row["month"], *(row[k] for k in ("hazardous_kg", "general_kg", "residue_kg", "taken_kg")))
        for row in rows
    }
    months, month = [], rows[0]["month"]
    while month < this:
        months.append(known.get(month) or g.Month(month))
        month = next_month(month)
    last = rows[-1]
    return g.SiteMonths(
        about=Subject("site", last["site"]),
        city=last["city"],
        cities=(last["city"],),
        stream=last["stream"],
        categories=tuple(sorted({category for row in rows for category in row["categories"]})),
        now=now,
        site_name=last["name"],
        months=tuple(months),
    )


GATES = """
    select t.to_site as site, s.city, s.name, min(t.stream) as stream, array_agg(distinct t.category) as categories,
           array_agg(t.gate_kg order by t.taken_at)
               filter (where t.taken_at > $1::timestamptz - interval '90 days') as lately,
           array_agg(t.gate_kg order by t.taken_at)
               filter (where t.taken_at <= $1::timestamptz - interval '90 days') as before
    from rollup_trip t join site s on s.id = t.to_site
    where t.gate_basis = 'weighed' and t.known_at <= $1 and t.taken_at > $1::timestamptz - interval '365 days'
    group by t.to_site, s.city, s.name order by t.to_site"""


async def gates(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.Gate]:
    """What weighbridges showed."""
    rows = await conn.fetch(GATES, now)
    return (
        g.Gate(
            about=Subject("site", row["site"]),
            city=row["city"],
            cities=(row["city"],),
            stream=row["stream"],
            categories=tuple(row["categories"]),
            now=now,
            site_name=row["name"],
            before=tuple(row["before"] or ()),
            lately=tuple(row["lately"] or ()),
        )
        for row in rows
    )


TRIANGLES = """
    with pair as (
        select t.*, sum(t.sent_kg) over (partition by t.from_org) as all_kg
        from rollup_trip t
        where t.departed_at > $1::timestamptz - interval '365 days' and t.known_at <= $1
    ), trip as (
        select p.from_org, p.carrier, p.to_org, p.manifest, min(coalesce(p.number, '')) as number,
               (array_agg(p.code order by p.line))[1] as code, min(p.stream) as stream,
               array_agg(distinct p.category) as categories, min(p.from_site::text)::uuid as from_site,
               min(p.from_city) as from_city, min(p.to_site::text)::uuid as to_site, min(p.to_city) as to_city,
               min(p.departed_at) as departed_at, max(p.arrived_at) as arrived_at, max(p.taken_at) as taken_at,
               sum(p.sent_kg) as sent_kg,
               case when count(*) = count(p.gate_kg) then sum(p.gate_kg) end as gate_kg, max(p.tare_kg) as tare_kg,
               max(p.all_kg) as all_kg
        from pair p group by p.from_org, p.carrier, p.to_org, p.manifest
    )
    select t.*, f.name as from_name, o.name as to_name, f.name as start_name, f.lat as start_lat, f.lon as start_lon,
           o.name as end_name, o.lat as end_lat, o.lon as end_lon, c.name as carrier_name
    from trip t
    join site f on f.id = t.from_site join site o on o.id = t.to_site join organisation c on c.id = t.carrier
    order by t.from_org, t.carrier, t.to_org, t.departed_at, t.manifest"""


async def triangles(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.Triangle]:
    """Consignor, carrier and consignee with their trips of a year."""
    rows = await conn.fetch(TRIANGLES, now)
    by = itemgetter("from_org", "carrier", "to_org")
    return (_triangle(list(trips), now) for _, trips in groupby(rows, by))


def _triangle(rows: Sequence[Record], now: datetime) -> g.Triangle:
    last = rows[-1]
    return g.Triangle(
        about=Subject("organisation", last["from_org"]),
        city=last["to_city"],
        cities=tuple(sorted({last["from_city"], last["to_city"]})),
        stream=last["stream"],
        categories=tuple(sorted({category for row in rows for category in row["categories"]})),
        now=now,
        from_name=last["from_name"],
        carrier_name=last["carrier_name"],
        to_name=last["to_name"],
        trips=tuple(trip_of(row) for row in rows),
        share=sum((row["sent_kg"] for row in rows), Decimal(0)) / max(last["all_kg"], Decimal(1)),
    )


# A carrier's age counts from whichever is earlier: its registration, its first trip.
CARRYING = """
    with flow as (
        select t.from_city, t.category, t.carrier, sum(t.sent_kg) as kg, count(distinct t.manifest) as trips,
               min(t.stream) as stream, sum(sum(t.sent_kg)) over (partition by t.from_city, t.category) as all_kg
        from rollup_trip t
        where t.departed_at > $1::timestamptz - interval '90 days' and t.known_at <= $1 and t.scheme = 'cn-hw'
        group by t.from_city, t.category, t.carrier
    ), first as (
        select t.carrier, min(t.departed_at) as at from rollup_trip t group by t.carrier
    )
    select flow.*, o.name, least(o.created_at, first.at) as since from flow
    join organisation o on o.id = flow.carrier join first on first.carrier = flow.carrier
    where least(o.created_at, first.at) > $1::timestamptz - interval '90 days'
      and exists (select from rollup_trip e where e.departed_at < $1::timestamptz - interval '180 days')
    order by flow.from_city, flow.category, flow.carrier"""


async def carrying(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.Carrying]:
    """Carriers younger than ninety days with their part of each flow."""
    rows = await conn.fetch(CARRYING, now)
    return (
        g.Carrying(
            about=Subject("organisation", row["carrier"]),
            city=row["from_city"],
            cities=(row["from_city"],),
            stream=row["stream"],
            categories=(row["category"],),
            now=now,
            carrier_name=row["name"],
            category=row["category"],
            kg=row["kg"],
            all_kg=row["all_kg"],
            trips=row["trips"],
            since=row["since"],
        )
        for row in rows
    )


ENTRIES = """
    with fresh as (
        select distinct site, account, (entered_at at time zone 'Asia/Shanghai')::date as day
        from rollup_lot where entered_at > $1 and entered_at <= $2 and not residue
    )
    select l.site, f.account, f.day, s.city, s.name, l.batch, l.stream, l.category, l.code, l.form, l.kg,
           l.basis = 'weighed' as weighed, l.generated_at, l.entered_at
    from fresh f
    join rollup_lot l on l.site = f.site and l.account is not distinct from f.account and not l.residue
         and (l.entered_at at time zone 'Asia/Shanghai')::date = f.day and l.entered_at <= $2
    join site s on s.id = l.site
    order by l.site, f.account, f.day, l.entered_at, l.generated_at, l.batch"""


async def entries(conn: Connection, *, since: datetime, now: datetime) -> Iterator[g.Entries]:
    """What one account entered for one site in a day of which anything is new."""
    rows = await conn.fetch(ENTRIES, since, now)
    by = itemgetter("site", "account", "day")
    return (_entries(list(lots), now) for _, lots in groupby(rows, by))


def _entries(rows: Sequence[Record], now: datetime) -> g.Entries:
    first = rows[0]
    fields = ("batch", "code", "form", "kg", "weighed", "generated_at", "entered_at")
    return g.Entries(
        about=Subject("site", first["site"]),
        city=first["city"],
        cities=(first["city"],),
        stream=first["stream"],
        categories=tuple(sorted({row["category"] for row in rows})),
        now=now,
        site_name=first["name"],
        day=first["day"],
        lots=tuple(g.Lot(*(row[field] for field in fields)) for row in rows),
    )


async def declarations(conn: Connection, *, now: datetime, **_: object) -> Iterator[g.Declarations]:
    """Sites that owe a declaration: what is owed follows from their class and the calendar."""
    today = local_date(now)
    streams = law.streams()
    hazardous = [id for id, stream in streams.items() if stream.hazardous]
    general = [id for id in streams if id == "general_industrial"]
    found: list[g.Declarations] = []
    after: tuple[str, UUID] | None = None
    while True:
        page = await duties.declarers(
            conn, scopes=None, today=today, hazardous=hazardous, general=general, after=after, limit=500
        )
        found += [group for site in page if (group := _declarations(site, today, now))]
        if len(page) < 500:
            return iter(found)
        after = (page[-1].name, page[-1].id)


def _declarations(site: Declarer, today: date, now: datetime) -> g.Declarations | None:
    missing = tuple(
        g.Missing(o.period.duty.id, o.period.duty.every, o.period.first, o.period.last, o.period.due_on)
        for o in overdue(owed(site, today))
    )
    if not missing:
        return None
    return g.Declarations(
        about=Subject("site", site.id),
        city=site.city,
        cities=(site.city,),
        stream="hazardous",
        categories=(),
        now=now,
        site_name=site.name,
        missing=missing,
    )
