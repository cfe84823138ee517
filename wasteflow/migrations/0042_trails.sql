-- Where vehicles and vessels were: their trails, who looked at one and why, approved corridors, sensitive and closed zones.
set local lock_timeout = '10s';

create table trail_hour (
    vehicle uuid not null,
    hour timestamptz not null check (hour = date_trunc('hour', hour, 'UTC')),
    datum text not null default 'wgs84' check (datum = 'wgs84'),
    terminal text not null default '',
    count int not null check (count > 0),
    points bytea not null,
    known_at timestamptz not null,
    primary key (vehicle, hour)
) partition by range (hour);
comment on table trail_hour is 'Positions of one vehicle within one hour, packed; by month, and old months are dropped whole.';
comment on column trail_hour.hour is 'Its first moment (UTC).';
comment on column trail_hour.datum is 'The coordinate system of all its points. Others (GCJ-02) are refused when they are sent, never converted.';
comment on column trail_hour.terminal is 'Number of the terminal that sent the last of them.';
comment on column trail_hour.points is 'Columns of differences, deflated (manifests/trails/pack.py); one point a second at most.';
comment on column trail_hour.known_at is 'When the last of them came: rules look at what is new.';
create index trail_hour_known on trail_hour (known_at);
create table trail_hour_default partition of trail_hour default;

create function keep_trails(ahead int, keep int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    this_month date := date_trunc('month', now() at time zone 'UTC');
    month date;
    part text;
begin
    for i in 0..ahead loop
        month := this_month + make_interval(months => i);
        part := 'trail_hour_' || to_char(month, 'YYYYMM');
        continue when to_regclass(part) is not null;
        execute format('create table %I (like trail_hour including defaults including constraints)', part);
        execute format(
            'with late as (delete from trail_hour_default
                           where hour >= %2$L::timestamptz and hour < %3$L::timestamptz returning *)
             insert into %1$I select * from late',
            part, month || ' UTC', month + interval '1 month' || ' UTC');
        execute format('alter table trail_hour attach partition %I for values from (%L) to (%L)',
            part, month || ' UTC', month + interval '1 month' || ' UTC');
    end loop;
    for part in
        select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
        where h.inhparent = 'trail_hour'::regclass and c.relname ~ '^trail_hour_[0-9]{6}$'
          and to_date(right(c.relname, 6), 'YYYYMM') < this_month - make_interval(months => keep)
    loop
        execute format('drop table %I', part);
    end loop;
    delete from trail_hour_default where hour < (this_month - make_interval(months => keep))::timestamp at time zone 'UTC';
end $$;
comment on function keep_trails is 'Makes the partitions of this month and the next `ahead`, drops positions older than `keep` months.';
select keep_trails(2, 24);
revoke execute on function keep_trails from public;
grant execute on function keep_trails to wasteflow_app;

create table trail_look (
    id uuid primary key,
    at timestamptz not null,
    account uuid not null,
    org uuid,
    city text,
    department text,
    manifest uuid,
    vehicle uuid,
    from_at timestamptz,
    to_at timestamptz,
    reason text not null check (length(reason) <= 300),
    refused text,
    constraint trail_look_reason check (refused is not null or reason <> '')
);
comment on table trail_look is 'Every look at a trail, and every look that was refused for want of a reason.';
comment on column trail_look.org is 'Of a carrier that looks at its own.';
comment on column trail_look.city is 'The officer''s jurisdiction at that moment.';
comment on column trail_look.manifest is 'The load whose way was asked for; null where a vehicle and a time were.';
comment on column trail_look.reason is 'Why, in the words of who looks.';
comment on column trail_look.refused is 'Code of the refusal; null where the trail was shown.';
create index trail_look_manifest on trail_look (manifest, id) where manifest is not null;
create index trail_look_vehicle on trail_look (vehicle, id) where vehicle is not null;
create index trail_look_account on trail_look (account, id);
create trigger trail_look_append_only before update or delete on trail_look
    for each row execute function refuse_change();
create trigger trail_look_no_truncate before truncate on trail_look
    for each statement execute function refuse_change();
revoke update, delete, truncate on trail_look from wasteflow_app;

create table zone (
    id text primary key check (id ~ '^[a-z0-9-]{1,60}$'),
    city text not null,
    kind text not null,
    name text not null check (length(name) between 1 and 100),
    shape jsonb not null,
    reach_m int not null default 0 check (reach_m between 0 and 20000),
    closed boolean not null default false,
    from_hour smallint check (from_hour between 0 and 23),
    to_hour smallint check (to_hour between 0 and 23),
    streams text[] not null default '{}',
    valid_from date not null,
    valid_to date,
    source text not null,
    changed_by uuid not null,
    changed_at timestamptz not null,
    constraint zone_hours check ((from_hour is null) = (to_hour is null))
);
comment on table zone is 'Places that trails are held against, beside those of catalog/data/zones.toml; the same id takes the place of one there.';
comment on column zone.shape is 'Points [latitude, longitude], WGS-84: one is a place, two or more a line, closed by its first point again an area.';
comment on column zone.reach_m is 'How far around the shape it counts as inside.';
comment on column zone.closed is 'Whether vehicles with the streams named (none named: any waste) may not be inside.';
comment on column zone.from_hour is 'Closed from this hour of local time to `to_hour`, over midnight too; null: always.';
comment on column zone.valid_to is 'The last day on which it holds.';

create table corridor (
    id uuid primary key,
    from_site uuid not null references site (id),
    to_site uuid not null references site (id),
    line jsonb not null,
    most_kmh int check (most_kmh between 10 and 130),
    valid_from date not null,
    valid_to date,
    source text not null,
    changed_by uuid not null,
    changed_at timestamptz not null
);
comment on table corridor is 'The way between two sites that was approved for waste; several may stand side by side.';
comment on column corridor.line is 'Points [latitude, longitude], WGS-84.';
comment on column corridor.most_kmh is 'Where the approval limits the speed more than the law does.';
create index corridor_sites on corridor (from_site, to_site);
