-- Custody. Every table is keyed by its subject first and no foreign key joins two large tables,
-- so that they can be distributed by subject as they are.

create table custody_event (
    subject uuid not null,
    seq int not null check (seq > 0),
    id uuid not null,
    subject_kind text not null check (subject_kind in ('batch', 'manifest')),
    kind text not null,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    account uuid,
    org uuid,
    cause uuid,
    body jsonb not null,
    digest bytea not null,
    xid bigint not null default pg_current_xact_id()::text::bigint,
    primary key (subject, seq),
    constraint custody_event_once unique (subject, id)
);
comment on table custody_event is 'An immutable fact in the life of a batch or manifest. The key is also the lock.';
comment on column custody_event.id is 'Minted by who sent it; the same id again is the same event.';
comment on column custody_event.occurred_at is 'When it happened, as declared by the device.';
comment on column custody_event.received_at is 'When the server learned of it.';
comment on column custody_event.cause is 'The event that this one follows from; null where a person or system sent it.';
comment on column custody_event.digest is 'SHA-256 of what the sender proposed: tells a repeated event from a reused id.';
comment on column custody_event.xid is 'Transaction that wrote it: commit order for watermarks (a sequence would show gaps).';
create index custody_event_xid on custody_event (xid);

create table batch (
    id uuid primary key,
    seq int not null,
    state jsonb not null,
    updated_at timestamptz not null default now(),
    status text not null generated always as (state->>'status') stored,
    site uuid generated always as ((state->>'holder_site')::uuid) stored
);
comment on table batch is 'The fold of a batch''s events: who holds how much of which waste now.';
create index batch_site on batch (site, id);

create table manifest (
    id uuid primary key,
    seq int not null,
    state jsonb not null,
    updated_at timestamptz not null default now(),
    status text not null generated always as (state->>'status') stored
);
comment on table manifest is 'The fold of a manifest''s events: one consignor''s waste on one vehicle trip.';

create table alias (
    scheme text not null,
    value text not null,
    subject uuid not null,
    subject_kind text not null check (subject_kind in ('batch', 'manifest')),
    primary key (scheme, value)
);
comment on table alias is 'Numbers people know a batch or manifest by (14-digit number, 37-character code, ...); never keys.';
create index alias_subject on alias (subject);

create table reach (
    scope text not null,
    subject_kind text not null check (subject_kind in ('batch', 'manifest')),
    subject uuid not null,
    primary key (scope, subject_kind, subject)
);
comment on table reach is 'Who may see a subject: org:<uuid>, city:<code6>, province:<code6>. Lists and rights both read it.';

create table counter (
    name text primary key,
    last int not null
);
comment on table counter is 'Last serial given out per number series (a city''s manifests of a year, a unit''s containers of a day); locked until what took it is committed, so that none repeats or is skipped.';

-- Append-only twice over: the application has no right, and where triggers can stand they hold for everybody.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'custody events are never changed or deleted' using errcode = 'insufficient_privilege';
end $$;
create trigger custody_event_append_only before update or delete on custody_event
    for each row execute function refuse_change();
create trigger custody_event_no_truncate before truncate on custody_event
    for each statement execute function refuse_change();
revoke update, delete, truncate on custody_event from wasteflow_app;

-- The events, folded rows and announcement of one or several requests in one call: only what is there is touched, and PostgreSQL keeps a
-- small plan for each statement (as one statement with six data-modifying parts, starting it cost more than running it).
create function append_custody(at timestamptz, doc jsonb) returns void
language plpgsql as $$
declare
    taken jsonb;
begin
    for taken in select * from jsonb_array_elements(doc->'serials') loop
        update counter set last = last + (taken->>2)::int where name = taken->>0 and last = (taken->>1)::int - 1;
        if not found and (taken->>1)::int = 1 then
            insert into counter (name, last) values (taken->>0, (taken->>2)::int) on conflict do nothing;
        end if;
        if not found then
            raise unique_violation using message = 'another writer took this serial', constraint = 'counter_pkey';
        end if;
    end loop;
    insert into custody_event
        (subject, seq, id, subject_kind, kind, occurred_at, received_at, account, org, cause, body, digest)
    select e.subject, e.seq, e.id, e.subject_kind, e.body->>'kind', e.occurred_at, e.received_at,
           e.account, e.org, e.cause, e.body, decode(e.digest, 'hex')
      from jsonb_to_recordset(doc->'events') as e (
           subject uuid, seq int, id uuid, subject_kind text, occurred_at timestamptz, received_at timestamptz,
           account uuid, org uuid, cause uuid, body jsonb, digest text);
    if doc ? 'batches' then
        insert into batch (id, seq, state, updated_at)
        select (s->>'id')::uuid, (s->>'seq')::int, s, at from jsonb_array_elements(doc->'batches') s
        on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at;
    end if;
    if doc ? 'manifests' then
        insert into manifest (id, seq, state, updated_at)
        select (s->>'id')::uuid, (s->>'seq')::int, s, at from jsonb_array_elements(doc->'manifests') s
        on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at;
    end if;
    if doc ? 'aliases' then
        insert into alias (scheme, value, subject, subject_kind)
        select a->>0, a->>1, (a->>2)::uuid, a->>3 from jsonb_array_elements(doc->'aliases') a;
    end if;
    if doc ? 'reach' then
        insert into reach (scope, subject_kind, subject)
        select r->>0, r->>1, (r->>2)::uuid from jsonb_array_elements(doc->'reach') r
        on conflict do nothing;
    end if;
    insert into outbox (topic, body) values ('custody', doc->'announcement');
end $$;
comment on function append_custody is 'Writes what requests add to custody; fails whole where another writer came first to a subject or serial.';
