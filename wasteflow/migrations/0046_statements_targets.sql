-- Indicators in words, with their evidence; and what a city has set itself.

create table indicator_statement (
    id uuid primary key,
    city text not null,
    indicator text not null,
    period text not null check (period ~ '^\d{4}(-(0[1-9]|1[0-2]))?$'),
    version int not null check (version > 0),
    met text not null check (met in ('met', 'partly', 'not_met')),
    words text not null,
    reason text not null default '',
    entered_by uuid not null,
    entered_at timestamptz not null,
    verdict text check (verdict in ('approved', 'returned')),
    verdict_reason text not null default '',
    verdict_by uuid check (verdict_by <> entered_by),
    verdict_at timestamptz,
    unique (city, indicator, period, version),
    check ((verdict is null) = (verdict_by is null) and (verdict is null) = (verdict_at is null))
);
comment on table indicator_statement is 'What a city says of an indicator in words; nothing is overwritten, a change is a further version.';
comment on column indicator_statement.id is 'Of this version.';
comment on column indicator_statement.city is 'code6.';
comment on column indicator_statement.indicator is 'Its id in the set: ZW21-38.';
comment on column indicator_statement.period is 'A year or a month of it.';
comment on column indicator_statement.version is 'Counts from 1 for each city, indicator and period.';
comment on column indicator_statement.met is 'How far it is met, in the judgement of who entered it.';
comment on column indicator_statement.words is 'What was done.';
comment on column indicator_statement.reason is 'Why it changes; asked for where the version before was approved.';
comment on column indicator_statement.entered_by is 'Account.';
comment on column indicator_statement.entered_at is 'When the server got it.';
comment on column indicator_statement.verdict is 'What a second person said; null: nobody has looked at it.';
comment on column indicator_statement.verdict_reason is 'Why it was returned.';
comment on column indicator_statement.verdict_by is 'Account, never the one that entered it.';
comment on column indicator_statement.verdict_at is 'When.';

create table statement_file (
    statement uuid not null references indicator_statement (id),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    name text not null,
    kind text not null,
    data bytea not null,
    primary key (statement, sha256)
);
comment on table statement_file is 'The evidence of a statement: the very bytes that were sent.';
comment on column statement_file.statement is 'Version it belongs to.';
comment on column statement_file.sha256 is 'Of the bytes.';
comment on column statement_file.name is 'As it was called where it came from.';
comment on column statement_file.kind is 'Media type, told by the first bytes.';
comment on column statement_file.data is 'The bytes.';
alter table statement_file alter column data set storage external;

create table indicator_target (
    city text not null,
    indicator text not null,
    version int not null check (version > 0),
    points jsonb not null check (jsonb_array_length(points) >= 2),
    source text not null,
    reason text not null default '',
    set_by uuid not null,
    set_at timestamptz not null,
    primary key (city, indicator, version)
);
comment on table indicator_target is 'What a city has set itself: from the base year over milestones to the target year. The highest version is in force.';
comment on column indicator_target.city is 'code6.';
comment on column indicator_target.indicator is 'Its id in the set.';
comment on column indicator_target.version is 'Counts from 1; nothing is overwritten.';
comment on column indicator_target.points is 'Years with the value at their end, ascending: the first is the base, the last the target.';
comment on column indicator_target.source is 'The plan that sets it.';
comment on column indicator_target.reason is 'Why it replaces the version before.';
comment on column indicator_target.set_by is 'Account.';
comment on column indicator_target.set_at is 'When.';

revoke update, delete, truncate on indicator_statement from wasteflow_app;
grant update (verdict, verdict_reason, verdict_by, verdict_at) on indicator_statement to wasteflow_app;
revoke update, delete, truncate on statement_file from wasteflow_app;
revoke update, delete, truncate on indicator_target from wasteflow_app;
