-- The ground: the application's role, the outbox, jobs with leases.

do $$
begin
    if not exists (select from pg_roles where rolname = 'wasteflow_app') then
        create role wasteflow_app nologin;
    end if;
    execute format('grant wasteflow_app to %I', current_user);
exception when duplicate_object or unique_violation then null;  -- two databases of one server migrate at once
end $$;

grant usage on schema public to wasteflow_app;
grant select on schema_migration to wasteflow_app;

-- Whatever a later migration creates, the application may read and write; custody tables take rights away again.
alter default privileges in schema public grant select, insert, update, delete on tables to wasteflow_app;
alter default privileges in schema public grant usage, select on sequences to wasteflow_app;

create table outbox (
    id bigint generated always as identity primary key,
    topic text not null,
    body jsonb not null,
    created_at timestamptz not null default now()
);
comment on table outbox is 'What happened and has not been handed to the workers yet; written in the transaction of the act.';
grant select, insert, update, delete on outbox to wasteflow_app;

create table job (
    id uuid primary key,
    kind text not null,
    body jsonb not null,
    key text,
    run_at timestamptz not null default now(),
    attempts int not null default 0,
    lease_token uuid,
    lease_until timestamptz,
    progress real not null default 0,
    note text,
    created_at timestamptz not null default now(),
    constraint job_key_open unique (kind, key)
);
comment on table job is 'Work still to be done. A lease says who works on it until when; the broker only says: look at job N.';
comment on column job.key is 'At most one open job of a kind has a given key; null: any number.';
create index job_due on job (run_at) where lease_until is null;
create index job_leased on job (lease_until) where lease_until is not null;

create table job_history (
    id uuid not null,
    kind text not null,
    body jsonb not null,
    outcome text not null,
    note text,
    attempts int not null,
    created_at timestamptz not null,
    finished_at timestamptz not null default now(),
    primary key (finished_at, id)
) partition by range (finished_at);
comment on table job_history is 'Work that ended (done, failed), by month; old months are dropped whole.';
create table job_history_default partition of job_history default;
create index job_history_id on job_history (id);
