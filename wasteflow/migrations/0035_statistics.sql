-- Figures that cities enter from their statistics: every version stays, and a second person looks at each.

create table statistic (
    id uuid primary key,
    city text not null,
    figure text not null check (figure ~ '^[a-z][a-z0-9_]{1,60}$'),
    period text not null check (period ~ '^\d{4}(-(0[1-9]|1[0-2]))?$'),
    version int not null check (version > 0),
    value numeric not null check (value >= 0),
    source text not null,
    reason text not null default '',
    file_name text,
    file_sha256 text,
    entered_by uuid not null,
    entered_at timestamptz not null,
    verdict text check (verdict in ('approved', 'returned')),
    verdict_reason text not null default '',
    verdict_by uuid check (verdict_by <> entered_by),
    verdict_at timestamptz,
    unique (city, figure, period, version),
    check ((verdict is null) = (verdict_by is null) and (verdict is null) = (verdict_at is null))
);
create index statistic_waiting on statistic (entered_at, id) where verdict is null;
comment on table statistic is 'A figure of a city and period as entered from statistics; nothing is overwritten, a change is a further version.';
comment on column statistic.id is 'Of this version.';
comment on column statistic.city is 'code6 of the jurisdiction it is of.';
comment on column statistic.figure is 'A key of figures in indicators.toml.';
comment on column statistic.period is 'A year (2026) or a month of it (2026-10).';
comment on column statistic.version is 'Counts from 1 for each city, figure and period.';
comment on column statistic.value is 'In the unit of the figure.';
comment on column statistic.source is 'Where the number was found, in the words of who entered it.';
comment on column statistic.reason is 'Why it changes; asked for where the version before was approved.';
comment on column statistic.file_name is 'The file it came in; null: entered by hand.';
comment on column statistic.file_sha256 is 'Digest of that file.';
comment on column statistic.entered_by is 'Account.';
comment on column statistic.entered_at is 'When the server got it.';
comment on column statistic.verdict is 'What a second person said; null: nobody has looked at it.';
comment on column statistic.verdict_reason is 'Why it was returned.';
comment on column statistic.verdict_by is 'Account, never the one that entered it.';
comment on column statistic.verdict_at is 'When.';

create table indicator_base (
    city text primary key,
    base_year int not null check (base_year between 2000 and 2100),
    source text not null,
    set_by uuid not null,
    set_at timestamptz not null
);
comment on table indicator_base is 'The year that declines and growth of a city are measured against.';
comment on column indicator_base.city is 'code6.';
comment on column indicator_base.base_year is 'A calendar year.';
comment on column indicator_base.source is 'The plan that sets it.';
comment on column indicator_base.set_by is 'Account.';
comment on column indicator_base.set_at is 'When.';

-- what somebody entered is never changed; only what is said of it is added
revoke update, delete, truncate on statistic from wasteflow_app;
grant update (verdict, verdict_reason, verdict_by, verdict_at) on statistic to wasteflow_app;
revoke delete, truncate on indicator_base from wasteflow_app;
