-- Signing for a company that is not there: codes of sites, tries at them, and leave given to carriers beforehand.

create table signing_code (
    site uuid primary key constraint signing_code_site references site (id),
    hash text not null,
    set_at timestamptz not null,
    set_by uuid not null
);
comment on table signing_code is 'The code a driver types at a site where nobody is, to sign in its company''s name.';
comment on column signing_code.hash is 'argon2id; the code itself is kept nowhere.';

create table signing_try (
    account uuid not null,
    org uuid not null,
    wrong int not null,
    last_at timestamptz not null,
    locked_until timestamptz,
    primary key (account, org)
);
comment on table signing_try is 'Signing codes of a company tried by an account since its last right one.';
comment on column signing_try.locked_until is 'Until then no code of this company is looked at from this account; null: the next may be tried.';
create index signing_try_age on signing_try (last_at);

create table signing_authorisation (
    id uuid primary key,
    org uuid not null,
    site uuid not null,
    carrier uuid not null constraint signing_authorisation_carrier references organisation (id),
    stream text not null,
    valid_from date not null,
    valid_to date not null,
    granted_at timestamptz not null,
    granted_by uuid not null,
    closed_on date,
    constraint signing_authorisation_site foreign key (site, org) references site (id, org),
    constraint signing_authorisation_period check (valid_from <= valid_to)
);
comment on table signing_authorisation is 'A carrier that may sign the consignor''s box at one site, for one stream.';
comment on column signing_authorisation.closed_on is 'First day on which it no longer counts; null: until valid_to.';
create index signing_authorisation_of_site on signing_authorisation (site, carrier, stream);
