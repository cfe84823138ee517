-- Chains from producer to recycler: trips told with what was taken and turned away, and what building sites plan.
set local lock_timeout = '10s';

alter table rollup_trip add column sent_m3 numeric, add column accepted_kg numeric, add column refused_kg numeric;
comment on column rollup_trip.sent_m3 is 'What was sent, where it was stated in cubic metres.';
comment on column rollup_trip.accepted_kg is 'What the consignee took; null: it has not decided.';
comment on column rollup_trip.refused_kg is 'What it turned away.';
update rollup_trip t
   set sent_m3 = (l.said#>>'{sent,volume,m3}')::numeric, accepted_kg = (l.said->>'accepted_kg')::numeric,
       refused_kg = (l.said->>'refused_kg')::numeric
  from manifest m cross join lateral jsonb_array_elements(m.state->'lines') with ordinality as l (said, line)
 where m.id = t.manifest and l.line = t.line;

create index rollup_trip_batch on rollup_trip (batch, departed_at);
create index rollup_trip_city on rollup_trip (from_city, stream, departed_at);
create index rollup_lot_city on rollup_lot (city, stream, generated_at);
create index rollup_lot_code on rollup_lot (city, (scheme || ':' || code), generated_at);

create table site_plan (
    id uuid primary key,
    site uuid not null,
    stream text not null,
    m3 numeric not null check (m3 > 0),
    density numeric not null check (density > 0),
    density_source text not null,
    usual boolean not null,
    valid_from date not null,
    valid_to date not null,
    tip uuid,
    number text not null,
    filed_by uuid not null,
    filed_at timestamptz not null,
    constraint site_plan_period check (valid_from <= valid_to)
);
create index site_plan_by_site on site_plan (site, stream, filed_at desc);
comment on table site_plan is 'What a building site plans to carry away, as its contractor files it; nothing is overwritten, the latest of a site and stream counts.';
comment on column site_plan.id is 'Of this filing.';
comment on column site_plan.site is 'The building site.';
comment on column site_plan.stream is 'spoil, slurry, construction or hk_construction.';
comment on column site_plan.m3 is 'Cubic metres in all.';
comment on column site_plan.density is 't/m3, by which its tonnes are told.';
comment on column site_plan.density_source is 'Where the density is from: a test; of the usual one as the catalogue says it.';
comment on column site_plan.usual is 'Filled in: nobody stated a density.';
comment on column site_plan.valid_from is 'First day of carrying.';
comment on column site_plan.valid_to is 'Last day of carrying.';
comment on column site_plan.tip is 'Site that it is to go to; null: not fixed.';
comment on column site_plan.number is 'Under which the authority has it on file; may be empty.';
comment on column site_plan.filed_by is 'Account.';
comment on column site_plan.filed_at is 'When.';
create trigger site_plan_append_only before update or delete on site_plan
    for each row execute function refuse_change();
create trigger site_plan_no_truncate before truncate on site_plan
    for each statement execute function refuse_change();
revoke update, delete, truncate on site_plan from wasteflow_app;
