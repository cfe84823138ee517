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
    send_at timestamptz not null default now(),
    sends int not null default 0,
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
comment on column job.run_at is 'Not to be worked on before.';
comment on column job.send_at is 'When the relay tells the broker (again): at run_at, when a message seems lost, when a lease has lapsed.';
comment on column job.sends is 'Messages sent since it was last worked on; each doubles the wait for the next.';
create index job_send_at on job (send_at);

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

-- The application may not create or drop tables; this one thing about partitions it may.
create function keep_job_history(ahead int, keep int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    this_month date := date_trunc('month', now() at time zone 'UTC');
    month date;
    part text;
begin
    for i in 0..ahead loop
        month := this_month + make_interval(months => i);
        part := 'job_history_' || to_char(month, 'YYYYMM');
        continue when to_regclass(part) is not null;
        execute format('create table %I (like job_history including defaults)', part);
        execute format(
            'with late as (delete from job_history_default
                           where finished_at >= %2$L::timestamptz and finished_at < %3$L::timestamptz returning *)
             insert into %1$I select * from late',
            part, month || ' UTC', month + interval '1 month' || ' UTC');
        execute format('alter table job_history attach partition %I for values from (%L) to (%L)',
            part, month || ' UTC', month + interval '1 month' || ' UTC');
    end loop;
    for part in
        select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
        where h.inhparent = 'job_history'::regclass and c.relname ~ '^job_history_[0-9]{6}$'
          and to_date(right(c.relname, 6), 'YYYYMM') < this_month - make_interval(months => keep)
    loop
        execute format('drop table %I', part);
    end loop;
end $$;
comment on function keep_job_history is 'Makes the partitions of this month and the next `ahead`, drops those older than `keep` months.';
select keep_job_history(2, 24);
revoke execute on function keep_job_history from public;
grant execute on function keep_job_history to wasteflow_app;
