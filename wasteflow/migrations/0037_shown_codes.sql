-- The code that a site showed for a signature; photos of what a phone recorded and the server refused.

set lock_timeout = '5s';

create table event_shown (
    subject uuid not null,
    event uuid not null,
    code text not null check (length(code) <= 300),
    primary key (subject, event)
);
comment on table event_shown is 'The code on the consignor''s screen by which a driver''s phone signed for it; written with the event, never changed.';
comment on column event_shown.code is 'As it was scanned: site, who showed it, from when and how long, signed by this server (manifests/codes/shown.py).';
create trigger event_shown_append_only before update or delete on event_shown
    for each row execute function refuse_change();
create trigger event_shown_no_truncate before truncate on event_shown
    for each statement execute function refuse_change();
revoke update, delete, truncate on event_shown from wasteflow_app;

create table refused_photo (
    subject uuid not null,
    event uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    kind text not null check (kind in ('image/jpeg', 'image/png', 'image/webp')),
    data bytea not null,
    received_at timestamptz not null,
    account uuid not null,
    primary key (subject, event, sha256)
);
alter table refused_photo alter column data set storage external;
comment on table refused_photo is 'Photos of refused events, for who settles the case; they go to the table of photos where the event is recorded after all.';
comment on column refused_photo.sha256 is 'The event names it by this digest of its bytes.';
revoke update, truncate on refused_photo from wasteflow_app;
