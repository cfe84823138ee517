-- When a city's monthly report is made by itself, and which were made so.
set local lock_timeout = '10s';

create table report_schedule (
    city text not null,
    version int not null check (version > 0),
    active boolean not null,
    day int not null check (day between 1 and 28),
    wait_days int not null check (wait_days between 0 and 60),
    languages text[] not null check (cardinality(languages) > 0),
    since date not null,
    set_by uuid not null,
    set_at timestamptz not null,
    primary key (city, version)
);
comment on table report_schedule is 'From which day of the next month on a city''s report is made by itself. The latest version holds.';
comment on column report_schedule.city is 'code6; GBA: the report of the whole Bay Area.';
comment on column report_schedule.day is 'Day of the month after: from then on the report is made as soon as its figures were reviewed.';
comment on column report_schedule.wait_days is 'So many days it waits for the review; then it is made without.';
comment on column report_schedule.since is 'What fell due before this day is not made up for.';
revoke update, delete, truncate on report_schedule from wasteflow_app;
create trigger report_schedule_append_only before update or delete on report_schedule
    for each row execute function refuse_change();
create trigger report_schedule_no_truncate before truncate on report_schedule
    for each statement execute function refuse_change();

create table report_run (
    city text not null,
    month date not null,
    languages text[] not null,
    reviewed boolean not null,
    job uuid not null,
    begun_at timestamptz not null,
    documents jsonb not null default '{}',
    finished_at timestamptz,
    troubled_at timestamptz,
    primary key (city, month)
);
comment on table report_run is 'The report of a city''s month that was made by itself: one a city and month, whoever looked at the clock, and how often.';
comment on column report_run.month is 'First day of the month it is about.';
comment on column report_run.reviewed is 'Whether its figures had been reviewed when it was begun.';
comment on column report_run.job is 'The job that makes it: how far it is, how often it was tried.';
comment on column report_run.documents is 'Language -> document.';
comment on column report_run.troubled_at is 'When somebody was told that it fails; told once.';
revoke truncate on report_run from wasteflow_app;

alter table subscription drop constraint subscription_what_check;
alter table subscription add constraint subscription_what_check
    check (what in ('cases', 'my_cases', 'questions', 'refused_events', 'reports', 'failed_reports'));
alter table subscription add column attach boolean not null default false;
comment on column subscription.attach is 'Of reports: the file comes with the mail; else the mail only says where it is.';
