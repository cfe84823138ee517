-- What a rule says of a vehicle rests on that vehicle's own part of the way: a load that is handed over, or goes on from
-- a stop, has several. A trip keeps what is the load's: when it left its consignor and came to its consignee.
set local lock_timeout = '10s';

create table rollup_leg (
    manifest uuid not null,
    seq int not null,
    carrier uuid not null,
    plate text not null,
    from_site uuid,
    departed_at timestamptz not null,
    to_site uuid,
    arrived_at timestamptz,
    primary key (manifest, seq)
);
comment on table rollup_leg is 'A vehicle''s part of a load''s way, read with rollup_trip; made anew it is the same.';
comment on column rollup_leg.manifest is 'The load.';
comment on column rollup_leg.seq is 'Of the event it begins with: departed, handed_over, resumed.';
comment on column rollup_leg.carrier is 'Whose leg it is.';
comment on column rollup_leg.plate is 'Of the vehicle.';
comment on column rollup_leg.from_site is 'Where it took the load: its consignor''s, or where it was stored on the way; null: on the road.';
comment on column rollup_leg.departed_at is 'When it left with it.';
comment on column rollup_leg.to_site is 'Where it brought the load, or is to: its consignee''s, or where it is stored on the way; null: it gave it over on the road.';
comment on column rollup_leg.arrived_at is 'When it came there, or gave the load over; null: it has the load.';
create index rollup_leg_plate on rollup_leg (plate, departed_at);

with step as (
    select e.subject as manifest, e.seq, e.kind, e.occurred_at as at, nullif(e.body->>'plate', '') as plate,
           count(*) filter (where e.kind in ('departed', 'handed_over')) over way as nth,
           count(*) filter (where e.kind = 'stopped') over way as stops
    from custody_event e
    where e.kind in ('departed', 'handed_over', 'stopped', 'resumed', 'arrived')
    window way as (partition by e.subject order by e.seq)
), leg as (
    select s.*, lag(s.kind) over way as before, lead(s.kind) over way as after, lead(s.at) over way as ended,
           array_agg(s.plate) filter (where s.plate is not null) over (
               partition by s.manifest, s.nth order by s.seq) as plates
    from step s window way as (partition by s.manifest order by s.seq)
)
insert into rollup_leg (manifest, seq, carrier, plate, from_site, departed_at, to_site, arrived_at)
select l.manifest, l.seq, (c.said->>'org')::uuid, coalesce(l.plates[cardinality(l.plates)], c.said->>'plate'),
       case when l.before is null then m.state->'consignor'->>'site'
            when l.before = 'stopped' then stop.sites[l.stops] end::uuid, l.at,
       case when l.after = 'stopped' then stop.sites[l.stops + 1]
            when l.after is distinct from 'handed_over' then m.state->'consignee'->>'site' end::uuid, l.ended
from leg l join manifest m on m.id = l.manifest
cross join lateral (select m.state->'carriers'->(l.nth - 1)::int as said) c
left join lateral (
    select array_agg(s.said->'party'->>'site' order by s.nth) as sites
    from jsonb_array_elements(m.state->'stops') with ordinality as s (said, nth)
    where s.said->>'arrived_at' is not null
) stop on 'stopped' in (l.before, l.after)
where l.kind in ('departed', 'handed_over', 'resumed')
  and coalesce(l.plates[cardinality(l.plates)], c.said->>'plate', '') <> '';

comment on column rollup_trip.departed_at is 'When the load left its consignor.';
comment on column rollup_trip.arrived_at is 'When it came to its consignee; null: not yet, also while it is stored on the way.';
update rollup_trip set arrived_at = null where status in ('at_stop', 'in_temporary_storage') and arrived_at is not null;

-- Trips are looked for by vehicle for its empty weights alone.
drop index rollup_trip_plate;
create index rollup_trip_tare on rollup_trip (plate) where tare_kg is not null;
