-- Devices: a driver's phone with a key of its own, enrolled by a code that its dispatcher shows.

create table enrolment_code (
    id uuid primary key,
    digest bytea not null constraint enrolment_code_digest unique check (length(digest) = 32),
    account uuid not null references account (id),
    replaces uuid,
    made_at timestamptz not null,
    made_by uuid not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    device uuid
);
comment on table enrolment_code is 'A code that enrols one phone of one driver, once and soon.';
comment on column enrolment_code.digest is 'SHA-256 of the code; the code itself is nowhere.';
comment on column enrolment_code.replaces is 'The device that is revoked when this one is enrolled.';
comment on column enrolment_code.device is 'What was enrolled by it; null while it is unused.';
create index enrolment_code_account on enrolment_code (account);
create index enrolment_code_expiry on enrolment_code (expires_at);

create table device (
    id uuid primary key,
    account uuid not null references account (id),
    org uuid not null,
    label text not null,
    kid text not null constraint device_kid unique,
    jwk jsonb not null,
    enrolled_at timestamptz not null,
    enrolled_by uuid not null,
    valid_until timestamptz not null,
    revoked_as_of timestamptz,
    revoked_at timestamptz,
    revoked_by uuid,
    reason text check (reason in ('lost', 'stolen', 'replaced', 'left', 'misused', 'other')),
    note text not null default '',
    constraint device_revocation check ((revoked_at is null) = (revoked_as_of is null)
        and (revoked_at is null) = (reason is null) and revoked_as_of <= revoked_at)
);
comment on table device is 'A phone that signs what its driver records, with a key that never leaves it.';
comment on column device.org is 'The company it was enrolled for; a driver who goes to another enrols anew.';
comment on column device.kid is 'RFC 7638 thumbprint of its public key.';
comment on column device.jwk is 'Its public key, P-256 or Ed25519 (RFC 7517).';
comment on column device.enrolled_by is 'The account that made the code.';
comment on column device.revoked_as_of is 'What it signed with an earlier time still counts; null: not revoked.';
comment on column device.revoked_at is 'When it was revoked; never before revoked_as_of.';
create index device_account on device (account);
create index device_org on device (org, id);

alter table credential drop constraint credential_kind_check;
alter table credential add constraint credential_kind_check check (kind in ('session', 'token', 'device'));
alter table credential add column device uuid;
alter table credential add constraint credential_device check ((kind = 'device') = (device is not null));
comment on column credential.device is 'The device that shows it, where it is one''s.';
create index credential_of_device on credential (device) where device is not null;
