-- People: accounts, what they are recognised by, and what was looked at and done.

create table account (
    id uuid primary key,
    name text not null constraint account_name unique check (name = lower(name) and name <> ''),
    person text not null,
    role text not null,
    org uuid,
    site uuid,
    city text check (city ~ '^[0-9]{6}$'),
    department text,
    language text,
    password text,
    password_at timestamptz,
    created_at timestamptz not null default now(),
    closed_at timestamptz
);
comment on table account is 'A person or system that signs in.';
comment on column account.name is 'What is typed to sign in; lower case.';
comment on column account.person is 'The name others see: of the person, or of the system.';
comment on column account.org is 'The company it acts for; null for authorities and the house itself.';
comment on column account.city is 'The jurisdiction it works for; 440000 is the whole province.';
comment on column account.password is 'argon2id, with its parameters and salt; null: cannot sign in by password.';
comment on column account.closed_at is 'From then on it cannot sign in, and what it was recognised by is gone.';
create index account_org on account (org);

create table credential (
    digest bytea primary key check (length(digest) = 32),
    id uuid not null constraint credential_id unique,
    kind text not null check (kind in ('session', 'token')),
    account uuid not null references account (id),
    label text not null default '',
    created_at timestamptz not null default now(),
    expires_at timestamptz
);
comment on table credential is 'What a client shows to be recognised: a person''s session or a system''s token.';
comment on column credential.digest is 'SHA-256 of the random secret; the secret itself is nowhere.';
comment on column credential.label is 'What the token is for, in its maker''s words.';
create index credential_account on credential (account);
create index credential_expiry on credential (expires_at);

create table sign_in_attempt (
    key text primary key,
    tries int not null,
    not_before timestamptz not null
);
comment on table sign_in_attempt is 'Sign-ins tried without success, and when the next one may be tried.';
comment on column sign_in_attempt.key is 'Digest of account name and address, or of the address alone.';
create index sign_in_attempt_age on sign_in_attempt (not_before);

create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    account uuid,
    person text not null,
    org uuid,
    action text not null,
    subject_kind text not null default '',
    subject text not null default '',
    detail jsonb not null default '{}'
);
comment on table audit is 'Who looked at what is personal, and who did what outside custody; never changed.';
create index audit_subject on audit (subject_kind, subject, id);
create index audit_account on audit (account, id);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is never changed or deleted' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_append_only before update or delete on audit
    for each row execute function refuse_audit_change();
create trigger audit_no_truncate before truncate on audit
    for each statement execute function refuse_audit_change();
revoke update, delete, truncate on audit from wasteflow_app;
