-- Marine litter told from one place to another: a notice with a reply clock, and its photos.

create table notice_event (
    notice uuid not null,
    seq int not null check (seq > 0),
    id uuid not null,
    kind text not null,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    account uuid,
    city text not null check (city ~ '^[0-9]{6}$'),
    department text not null,
    body jsonb not null,
    digest bytea not null,
    xid bigint not null default pg_current_xact_id()::text::bigint,
    primary key (notice, seq),
    constraint notice_event_once unique (notice, id)
);
comment on table notice_event is 'An immutable fact in the life of a notice. Who recorded it and what is internal are told to their own side alone.';
comment on column notice_event.id is 'Minted by who sent it; the same id again is the same event.';
comment on column notice_event.occurred_at is 'When it happened, as declared; of the report: when the litter was found.';
comment on column notice_event.received_at is 'When the server learned of it; the reply clock runs from here.';
comment on column notice_event.city is 'Code of the place whose office recorded it.';
comment on column notice_event.department is 'The office: ecology, maritime, ...';
comment on column notice_event.digest is 'SHA-256 of what the sender proposed: tells a repeated event from a reused id.';
comment on column notice_event.xid is 'Transaction that wrote it: commit order for watermarks.';
create trigger notice_event_append_only before update or delete on notice_event
    for each row execute function refuse_change();
create trigger notice_event_no_truncate before truncate on notice_event
    for each statement execute function refuse_change();
revoke update, delete, truncate on notice_event from wasteflow_app;

create table notice (
    id uuid primary key,
    seq int not null,
    state jsonb not null,
    reported_at timestamptz not null,
    updated_at timestamptz not null default now(),
    status text not null generated always as (state->>'status') stored
);
comment on table notice is 'The fold of a notice''s events: what both sides of a border see. No person is named in it.';
create index notice_newest on notice (reported_at desc, id desc);

create table notice_photo (
    notice uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    data bytea not null,
    primary key (notice, sha256)
);
comment on table notice_photo is 'The bytes of a notice''s photos: JPEG drawn anew from the pixels, without what the camera wrote beside them.';
comment on column notice_photo.sha256 is 'Of the bytes; the event that added the photo names it.';
alter table notice_photo alter column data set storage external;
create trigger notice_photo_append_only before update or delete on notice_photo
    for each row execute function refuse_change();
revoke update, delete, truncate on notice_photo from wasteflow_app;

alter table alias drop constraint alias_subject_kind_check,
    add constraint alias_subject_kind_check check (subject_kind in ('batch', 'manifest', 'notice'));
alter table reach drop constraint reach_subject_kind_check,
    add constraint reach_subject_kind_check check (subject_kind in ('batch', 'manifest', 'round', 'notice'));
alter table alert drop constraint alert_subject_kind_check,
    add constraint alert_subject_kind_check check (subject_kind in ('batch', 'manifest', 'notice'));
comment on table alias is 'Numbers people know a batch, manifest or notice by (14-digit number, 37-character code, ...); never keys.';
