-- What a person adds to an event: where they were, what they photographed. Beside the event, covered by its signature.
set local lock_timeout = '10s';

create table event_position (
    subject uuid not null,
    event uuid not null,
    lat numeric(8, 6) not null check (lat between -90 and 90),
    lon numeric(9, 6) not null check (lon between -180 and 180),
    accuracy_m int not null check (accuracy_m >= 0),
    received_at timestamptz not null,
    primary key (subject, event)
);
comment on table event_position is 'Where the person was who recorded an event, where they agreed to say so. Kept for a time and then gone: it is about a person.';
comment on column event_position.accuracy_m is 'Metres around the point, as the device estimates them.';
create index event_position_age on event_position (received_at);
revoke update, truncate on event_position from wasteflow_app;

create table event_photo (
    subject uuid not null,
    event uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    primary key (subject, event, sha256)
);
comment on table event_photo is 'Which photos an event names; written with the event, never changed.';
comment on column event_photo.sha256 is 'Of the file''s bytes, which come later where there was no signal.';
create trigger event_photo_append_only before update or delete on event_photo
    for each row execute function refuse_change();
create trigger event_photo_no_truncate before truncate on event_photo
    for each statement execute function refuse_change();
revoke update, delete, truncate on event_photo from wasteflow_app;

create table photo (
    subject uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    kind text not null check (kind in ('image/jpeg', 'image/png', 'image/webp')),
    data bytea not null,
    received_at timestamptz not null,
    account uuid not null,
    primary key (subject, sha256)
);
comment on table photo is 'The bytes of a photo that an event of this subject names, as they were taken.';
comment on column photo.kind is 'What its first bytes say it is.';
comment on column photo.account is 'Who sent it in.';
alter table photo alter column data set storage external;
create trigger photo_append_only before update or delete on photo
    for each row execute function refuse_change();
create trigger photo_no_truncate before truncate on photo
    for each statement execute function refuse_change();
revoke update, delete, truncate on photo from wasteflow_app;
