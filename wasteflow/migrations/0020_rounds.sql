-- Rounds of collectors at small producers, and leave to fill in a producer's papers.

create table round (
    id uuid primary key,
    seq int not null,
    state jsonb not null,
    updated_at timestamptz not null default now(),
    status text not null generated always as (state->>'status') stored
);
comment on table round is 'The fold of a round''s events: one vehicle''s calls at small producers on one day.';
comment on column round.seq is 'Its latest event.';
comment on column round.state is 'As manifests/rounds/model.py has it; what became of a slip stands on its manifest.';
comment on column round.updated_at is 'When the server last wrote it.';
comment on column round.status is 'planned, under_way, arrived, closed, cancelled.';

create table round_event (
    subject uuid not null,
    seq int not null check (seq > 0),
    id uuid not null,
    kind text not null,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    account uuid,
    org uuid,
    body jsonb not null,
    digest bytea not null,
    primary key (subject, seq),
    constraint round_event_once unique (subject, id)
);
comment on table round_event is 'An immutable fact in the life of a round. The key is also the lock.';
comment on column round_event.subject is 'The round.';
comment on column round_event.seq is 'From 1, without gaps.';
comment on column round_event.id is 'The same id again is the same event.';
comment on column round_event.kind is 'As the table of manifests/rounds/lifecycle.py names it.';
comment on column round_event.occurred_at is 'When it happened, as declared.';
comment on column round_event.received_at is 'When the server learned of it.';
comment on column round_event.account is 'Who sent it; null: wasteflow itself.';
comment on column round_event.org is 'The company of who sent it.';
comment on column round_event.body is 'The fact.';
comment on column round_event.digest is 'SHA-256 of what was asked: tells a repeated request from a reused id.';
create trigger round_event_append_only before update or delete on round_event
    for each row execute function refuse_change();
create trigger round_event_no_truncate before truncate on round_event
    for each statement execute function refuse_change();
revoke update, delete, truncate on round_event from wasteflow_app;

alter table reach drop constraint reach_subject_kind_check;
alter table reach add constraint reach_subject_kind_check check (subject_kind in ('batch', 'manifest', 'round'));

alter table signing_authorisation add column signs boolean not null default true;
alter table signing_authorisation add column fills boolean not null default false;
alter table signing_authorisation add constraint signing_authorisation_something check (signs or fills);
comment on table signing_authorisation is 'A carrier that may sign the consignor''s box at one site, or fill in its papers, for one stream.';
comment on column signing_authorisation.signs is 'It may sign the consignor''s box.';
comment on column signing_authorisation.fills is 'It may fill in batches and manifests in the producer''s place.';
