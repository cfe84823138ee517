-- A limit of a rule is tried over history, then put in force by a person, and taken back by a further step.
set local lock_timeout = '10s';

create table rule_trial (
    id uuid primary key,
    rule text not null,
    name text not null,
    jurisdiction text not null check (jurisdiction ~ '^[0-9]{6}$'),
    value numeric not null,
    since date not null,
    asked_by uuid not null,
    asked_at timestamptz not null,
    ended_at timestamptz,
    looked_at int not null default 0,
    result jsonb
);
comment on table rule_trial is 'What a rule would have raised in a place with another limit: its run over history, done by a worker.';
comment on column rule_trial.since is 'First day looked at.';
comment on column rule_trial.looked_at is 'How many loads and batches so far.';
comment on column rule_trial.result is 'Counts before and after, and what falls away or comes in; null while it runs.';
create index rule_trial_newest on rule_trial (rule, jurisdiction, asked_at desc);

create table rule_limit_event (
    id uuid primary key,
    rule text not null,
    name text not null,
    jurisdiction text not null,
    kind text not null check (kind in ('accepted', 'withdrawn')),
    value numeric not null,
    before numeric not null,
    trial uuid references rule_trial (id),
    at timestamptz not null,
    account uuid not null,
    department text not null,
    reason text not null
);
comment on table rule_limit_event is 'Who put a limit in force or took it back, why, and after which trial; never changed. What holds stands in rule_threshold.';
comment on column rule_limit_event.value is 'The limit from here on.';
comment on column rule_limit_event.before is 'The limit until then.';
create index rule_limit_event_newest on rule_limit_event (rule, jurisdiction, at desc);
create trigger rule_limit_event_append_only before update or delete on rule_limit_event
    for each row execute function refuse_change();
create trigger rule_limit_event_no_truncate before truncate on rule_limit_event
    for each statement execute function refuse_change();
revoke update, delete, truncate on rule_limit_event from wasteflow_app;
