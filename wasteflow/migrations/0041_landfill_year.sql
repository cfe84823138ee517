-- What was landfilled in years before custody was kept: decay needs fifty of them.

create table landfill_year (
    id uuid primary key,
    city text not null,
    year int not null check (year between 1950 and 2100),
    kind text not null check (kind ~ '^[a-z_]{1,30}$'),
    value numeric not null check (value >= 0),
    source text not null,
    entered_by uuid not null,
    entered_at timestamptz not null
);
create index landfill_year_of_city on landfill_year (city, kind, year, entered_at);
comment on table landfill_year is 'A year of a city''s landfills as its office enters it; nothing is overwritten, the latest counts.';
comment on column landfill_year.id is 'Of this entry.';
comment on column landfill_year.city is 'code6 of the city the landfills are in.';
comment on column landfill_year.year is 'Calendar year of the deposit.';
comment on column landfill_year.kind is 'A material of carbon.toml (tonnes deposited), or captured: the share of methane drawn off that year.';
comment on column landfill_year.value is 'Tonnes, or a share from 0 to 1.';
comment on column landfill_year.source is 'Where the number was found.';
comment on column landfill_year.entered_by is 'Account.';
comment on column landfill_year.entered_at is 'When.';

revoke update, delete, truncate on landfill_year from wasteflow_app;
